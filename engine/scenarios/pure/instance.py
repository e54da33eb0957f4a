"""One instance that the runner plays alone: its state, and what stands open in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bpmn.running import runner
from engine.domain.running import facts
from engine.services.base.bundles import Deployed


@dataclass
class Instance:
    """One instance; ``tasks``, ``timers`` and ``awaited`` stand open, by the ids that the runner gives them.

    ``completed_by`` gives the role that completed an element last.
    """

    id: str
    deployed: Deployed
    channel: str
    received_at: datetime
    state: runner.State | None = None
    status: str = "active"
    ends: tuple[str, ...] = ()
    tasks: dict[str, facts.TaskOpened] = field(default_factory=dict)
    timers: dict[str, facts.TimerSet] = field(default_factory=dict)
    awaited: dict[str, str] = field(default_factory=dict)
    completed_by: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Give the key of its procedure."""
        return self.deployed.procedure.key

    @property
    def is_overlay(self) -> bool:
        """Tell whether the law attached it."""
        return self.deployed.procedure.overlay is not None

    @property
    def variables(self) -> dict[str, Any]:
        """Give its process variables; none before its first step."""
        return self.state.variables if self.state is not None else {}

    def note(self, fact: facts.Fact) -> None:
        """Take over what a step opened and closed."""
        match fact:
            case facts.TaskOpened():
                self.tasks[fact.task_id] = fact
            case facts.TaskCompleted() | facts.TaskCancelled():
                del self.tasks[fact.task_id]
            case facts.TimerSet():
                self.timers[fact.timer_id] = fact
            case facts.TimerCleared():
                del self.timers[fact.timer_id]
            case facts.MessageAwaited():
                self.awaited[fact.task_id] = fact.message
            case facts.MessageNoLongerAwaited():
                del self.awaited[fact.task_id]
            case facts.InstanceEnded():
                self.status, self.ends = "completed" if fact.end_elements else "cancelled", fact.end_elements

    def earliest_due(self, now: datetime) -> facts.TimerSet | None:
        """Give the timer that came due first; None when none is due, or the instance does not run."""
        due = [one for one in self.timers.values() if one.due_at <= now and self.status == "active"]
        return min(due, key=lambda one: (one.due_at, one.timer_id), default=None)
