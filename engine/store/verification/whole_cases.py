"""Rows of many cases at once, as plain values, for the checks of the record: one statement a table, not one a case."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as writing
from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from engine.store.base.declarations import Base
from engine.store.tables.audit import AccessEvent, HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.people import Agency
from engine.store.tables.time import CalendarVersion

Record = dict[str, Any]
"""A row by column."""


def case_ids(session: Session, *, after: str | None, limit: int) -> list[str]:
    """Give ids of cases in their order, those after this one."""
    query = select(Case.id).order_by(Case.id).limit(limit)
    return list(session.scalars(query if after is None else query.where(Case.id > after)))


def cases_touched(session: Session, *, since: datetime) -> list[str]:
    """Give the ids of the cases that were written to or read since a moment, in their order."""
    written = select(ProcessInstance.case_id).where(ProcessInstance.head_at >= since)
    read = select(AccessEvent.case_id).where(AccessEvent.at >= since)
    both = written.union(read).subquery()
    return list(session.scalars(select(both.c[0]).order_by(both.c[0])))


def count_cases(session: Session) -> int:
    """Give how many cases there are."""
    return session.scalars(select(func.count()).select_from(Case)).one()


def grouped(session: Session, kind: type[Base], column: str, ids: Collection[str]) -> dict[str, list[Record]]:
    """Give the rows of a table by the value of one column, those of these values, in the order of their keys."""
    found: dict[str, list[Record]] = {one: [] for one in ids}
    for row in session.execute(_of(kind, column), {"ids": list(ids)}).mappings():
        found[row[column]].append(dict(row))
    return found


def events(session: Session, instance_ids: Collection[str]) -> dict[str, list[Row[Any]]]:
    """Give the events of some instances, each in order."""
    found: dict[str, list[Row[Any]]] = {one: [] for one in instance_ids}
    for row in session.execute(_of(HistoryEvent, "instance_id"), {"ids": list(instance_ids)}):
        found[row.instance_id].append(row)
    return found


def events_of_messages(session: Session, case_ids: Collection[str]) -> dict[str, list[Any]]:
    """Give by case the events of some cases that tell what became of a referral, or that a message arrived."""
    found: dict[str, list[Any]] = {one: [] for one in case_ids}
    query = (
        select(*HistoryEvent.__table__.columns, ProcessInstance.case_id)
        .join(ProcessInstance, ProcessInstance.id == HistoryEvent.instance_id)
        .where(
            ProcessInstance.case_id.in_(list(case_ids)),
            or_(HistoryEvent.type.startswith("referral."), HistoryEvent.type.in_(_ARRIVING)),
        )
        .order_by(HistoryEvent.instance_id, HistoryEvent.seq)
    )
    for row in session.execute(query) if found else ():
        found[row.case_id].append(row)
    return found


_ARRIVING = ("message.received", "instance.started")


def accesses(session: Session, case_ids: Collection[str]) -> dict[str, list[Row[Any]]]:
    """Give the records of reading of some cases, each in order."""
    found: dict[str, list[Row[Any]]] = {one: [] for one in case_ids}
    for row in session.execute(_of(AccessEvent, "case_id"), {"ids": list(case_ids)}):
        found[row.case_id].append(row)
    return found


def everything(session: Session, kind: type[Base]) -> Iterator[Record]:
    """Give all rows of a small table in the order of their keys."""
    keys = kind.__table__.primary_key
    for row in session.execute(select(*kind.__table__.columns).order_by(*keys)).mappings():
        yield dict(row)


def earliest(session: Session, kind: type[Base], column: str) -> Any:
    """Give the least value of a column; None for an empty table."""
    return session.scalars(select(func.min(kind.__table__.columns[column]))).one()


def pairs(session: Session, kind: type[Base], first: str, second: str) -> list[tuple[Any, Any]]:
    """Give two columns of all rows of a table that have both."""
    one, other = kind.__table__.columns[first], kind.__table__.columns[second]
    return [(a, b) for a, b in session.execute(select(one, other).where(one.is_not(None), other.is_not(None)))]


def calendars(session: Session) -> list[Record]:
    """Give (agency, version) of every calendar of an agency that there is, without what it says."""
    query = select(CalendarVersion.agency, CalendarVersion.version).join(Agency, Agency.code == CalendarVersion.agency)
    return [dict(row) for row in session.execute(query).mappings()]


def strays(session: Session, kind: type[Base], column: str, home: type[Base], *, limit: int) -> list[str]:
    """Give values of a column that name no row of the table where they belong, so many at the most.

    The column leads an index, so its distinct values are found by one look each, however many rows share them.
    """
    here, there = kind.__table__.columns[column], home.__table__.columns["id"]
    first = select(here.label("value")).where(here.is_not(None)).order_by(here).limit(1)
    values = select(first.subquery()).cte(recursive=True)
    following = select(here).where(here > values.c.value).order_by(here).limit(1).scalar_subquery()
    values = values.union_all(select(following).where(values.c.value.is_not(None)))
    value = values.c.value
    lost = select(value).where(value.is_not(None), ~select(there).where(there == value).exists())
    return [str(one) for one in session.scalars(lost.order_by(value).limit(limit))]


def insert(session: Session, kind: type[Base], values: Record) -> None:
    """Write a row that is missing."""
    session.execute(writing.insert(kind).values(**values))


def update(session: Session, kind: type[Base], key: Record, values: Record) -> None:
    """Write columns of the row with this key."""
    session.execute(writing.update(kind).filter_by(**key).values(**values))


def delete(session: Session, kind: type[Base], key: Record) -> None:
    """Remove the rows with these values."""
    session.execute(writing.delete(kind).filter_by(**key))


@cache
def _of(kind: type[Base], column: str) -> Select[*tuple[Any, ...]]:
    columns = kind.__table__.columns
    query = select(*columns).where(columns[column].in_(bindparam("ids", expanding=True)))
    return query.order_by(*kind.__table__.primary_key)
