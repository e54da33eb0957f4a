"""The rows that the facts of a step call for, as plain values: nothing here reads, writes or locks.

``effects`` writes them while a case runs; ``expected`` works them out again from the history, for whoever checks the
stored rows or makes them anew. So each rule about a derived row stands here once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.bpmn.reading.definitions import Definition
from engine.bpmn.running import runner
from engine.domain.running import facts
from engine.domain.time.sla_clocks import SlaClock
from engine.services.base import canonical
from engine.services.time import pressing

Row = dict[str, Any]
"""Values by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The instance and the case to which rows belong."""

    instance_id: str
    case_id: str
    case_number: str
    agency: str
    procedure: str


def task(owner: Owner, fact: facts.TaskOpened, *, at: datetime) -> Row:
    """Give a new user task; what it is told of risk and due moments is known at the end of its step."""
    return {
        "id": fact.task_id,
        "instance_id": owner.instance_id,
        "case_id": owner.case_id,
        "case_number": owner.case_number,
        "agency": owner.agency,
        "procedure": owner.procedure,
        "element_id": fact.element_id,
        "name": fact.name,
        "role": fact.role,
        "form": fact.form,
        "separate_from": fact.separate_from,
        "state": "open",
        "assignee": None,
        "created_at": at,
        "completed_at": None,
        "completed_by": None,
    }


def completed(*, at: datetime, actor: str) -> Row:
    """Give what changes in a task that was done."""
    return {"state": "completed", "completed_at": at, "completed_by": actor}


def cancelled(*, at: datetime) -> Row:
    """Give what changes in a task that was withdrawn."""
    return {"state": "cancelled", "completed_at": at}


def awaited(owner: Owner, fact: facts.MessageAwaited) -> Row:
    """Give an awaited message."""
    return {
        "instance_id": owner.instance_id,
        "task_id": fact.task_id,
        "element_id": fact.element_id,
        "message": fact.message,
        "case_number": owner.case_number,
    }


def no_longer_awaited(found: Iterable[facts.Fact]) -> set[str]:
    """Give the ids of the catch events that wait no more."""
    return {fact.task_id for fact in found if isinstance(fact, facts.MessageNoLongerAwaited)}


def timers_set(found: Iterable[facts.Fact]) -> dict[str, tuple[str, datetime | None]]:
    """Give timer id -> (element, due moment); a timer that is cleared later in the same step is not set at all."""
    due: dict[str, tuple[str, datetime | None]] = {}
    for fact in found:
        if isinstance(fact, facts.TimerSet):
            due[fact.timer_id] = (fact.element_id, fact.due_at)
        elif isinstance(fact, facts.TimerCleared):
            due.pop(fact.timer_id, None)
    return due


def timers_cleared(found: Iterable[facts.Fact]) -> set[str]:
    """Give the ids of the timers that wait no more."""
    return {fact.timer_id for fact in found if isinstance(fact, facts.TimerCleared)}


def clocks(owner: Owner, found: Iterable[facts.Fact]) -> list[Row]:
    """Give each clock that changed as it stands after the step; a clock may open and close in one step."""
    last = {fact.clock_id: fact.clock for fact in found if isinstance(fact, facts.SlaChanged)}
    return [_clock(owner, SlaClock.from_json(data), data) for data in last.values()]


def _clock(owner: Owner, clock: SlaClock, data: Mapping[str, Any]) -> Row:
    return {
        "instance_id": owner.instance_id,
        "clock_id": clock.id,
        "case_id": owner.case_id,
        "case_number": owner.case_number,
        "agency": owner.agency,
        "milestone": clock.milestone,
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "data": canonical.text(data),
    }


def ended(fact: facts.InstanceEnded, *, at: datetime) -> Row:
    """Give what changes in an instance that came to its end."""
    return {
        "state": "completed" if fact.end_elements else "cancelled",
        "ended_at": at,
        "end_event": " ".join(dict.fromkeys(fact.end_elements)) or None,
    }


def pressed(definition: Definition, state: runner.State) -> dict[str, pressing.Moments]:
    """Give what each open task is told of the clock that it has to keep, by its id."""
    book = state.book.clocks
    return {
        task_id: pressing.moments(pressing.nearest(definition, place, book)) for task_id, place in state.places.items()
    }
