"""Assignments of auditors as the database finds them."""

from collections.abc import Collection

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from engine.store.tables.audits import AuditAssignment, AuditMember, AuditScope


def lock(session: Session, assignment_id: str) -> AuditAssignment | None:
    """Give an assignment as it stands now, with its row lock."""
    query = select(AuditAssignment).where(AuditAssignment.id == assignment_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def get(session: Session, assignment_id: str) -> AuditAssignment | None:
    """Give an assignment without locking it."""
    return session.get(AuditAssignment, assignment_id)


def scopes(session: Session, assignment_id: str) -> list[AuditScope]:
    """Give what an assignment holds, by agency and procedure."""
    query = select(AuditScope).where(AuditScope.assignment_id == assignment_id)
    return list(session.scalars(query.order_by(AuditScope.agency, AuditScope.procedure)))


def members(session: Session, assignment_id: str) -> list[str]:
    """Give the ids of those whom an assignment names."""
    query = select(AuditMember.user_id).where(AuditMember.assignment_id == assignment_id)
    return list(session.scalars(query.order_by(AuditMember.user_id)))


def search(session: Session, *, agencies: Collection[str], member: str | None) -> list[AuditAssignment]:
    """Give assignments that hold cases of these agencies, or that name the member; the newest first."""
    there = select(AuditScope.assignment_id).where(AuditScope.agency.in_(sorted(agencies)))
    named = select(AuditMember.assignment_id).where(AuditMember.user_id == member)
    seen = or_(false(), AuditAssignment.id.in_(there), AuditAssignment.id.in_(named) if member else false())
    query = select(AuditAssignment).where(seen)
    return list(session.scalars(query.order_by(AuditAssignment.opened_at.desc(), AuditAssignment.id.desc())))
