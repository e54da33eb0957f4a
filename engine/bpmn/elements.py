"""Our element kinds for SpiffWorkflow's parser: what each BPMN element does when a token reaches it.

Decision tables, handlers and messages go to the watcher, which turns them into facts; nothing is called from here.
"""

import copy
from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    ServiceTask,
    StandardLoopTask,
    SubWorkflowTask,
    TransactionSubprocess,
)
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition, TerminateEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState


class Handler(ServiceTask):
    """A service task: complete at once, and say that its registered handler was called for."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.top_workflow.watcher.call_handler(my_task)
        return True


class Decision(ServiceTask):
    """A business rule task: ask our own decision tables, and put the answer among the variables."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.top_workflow.watcher.decide(my_task)
        return True


class Message(MessageEventDefinition):
    """A message by name. Thrown, it leaves the instance; caught, it is delivered by an input."""

    def throw(self, my_task: Any) -> None:
        """Tell the watcher: who receives it is not known here."""
        my_task.workflow.top_workflow.watcher.throw_message(my_task, self.name)


class Signal(SignalEventDefinition):
    """A signal inside the instance. It carries no copy of the variables: all see the same ones."""

    def throw(self, my_task: Any) -> None:
        """Reach every element of the instance that waits for this signal."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self))


class Error(ErrorEventDefinition):
    """An error by code, for the nearest enclosing activity with a boundary event for it."""

    def throw(self, my_task: Any) -> None:
        """Reach the nearest enclosing activity."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self, target=my_task.workflow))


class Escalation(EscalationEventDefinition):
    """An escalation by code, for the nearest enclosing activity with a boundary event for it."""

    def throw(self, my_task: Any) -> None:
        """Reach the nearest enclosing activity."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self, target=my_task.workflow))


class Withdrawal(CancelEventDefinition):
    """The cancel event of a transaction, for the boundary of that transaction."""

    def throw(self, my_task: Any) -> None:
        """Reach the transaction that encloses the end event."""
        my_task.workflow.top_workflow.catch(BpmnEvent(self, target=my_task.workflow))


class Boundary(BoundaryEvent):
    """A boundary event. One that does not interrupt occurs as often as its event does (BPMN 2.0.2 section 13.5.3).

    Stock hears messages, signals and escalations only once.
    """

    def _update_hook(self, my_task: Any) -> bool:
        if not super()._update_hook(my_task):
            return False
        if self.cancel_activity or not isinstance(self.event_definition, Message | Signal | Escalation):
            return True
        self.event_definition.reset(my_task)
        self.let_loose(my_task)
        return False

    def let_loose(self, my_task: Any) -> None:
        """Send a token along the outgoing flows while the event goes on waiting."""
        targets = [spec for spec in self.outputs if not isinstance(spec, BoundaryEventJoin)]
        children = [my_task._add_child(spec, TaskState.FUTURE) for spec in targets]
        my_task.workflow.top_workflow.watcher.let_loose(my_task, children)
        for child in children:
            child.task_spec._update(child)


class End(EndEvent):
    """An end event; the terminating kind withdraws every token of its own process or sub-process."""

    def _on_complete_hook(self, my_task: Any) -> None:
        if isinstance(self.event_definition, TerminateEventDefinition):
            my_task.workflow.cancel(success=True)
        else:
            super()._on_complete_hook(my_task)


class _SharedScope:
    """An activity that sees the very variables of the outside: stock copies them in, and back over newer ones."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        """Copy nothing in."""

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Copy nothing back."""


class SubProcess(_SharedScope, SubWorkflowTask):
    """An embedded sub-process."""


class Transaction(_SharedScope, TransactionSubprocess):
    """A transaction sub-process."""


class Call(_SharedScope, CallActivity):
    """A call activity: the called process works on the variables of the case."""


class StandardLoop(StandardLoopTask):
    """A standard loop: each round works on the variables of the case."""

    def merge_child(self, _workflow: Any, child: Any) -> None:
        """Count the round and begin the next, or go on."""
        wrapper = child.parent
        wrapper.internal_data["merged"].append(str(child.id))
        if self.loop_complete(wrapper):
            wrapper._set_state(TaskState.READY)
        else:
            self.create_child(wrapper)


class _Instances:
    """Several instances, each with its own item on top of the case's variables.

    Results are collected in the order of the items, whatever the order of completion; a second round begins a new
    collection. Stock appends in the order of completion and fails in the second round.
    """

    data_output: Any
    data_input: Any
    output_item: Any
    input_item: Any
    task_spec: str

    def init_data_output_with_input_data(self, my_task: Any, _input_data: Any) -> None:
        """Begin an empty collection of results."""
        self.data_output.set(my_task, [])

    def init_data_output_with_cardinality(self, my_task: Any) -> None:
        """Begin an empty collection of results."""
        self.data_output.set(my_task, [])

    def create_child(self, my_task: Any, item: Any, _key_or_index: Any = None) -> None:
        """Open one instance; its item and result hide variables of the same name, where stock refuses to go on."""
        my_task.workflow.top_workflow.running = my_task
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], TaskState.WAITING)
        if self.input_item is not None:
            self.input_item.set(child, copy.deepcopy(item))
        if self.output_item is not None:
            self.output_item.set(child, None)
        child.task_spec._update(child)

    def collect(self, child: Any) -> None:
        """Take what an instance brought: its output item, or else all that it changed."""
        wrapper = child.parent
        if self.data_output is not None and self.output_item is not None:
            self._place(wrapper, child)
        else:
            own = {self.input_item.bpmn_id} if self.input_item is not None else set()
            wrapper.data.update({key: value for key, value in child.local.maps[0].items() if key not in own})
        wrapper.internal_data["merged"].append(str(child.id))

    def _place(self, wrapper: Any, child: Any) -> None:
        results = self.data_output.get(wrapper)
        place = [task.id for task in self._instances(wrapper)].index(child.id)
        results.extend([None] * (place + 1 - len(results)))
        results[place] = self.output_item.get(child)

    def _instances(self, my_task: Any) -> Iterable[Any]:
        return (child for child in my_task.children if child.triggered)


class ParallelInstances(_Instances, ParallelMultiInstanceTask):
    """A parallel multi-instance activity."""

    def merge_child(self, _workflow: Any, child: Any) -> None:
        """Collect, and go on when all are done or the completion condition holds."""
        self.collect(child)
        wrapper = child.parent
        if self.check_completion_condition(wrapper):
            for other in self._instances(wrapper):
                other.cancel()
            wrapper._set_state(TaskState.READY)
        elif self.children_complete(wrapper):
            wrapper._set_state(TaskState.READY)


class SequentialInstances(_Instances, SequentialMultiInstanceTask):
    """A sequential multi-instance activity."""

    def merge_child(self, _workflow: Any, child: Any) -> None:
        """Collect, and begin the next instance or go on."""
        self.collect(child)
        wrapper = child.parent
        if self.children_complete(wrapper) or self.check_completion_condition(wrapper):
            wrapper._set_state(TaskState.READY)
        else:
            self.add_next_child(wrapper)
