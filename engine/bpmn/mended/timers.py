"""Timer events under our own moment: an ISO 8601 text or FEEL, evaluated once, fired only by an input.

SpiffWorkflow's timers read the machine's clock, take ``-PT1H`` for an hour to come, freeze a month at the length of
the first, read a naive time in the server's zone and fire once for every period missed; none of that is used here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent

from engine import feel
from engine.bpmn.base.errors import TimerTextInvalidError
from engine.domain.time import iso8601

# Where a waiting token keeps its timers by element id: the due moment as ISO text or null, and for a cycle its text,
# the beginning of its grid and how often it fired.
SLOT = "timers"
# A timer that asks these is counted again when a clock changes, because their answer moves with it.
CLOCK_FUNCTIONS = ("batas", "peringatan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One timer that waits. ``due_at`` is None while the text gives no moment."""

    timer_id: str
    task: Any
    definition: "Timer"
    due_at: datetime | None


class _Evaluated:
    """What date, duration and cycle have in common. ``name`` is the element's id, ``kind`` the BPMN element name."""

    name: str
    kind: str
    expression: str

    def has_fired(self, my_task: Any) -> bool:
        """Tell whether the input came; work out the due moment when the wait begins."""
        if self.name not in my_task.internal_data.get(SLOT, {}):
            self.count(my_task)
        return bool(my_task.internal_data.get("event_fired", False))

    def count(self, my_task: Any) -> None:
        """Work out when the timer is due, seen from now, and keep it with the token."""
        case = my_task.workflow.top_workflow
        case.running, watcher = my_task, case.watcher
        value = self.expression
        if value.startswith("="):
            value = watcher.scripting.value(my_task, value)
        slot = my_task.internal_data.setdefault(SLOT, {})
        before = slot.get(self.name, {})
        slot[self.name] = self._kept(value, now=watcher.now, zone=watcher.zone, before=before)

    def _kept(self, value: Any, *, now: datetime, zone: tzinfo, before: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - for the clock's own
        if value is not None and self.kind == "timeCycle":
            return _grid(str(feel.to_json(value)), since=now, at=now, fired=0, zone=zone)
        return {"due": _text(None if value is None else moment(value, now=now, zone=zone))}

    def due_at(self, my_task: Any) -> datetime | None:
        """Give the moment at which the waiting token's timer is due, in UTC; None while it has none."""
        kept = my_task.internal_data.get(SLOT, {}).get(self.name)
        return datetime.fromisoformat(kept["due"]) if kept and kept["due"] else None

    def is_unknown(self, my_task: Any) -> bool:
        """Tell whether the text gave no moment so far; a spent cycle is not unknown."""
        kept = my_task.internal_data[SLOT][self.name]
        return kept["due"] is None and "cycle" not in kept

    @property
    def follows_clocks(self) -> bool:
        """Tell whether the moment moves when an SLA clock does."""
        return follows_clocks(self.expression)


class Timer(_Evaluated, TimerEventDefinition):
    """A timer that fires once: a date, a duration, or the first moment of a cycle."""

    def __init__(self, name: str, expression: str, *, kind: str) -> None:
        """Keep the text; it is evaluated when a token begins to wait."""
        super().__init__(name, expression)
        self.kind = kind


class ClockTimer(Timer):
    """A date that follows an SLA clock, on a boundary that does not interrupt.

    It fires once for each moment: when the clock is replaced by a tighter one after it fired, it fires for that too,
    since a new limit deserves its own escalation.
    """

    def _kept(self, value: Any, *, now: datetime, zone: tzinfo, before: dict[str, Any]) -> dict[str, Any]:
        due, fired = super()._kept(value, now=now, zone=zone, before=before)["due"], before.get("fired")
        return {"due": None if due == fired else due, "fired": fired}


class CycleTimer(Timer):
    """A repeating timer on a boundary that does not interrupt: each firing lets a token loose, the wait goes on."""


def follows_clocks(text: str) -> bool:
    """Tell whether a timer's text asks for a moment of an SLA clock."""
    return text.startswith("=") and any(function in text for function in CLOCK_FUNCTIONS)


def _grid(text: str, *, since: datetime, at: datetime, fired: int, zone: tzinfo) -> dict[str, Any]:
    due = _cycle(text).next_after(at, since=since, fired=fired, zone=zone)
    return {"due": _text(due), "cycle": text, "since": _text(since), "fired": fired}


def _cycle(text: str) -> iso8601.Cycle:
    try:
        return iso8601.cycle(text)
    except iso8601.Iso8601Error as invalid:
        raise TimerTextInvalidError from invalid


def _text(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def moment(value: Any, *, now: datetime, zone: tzinfo) -> datetime:
    """Give the moment that a date, date and time or duration means, in FEEL or ISO 8601.

    A duration counts from ``now``, a date begins at 00:00 in ``zone``, a time without an offset is local there.
    TimerTextInvalidError for anything else, a duration that is not positive too.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    try:
        read = iso8601.parse(str(feel.to_json(value)))
    except iso8601.Iso8601Error as invalid:
        raise TimerTextInvalidError from invalid
    if isinstance(read, iso8601.Cycle):
        raise TimerTextInvalidError
    return read if isinstance(read, datetime) else read.after(now, zone=zone)


def kind_of(text: str, *, kind: str, interrupts: bool) -> type[Timer]:
    """Give the class of timer for a text: repeating and clock-following ones only where they do not interrupt."""
    if interrupts:
        return Timer
    if kind == "timeCycle":
        return CycleTimer
    return ClockTimer if kind == "timeDate" and follows_clocks(text) else Timer


def timers_of(task: Any) -> list[Any]:
    """Give the timer definitions for which a catching token waits: one, or several at an event gateway."""
    definition = task.task_spec.event_definition
    members = definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]
    return [member for member in members if isinstance(member, _Evaluated)]


def waits(case: Any) -> list[Wait]:
    """Give every waiting timer of the case, in the order of its tokens."""
    found = []
    for task in case.event_manager.tasks.values():
        shared = isinstance(task.task_spec.event_definition, MultipleEventDefinition)
        for timer in timers_of(task):
            timer_id = f"{task.id}:{timer.name}" if shared else str(task.id)
            found.append(Wait(timer_id=timer_id, task=task, definition=timer, due_at=timer.due_at(task)))
    return found


def recount(case: Any, *, clocks_moved: bool) -> None:
    """Work out again the timers without a moment, and, when SLA clocks moved, those that follow them."""
    for wait in waits(case):
        moved = clocks_moved and wait.definition.follows_clocks
        if moved or wait.definition.is_unknown(wait.task):
            wait.definition.count(wait.task)


def fire(wait: Wait, *, now: datetime, zone: tzinfo) -> None:
    """Fire one waiting timer. A cycle that missed periods fires once; its next moment is the next of its grid."""
    task, definition = wait.task, wait.definition
    if isinstance(definition, CycleTimer):
        _fire_cycle(task, definition, now=now, zone=zone)
    elif isinstance(definition, ClockTimer):
        kept = task.internal_data[SLOT][definition.name]
        task.internal_data[SLOT][definition.name] = {"due": None, "fired": kept["due"]}
        task.task_spec.let_loose(task)
    elif isinstance(task.task_spec.event_definition, MultipleEventDefinition):
        task.task_spec.catch(task, BpmnEvent(definition))
        task.task_spec._update(task)
    else:
        definition.catch(task)
        task.task_spec._update(task)


def _fire_cycle(task: Any, definition: CycleTimer, *, now: datetime, zone: tzinfo) -> None:
    kept = task.internal_data[SLOT][definition.name]
    since, fired = datetime.fromisoformat(kept["since"]), kept["fired"] + 1
    task.task_spec.let_loose(task)
    task.internal_data[SLOT][definition.name] = _grid(kept["cycle"], since=since, at=now, fired=fired, zone=zone)
