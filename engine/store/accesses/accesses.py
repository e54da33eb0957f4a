"""Readings of the cases that somebody may ask about: found, counted by reader, and what was around them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store import visibility
from engine.store.tables.audit import AccessEvent, HistoryEvent, ReaderEvent
from engine.store.tables.cases import Case, ProcessInstance

CLAIMED, RELEASED = "user_task.claimed", "user_task.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which readings are asked for: those of cases in scope, from ``since`` and before ``until``; None asks for all."""

    scopes: visibility.Scopes
    user_id: str
    reader: str | None = None
    case_number: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of readings ended."""

    at: datetime
    case_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in which the readings of one reader are asked for, both ends included."""

    reader: str
    since: datetime
    until: datetime


def search(session: Session, wanted: Wanted, *, after: Place | None, limit: int) -> list[tuple[AccessEvent, str, str]]:
    """Give readings with number and agency of their case, newest first."""
    query = select(AccessEvent, Case.number, Case.agency).join(Case, Case.id == AccessEvent.case_id)
    query = query.where(*_wanted(wanted))
    if after is not None:
        here = AccessEvent.at == after.at
        query = query.where(
            or_(
                AccessEvent.at < after.at,
                and_(here, AccessEvent.case_id < after.case_id),
                and_(here, AccessEvent.case_id == after.case_id, AccessEvent.seq < after.seq),
            )
        )
    newest = (AccessEvent.at.desc(), AccessEvent.case_id.desc(), AccessEvent.seq.desc())
    return [(row, number, agency) for row, number, agency in session.execute(query.order_by(*newest).limit(limit))]


def by_reader(session: Session, wanted: Wanted, *, limit: int) -> list[tuple[str, int, int, int, datetime]]:
    """Give (reader, readings, cases, refusals, last moment) of those who read most, the most first."""
    readings, refused = func.count(), func.sum(case((AccessEvent.refused, 1), else_=0))
    query = select(
        AccessEvent.actor, readings, func.count(AccessEvent.case_id.distinct()), refused, func.max(AccessEvent.at)
    )
    query = query.join(Case, Case.id == AccessEvent.case_id).where(*_wanted(wanted)).group_by(AccessEvent.actor)
    rows = session.execute(query.order_by(readings.desc(), AccessEvent.actor).limit(limit))
    return [(reader, count, cases, int(no), last) for reader, count, cases, no, last in rows]


def around(
    session: Session, stretches: Sequence[Stretch], *, scopes: visibility.Scopes, user_id: str
) -> list[AccessEvent]:
    """Give the readings of these readers in these stretches, of cases in scope only."""
    inside = [
        and_(AccessEvent.actor == one.reader, AccessEvent.at >= one.since, AccessEvent.at <= one.until)
        for one in stretches
    ]
    seen = AccessEvent.case_id.in_(select(Case.id).where(visibility.of_cases(scopes, user_id=user_id)))
    return list(session.scalars(select(AccessEvent).where(or_(*inside), seen))) if inside else []


def running(session: Session, case_ids: Collection[str]) -> list[tuple[str, datetime, datetime | None]]:
    """Give (case, began, ended) of every instance of these cases; None has not ended."""
    query = select(ProcessInstance.case_id, ProcessInstance.started_at, ProcessInstance.ended_at)
    rows = session.execute(query.where(ProcessInstance.case_id.in_(case_ids)))
    return [(case_id, began, ended) for case_id, began, ended in rows]


def taken_and_given_back(
    session: Session, case_ids: Collection[str], readers: Collection[str]
) -> list[tuple[str, str, str, str | None, datetime]]:
    """Give (case, reader, type, task, at) of tasks that these readers took or gave back, in the order of moments."""
    query = (
        select(ProcessInstance.case_id, HistoryEvent.actor, HistoryEvent.type, HistoryEvent.task_id, HistoryEvent.at)
        .join(ProcessInstance, ProcessInstance.id == HistoryEvent.instance_id)
        .where(ProcessInstance.case_id.in_(case_ids), HistoryEvent.actor.in_(readers))
        .where(HistoryEvent.type.in_((CLAIMED, RELEASED)))
        .order_by(HistoryEvent.at, HistoryEvent.seq)
    )
    return [(case_id, actor, type_, task, at) for case_id, actor, type_, task, at in session.execute(query)]


def lists_of(
    session: Session, reader: str, *, since: datetime | None, until: datetime | None, before: int | None, limit: int
) -> list[ReaderEvent]:
    """Give the lists that somebody looked at, newest first, from below a sequence number; None begins at the newest."""
    bounds = _between(ReaderEvent.at, since, until)
    query = select(ReaderEvent).where(ReaderEvent.reader == reader, *bounds)
    if before is not None:
        query = query.where(ReaderEvent.seq < before)
    return list(session.scalars(query.order_by(ReaderEvent.seq.desc()).limit(limit)))


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [visibility.of_cases(wanted.scopes, user_id=wanted.user_id)]
    found += _between(AccessEvent.at, wanted.since, wanted.until)
    if wanted.reader is not None:
        found.append(AccessEvent.actor == wanted.reader)
    if wanted.case_number is not None:
        found.append(Case.number == wanted.case_number)
    if wanted.refused:
        found.append(AccessEvent.refused.is_(True))
    return found


def _between(
    column: InstrumentedAttribute[datetime], since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    bounds = []
    if since is not None:
        bounds.append(column >= since)
    if until is not None:
        bounds.append(column < until)
    return bounds
