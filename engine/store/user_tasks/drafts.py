"""Drafts of the forms of user tasks."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.tables.user_tasks import Draft, UserTask


def draft(session: Session, *, task_id: str, user_id: str, locked: bool = False) -> Draft | None:
    """Give a person's draft of a task as it stands now, with its row lock when asked."""
    query = select(Draft).where(Draft.task_id == task_id, Draft.user_id == user_id)
    query = query.execution_options(populate_existing=True)
    return session.scalar(query.with_for_update() if locked else query)


def drop_draft(session: Session, *, task_id: str, user_id: str) -> None:
    """Forget a draft; harmless when there is none."""
    session.execute(delete(Draft).where(Draft.task_id == task_id, Draft.user_id == user_id))


def drop_finished_drafts(session: Session, *, closed_before: datetime) -> None:
    """Forget drafts that their own writer handed in, and those of tasks that closed before the moment."""
    closed = select(UserTask.id).where(
        UserTask.id == Draft.task_id,
        (UserTask.completed_by == Draft.user_id) | (UserTask.completed_at < closed_before),
    )
    session.execute(delete(Draft).where(closed.exists()))
