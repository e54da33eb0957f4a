"""Waiting timers: the cost of a wake-up depends on the timers that are due, not on those that are open."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.base import database, rows
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.incidents import Incident
from engine.store.tables.running import Timer

WHOLE = ("unexpected", "bundle_changed", "calendar_changed")
"""Codes of incidents that hold all timers of an instance, whichever failed: none of them can fire."""


def earliest_due(session: Session, instance_id: str, *, now: datetime) -> tuple[str, str] | None:
    """Give (timer id, element id) of the instance's earliest due timer; those that stopped in an incident are left out.

    Timers are written at once (see ``put``), so nothing that this transaction has set is missed.
    """
    found = rows.connection(session).execute(_earliest_due(), {"instance_id": instance_id, "now": now})
    return next(((timer_id, element_id) for timer_id, element_id in found), None)


@cache
def _earliest_due() -> Select[str, str]:
    """Build the statement once: it runs at every step of every case."""
    return select(Timer.timer_id, Timer.element_id).where(_due()).order_by(Timer.due_at, Timer.timer_id).limit(1)


def due() -> ColumnElement[bool]:
    """Say that a timer of ``instance_id`` is due ``now``, both to be given when the statement runs."""
    return exists().where(_due())


def _due() -> ColumnElement[bool]:
    return and_(Timer.instance_id == bindparam("instance_id"), Timer.due_at <= bindparam("now"), ~_held())


def due_instances(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Give the ids of active instances that have a due timer, the most overdue first."""
    query = (
        select(Timer.instance_id)
        .join(ProcessInstance, ProcessInstance.id == Timer.instance_id)
        .where(Timer.due_at <= now, ProcessInstance.state == "active", ~_held())
        .group_by(Timer.instance_id)
        .order_by(func.min(Timer.due_at))
        .limit(limit)
    )
    return list(session.scalars(query))


def next_due(session: Session) -> datetime | None:
    """Give the moment of the earliest timer that can fire; None when none waits."""
    query = (
        select(Timer.due_at)
        .join(ProcessInstance, ProcessInstance.id == Timer.instance_id)
        .where(Timer.due_at.is_not(None), ProcessInstance.state == "active", ~_held())
        .order_by(Timer.due_at)
        .limit(1)
    )
    return session.scalar(query)


def put(session: Session, *, instance_id: str, due: Mapping[str, tuple[str, datetime | None]]) -> None:
    """Set or move timers: ``due`` maps a timer's id to its element's id and its moment (None while unknown)."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    statement = insert(Timer)
    statement = statement.on_conflict_do_update(
        index_elements=["instance_id", "timer_id"], set_={"due_at": statement.excluded.due_at}
    )
    rows = [
        {"instance_id": instance_id, "timer_id": timer_id, "element_id": element_id, "due_at": due_at}
        for timer_id, (element_id, due_at) in due.items()
    ]
    session.execute(statement, rows)


def clear(session: Session, *, instance_id: str, timer_ids: set[str]) -> None:
    """Forget timers that no longer wait."""
    if timer_ids:
        session.execute(delete(Timer).where(Timer.instance_id == instance_id, Timer.timer_id.in_(timer_ids)))


def _held() -> ColumnElement[bool]:
    """Say that firing this timer failed and a person has not asked for another try yet.

    An incident ``unexpected`` names no timer: it holds all timers of its instance, so that others are not kept waiting.
    """
    return exists().where(
        and_(
            Incident.instance_id == Timer.instance_id,
            or_(Incident.timer_id == Timer.timer_id, Incident.code.in_(WHOLE)),
            Incident.state == "open",
        )
    )
