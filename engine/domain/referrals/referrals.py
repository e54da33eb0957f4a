"""What passes between agencies: the messages, the modes and states of a referral, and what its package holds.

A referral is a row beside the case. Its package is built from the case's newest answers, and holds no more than the
minimum that ``workflows/shared/data_minimum.toml`` allows for the kind of recipient and the mode.
"""

import functools
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain import vocabulary
from engine.domain.cases.consent import FITTING
from engine.errors import LindungError

# Messages with a meaning of their own: thrown by a diagram ...
SEND, ANSWER, FEEDBACK = "rujukan_keluar", "jawaban_kepada_pengirim", "umpan_balik_kepada_pengirim"
# ... and arriving in a case.
ANSWERED, FED_BACK, REVOKED, WITHDRAWN = (
    "jawaban_rujukan",
    "umpan_balik_rujukan",
    "rujukan_dicabut",
    "persetujuan_ditarik",
)
ARRIVING = frozenset({ANSWERED, FED_BACK, REVOKED, WITHDRAWN})

MODES = tuple(FITTING)
HANDOVER = "pelimpahan"
STATES = ("sent", "accepted", "rejected", "no_answer", "failed", "done", "revoked")
ANSWERS: Mapping[str, str] = {"diterima": "accepted", "ditolak": "rejected"}
NO_ANSWER = "tidak_ada"
# A late answer is an answer all the same; what was accepted, refused or taken back stays so.
ANSWERABLE = frozenset({"sent", "no_answer", "failed"})
REVOCABLE = ANSWERABLE
# Whoever got something is told of a withdrawal, also when the work on it is over.
HOLDING = frozenset({"sent", "no_answer", "accepted", "done", "failed"})

AGENCY_TYPE = "penyelenggara_ppa"
"""The kind of recipient that every agency of the installation is."""


class ReferralIncompleteError(LindungError):
    """The referral is not complete: its mode, recipient or answer has not been chosen.

    A diagram sends a referral without saying what, to whom or how; ``variable`` names what lacks.
    """

    code = "referral_incomplete"


class MinimumInvalidError(LindungError):
    """The file of minimum referral data is not valid. Check the named row.

    ``row`` counts from 1.
    """

    code = "minimum_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a diagram asks for when it sends: ``purpose`` is the consent scope, None when it was not said."""

    mode: str
    recipient: str
    purpose: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one kind of recipient may be given in these modes, and why."""

    type: str
    modes: frozenset[str]
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The rules on what may leave; ``never`` are answers that no row may name. ``version`` is a digest of the file."""

    rows: tuple[Row, ...]
    never: frozenset[str]
    version: str

    def fields(self, *, recipient_type: str, mode: str) -> tuple[str, ...]:
        """Give the answers that may be given to such a recipient in this mode, in the file's order; none by default."""
        rows = [row for row in self.rows if row.type == recipient_type and mode in row.modes]
        return tuple(dict.fromkeys(name for row in rows for name in row.fields))


NOTHING = Minimum(rows=(), never=frozenset(), version="")


def wanted(variables: Mapping[str, Any]) -> Wanted:
    """Read what a diagram wants to send; ReferralIncompleteError without a known mode or a recipient."""
    mode, recipient = variables.get(vocabulary.REFERRAL_MODE), variables.get(vocabulary.REFERRAL_TO)
    if mode not in MODES:
        raise ReferralIncompleteError(variable=vocabulary.REFERRAL_MODE)
    if not isinstance(recipient, str) or not recipient:
        raise ReferralIncompleteError(variable=vocabulary.REFERRAL_TO)
    purpose = variables.get(vocabulary.REFERRAL_PURPOSE)
    return Wanted(mode=mode, recipient=recipient, purpose=purpose if isinstance(purpose, str) else None)


def answer_of(variables: Mapping[str, Any], name: str) -> str:
    """Give diterima or ditolak from the variable of that name; ReferralIncompleteError when it says neither."""
    answer = variables.get(name)
    if answer not in ANSWERS:
        raise ReferralIncompleteError(variable=name)
    return str(answer)


def channel(mode: str) -> str:
    """Give the channel on which a referral of this mode opens a case at the recipient."""
    return f"{mode}_masuk"


def moves_ownership(*, mode: str, answer: str | None) -> bool:
    """Tell whether the case is the recipient's from now on: only an accepted hand-over makes it so."""
    return mode == HANDOVER and answer == "diterima"


def contents(names: tuple[str, ...], answers: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is known of these names: what people wrote last, else the routing value; the unknown is left out."""
    known = {**variables, **answers}
    return {name: known[name] for name in names if known.get(name) not in (None, "", [], {})}


@functools.lru_cache(maxsize=8)
def parse(data: bytes) -> Minimum:
    """Read ``data_minimum.toml``, once while it stays the same.

    MinimumInvalidError when it is not one, or a row names what may never leave.
    """
    try:
        raw = tomllib.loads(data.decode())
    except ValueError:  # covers both a wrong encoding and a TOML error
        raise MinimumInvalidError(row=0) from None
    never = {_text(row, "field", 0) for row in raw.get("never", []) if _text(row, "reason", 0)}
    rows = tuple(_row(row, number) for number, row in enumerate(raw.get("rows", []), start=1))
    for number, row in enumerate(rows, start=1):
        if never & set(row.fields):
            raise MinimumInvalidError(row=number, field=min(never & set(row.fields)))
    return Minimum(rows=rows, never=frozenset(never), version=hashlib.sha256(data).hexdigest()[:16])


def _row(row: Mapping[str, Any], number: int) -> Row:
    modes, fields = row.get("modes"), row.get("fields")
    if not isinstance(modes, list) or not modes or set(modes) - set(MODES):
        raise MinimumInvalidError(row=number, field="modes")
    if not isinstance(fields, list) or not fields or not all(isinstance(name, str) and name for name in fields):
        raise MinimumInvalidError(row=number, field="fields")
    kind, reason = _text(row, "type", number), _text(row, "reason", number)
    return Row(type=kind, modes=frozenset(modes), fields=tuple(fields), reason=reason)


def _text(row: Mapping[str, Any], key: str, number: int) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise MinimumInvalidError(row=number, field=key)
    return value
