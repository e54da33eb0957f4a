"""SLA clocks, by case and by due moment."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.base import database
from engine.store.tables.time import SlaClock


def clocks(
    session: Session, condition: ColumnElement[bool], *, after: tuple[str, str] | None, limit: int
) -> list[SlaClock]:
    """Give SLA clocks that the condition wants, by instance and clock id."""
    query = select(SlaClock).where(condition)
    if after is not None:
        instance_id, clock_id = after
        query = query.where(
            (SlaClock.instance_id > instance_id)
            | ((SlaClock.instance_id == instance_id) & (SlaClock.clock_id > clock_id))
        )
    return list(session.scalars(query.order_by(SlaClock.instance_id, SlaClock.clock_id).limit(limit)))


def put_clocks(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write clocks as they stand, new or known; each row has every column of the table."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    statement = insert(SlaClock)
    changed = {name: statement.excluded[name] for name in ("state", "started_at", "due_at", "data")}
    session.execute(statement.on_conflict_do_update(index_elements=["instance_id", "clock_id"], set_=changed), rows)


def clocks_of_case(session: Session, case_id: str) -> list[SlaClock]:
    """Give the clocks of a case, oldest first."""
    query = select(SlaClock).where(SlaClock.case_id == case_id).order_by(SlaClock.started_at, SlaClock.clock_id)
    return list(session.scalars(query))


def running_clocks(session: Session, instance_id: str) -> list[SlaClock]:
    """Give the clocks of an instance that run, the earliest due first."""
    query = select(SlaClock).where(SlaClock.instance_id == instance_id, SlaClock.state == "running")
    return list(session.scalars(query.order_by(SlaClock.due_at, SlaClock.clock_id)))
