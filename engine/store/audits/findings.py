"""Findings of audits as the database finds them."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.domain.audits.findings import DRAFT
from engine.store import visibility
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.audits import AuditFinding, AuditMember


def get(session: Session, finding_id: str) -> AuditFinding | None:
    """Give a finding without locking it."""
    return session.get(AuditFinding, finding_id)


def lock(session: Session, finding_id: str) -> AuditFinding | None:
    """Give a finding as it stands now, with its row lock."""
    query = select(AuditFinding).where(AuditFinding.id == finding_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def last_number(session: Session, assignment_id: str) -> int:
    """Give the number of the newest finding of an assignment, whose row is locked; 0 before the first."""
    query = select(func.max(AuditFinding.number)).where(AuditFinding.assignment_id == assignment_id)
    return session.scalar(query) or 0


def search(session: Session, *, member: str, agencies: Collection[str]) -> list[AuditFinding]:
    """Give the findings of whom an assignment names, and those sent to these agencies; the newest first."""
    named = select(AuditMember.assignment_id).where(AuditMember.user_id == member)
    sent = AuditFinding.agency.in_(sorted(agencies)) & (AuditFinding.state != DRAFT)
    query = select(AuditFinding).where(or_(AuditFinding.assignment_id.in_(named), sent))
    return list(session.scalars(query.order_by(AuditFinding.assignment_id, AuditFinding.number.desc())))


def holds(session: Session, assignment_id: str, case_id: str) -> bool:
    """Tell whether an open assignment holds the case."""
    held = visibility.examined().subquery()
    query = select(held.c.case_id).where(held.c.assignment_id == assignment_id, held.c.case_id == case_id)
    return session.scalar(query.limit(1)) is not None


def event_hash(session: Session, instance_id: str, seq: int) -> bytes | None:
    """Give the hash of a history event as it stands now; None when there is none."""
    query = select(HistoryEvent.hash).where(HistoryEvent.instance_id == instance_id, HistoryEvent.seq == seq)
    return session.scalar(query)
