"""Event sub-processes (BPMN 2.0.2 sections 10.3.5 and 13.5.4), which stock starts at once and never lets interrupt.

The event that starts one is taken out of it, as the library does behind an event gateway, and waits in the parent's
own scope: a token beside the others, so that it is saved, found, timed and told like a boundary event. When it occurs,
the event sub-process runs under that token as an ordinary sub-process with a plain start.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.bpmn.specs.defaults import StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn.base.errors import ProcessTooDeepError
from engine.bpmn.mended import elements, patches


class Start(StartEvent):
    """A start event that knows whether it interrupts the scope around an event sub-process."""

    is_interrupting = True


class Trigger(patches.Armed, elements.Boundary):
    """Waits in a scope for what starts an event sub-process there.

    One that interrupts withdraws every other token of the scope first, waiting triggers and running event
    sub-processes too. One that does not lets an event sub-process loose for each occurrence and goes on waiting.
    """

    def let_loose(self, my_task: Any) -> None:
        """Start the event sub-process once more; ProcessTooDeepError when it seems to start itself for ever."""
        if len(my_task.children) >= patches.DEEPEST:
            raise ProcessTooDeepError(element_id=self.bpmn_id)
        super().let_loose(my_task)

    def _run_hook(self, my_task: Any) -> Any:
        if self.cancel_activity:
            for task in my_task.workflow.unfinished():
                if task is not my_task and task.parent is not my_task:
                    task.cancel()
        return super()._run_hook(my_task)


class Begin(BpmnStartTask):
    """The first token of a process or sub-process: it opens the flow, and arms what may interrupt it or run beside."""

    def connect_or_add_trigger(self, task_spec: Any, sp_spec: Any) -> None:
        """Put the trigger of an event sub-process beside the flow; the library's parser asks for it once for each."""
        start = sp_spec.bpmn_start_events[0]
        trigger = Trigger(
            self._wf_spec,
            start.bpmn_id,
            event_definition=start.event_definition,
            cancel_activity=start.is_interrupting,
        )
        start.event_definition = NoneEventDefinition()
        self.connect(trigger)
        trigger.connect(task_spec)
        task_spec.connect(self._wf_spec.end)


def took_over(task: Any) -> bool:
    """Tell whether a token is an event sub-process that interrupted its scope and is done: the scope ends with it."""
    trigger = task.parent.task_spec if task.parent is not None else None
    return task._state == patches.COMPLETED and isinstance(trigger, Trigger) and trigger.cancel_activity


def is_inside(task: Any, outer: Any) -> bool:
    """Tell whether a trigger waits within what the other event guards: its activity, or its scope and those in it."""
    flow = task.workflow
    while isinstance(task.task_spec, Trigger) and flow.parent_task_id is not None:
        holder = flow.top_workflow.find(flow.parent_task_id)
        flow = holder.workflow
        while isinstance(holder.parent.task_spec, LoopTask):
            holder = holder.parent
        in_scope = isinstance(outer.task_spec, Trigger) and outer.workflow is flow
        if in_scope or (isinstance(outer.task_spec, elements.Boundary) and outer.parent is holder.parent):
            return True
    return False
