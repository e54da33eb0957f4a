"""Drafts of the forms of user tasks."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.base import rows
from engine.store.tables.user_tasks import Draft, UserTask


def draft(session: Session, *, task_id: str, user_id: str, locked: bool = False) -> Draft | None:
    """Give a person's draft of a task as it stands now, with its row lock when asked."""
    query = select(Draft).where(Draft.task_id == task_id, Draft.user_id == user_id)
    query = query.execution_options(populate_existing=True)
    return session.scalar(query.with_for_update() if locked else query)


def lock_draft(session: Session, *, task_id: str, user_id: str, case_id: str, now: datetime) -> Draft:
    """Give a person's draft of a task with its row lock; an empty one of revision 0 is made when there is none."""
    while True:  # somebody else may write the first one, or drop the last, in between
        row = draft(session, task_id=task_id, user_id=user_id, locked=True)
        if row is not None:
            return row
        fresh = {"task_id": task_id, "user_id": user_id, "case_id": case_id}
        rows.put_new(session, Draft, **fresh, revision=0, saved_at=now, held_until=None, refused=None, ciphertext=b"")


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
