"""What one ended process did, as marks that can be counted and hours by step; made in one pass over its history.

A mark says one thing that a process did or did not do: it holds once, however often it happened. No mark names a
person. Two people who share a step and its second look stand as a digest, which only tells pairs apart.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

STEP, AGAIN, SKIPPED, WAY, LATE = "step", "again", "skipped", "way", "late"
CLOCK, CAUSE, HAND_OVER, PAIR = "clock", "cause", "hand", "pair"
"""Kinds of marks; what follows them says which step, flow, milestone or role is meant."""
BROKEN, KEPT = "broken", "kept"
"""Ends of a promise of a milestone: at least one of its clocks was breached; every one of them was stopped in time."""
HOUR = 3600
_DONE, _CLAIMED = "user_task.completed", "user_task.claimed"


class Event(NamedTuple):
    """One event of a history; ``at`` is aware, ``effects`` those of its data, none for what is no input."""

    at: datetime
    actor: str
    role: str | None
    type: str
    element: str | None
    task: str | None
    effects: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is needed of a version of a procedure: its activities, those done by people, flows out of a choice.

    ``separate`` gives for each second look the step that it looks at.
    ``leading`` gives for each milestone the elements from which its clock can still be stopped.
    """

    activities: frozenset[str]
    tasks: frozenset[str]
    choices: frozenset[str]
    separate: Mapping[str, str]
    leading: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What a process did: its marks, and hours (waited, worked) by step, summed over all times it was done."""

    marks: frozenset[str]
    hours: Mapping[str, tuple[float, float]]


def mark(kind: str, *names: str) -> str:
    """Give the mark of a kind about these names."""
    return "|".join((kind, *names))


@dataclass(slots=True)
class _Seen:
    """What the pass remembers of one process."""

    marks: set[str] = field(default_factory=set)
    open: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    claimed: dict[str, datetime] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    hours: dict[str, tuple[float, float]] = field(default_factory=dict)
    hands: list[str] = field(default_factory=list)
    by: dict[str, str] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)


def of_process(events: Iterable[Event], plan: Plan) -> Practice:
    """Give what an ended process did, from its events in order."""
    seen = _Seen()
    for event in events:
        if event.type == _CLAIMED and event.task is not None:
            seen.claimed[event.task] = event.at
        if event.effects:
            _effects(event, plan, seen)
        if event.type == _DONE:
            _completed(event, plan, seen)
    seen.marks |= {mark(AGAIN, element) for element, count in seen.done.items() if count > 1}
    seen.marks |= {mark(SKIPPED, one) for one in plan.tasks if mark(STEP, one) not in seen.marks}
    seen.marks |= {mark(HAND_OVER, *pair) for pair in pairwise(seen.hands) if pair[0] != pair[1]}
    _promises(seen)
    return Practice(marks=frozenset(seen.marks), hours=seen.hours)


def _effects(event: Event, plan: Plan, seen: _Seen) -> None:
    effects = event.effects
    elements, flows = effects.get("passed", ((), ()))
    seen.marks.update(mark(STEP, one) for one in elements if one in plan.activities)
    seen.marks.update(mark(WAY, one) for one in flows if one in plan.choices)
    for clock, change, due in effects.get("sla", ()):
        _clock(event, (clock, change, due), plan, seen)
    for task, element in effects.get("opened", ()):
        seen.open[task] = (element, event.at)
    for task, _ in effects.get("cancelled", ()):
        seen.open.pop(task, None)


def _clock(event: Event, told: Sequence[Any], plan: Plan, seen: _Seen) -> None:
    """Note what became of a clock. One that is replaced after its due moment was missed, whether or not it was said."""
    clock, change, due = told
    milestone = clock.rpartition("-")[0]
    missed = change == "breached"
    if change not in {"opened", "resumed", "warned", "breached"}:
        before = seen.due.pop(clock, None)
        missed = before is not None and before < event.at
    elif due is not None:
        seen.due[clock] = datetime.fromisoformat(due)
    seen.marks.add(mark(CLOCK, milestone, change))
    if change == "replaced":
        seen.marks.add(mark(CAUSE, milestone, event.element or event.type))
    if missed:
        late = [element for element, _ in seen.open.values() if element in plan.leading.get(milestone, ())]
        seen.marks.update(mark(LATE, one) for one in late)
    if missed or seen.clocks.get(milestone) == BROKEN:
        seen.clocks[milestone] = BROKEN
    elif change == "stopped":
        seen.clocks[milestone] = KEPT


def _promises(seen: _Seen) -> None:
    """Say of each milestone how it ended; one that was broken once stays so, whatever replaced its clock."""
    seen.marks |= {mark(CLOCK, milestone, end) for milestone, end in seen.clocks.items()}


def _completed(event: Event, plan: Plan, seen: _Seen) -> None:
    element, task = event.element or "", event.task or ""
    seen.done[element] += 1
    seen.hands.append(event.role or "")
    seen.by[element] = event.actor
    first = seen.by.get(plan.separate.get(element, ""))
    if first is not None:
        seen.marks.add(mark(PAIR, element, _pair(element, first, event.actor)))
    known = seen.open.pop(task, None)
    if known is not None:
        taken = seen.claimed.get(task, event.at)
        waited, worked = seen.hours.get(element, (0.0, 0.0))
        seen.hours[element] = (
            waited + (taken - known[1]).total_seconds() / HOUR,
            worked + (event.at - taken).total_seconds() / HOUR,
        )


def _pair(element: str, first: str, second: str) -> str:
    told = "|".join((element, *sorted((first, second))))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
