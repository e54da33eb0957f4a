"""The inbox beyond its pages: counts, the most urgent tasks, kept filters, and who stands in for whom."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.store import visibility
from engine.store.tables.people import Substitution, User, UserRole
from engine.store.tables.time import SlaClock
from engine.store.tables.user_tasks import SavedFilter, UserTask
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


def instances_of(session: Session, task_ids: Iterable[str]) -> dict[str, str]:
    """Give task id -> instance id of the tasks that exist."""
    query = select(UserTask.id, UserTask.instance_id).where(UserTask.id.in_(sorted(set(task_ids))))
    return {row.id: row.instance_id for row in session.execute(query)}


def running_clocks(session: Session, instance_id: str) -> list[SlaClock]:
    """Give the clocks of an instance that run, the earliest due first."""
    query = select(SlaClock).where(SlaClock.instance_id == instance_id, SlaClock.state == "running")
    return list(session.scalars(query.order_by(SlaClock.due_at, SlaClock.clock_id)))


def colleagues(session: Session, *, agencies: Iterable[str], roles: Iterable[str]) -> list[User]:
    """Give the active people with any of these roles in these agencies, by name."""
    fits = UserRole.agency.in_(sorted(agencies)) & UserRole.role.in_(sorted(roles))
    holders = select(UserRole.user_id).where(fits)
    query = select(User).where(User.active, User.id.in_(holders)).order_by(User.display_name, User.id)
    return list(session.scalars(query))


def filters(session: Session, *, owner: str, agencies: Iterable[str]) -> list[SavedFilter]:
    """Give the filters that a person keeps and those that are shared with their agencies, by name."""
    shared = SavedFilter.agency.in_(sorted(agencies))
    query = select(SavedFilter).where(or_(SavedFilter.owner == owner, shared))
    return list(session.scalars(query.order_by(SavedFilter.name, SavedFilter.id)))


def absent(session: Session, *, substitute_id: str, now: datetime) -> frozenset[str]:
    """Give the ids of those for whom a person stands in at this moment."""
    query = select(Substitution.user_id).where(
        Substitution.substitute_id == substitute_id, Substitution.starts_at <= now, Substitution.ends_at > now
    )
    return frozenset(session.scalars(query))


def substitutions(session: Session, *, user_id: str, agencies: Iterable[str], now: datetime) -> list[Substitution]:
    """Give what is not over of a person's own substitutions, of theirs for others, and of whole agencies."""
    own = or_(Substitution.user_id == user_id, Substitution.substitute_id == user_id)
    query = select(Substitution).where(Substitution.ends_at > now, or_(own, Substitution.agency.in_(sorted(agencies))))
    return list(session.scalars(query.order_by(Substitution.starts_at, Substitution.id)))
