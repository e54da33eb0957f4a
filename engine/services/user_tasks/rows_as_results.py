"""Rows as callers see them: the only place where a row becomes a view of the interface."""

from datetime import datetime

from engine.services.time import pressing
from engine.services.user_tasks.results import InstanceView, UserTaskView
from engine.store.cases import cases
from engine.store.tables.user_tasks import UserTask


def user_task(task: UserTask, assignee_name: str | None, *, now: datetime) -> UserTaskView:
    """Give a task as the inbox shows it at a moment."""
    return UserTaskView(
        id=task.id,
        name=task.name,
        element_id=task.element_id,
        role=task.role,
        state=task.state,
        assignee=task.assignee,
        assignee_name=assignee_name,
        case_number=task.case_number,
        agency=task.agency,
        process_instance=task.instance_id,
        process_definition=task.procedure,
        created_at=task.created_at,
        due_at=task.due_at,
        sla_state=pressing.sla_state(warn_at=task.warn_at, due_at=task.due_at, now=now),
        risk=task.risk,
        form=task.form,
    )


def instance(found: cases.Found, *, tasks: tuple[UserTaskView, ...]) -> InstanceView:
    """Give an instance as callers see it; ``tasks`` are those that the actor may see."""
    row, case, bundle = found.instance, found.case, found.bundle
    return InstanceView(
        id=row.id,
        case_number=case.number,
        agency=case.agency,
        state=row.state,
        process_definition=bundle.key,
        version=bundle.version,
        revision=row.revision,
        channel=row.channel,
        risk=case.risk,
        received_at=row.received_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        end_event=row.end_event,
        open_user_tasks=tasks,
    )
