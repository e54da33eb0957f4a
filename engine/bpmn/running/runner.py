"""The only way into the engine, live and in replay: a state and an input in, the new state and its facts out.

A step is: check the input against what stands open, act on one token, let the engine run until everything waits,
settle the SLA clocks and the timers that follow them, forget what is no longer needed, and compare before with after.
Nothing here reads the day's clock, writes a row or calls out; the same inputs at the same moments give the same state.
A step over its bounds is refused (``bounds``); within them they change nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine import errors as base
from engine.bpmn.base.errors import (
    InstanceNotRunningError,
    MessageNotAwaitedError,
    TaskNotReadyError,
    TimerNotWaitingError,
)
from engine.bpmn.mended import elements, event_sub_processes, patches, scripting, timers
from engine.bpmn.mended.bounds import Bounds
from engine.bpmn.reading.definitions import Definition
from engine.bpmn.running import comparison, serialization, standstill
from engine.bpmn.running.run import Run, plain
from engine.domain import vocabulary
from engine.domain.running import facts, inputs
from engine.domain.time import sla_book, working_calendar

# What evaluating a diagram can raise. The sources may hold content of a case, so none of them is passed on.
FAILURES = (
    SpiffWorkflowException,
    base.LindungError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


# What holds where nobody says otherwise.
USUAL = Bounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a step happens, and the working calendar that holds then."""

    now: datetime
    calendar: working_calendar.Calendar


class State:
    """An instance between two inputs. It belongs to one thread at a time; a failed step leaves it unusable."""

    def __init__(self, *, instance_id: str, start_event: str, case: patches.Case, book: sla_book.SlaBook) -> None:
        """Hold the parts; ``apply`` and ``load`` are the ways to make one."""
        self.instance_id = instance_id
        self.start_event = start_event
        self.case = case
        self.book = book

    @property
    def variables(self) -> dict[str, Any]:
        """Give a copy of the process variables."""
        return dict(self.case.scope)

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Give where each open user task stands, by id: its element, then what holds it, the innermost first."""
        return comparison.places(self.case)

    @property
    def waits(self) -> tuple[comparison.Wait, ...]:
        """Give the events that the instance waits for, in token order."""
        return comparison.waits(self.case)

    @property
    def stands_at(self) -> tuple[str, ...]:
        """Give the elements at which the instance stands still, in token order; none while anything moves it on."""
        return standstill.places(self.case)

    def dumps(self) -> bytes:
        """Give the snapshot: canonical JSON, the same bytes for the same history of inputs."""
        return serialization.dumps(
            instance_id=self.instance_id, start_event=self.start_event, case=self.case, book=self.book
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an input led to."""

    state: State
    facts: tuple[facts.Fact, ...]


def load(definition: Definition, data: bytes) -> State:
    """Give the state of a snapshot made under the same definition; SnapshotInvalidError if it does not fit."""
    instance_id, start_event, case, book = serialization.load(definition, data)
    return State(instance_id=instance_id, start_event=start_event, case=case, book=book)


def apply(
    definition: Definition, state: State | None, event: inputs.Input, *, moment: Moment, bounds: Bounds = USUAL
) -> Step:
    """Apply one input and give the state after it with its facts. ``state`` is None for a start only.

    The state passed in is changed. Refusals that leave it as it was: InstanceNotRunningError, TaskNotReadyError,
    MessageNotAwaitedError, TimerNotWaitingError, StartEventUnknownError. After ProcessFailedError the caller drops it;
    MultiInstanceCountError, StepTooLargeError and StepTooSlowError are kinds of it. What the history says was accepted
    is re-executed with ``bounds.UNBOUNDED``.
    """
    if isinstance(event, inputs.Start):
        return _start(definition, state, event, moment=moment, bounds=bounds)
    if state is None or state.case.completed:
        raise InstanceNotRunningError
    before = comparison.look(state.case, state.book)
    run = Run(definition, state.case, state.book, now=moment.now, calendar=moment.calendar)
    act = _ACTS[type(event)](state, event, before, run)
    completed = event.task_id if isinstance(event, inputs.Complete) else None
    state.case.allow(bounds)
    return _go(state, run, act, before=before, completed=completed)


def _start(definition: Definition, state: State | None, event: inputs.Start, *, moment: Moment, bounds: Bounds) -> Step:
    if state is not None:
        raise InstanceNotRunningError
    case = serialization.new_case(definition, instance_id=event.instance_id, start_event=event.start_event)
    case.scope.update(plain(dict(event.variables)))
    book = sla_book.SlaBook()
    state = State(instance_id=event.instance_id, start_event=event.start_event, case=case, book=book)
    run = Run(definition, case, book, now=moment.now, calendar=moment.calendar)
    case.allow(bounds)
    return _go(state, run, _nothing, before=comparison.NOTHING, completed=None)


