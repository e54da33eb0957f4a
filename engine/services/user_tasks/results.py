"""Results about user tasks, and an instance with its open tasks. Moments are aware and in UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskView:
    """A user task as the inbox shows it.

    ``state`` is open, completed or cancelled; ``assignee`` the user's id or None; ``due_at`` None when no clock runs;
    ``sla_state`` is none, on_time, warning or breached at the moment of asking; ``risk`` None while not assessed.
    """

    id: str
    name: str
    element_id: str
    role: str
    state: str
    assignee: str | None
    assignee_name: str | None
    case_number: str
    agency: str
    process_instance: str
    process_definition: str
    created_at: datetime
    due_at: datetime | None
    sla_state: str
    risk: str | None
    form: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseExcerpt:
    """A clause that a step rests on, verbatim; ``basis`` of the step is C clause, T implied, L law, P proposal."""

    id: str
    title: str
    text: str
    basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceView:
    """A process instance; ``state`` is active, suspended, completed or cancelled; ``revision`` is its ETag."""

    id: str
    case_number: str
    agency: str
    state: str
    process_definition: str
    version: int
    revision: int
    channel: str
    risk: str | None
    received_at: datetime
    started_at: datetime
    ended_at: datetime | None
    end_event: str | None
    open_user_tasks: tuple[UserTaskView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The result of completing a task: the instance's state and the tasks open now that the actor may see."""

    process_instance: InstanceView
    open_user_tasks: tuple[UserTaskView, ...]
