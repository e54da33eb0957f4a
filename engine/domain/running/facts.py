"""What a step of a process instance brought about: the runner says it, the services turn it into rows.

Moments are aware and in UTC. ``task_id`` is the id of the element's occurrence, derived from the instance id
and its path.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    """A user task waits for a person. ``role`` is the lane's role key, ``form`` the form's id or None for a
    bare confirmation.
    """

    task_id: str
    element_id: str
    name: str
    role: str
    form: str | None
    separate_from: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompleted:
    """A user task was done."""

    task_id: str
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled:
    """A user task was withdrawn by the diagram or by cancelling the instance."""

    task_id: str
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSet:
    """A timer waits; a second fact with the same id moves it. SLA moments have ids that begin with ``sla:``."""

    timer_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerCleared:
    """A timer no longer waits: it fired for the last time, or its activity ended."""

    timer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAwaited:
    """A catch event waits for a message of this name."""

    task_id: str
    element_id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageNoLongerAwaited:
    """The catch event received its message or was withdrawn."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageThrown:
    """The diagram sent a message; ``variables`` are the routing data of the throwing scope."""

    element_id: str
    message: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade:
    """A decision table answered: which rules matched and what came out, so that the history can show why.

    ``given`` are the variables that it was asked with. The history does not keep them: re-execution gives them again.
    """

    element_id: str
    decision: str
    rules: tuple[str, ...]
    outputs: Any
    given: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDue:
    """An element that produces a document was completed."""

    element_id: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaChanged:
    """An SLA clock was opened, warned, breached, stopped or replaced; ``clock`` is its JSON form after the change.

    ``change`` is one of opened, warned, breached, stopped, replaced (shown to people as "digantikan"), cancelled.
    """

    clock_id: str
    milestone: str
    change: str
    clock: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The elements and sequence flows that the token went through in this step, in order."""

    elements: tuple[str, ...]
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceEnded:
    """Nothing is left to do. ``end_elements`` are the end events reached; empty when cancelled."""

    end_elements: tuple[str, ...]


Fact = (
    TaskOpened
    | TaskCompleted
    | TaskCancelled
    | TimerSet
    | TimerCleared
    | MessageAwaited
    | MessageNoLongerAwaited
    | MessageThrown
    | DecisionMade
    | DocumentDue
    | SlaChanged
    | Passed
    | InstanceEnded
)
