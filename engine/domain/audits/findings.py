"""A finding on its way: from a draft to its close, each act by the auditor or by the head of the agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine import errors

DRAFT, SENT, ANSWERED, FOLLOWED_UP = "draf", "disampaikan", "ditanggapi", "ditindaklanjuti"
DONE, IMPOSSIBLE = "selesai", "tidak_dapat_ditindaklanjuti"
STATES = (DRAFT, SENT, ANSWERED, FOLLOWED_UP, DONE, IMPOSSIBLE)
ANSWER_DAYS = 60
"""Days that the head has for the answer (UU 15/2004 article 20 (3): at the latest 60 days after the report)."""
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
    """One act on a finding, ``by`` the "auditor" or the "head"; ``event`` is what the register says of it."""

    by: str
    before: frozenset[str]
    after: str
    event: str


ACTS: Mapping[str, Act] = {
    "send": Act(by="auditor", before=frozenset({DRAFT}), after=SENT, event="finding.sent"),
    "answer": Act(by="head", before=frozenset({SENT}), after=ANSWERED, event="finding.answered"),
    "follow_up": Act(by="head", before=frozenset({ANSWERED}), after=FOLLOWED_UP, event="finding.followed_up"),
    "return": Act(by="auditor", before=frozenset({FOLLOWED_UP}), after=ANSWERED, event="finding.returned"),
    "close": Act(by="auditor", before=frozenset({FOLLOWED_UP}), after=DONE, event="finding.closed"),
    "give_up": Act(by="auditor", before=frozenset({ANSWERED, FOLLOWED_UP}), after=IMPOSSIBLE, event="finding.given_up"),
}


def after(act: str, state: str) -> str:
    """Give the state after an act; FindingNotReadyError where it does not follow on the present one."""
    if state not in ACTS[act].before:
        raise FindingNotReadyError(state=state)
    return ACTS[act].after


def possible(state: str, *, by: str) -> tuple[str, ...]:
    """Give the acts that the auditor or the head may do now, in their order."""
    return tuple(name for name, act in ACTS.items() if act.by == by and state in act.before)


def due(sent_on: date) -> date:
    """Give the last day on which the head's answer is in time."""
    return sent_on + timedelta(days=ANSWER_DAYS)


def checked(text: str, *, field: str) -> str:
    """Give a text of people without space around it; FindingInvalidError when nothing is left, or too much."""
    words = text.strip()
    if not 0 < len(words) <= MOST_CHARACTERS:
        raise FindingInvalidError(field=field)
    return words
