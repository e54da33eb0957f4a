"""For what purpose somebody reads, told from the right by which they may; one rule for all readings."""

from collections.abc import Mapping

from engine import errors
from engine.domain.people import actors, permissions

DUTY, SUPERVISION, AUDIT = "duty", "supervision", "audit"
CLIENT_REQUEST, BREAK_GLASS, SYSTEM = "client_request", "break_glass", "system"
PURPOSES = (DUTY, SUPERVISION, AUDIT, CLIENT_REQUEST, BREAK_GLASS, SYSTEM)

STATABLE: Mapping[str, frozenset[str]] = {
    DUTY: frozenset({DUTY, CLIENT_REQUEST}),
    SUPERVISION: frozenset({SUPERVISION, CLIENT_REQUEST}),
}
"""Purpose by the rule -> the purposes that the reader may state instead; any other reader may only state the rule's."""

REPORTER = "system:public"
_WORKS = ("user_task.complete", "report.register")
_LEADS = "team.read"
_OVERSEES = frozenset({"access.read", "history.verify"})


class PurposeUnfitError(errors.LindungError):
    """You cannot read for this purpose. Leave the purpose out, or state one that you have a right to."""

    code = "purpose_unfit"


def derived(
    rights: permissions.Rights, actor: actors.Actor, ground: permissions.Ground | None, *, permission: str
) -> str:
    """Give the purpose of a reading by the ground on which it is allowed; ``ground`` is None for a system actor.

    Whoever reports by the public page reads as a client, any other system actor as the system. A role that does no
    work on cases reads to audit. Who is entrusted with the case, or reads what belongs to their role, is on duty; who
    leads a team supervises, and so does whoever works and looks at the record itself.
    """
    if ground is None:
        return CLIENT_REQUEST if actor.id == REPORTER else SYSTEM
    reaches = rights.reaches[ground.role]
    if not any(ground.role in rights.working(name) for name in _WORKS):
        return AUDIT
    if permission in _OVERSEES:
        return SUPERVISION
    return DUTY if ground.is_near or _LEADS not in reaches else SUPERVISION


def stated(purpose: str | None, *, by_rule: str) -> str:
    """Give the purpose that a reader states, that of the rule when they state none; PurposeUnfitError."""
    if purpose is None or purpose == by_rule:
        return by_rule
    if purpose not in STATABLE.get(by_rule, frozenset()):
        raise PurposeUnfitError(purpose=by_rule)
    return purpose
