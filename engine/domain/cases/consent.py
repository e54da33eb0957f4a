"""Whether something about a person may leave the agency: by consent that covers it, or in an emergency with a reason.

The rule table ``kapasitas`` of a procedure decides who is asked, and a diagram may ask before it sends. This predicate
is the engine's own gate behind both: it names what no diagram may do, and every refusal has a stable code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain import vocabulary
from engine.errors import LindungError

GIVEN, WITHDRAWN, REFUSED = "diberikan", "ditarik", "ditolak"
PERSONS = frozenset({"klien", "wali", "klien_pendamping", "pendamping_klien", "pekerja_sosial"})
ADULT = 18  # UU 35/2014 article 1: a child is whoever is younger
# Consent to one purpose is none to another (UU 27/2022 articles 20 and 22), whatever a diagram calls its message.
FITTING: Mapping[str, frozenset[str]] = {
    "koordinasi": frozenset({"koordinasi", "layanan", "lapor_polisi", "data_simfoni"}),
    "rujukan": frozenset({"rujukan", "lapor_polisi"}),
    "pelimpahan": frozenset({"pelimpahan"}),
}


class ConsentMissingError(LindungError):
    """Nothing was sent: there is no consent in force for this purpose. Ask for consent first.

    ``reason`` says why, as a code of ``engine.domain.cases.consent``.
    """

    code = "consent_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what something leaves: ``kind`` is persetujuan (``by`` says whose) or darurat (``reason`` may be a code)."""

    kind: str
    by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a case's consent when something is to leave.

    ``decision`` is diberikan, ditolak, ditarik or None; ``scope`` the purposes agreed to; ``by`` who agreed;
    ``guardian_accused`` ya, tidak, tidak_diketahui or None; ``age`` in years; ``withdrawn`` that the case knows of a
    withdrawal since; ``emergency`` that somebody answers for an emergency, with ``has_reason`` when they said why.
    """

    decision: str | None
    scope: frozenset[str]
    by: str | None
    guardian_accused: str | None = None
    age: float | None = None
    withdrawn: bool = False
    emergency: bool = False
    has_reason: bool = False
    reason: str | None = None


def standing(variables: Mapping[str, Any], *, withdrawn: bool, told_reason: bool) -> Standing:
    """Read the standing from process variables; ``told_reason`` tells that an answer of the case gives the reason.

    Values of another kind than the procedures agreed on count as absent: an unreadable consent is none.
    """
    reason = _text(variables, vocabulary.EMERGENCY_REASON)
    scope, age = variables.get(vocabulary.CONSENT_SCOPE), variables.get(vocabulary.VICTIM_AGE)
    return Standing(
        decision=_text(variables, vocabulary.CONSENT),
        scope=frozenset(one for one in scope if isinstance(one, str)) if isinstance(scope, list) else frozenset(),
        by=_text(variables, vocabulary.CONSENT_BY),
        guardian_accused=_text(variables, vocabulary.GUARDIAN_ACCUSED),
        age=age if isinstance(age, int | float) and not isinstance(age, bool) else None,
        withdrawn=withdrawn,
        emergency=variables.get(vocabulary.EMERGENCY) == "ya",
        has_reason=told_reason or reason is not None,
        reason=reason,
    )


def require(held: Standing, *, mode: str, purpose: str | None) -> Basis:
    """Give the basis on which this may leave; ConsentMissingError with the reason when there is none.

    Consent goes first. Without it an emergency counts if its reason was said; the purpose must be known either way.
    """
    if purpose not in FITTING.get(mode, frozenset()):
        raise ConsentMissingError(reason="purpose_unfit")
    refusal = refusal_of(held, purpose=purpose)
    if refusal is None:
        return Basis(kind="persetujuan", by=held.by)
    if not held.emergency:
        raise ConsentMissingError(reason=refusal)
    if not held.has_reason:
        raise ConsentMissingError(reason="emergency_without_reason")
    return Basis(kind="darurat", reason=held.reason)


def refusal_of(held: Standing, *, purpose: str) -> str | None:
    """Give why the consent on record does not cover the purpose, as a stable code; None when it does."""
    if held.withdrawn or held.decision == WITHDRAWN:
        return "withdrawn"
    if held.decision != GIVEN:
        return "refused" if held.decision == REFUSED else "not_given"
    if purpose not in held.scope:
        return "purpose_out_of_scope"
    return _incapacity(held)


def _incapacity(held: Standing) -> str | None:
    if held.by not in PERSONS:
        return "capacity_unknown"
    # A guardian speaks for the child only once it is known that they are not the accused.
    if held.by == "wali" and held.guardian_accused != "tidak":
        return "guardian_accused" if held.guardian_accused == "ya" else "guardian_not_cleared"
    # UU 27/2022 article 25: a child's consent alone is not enough.
    if held.by == "klien" and held.age is not None and held.age < ADULT:
        return "child_alone"
    return None


def _text(variables: Mapping[str, Any], name: str) -> str | None:
    value = variables.get(name)
    return value if isinstance(value, str) and value else None
