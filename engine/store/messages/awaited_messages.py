"""The messages that instances await."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.store.tables.messages import AwaitedMessage


def awaiting(session: Session, *, case_number: str, message: str) -> list[str]:
    """Give the ids of the case's instances that wait for a message of this name."""
    query = (
        select(AwaitedMessage.instance_id)
        .where(AwaitedMessage.case_number == case_number, AwaitedMessage.message == message)
        .distinct()
        .order_by(AwaitedMessage.instance_id)
    )
    return list(session.scalars(query))


def count_awaiting(session: Session, *, instance_id: str, task_ids: set[str], message: str) -> int:
    """Give how many of an instance's waits, by their ids, are for a message of this name."""
    if not task_ids:
        return 0
    query = select(func.count()).select_from(AwaitedMessage).where(AwaitedMessage.message == message)
    here = (AwaitedMessage.instance_id == instance_id) & AwaitedMessage.task_id.in_(task_ids)
    return session.scalars(query.where(here)).one()


def no_longer_awaited(session: Session, *, instance_id: str, task_ids: set[str]) -> None:
    """Forget catch events that wait no more."""
    if task_ids:
        session.execute(
            delete(AwaitedMessage).where(
                AwaitedMessage.instance_id == instance_id, AwaitedMessage.task_id.in_(task_ids)
            )
        )
