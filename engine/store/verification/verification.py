"""Runs of the checks and the last re-execution of each instance, as the database keeps them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.store.base import database
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.verification import Reexecution, VerificationFinding, VerificationRun


def run(session: Session, run_id: str, *, locked: bool = False) -> VerificationRun | None:
    """Give one run, with its row lock when asked."""
    query = select(VerificationRun).where(VerificationRun.id == run_id)
    return session.scalar(query.with_for_update() if locked else query)


def newest(session: Session, *, kind: str) -> VerificationRun | None:
    """Give the run of a kind that began last."""
    query = select(VerificationRun).where(VerificationRun.kind == kind)
    return session.scalar(query.order_by(VerificationRun.began_at.desc(), VerificationRun.id).limit(1))


def recent(session: Session, *, limit: int) -> list[VerificationRun]:
    """Give the runs that began last, newest first."""
    query = select(VerificationRun).order_by(VerificationRun.began_at.desc(), VerificationRun.id)
    return list(session.scalars(query.limit(limit)))


def last_ended(session: Session) -> VerificationRun | None:
    """Give the run that ended last."""
    query = select(VerificationRun).where(VerificationRun.ended_at.is_not(None))
    return session.scalar(query.order_by(VerificationRun.ended_at.desc(), VerificationRun.id).limit(1))


def findings(session: Session, run_id: str) -> list[VerificationFinding]:
    """Give the findings that are kept of a run, in their order."""
    query = select(VerificationFinding).where(VerificationFinding.run_id == run_id)
    return list(session.scalars(query.order_by(VerificationFinding.number)))


def touched(session: Session, *, before: datetime, after: str | None, limit: int) -> list[str]:
    """Give ids of cases that changed since they were checked last, or never were; those after this one."""
    changed = (Reexecution.head_seq != ProcessInstance.head_seq) & (Reexecution.at < before)
    query = (
        select(ProcessInstance.case_id)
        .outerjoin(Reexecution, Reexecution.instance_id == ProcessInstance.id)
        .where(or_(Reexecution.instance_id.is_(None), changed))
        .distinct()
        .order_by(ProcessInstance.case_id)
        .limit(limit)
    )
    return list(session.scalars(query if after is None else query.where(ProcessInstance.case_id > after)))


def longest_unchecked(session: Session, *, before: datetime, limit: int) -> list[str]:
    """Give ids of the cases that nobody checked for longest, none that was checked since a moment; in order of ids."""
    query = (
        select(ProcessInstance.case_id)
        .join(Reexecution, Reexecution.instance_id == ProcessInstance.id)
        .where(Reexecution.at < before)
        .order_by(Reexecution.at, ProcessInstance.case_id)
        .limit(limit)
    )
    return sorted(set(session.scalars(query)))


def put(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Keep when instances were executed again last, new or known; each row has every column of the table."""
    insert = sqlite.insert if database.is_sqlite(session) else postgresql.insert
    statement = insert(Reexecution)
    names = [column.name for column in Reexecution.__table__.columns if not column.primary_key]
    changed = {name: statement.excluded[name] for name in names}
    for row in rows:
        session.execute(statement.on_conflict_do_update(index_elements=["instance_id"], set_=changed), row)


def count(session: Session, *, equal: bool) -> int:
    """Give how many instances were as recorded, or not, when they were checked last."""
    query = select(func.count()).select_from(Reexecution).where(Reexecution.equal.is_(equal))
    return session.scalars(query).one()
