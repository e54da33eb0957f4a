"""SpiffWorkflow 3.2.0, mended: each defect that was measured is met here, by a subclass and never by a global change.

Nothing of the library itself is altered, so its stock behaviour stays there to be tested, and threads share no
state but the parsed specifications. What differs from stock:

- one set of variables a process instance (BPMN 2.0.2 section 10.4), not a copy a task: nothing inherited late, no
  stale branch overwriting a fresh one at a join, and completed tasks hold no data that a later one could change;
- the tree holds tokens only, never predictions, so a loaded state equals the live one by construction;
- task ids come from the path; no clock is read; nothing fires by itself; no walk stops at depth 1000.
"""

import uuid
from collections import ChainMap, Counter, deque
from collections.abc import Iterator, MutableMapping
from typing import Any, Protocol

from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition as Conditional
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask
from SpiffWorkflow.bpmn.util.event import EventManager
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.base.errors import ProcessTooDeepError
from engine.bpmn.mended.bounds import Allowance, Bounds

NAMESPACE = uuid.UUID("6f0c8f6e-6c69-5e64-8d75-6e67e2808b01")
# Stock falls silent at depth 1000 of the task tree; each sub-process and call activity begins a new depth.
DEEPEST = 800
UNFINISHED = TaskState.NOT_FINISHED_MASK
FINISHED = TaskState.FINISHED_MASK
WAITING, READY, STARTED, COMPLETED = TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED


class Armed:
    """Marks an event that waits inside a scope without keeping it open: the start of an event sub-process."""


class Watcher(Protocol):
    """Is told what happens while the engine runs."""

    def passed(self, task: Any) -> None:
        """Take note that a token leaves an element."""


def occurrence_id(workflow: Any, task_spec: Any, parent: Any) -> uuid.UUID:
    """Give the id of a new occurrence of an element: derived from the path to it, so every replay finds it again."""
    if parent is None:
        return uuid.uuid5(workflow.seed, task_spec.name)
    return uuid.uuid5(parent.id, f"{task_spec.name}#{parent.born_of(task_spec.name)}")


class Occurrence(Task):
    """One token at one element. Its variables are those of its scope; a multi-instance child adds its own on top."""

    last_state_change = property(lambda _task: 0.0, lambda _task, _value: None)

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, state: int = TaskState.MAYBE) -> None:
        """Be born under the parent with a derived id; ProcessTooDeepError past the depth that can be trusted."""
        self.level = 0 if parent is None else parent.level + 1
        if self.level > DEEPEST:
            raise ProcessTooDeepError(element_id=task_spec.bpmn_id)
        workflow.top_workflow.allowance.take_token()
        self.local: ChainMap[str, Any] | None = None
        self._born: dict[str, int] = {}
        self._counted = 0
        super().__init__(workflow, task_spec, parent, state, occurrence_id(workflow, task_spec, parent))
        if parent is not None:
            parent._born[task_spec.name] = parent._born.get(task_spec.name, 0) + 1
            parent._counted += 1
            if isinstance(parent.task_spec, LoopTask):
                self._join_loop(parent)

    def born_of(self, spec_name: str) -> int:
        """Give how many children of an element there are; counted again only after one was taken away."""
        if self._counted != len(self._children):
            self._born = Counter(child.task_spec.name for child in self.children)
            self._counted = len(self._children)
        return self._born.get(spec_name, 0)

    def _join_loop(self, wrapper: Any) -> None:
        self.triggered = self.task_spec.name == wrapper.task_spec.task_spec
        if self.triggered and isinstance(wrapper.task_spec, MultiInstanceTask):
            self.local = ChainMap({}, wrapper.data)

    @property
    def data(self) -> MutableMapping[str, Any]:
        """Give the variables that this token sees and changes."""
        return self.workflow.scope if self.local is None else self.local

    @data.setter
    def data(self, value: Any) -> None:
        """Ignore the library's fresh dictionary: the scope belongs to the workflow."""

    def _inherit_data(self) -> None:
        """Copy nothing: parent and child see one scope."""

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> "Occurrence":
        return Occurrence(self.workflow, task_spec, self, state=state)

    def _set_state(self, value: int) -> None:
        # Stock writes a log record with all variables at every change of state; here a change is only a change.
        self._state = value
        top = self.workflow.top_workflow
        if value == READY and not self.task_spec.manual:
            # What interrupts a scope comes before what still moves in it.
            (top.interrupting if isinstance(self.task_spec, Armed) else top.queue).append(self)
        elif value & FINISHED:
            top.finished.append(self)

    def run(self) -> bool | None:
        """Run the element, its outgoing tokens put in place first: stock predicts them long before."""
        if not isinstance(self.task_spec, MultiChoice):
            self.task_spec._predict_hook(self)
        result: bool | None = super().run()
        return result

    def complete(self) -> None:
        """Be done, and tell the watcher which way the token goes before anything follows from it."""
        self.workflow.top_workflow.watcher.passed(self)
        super().complete()

    def cancel(self) -> None:
        """Withdraw the token and what runs inside it. What a boundary event has already let loose goes on."""
        if self._state & FINISHED:
            return
        if not isinstance(self.task_spec, CatchingEvent):
            for child in self.children:
                child.cancel()
        self._set_state(TaskState.CANCELLED)
        self.task_spec._on_cancel(self)

    def is_descendant_of(self, task: Any) -> bool:
        """Tell whether the other token lies above this one; stock recurses, and fails in a long loop."""
        above = self.parent
        while above is not None and above is not task:
            above = above.parent
        return above is not None

    def find_ancestor(self, spec_name: str) -> Any:
        """Give the nearest occurrence of an element above this one, without recursion; None if there is none."""
        found = self.parent
        while found is not None and found.task_spec.name != spec_name:
            found = found.parent
        return found


