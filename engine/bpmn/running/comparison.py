"""The facts of a step: what stands open before and after it, compared, and what happened on the way.

Comparing two looks at the tokens needs no hook in the engine, and cannot miss a way in which a task may disappear: by
an interrupting event, a terminating end, a completion condition, or the end of the instance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition

from engine.bpmn.mended import elements, patches, timers
from engine.bpmn.running.run import Run
from engine.domain.policy.elements import ElementInfo
from engine.domain.running import facts
from engine.domain.time import sla_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One wait for a message; ``element_id`` is the event's, also behind an event gateway.

    ``task_id`` is the token's id; where one gateway waits for several events, the event's id follows after a colon.
    """

    task_id: str
    task: Any
    element_id: str
    definition: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What stands open: user tasks, due timers (with SLA moments) and awaited messages, each by id, in token order."""

    tasks: dict[str, Any]
    timers: dict[str, tuple[str, datetime]]
    messages: dict[str, Call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """An event that a case waits for: its element, then what holds it, the innermost first.

    ``due_at`` is when a timer is due; None for any other event, and for a timer without a moment.
    """

    place: tuple[str, ...]
    due_at: datetime | None


NOTHING = Open(tasks={}, timers={}, messages={})


def look(case: patches.Case, book: sla_book.SlaBook) -> Open:
    """Give what stands open now: of a process that is over, nothing."""
    due = {wait.timer_id: (wait.definition.name, wait.due_at) for wait in timers.waits(case) if wait.due_at}
    due |= {moment.timer_id: (moment.milestone, moment.due_at) for moment in book.moments()}
    return Open(tasks=_tasks(case), timers=due, messages={call.task_id: call for call in calls(case)})


def _tasks(case: patches.Case) -> dict[str, Any]:
    return {
        str(task.id): task
        for flow in case.workflows()
        for task in flow.tasks.values()
        if task._state == patches.READY and task.task_spec.manual
    }


def calls(case: patches.Case) -> Iterator[Call]:
    """Give every wait for a message, in token order."""
    for task in case.event_manager.tasks.values():
        definition = task.task_spec.event_definition
        if isinstance(definition, elements.Message):
            yield Call(task_id=str(task.id), task=task, element_id=task.task_spec.bpmn_id, definition=definition)
        elif isinstance(definition, MultipleEventDefinition):
            yield from _shared(task, definition)


def _shared(task: Any, definition: Any) -> Iterator[Call]:
    # An event gateway holds its events' definitions, in the order of its outgoing elements.
    for output, member in zip(task.task_spec.outputs, definition.event_definitions, strict=True):
        if isinstance(member, elements.Message):
            task_id = f"{task.id}:{output.bpmn_id}"
            yield Call(task_id=task_id, task=task, element_id=output.bpmn_id, definition=member)


# The order of facts is part of the interface: services write rows in it, and a replay compares lists.
def compare(before: Open, after: Open, *, run: Run, completed: str | None) -> tuple[facts.Fact, ...]:
    """Give the facts of a step, in a fixed order: closed tasks, what happened, opened tasks, timers, messages, path."""
    found: list[facts.Fact] = [*_closed(before, after, completed), *run.facts]
    found += [_opened(task, run) for task_id, task in after.tasks.items() if task_id not in before.tasks]
    found += [*_timers(before, after), *_messages(before, after)]
    if run.elements:
        found.append(facts.Passed(elements=tuple(run.elements), flows=tuple(run.flows)))
    return tuple(found)


def _closed(before: Open, after: Open, completed: str | None) -> Iterator[facts.Fact]:
    # A task that opens and is withdrawn within one step was never anybody's, so it is in neither look.
    for task_id, task in before.tasks.items():
        if task_id == completed:
            yield facts.TaskCompleted(task_id=task_id, element_id=task.task_spec.bpmn_id)
        elif task_id not in after.tasks:
            yield facts.TaskCancelled(task_id=task_id, element_id=task.task_spec.bpmn_id)


def _opened(task: Any, run: Run) -> facts.TaskOpened:
    info = run.definition.side_table[task.task_spec.bpmn_id]
    return facts.TaskOpened(
        task_id=str(task.id),
        element_id=info.id,
        name=info.name or info.id,
        role=_role(task, info, run),
        form=info.form,
        separate_from=info.separate_from,
    )


def _role(task: Any, info: ElementInfo, run: Run) -> str:
    # A called process without lanes works in the lane of the activity that calls it.
    roles = (run.definition.side_table[holder].role for holder in _holders(run.case, task))
    return info.role or next(filter(None, roles), "")


def _holders(case: patches.Case, task: Any) -> Iterator[str]:
    """Give the sub-processes and call activities inside which a token stands, the innermost first."""
    flow = task.workflow
    while flow.parent_task_id is not None:
        holder = case.find(flow.parent_task_id)
        yield holder.task_spec.bpmn_id
        flow = holder.workflow


def places(case: patches.Case) -> dict[str, tuple[str, ...]]:
    """Give by id the element of each open user task, and after it the activities that hold it, the innermost first."""
    return {task_id: (task.task_spec.bpmn_id, *_holders(case, task)) for task_id, task in _tasks(case).items()}


def waits(case: patches.Case) -> tuple[Wait, ...]:
    """Give the events that the case waits for, in token order; behind an event gateway each of its events.

    What is attached to an activity is left out: there the case waits for the activity.
    """
    due = {(wait.task.id, wait.definition.name): wait.due_at for wait in timers.waits(case)}
    return tuple(
        Wait(place=(element_id, *_holders(case, task)), due_at=due.get((task.id, element_id)))
        for task in case.event_manager.tasks.values()
        if not isinstance(task.task_spec, elements.Boundary)
        for element_id in _awaited(task)
    )


def _awaited(task: Any) -> tuple[str, ...]:
    shared = isinstance(task.task_spec.event_definition, MultipleEventDefinition)
    return tuple(output.bpmn_id for output in task.task_spec.outputs) if shared else (task.task_spec.bpmn_id,)


def _timers(before: Open, after: Open) -> Iterator[facts.Fact]:
    # A timer that moved is told as set again: the row of the same id is overwritten.
    for timer_id in before.timers:
        if timer_id not in after.timers:
            yield facts.TimerCleared(timer_id=timer_id)
    for timer_id, (element_id, due_at) in after.timers.items():
        if before.timers.get(timer_id) != (element_id, due_at):
            yield facts.TimerSet(timer_id=timer_id, element_id=element_id, due_at=due_at)


def _messages(before: Open, after: Open) -> Iterator[facts.Fact]:
    for task_id in before.messages:
        if task_id not in after.messages:
            yield facts.MessageNoLongerAwaited(task_id=task_id)
    for task_id, call in after.messages.items():
        if task_id not in before.messages:
            yield facts.MessageAwaited(task_id=task_id, element_id=call.element_id, message=call.definition.name)
