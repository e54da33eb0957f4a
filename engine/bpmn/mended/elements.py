"""Our element kinds for SpiffWorkflow's parser: what each BPMN element does when a token reaches it.

Decision tables and messages go to the watcher, which turns them into facts; nothing is called from here.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    EventBasedGateway,
    ServiceTask,
    SubWorkflowTask,
    TransactionSubprocess,
)
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition, TerminateEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState


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


class Condition(ConditionalEventDefinition):
    """A condition over the variables. It occurs when it becomes true, not as long as it is true.

    It must become false and then true before it occurs again (BPMN 2.0.2 section 10.5.2, which says so of conditional
    events at a start; section 10.5.4 has those on a boundary be "triggered when a condition becomes true"). It is
    looked at whenever all tokens of the instance wait, so a value that lasts for a part of one step is not seen.
    """

    # Stock takes any two conditions for the same one, so that an event gateway would go the way of the first.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def has_risen(self, my_task: Any) -> bool:
        """Tell whether it holds now and did not when it was last looked at; true from the beginning counts."""
        holds = self.has_fired(my_task)
        held = my_task.internal_data.pop("held", False)
        if holds:
            my_task.internal_data["held"] = True
        return bool(holds and not held)


class Boundary(BoundaryEvent):
    """A boundary event. One that does not interrupt occurs as often as its event does (BPMN 2.0.2 section 13.5.3).

    Stock hears messages, signals, escalations and conditions only once.
    """

    def _update_hook(self, my_task: Any) -> bool:
        if isinstance(self.event_definition, Condition) and not self.cancel_activity:
            my_task._set_state(TaskState.WAITING)
            if self.event_definition.has_risen(my_task):
                self.let_loose(my_task)
            return False
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


class EventGateway(EventBasedGateway):
    """An event-based gateway. Stock never looks at the conditions behind it, and waits for them for ever."""

    def _update_hook(self, my_task: Any) -> bool:
        # An event that has come wins over a condition that its variables make true.
        if not my_task.internal_data.get("seen_events"):
            conditions = [one for one in self.event_definition.event_definitions if isinstance(one, Condition)]
            holding = next((one for one in conditions if one.has_fired(my_task)), None)
            if holding is not None:
                self.event_definition.catch(my_task, BpmnEvent(holding))
        return bool(super()._update_hook(my_task))


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
