"""A finding on its way: from a draft to its close, each act by the auditor or by the head of the agency."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine import errors

DRAFT, SENT, ANSWERED, FOLLOWED_UP = "draf", "disampaikan", "ditanggapi", "ditindaklanjuti"
DONE, IMPOSSIBLE = "selesai", "tidak_dapat_ditindaklanjuti"
STATES = (DRAFT, SENT, ANSWERED, FOLLOWED_UP, DONE, IMPOSSIBLE)
FOLLOW_UP, FINDING = "tindak_lanjut_temuan", "temuan"
"""The key of the procedure by which a finding is followed up, and the variable that holds the finding's id in it."""
ANSWERING = "jawaban_temuan"
"""The milestone of that procedure until which the head answers."""
MOST_CHARACTERS = 8000
PARTS = ("condition", "cause", "effect", "recommendation")
"""What an auditor writes besides the clause: kondisi, sebab, akibat, rekomendasi."""


class FindingInvalidError(errors.LindungError):
    """The finding is not complete: it needs a clause, at least one event, condition, cause, effect and advice."""

    code = "finding_invalid"


class FindingNotReadyError(errors.LindungError):
    """The finding is not at this point: it was moved on meanwhile, or the step before is still to be done."""

    code = "finding_not_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act on a finding, by the head of the agency or else by an auditor; ``event`` is what the register says of it.

    ``message`` is what the diagram throws when a task of it was done; sending begins the diagram and has none.
    """

    before: frozenset[str]
    after: str
    event: str
    message: str = ""
    by_head: bool = False


ACTS: Mapping[str, Act] = {
    "send": Act(before=frozenset({DRAFT}), after=SENT, event="finding.sent"),
    "answer": Act(
        before=frozenset({SENT}),
        after=ANSWERED,
        event="finding.answered",
        message="temuan_ditanggapi",
        by_head=True,
    ),
    "follow_up": Act(
        before=frozenset({ANSWERED}),
        after=FOLLOWED_UP,
        event="finding.followed_up",
        message="temuan_ditindaklanjuti",
        by_head=True,
    ),
    "return": Act(
        before=frozenset({ANSWERED, FOLLOWED_UP}),
        after=ANSWERED,
        event="finding.returned",
        message="temuan_dikembalikan",
    ),
    "close": Act(
        before=frozenset({FOLLOWED_UP}),
        after=DONE,
        event="finding.closed",
        message="temuan_selesai",
    ),
    "give_up": Act(
        before=frozenset({ANSWERED, FOLLOWED_UP}),
        after=IMPOSSIBLE,
        event="finding.given_up",
        message="temuan_tidak_dapat_ditindaklanjuti",
    ),
}
BY_MESSAGE: Mapping[str, str] = {act.message: name for name, act in ACTS.items() if act.message}
"""The act that a message of the diagram tells of."""


def after(act: str, state: str) -> str:
    """Give the state after an act; FindingNotReadyError where it does not follow on the present one."""
    if state not in ACTS[act].before:
        raise FindingNotReadyError(state=state)
    return ACTS[act].after


def checked(text: str, *, field: str) -> str:
    """Give a text of people without space around it; FindingInvalidError when nothing is left, or too much."""
    words = text.strip()
    if not 0 < len(words) <= MOST_CHARACTERS:
        raise FindingInvalidError(field=field)
    return words
