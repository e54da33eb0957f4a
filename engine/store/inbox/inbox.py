"""The inbox beyond its pages: counts, the most urgent tasks, and kept filters."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.store import visibility
from engine.store.tables.inbox import SavedFilter
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks


def count(
    session: Session, wanted: user_tasks.Filter, *, scopes: visibility.Scopes, user_id: str, now: datetime, most: int
) -> int:
    """Count the tasks that the scopes admit and the filter wants; it stops counting at ``most``."""
    seen = visibility.of_tasks(scopes, user_id=user_id)
    found = select(UserTask.id).where(seen, *user_tasks.conditions(wanted, now)).limit(most)
    return session.scalars(select(func.count()).select_from(found.subquery())).one()


def urgent(
    session: Session, wanted: user_tasks.Filter, *, scopes: visibility.Scopes, user_id: str, now: datetime
) -> Iterator[tuple[str, str]]:
    """Give (task id, instance id) of what the scopes admit and the filter wants, the highest risk first, then due."""
    seen = visibility.of_tasks(scopes, user_id=user_id)
    for part in user_tasks.by_risk(wanted):
        query = select(UserTask.id, UserTask.instance_id).where(seen, *user_tasks.conditions(part, now))
        rows = session.execute(query.order_by(UserTask.due_order, UserTask.id).limit(wanted.limit))
        yield from [(row.id, row.instance_id) for row in rows]


def filters(session: Session, *, owner: str, agencies: Iterable[str]) -> list[SavedFilter]:
    """Give the filters that a person keeps and those that are shared with their agencies, by name."""
    shared = SavedFilter.agency.in_(sorted(agencies))
    query = select(SavedFilter).where(or_(SavedFilter.owner == owner, shared))
    return list(session.scalars(query.order_by(SavedFilter.name, SavedFilter.id)))
