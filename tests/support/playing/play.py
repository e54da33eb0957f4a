"""Plays a process instance in a test: inputs by element id, at a moment that the test moves."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from engine.bpmn.mended import timers
from engine.bpmn.mended.bounds import Bounds
from engine.bpmn.reading import definitions
from engine.bpmn.running import comparison, runner
from engine.domain.running import facts, inputs
from engine.domain.time import working_calendar

Fact = TypeVar("Fact")

OFFICE_HOURS = ((time(8), time(16)),)
CALENDAR = working_calendar.Calendar(
    agency="uptd_ppa_contoh",
    version="uji-1",
    zone=ZoneInfo("Asia/Jakarta"),
    hours=dict.fromkeys(range(5), OFFICE_HOURS),
    holidays={},
    cuti_bersama_is_working=True,
)
# A test on a busy machine is not refused for its slowness.
PATIENT = Bounds(seconds=math.inf)
# Tuesday 10:00 in Western Indonesia.
TUESDAY = datetime(2026, 3, 17, 3, tzinfo=UTC)


def load(bpmn: bytes, *, sla: str | None = None, **others: bytes) -> definitions.Definition:
    """Give the definition of process ``p``; ``others`` are further files, ``aturan_dmn`` being ``aturan.dmn``."""
    files = {name[::-1].replace("_", ".", 1)[::-1]: data for name, data in others.items()}
    return definitions.load({"p.bpmn": bpmn, **files}, process_id="p", bpmn="p.bpmn", sla=sla)


class Play:
    """One instance. With ``reload`` it is saved and loaded between any two inputs."""

    def __init__(
        self,
        definition: definitions.Definition,
        *,
        start: str = "s",
        reload: bool = False,
        now: datetime = TUESDAY,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        """Start the instance."""
        self.definition, self.reload, self.now = definition, reload, now
        self.log: list[tuple[datetime, inputs.Input]] = []
        self.state: runner.State | None = None
        self.facts: tuple[facts.Fact, ...] = ()
        self.apply(inputs.Start(instance_id="kasus-1", start_event=start, variables=variables or {}))

    def apply(self, event: inputs.Input) -> tuple[facts.Fact, ...]:
        """Apply an input now and give its facts."""
        state = self.state
        if state is not None and self.reload:
            state = runner.load(self.definition, state.dumps())
        moment = runner.Moment(now=self.now, calendar=CALENDAR)
        step = runner.apply(self.definition, state, event, moment=moment, bounds=PATIENT)
        self.log.append((self.now, event))
        self.state, self.facts = step.state, step.facts
        return step.facts

    @property
    def here(self) -> runner.State:
        """Give the present state."""
        assert self.state is not None
        return self.state

    @property
    def tasks(self) -> dict[str, str]:
        """Give the open user tasks as {task id: element id}."""
        tasks = comparison.look(self.here.case, self.here.book).tasks
        return {task_id: task.task_spec.bpmn_id for task_id, task in tasks.items()}

    @property
    def ready(self) -> list[Any]:
        """Give the engine's own tokens at open user tasks."""
        return list(comparison.look(self.here.case, self.here.book).tasks.values())

    @property
    def open(self) -> list[str]:
        """Give the element ids of the open user tasks, sorted."""
        return sorted(self.tasks.values())

    @property
    def timer_ids(self) -> list[str]:
        """Give the ids of the diagram's waiting timers."""
        return [wait.timer_id for wait in timers.waits(self.here.case)]

    @property
    def due(self) -> dict[str, datetime | None]:
        """Give the diagram's waiting timers as {element id: due moment}."""
        return {wait.definition.name: wait.due_at for wait in timers.waits(self.here.case)}

    @property
    def variables(self) -> dict[str, Any]:
        """Give the process variables."""
        return self.here.variables

    def complete(self, element_id: str, **variables: Any) -> "Play":
        """Complete the first open user task of an element."""
        return self.finish(
            next(task_id for task_id, element in self.tasks.items() if element == element_id), **variables
        )

    def complete_often(self, element_id: str, rounds: int, **variables: Any) -> "Play":
        """Complete an element round after round."""
        for _ in range(rounds):
            self.complete(element_id, **variables)
        return self

    def finish(self, task_id: str, **variables: Any) -> "Play":
        """Complete an open user task by its id."""
        self.apply(inputs.Complete(task_id=task_id, variables=variables))
        return self

    def fire(self, element_id: str) -> "Play":
        """Move the clock to the due moment of a timer unless it is later already, and fire it."""
        wait = next(wait for wait in timers.waits(self.here.case) if wait.definition.name == element_id)
        assert wait.due_at is not None
        self.now = max(self.now, wait.due_at)
        self.apply(inputs.FireTimer(timer_id=wait.timer_id))
        return self

    def deliver(self, message: str, **variables: Any) -> "Play":
        """Deliver a message."""
        self.apply(inputs.Deliver(message=message, variables=variables))
        return self

    def after(self, **duration: float) -> "Play":
        """Move the clock forward, such as ``after(hours=2)``."""
        self.now += timedelta(**duration)
        return self

    def said(self, kind: type[Fact]) -> list[Fact]:
        """Give the last step's facts of a kind."""
        return [fact for fact in self.facts if isinstance(fact, kind)]


def replay(definition: definitions.Definition, log: list[tuple[datetime, inputs.Input]]) -> runner.State:
    """Give the state that the recorded inputs lead to."""
    state: runner.State | None = None
    for now, event in log:
        state = runner.apply(definition, state, event, moment=runner.Moment(now=now, calendar=CALENDAR)).state
    assert state is not None
    return state
