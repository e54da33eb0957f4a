"""Samples of audits, and the populations that they are drawn from, as the database finds them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store import visibility
from engine.store.tables.audits import AuditSample
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.log import Checkpoint
from engine.store.tables.policy import Bundle
from engine.store.tables.time import SlaClock

_IS_ITS = Checkpoint.size == AuditSample.checkpoint_size


def lock(session: Session, sample_id: str) -> AuditSample | None:
    """Give a sample as it stands now, with its row lock."""
    query = select(AuditSample).where(AuditSample.id == sample_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def of_assignment(session: Session, assignment_id: str) -> list[AuditSample]:
    """Give the samples of an assignment, oldest first."""
    query = select(AuditSample).where(AuditSample.assignment_id == assignment_id)
    return list(session.scalars(query.order_by(AuditSample.promised_at, AuditSample.id)))


def newest_checkpoint(session: Session, *, since: datetime, before: datetime) -> Checkpoint | None:
    """Give the newest checkpoint that was made from one moment on and before another."""
    query = select(Checkpoint).where(Checkpoint.at >= since, Checkpoint.at < before)
    return session.scalar(query.order_by(Checkpoint.size.desc()).limit(1))


def checkpoints_gone(session: Session) -> list[int]:
    """Give the sizes of the checkpoints that samples were drawn from and that are there no more, in order."""
    query = select(AuditSample.checkpoint_size).distinct().outerjoin(Checkpoint, _IS_ITS)
    query = query.where(AuditSample.checkpoint_size.is_not(None), Checkpoint.size.is_(None))
    return sorted(size for size in session.scalars(query) if size is not None)


def held(session: Session, assignment_id: str) -> list[tuple[str, str, datetime]]:
    """Give id, agency and moment of opening of each case that an open assignment holds."""
    examined = visibility.examined().subquery()
    ids = select(examined.c.case_id).where(examined.c.assignment_id == assignment_id)
    query = select(Case.id, Case.agency, Case.opened_at).where(Case.id.in_(ids)).order_by(Case.id)
    return [(case_id, agency, at) for case_id, agency, at in session.execute(query)]


def procedures(session: Session, case_ids: Iterable[str]) -> dict[str, list[str]]:
    """Give the keys of the procedures that each case runs by, or ran by, oldest first."""
    query = select(ProcessInstance.case_id, Bundle.key).join(Bundle, Bundle.id == ProcessInstance.bundle_id)
    query = query.where(ProcessInstance.case_id.in_(list(case_ids)))
    found: dict[str, list[str]] = defaultdict(list)
    for case_id, key in session.execute(query.order_by(ProcessInstance.started_at, ProcessInstance.id)):
        found[case_id].append(key)
    return dict(found)


def breached(session: Session, case_ids: Iterable[str]) -> set[str]:
    """Give those of the cases in which a clock ran past its limit, in time or replaced later."""
    query = select(SlaClock.case_id).where(SlaClock.case_id.in_(list(case_ids)))
    return set(session.scalars(query.where(SlaClock.data.contains('"breached_at":"'))))


def numbers(session: Session, case_ids: Iterable[str]) -> dict[str, str]:
    """Give the numbers of cases by their ids."""
    query = select(Case.id, Case.number).where(Case.id.in_(list(case_ids)))
    return {row.id: row.number for row in session.execute(query)}