# Every act is prepared first, refusing while nothing has changed, and carried out by the function that it gives back.


def _go(state: State, run: Run, act: Callable[[], None], *, before: comparison.Open, completed: str | None) -> Step:
    case = state.case
    case.watcher = run
    asked = scripting.times.set(run)
    try:
        act()
        case.advance()
        _settle(case, run)
        ends = tuple(_ends(case, case))
        case.sweep()
    except FAILURES as failure:
        raise _failed(run, failure) from None
    finally:
        scripting.times.reset(asked)
    found = comparison.compare(before, comparison.look(case, state.book), run=run, completed=completed)
    if case.completed:
        found = (*found, facts.InstanceEnded(end_elements=() if run.is_cancelled else ends))
    return Step(state=state, facts=found)


def _settle(case: patches.Case, run: Run) -> None:
    # The last element may have stopped a clock that was never opened in between: it is still measured.
    run.settle()
    if case.completed:
        run.close_clocks()
    timers.recount(case, clocks_moved=run.clocks_moved)


def _failed(run: Run, failure: BaseException) -> base.ProcessFailedError:
    # An error of our own may know its element better than the engine, which knows the token that it moved last.
    running = run.case.running
    element_id = running.task_spec.bpmn_id if running else None
    if not isinstance(failure, base.LindungError):
        return base.ProcessFailedError(element_id=element_id, reason=type(failure).__name__)
    element_id = failure.ids.get("element_id") or element_id
    if not isinstance(failure, base.ProcessFailedError):
        return base.ProcessFailedError(element_id=element_id, reason=failure.code)
    info = run.definition.side_table.get(str(element_id))
    failure.ids = {**failure.ids, "element_id": element_id, "element_name": info.name if info else None}
    return failure


def _ends(case: patches.Case, flow: Any) -> Iterator[str]:
    # Ends inside sub-processes and called processes are not ends of the instance, but those of what took its place are.
    for task in flow.tasks.values():
        if task._state == patches.COMPLETED and isinstance(task.task_spec, elements.End):
            yield task.task_spec.bpmn_id
        elif event_sub_processes.took_over(task) and task.id in case.subprocesses:
            yield from _ends(case, case.subprocesses[task.id])


def _complete(state: State, event: Any, before: comparison.Open, _run: Run) -> Callable[[], None]:
    task = before.tasks.get(event.task_id)
    if task is None:
        raise TaskNotReadyError(task_id=event.task_id)

    def act() -> None:
        state.case.running = task
        task.data.update(plain(dict(event.variables)))
        task.run()

    return act


def _deliver(state: State, event: Any, before: comparison.Open, _run: Run) -> Callable[[], None]:
    # A message has one receiver (BPMN 2.0.2 section 8.4.2): of several equal waits, the oldest.
    waiting = [call for call in before.messages.values() if call.definition.name == event.message]
    if not waiting:
        raise MessageNotAwaitedError(message=event.message)
    call = waiting[0]
    for other in waiting[1:]:
        # What waits inside comes before what waits around it (BPMN 2.0.2 section 10.5.6).
        call = other if event_sub_processes.is_inside(other.task, call.task) else call

    def act() -> None:
        state.case.running = call.task
        call.task.data.update(plain(dict(event.variables)))
        call.task.task_spec.catch(call.task, BpmnEvent(call.definition))
        call.task.task_spec._update(call.task)

    return act


def _fire(state: State, event: Any, before: comparison.Open, run: Run) -> Callable[[], None]:
    # A clock that was re-based moves its timers: a job that was claimed for the earlier moment comes too early.
    due = before.timers.get(event.timer_id)
    if due is None or due[1] > run.now:
        raise TimerNotWaitingError(timer_id=event.timer_id)
    if event.timer_id.startswith("sla:"):
        return lambda: run.reach(event.timer_id)
    wait = next(wait for wait in timers.waits(state.case) if wait.timer_id == event.timer_id)

    def act() -> None:
        state.case.running = wait.task
        timers.fire(wait, now=run.now, zone=run.zone)

    return act


def _cancel(state: State, _event: Any, _before: comparison.Open, run: Run) -> Callable[[], None]:
    def act() -> None:
        run.cancel()
        state.case.cancel()

    return act


def _change_readings(state: State, event: Any, _before: comparison.Open, run: Run) -> Callable[[], None]:
    def act() -> None:
        state.case.scope[vocabulary.READINGS] = plain(dict(event.readings))
        run.ask_again()

    return act


def _nothing() -> None:
    """Do nothing before the engine runs: a new case is already at its start."""


_ACTS: dict[type, Callable[[State, Any, comparison.Open, Run], Callable[[], None]]] = {
    inputs.Complete: _complete,
    inputs.Deliver: _deliver,
    inputs.FireTimer: _fire,
    inputs.Cancel: _cancel,
    inputs.ChangeReadings: _change_readings,
}
