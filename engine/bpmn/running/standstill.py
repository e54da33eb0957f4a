"""Where an instance stands still: nobody has a task, and nothing that the diagram waits for comes by itself.

Each token is judged by the element at which it waits. What merely guards an activity or a scope is no progress: a
case that is stuck beside an armed withdrawal would look alive for ever. Two guards do count: a boundary event that
interrupts its activity, if its message or moment is awaited, since the way out of the wait is drawn there; and one
that lets tokens loose beside the flow, where the signal for which the flow waits is thrown on that way.

A signal that nothing else throws and a condition do not come by themselves, even where a later input may still set a
variable. The clocks of promised times are no progress either: they warn, and move no token.
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn.mended import elements, patches, repeating, timers

# They stand where another token does: beside a guarded activity, or at an end that waits for the rest.
_BESIDE = (elements.Boundary, BoundaryEventJoin, _EndJoin)


def places(case: patches.Case) -> tuple[str, ...]:
    """Give the elements at which an instance stands still, in token order; none while it goes on, or once it is over.

    It goes on while a user task is open, or a message or a moment is awaited that moves a waiting token.
    """
    unfinished = [task for flow in case.workflows() for task in flow.unfinished()]
    waiting = list(_waiting(case, unfinished))
    guards = [task for task in unfinished if isinstance(task.task_spec, elements.Boundary) and _comes(task)]
    if any(_comes(task) for task in waiting) or any(_leads_out(task.task_spec) for task in guards):
        return ()
    thrown = {name for task in guards for name in _thrown_behind(case, task.task_spec)}
    if any(thrown & set(_signals(task.task_spec)) for task in waiting):
        return ()
    return tuple(dict.fromkeys(task.task_spec.bpmn_id for task in waiting))


def _waiting(case: patches.Case, unfinished: list[Any]) -> Iterator[Any]:
    """Give the tokens that hold no other token, behind them or inside: those that would have to move first."""
    holding = {task.parent.id for task in unfinished if task.parent is not None}
    holding |= {task.workflow.parent_task_id for task in unfinished if task.workflow is not case}
    for task in unfinished:
        if task.id not in holding and not isinstance(task.task_spec, _BESIDE):
            yield task


def _comes(task: Any) -> bool:
    """Tell whether somebody is asked for what moves the token, or a message or a known moment is awaited."""
    if not isinstance(task.task_spec, CatchingEvent):
        return bool(task.state == patches.READY)
    if any(timer.due_at(task) is not None for timer in timers.timers_of(task)):
        return True
    return any(isinstance(one, elements.Message) for one in _events(task.task_spec))


def _leads_out(spec: Any) -> bool:
    return spec.cancel_activity and not isinstance(spec, patches.Armed)


def _events(spec: Any) -> list[Any]:
    """Give what an event waits for or throws: several behind an event gateway, nothing for what is no event."""
    definition = getattr(spec, "event_definition", None)
    return definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]


def _signals(spec: Any) -> list[str]:
    return [one.name for one in _events(spec) if isinstance(one, elements.Signal)]


def _thrown_behind(case: patches.Case, guard: Any) -> Iterator[str]:
    """Give the signals thrown on the way that a guard opens beside the flow, in what it enters and calls too.

    One that interrupts takes the waiting tokens of its scope away, so nothing there can hear what it throws.
    """
    found: set[Any] = set()
    pending = [] if guard.cancel_activity else list(guard.outputs)
    while pending:
        spec = pending.pop()
        if spec in found or isinstance(spec, _BESIDE):
            continue
        found.add(spec)
        pending += spec.outputs
        if isinstance(spec, LoopTask):
            pending.append(repeating.repeated(spec))
        if isinstance(spec, SubWorkflowTask):
            pending += case.subprocess_specs[spec.spec].task_specs.values()
        if not isinstance(spec, CatchingEvent):
            yield from _signals(spec)
