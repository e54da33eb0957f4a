"""Gateways and ends that join tokens, where SpiffWorkflow joins too early, too late or not at all."""

from collections import Counter
from typing import Any

from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.base.errors import NoWayOutError
from engine.bpmn.mended.patches import UNFINISHED, WAITING, Armed


class _TokenJoin:
    """Counts tokens on each incoming flow, as BPMN 2.0.2 section 13.4 does.

    Stock compares with join tasks of earlier rounds of a loop and releases early (30 of 32 orders over 5 rounds).
    """

    _inputs: list[str]

    def _update_hook(self, my_task: Any) -> bool:
        arrived = self._arrived(my_task)
        if not self._may_fire(my_task, arrived):
            my_task._set_state(WAITING)
            return False
        needed: Counter[str] = Counter(self._inputs)
        for name, tokens in arrived.items():
            mine = [my_task] if my_task in tokens else []
            used = mine + [token for token in tokens if token is not my_task]
            for token in used[: needed[name]]:
                if token is not my_task:
                    token.cancel()
        return True

    def _arrived(self, my_task: Any) -> dict[str, list[Any]]:
        arrived: dict[str, list[Any]] = {}
        for task in my_task.workflow.tasks.values():
            if task.task_spec is self and (task is my_task or task._state == WAITING):
                arrived.setdefault(task.parent.task_spec.name, []).append(task)
        return arrived

    def _may_fire(self, _my_task: Any, arrived: dict[str, list[Any]]) -> bool:
        needed: Counter[str] = Counter(self._inputs)
        return all(len(arrived.get(name, ())) >= count for name, count in needed.items())


class ParallelJoin(_TokenJoin, ParallelGateway):
    """A parallel gateway: one token from each incoming flow, those in excess stay for the next time."""

    def _run_hook(self, _my_task: Any) -> bool:
        return True


class InclusiveJoin(_TokenJoin, InclusiveGateway):
    """An inclusive gateway: waits while a token elsewhere can still reach an empty incoming flow."""

    def _may_fire(self, my_task: Any, arrived: dict[str, list[Any]]) -> bool:
        empty = self._upstream(name for name in self._inputs if name not in arrived)
        held = self._upstream(arrived)
        others = (task.task_spec for task in my_task.workflow.unfinished() if task.task_spec is not self)
        return not any(spec.name in empty and spec.name not in held for spec in others)

    def _upstream(self, names: Any) -> set[str]:
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found and name != self.name:
                found.add(name)
                pending.extend(self._wf_spec.task_specs[name]._inputs)
        return found

    def _run_hook(self, my_task: Any) -> bool:
        matches, defaults = self._get_matching_outputs(my_task)
        chosen = matches or defaults
        if not chosen:
            raise NoWayOutError(element_id=self.bpmn_id)
        my_task._sync_children(chosen, TaskState.FUTURE)
        return True


class EndJoin(_EndJoin):
    """The end of a process or sub-process: reached when no token is left. Stock looks down to depth 1000 only.

    An event sub-process that waits is no token left; it stops waiting when its scope ends (BPMN 2.0.2 section 13.5.4).
    """

    def _update_hook(self, my_task: Any) -> bool:
        unfinished = [task for task in my_task.workflow.unfinished() if task is not my_task]
        armed = [task for task in unfinished if task._state == WAITING and isinstance(task.task_spec, Armed)]
        others = [task for task in unfinished if task not in armed]
        for task in others:
            # One token is enough to wait for the rest: an earlier one at the end has done its part.
            if task.task_spec is self and task._state == WAITING:
                task.cancel()
        if any(task._state & UNFINISHED for task in others):
            my_task._set_state(WAITING)
            return False
        for task in armed:
            task.cancel()
        return True

    def _run_hook(self, _my_task: Any) -> bool:
        return True
