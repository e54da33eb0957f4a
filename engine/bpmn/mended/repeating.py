"""Activities that repeat: the standard loop and multi-instance (BPMN 2.0.2 sections 10.3.8 and 13.3.6, 13.3.7).

How many instances there are, and which item each has, is settled once, when the activity begins: a change of the
collection meanwhile changes nothing. Stock takes a negative or fractional count and then waits for ever.
"""

import copy
from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import StandardLoopTask
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.base.errors import MultiInstanceCountError


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


def repeated(loop: Any) -> Any:
    """Give the element that a standard loop or a multi-instance activity repeats."""
    return loop._wf_spec.task_specs[loop.task_spec]


def fault_of_count(value: Any, *, most: int) -> str | None:
    """Give why a FEEL value is no number of instances: ``missing``, ``not_a_number``, ``fractional``, ``negative`` or
    ``too_many``. None for a whole number from 0 to ``most``.
    """
    if value is None:
        return "missing"
    if not isinstance(value, Decimal):
        return "not_a_number"
    if value < 0:
        return "negative"
    if value > most:
        return "too_many"
    return None if value == value.to_integral_value() else "fractional"


class _Instances(MultiInstanceTask, BpmnSpecMixin):
    """Several instances, each with its own item on top of the case's variables.

    Results are collected in the order of the items, whatever the order of completion; a second round begins a new
    collection. Stock appends in the order of completion and fails in the second round.
    """

    data_output: Any
    data_input: Any
    output_item: Any
    input_item: Any
    task_spec: str
    cardinality: str

    def _update_hook(self, my_task: Any) -> bool:
        # Stock counts here, each kind in its own way; what lies below it prepares any element.
        super(MultiInstanceTask, self)._update_hook(my_task)
        my_task.workflow.top_workflow.running = my_task
        items = self._items(my_task)
        my_task.internal_data["merged"] = []
        if self.data_output is not None:
            self.data_output.set(my_task, [])
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        self._begin(my_task, items)
        return False

    @abstractmethod
    def _begin(self, my_task: Any, items: list[Any]) -> None:
        """Open the first instances; there is at least one item."""

    def _items(self, my_task: Any) -> list[Any]:
        """Give the item of each instance: of the collection, or else its number from 0."""
        if self.data_input is None:
            return list(range(self._count(my_task)))
        collection = self.data_input.get(my_task)
        if collection is None:
            raise self._refused(my_task, "missing")
        if not isinstance(collection, list | Mapping):
            raise self._refused(my_task, "not_a_collection")
        if len(collection) > my_task.workflow.top_workflow.allowance.instances:
            raise self._refused(my_task, "too_many")
        return copy.deepcopy(list(collection.values() if isinstance(collection, Mapping) else collection))

    def _count(self, my_task: Any) -> int:
        value = my_task.workflow.script_engine.value(my_task, self.cardinality)
        fault = fault_of_count(value, most=my_task.workflow.top_workflow.allowance.instances)
        if fault is not None:
            raise self._refused(my_task, fault)
        return int(value)

    def _refused(self, my_task: Any, reason: str) -> MultiInstanceCountError:
        most = my_task.workflow.top_workflow.allowance.instances
        return MultiInstanceCountError(element_id=self.bpmn_id, reason=reason, most=most)

    def create_child(self, my_task: Any, item: Any, _key_or_index: Any = None) -> None:
        """Open one instance; its item and result hide variables of the same name, where stock refuses to go on."""
        my_task.workflow.top_workflow.running = my_task
        child = my_task._add_child(my_task.workflow.spec.task_specs[self.task_spec], TaskState.WAITING)
        if self.input_item is not None:
            self.input_item.set(child, item)
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

    def _instances(self, my_task: Any) -> list[Any]:
        return [child for child in my_task.children if child.triggered]


class ParallelInstances(_Instances):
    """A parallel multi-instance activity."""

    def _begin(self, my_task: Any, items: list[Any]) -> None:
        for item in items:
            self.create_child(my_task, item)

    def merge_child(self, _workflow: Any, child: Any) -> None:
        """Collect, and go on when all are done or the completion condition holds."""
        self.collect(child)
        wrapper = child.parent
        if self.check_completion_condition(wrapper):
            for other in self._instances(wrapper):
                other.cancel()
            wrapper._set_state(TaskState.READY)
        elif all(other._state == TaskState.COMPLETED for other in self._instances(wrapper)):
            wrapper._set_state(TaskState.READY)


class SequentialInstances(_Instances):
    """A sequential multi-instance activity. ``remaining`` holds the items of the instances that are still to come."""

    def _begin(self, my_task: Any, items: list[Any]) -> None:
        my_task.internal_data["remaining"] = items[1:]
        self.create_child(my_task, items[0])

    def merge_child(self, _workflow: Any, child: Any) -> None:
        """Collect, and begin the next instance or go on."""
        self.collect(child)
        wrapper = child.parent
        remaining = wrapper.internal_data["remaining"]
        if not remaining or self.check_completion_condition(wrapper):
            wrapper._set_state(TaskState.READY)
        else:
            wrapper.internal_data["remaining"] = remaining[1:]
            self.create_child(wrapper, remaining[0])