class _Tokens:
    """What case and sub-process share: plain walks over their own tokens, in the order in which they came."""

    tasks: dict[uuid.UUID, Any]
    spec: Any

    def unfinished(self) -> list[Any]:
        """Give the tokens that have not yet left their element."""
        return [task for task in self.tasks.values() if task._state & UNFINISHED]

    def update_waiting_tasks(self) -> None:
        """Let joins look again. Events wait for their event, so they are left alone."""
        for task in list(self.tasks.values()):
            if task._state == WAITING and not isinstance(task.task_spec, CatchingEvent):
                task.task_spec._update(task)

    def cancel(self, success: bool = False) -> list[Any]:  # noqa: FBT001, FBT002 - the library's signature
        """Withdraw every token here and in what runs inside."""
        self.success, self.completed = success, True
        cancelled = self.unfinished()
        for task in cancelled:
            task.cancel()
        return cancelled

    def _mark_complete(self, _task: Any) -> None:
        self.completed = True

    def _plant(self) -> None:
        # Stock would create the root by its own class and predict the whole tree from it.
        self.task_tree = Occurrence(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree._ready()


class Activity(_Tokens, BpmnSubWorkflow):
    """An embedded sub-process or a called process: its own tokens, the variables of the token that it runs in."""

    def __init__(self, spec: Any, parent_task_id: uuid.UUID, top_workflow: Any, **kwargs: Any) -> None:
        """Open inside the task; ``deserializing`` leaves it without a root token."""
        self.seed = parent_task_id
        parent = top_workflow.get_task_from_id(parent_task_id)
        self.scope = parent.data
        super().__init__(spec, parent_task_id, top_workflow, deserializing=True)
        if not kwargs.get("deserializing"):
            self._plant()


class Case(_Tokens, BpmnWorkflow):
    """A whole process instance. ``watcher`` is set for each input and told what happens."""

    watcher: Watcher

    def __init__(
        self, spec: Any, subprocess_specs: Any, *, script_engine: Any, seed: uuid.UUID, planted: bool = True
    ) -> None:
        """Hold the variables and tokens of one instance; ``planted`` is False when tokens are about to be loaded."""
        self.seed = seed
        self.scope: dict[str, Any] = {}
        self.queue: deque[Any] = deque()
        self.interrupting: deque[Any] = deque()
        self.finished: list[Any] = []
        self.running: Any = None
        self.allowance = Allowance()
        super().__init__(spec, subprocess_specs, script_engine, deserializing=True)
        self.event_manager = Listeners(self)
        if planted:
            self._plant()

    def create_subprocess(self, my_task: Any, spec_name: str) -> Activity:
        """Open a sub-process or called process inside the task."""
        activity = Activity(self.subprocess_specs[spec_name], my_task.id, self)
        self.subprocesses[my_task.id] = activity
        return activity

    def workflows(self) -> Iterator[Any]:
        """Give the case and all that runs inside it, in the order in which they were opened."""
        yield self
        yield from list(self.subprocesses.values())

    def allow(self, bounds: Bounds) -> None:
        """Begin a step that keeps to these bounds; a snapshot is loaded without any."""
        self.allowance = Allowance(bounds, tokens=sum(len(flow.tasks) for flow in self.workflows()))

    def find(self, task_id: uuid.UUID) -> Any:
        """Give the occurrence with this id, or None."""
        return next((flow.tasks[task_id] for flow in self.workflows() if task_id in flow.tasks), None)

    def advance(self) -> None:
        """Move every token as far as it goes without a person, an event or a timer."""
        while self.interrupting or self.queue or self._wake_conditions():
            task = (self.interrupting or self.queue).popleft()
            if task._state == READY and task.workflow.tasks.get(task.id) is task:
                self.running = task
                self.allowance.look_at_time()
                task.run()
        self.running = None

    def _wake_conditions(self) -> bool:
        for task in list(self.event_manager.tasks.values()):
            definition = task.task_spec.event_definition
            if any(isinstance(one, Conditional) for one in getattr(definition, "event_definitions", [definition])):
                self.running = task
                task.task_spec._update(task)
        return bool(self.interrupting or self.queue)

    def refresh_timers(self) -> None:
        """Fire nothing: a timer fires by an input of its own, so that the history holds it."""

    def sweep(self) -> None:
        """Forget what only finished tokens held; afterwards the state is exactly what is stored."""
        for task in self.finished:
            task.internal_data, task.local = {}, None
        self.finished.clear()
        self.bpmn_events.clear()
        for task_id in list(self.subprocesses):
            task = self.find(task_id)
            if task is None or task._state & FINISHED:
                del self.subprocesses[task_id]


class Listeners(EventManager):
    """Finds who waits for an event by looking at the tokens: a list kept beside them would have another order."""

    @property
    def tasks(self) -> dict[uuid.UUID, Any]:
        """Give the waiting catch events, in the order of workflows and tokens."""
        return {
            task.id: task
            for flow in self.workflow.workflows()
            for task in flow.tasks.values()
            if task._state == WAITING and isinstance(task.task_spec, CatchingEvent)
        }

    @tasks.setter
    def tasks(self, value: Any) -> None:
        """Ignore the library's empty list."""

    def add_task(self, my_task: Any) -> None:
        """Keep no list."""

    def remove_task(self, my_task: Any) -> None:
        """Keep no list."""

    def catch(self, event: Any, internal: bool = True) -> int:  # noqa: FBT001, FBT002, ARG002 - the library's signature
        """Give the event to who waits: a signal to all, an error or escalation to the nearest enclosing activity."""
        tasks = list(self.tasks.values())
        if event.target is not None:
            tasks = self._enclosing(tasks, event)
        caught = [task for task in tasks if task.task_spec.catches(task, event)]
        for task in caught:
            task.task_spec.catch(task, event)
            task.task_spec._update(task)
        return len(caught)

    def _enclosing(self, tasks: list[Any], event: Any) -> list[Any]:
        # Stock also asks boundary events of other activities that happen to run beside the one that threw.
        flow, source = event.target, None
        while True:
            # Inside before border (BPMN 2.0.2 section 10.5.6); a handler passes on what it throws itself (13.5.4).
            armed = [task for task in tasks if task.workflow is flow and isinstance(task.task_spec, Armed)]
            here = [task for task in armed if task is not source and task.task_spec.catches(task, event)]
            if here or flow.parent_task_id is None:
                return _nearest(here)
            holder = self.workflow.find(flow.parent_task_id)
            flow, source = holder.workflow, holder.parent
            while isinstance(holder.parent.task_spec, LoopTask):
                holder = holder.parent
            here = [task for task in tasks if task.parent is holder.parent and task.task_spec.catches(task, event)]
            if here:
                return _nearest(here)


def _nearest(handlers: list[Any]) -> list[Any]:
    # One takes it: one for this very code before one for any (BPMN 2.0.2 sections 8.4.3 and 8.4.4).
    own = [task for task in handlers if getattr(task.task_spec.event_definition, "code", None)]
    return (own or handlers)[:1]
