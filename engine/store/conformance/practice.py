"""Facts of ended processes and published figures, as the database keeps them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.domain.audits.findings import FOLLOW_UP
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.conformance import PracticeFact, PracticeFigure
from engine.store.tables.policy import Bundle


def ended(session: Session, *, limit: int) -> list[tuple[ProcessInstance, Bundle]]:
    """Give ended processes of which there is no fact yet, with their versions, the longest ended first.

    What follows on the findings of audits is nobody's practice.
    """
    query = (
        select(ProcessInstance, Bundle)
        .join(Bundle, Bundle.id == ProcessInstance.bundle_id)
        .outerjoin(PracticeFact, PracticeFact.instance_id == ProcessInstance.id)
        .where(ProcessInstance.ended_at.is_not(None), PracticeFact.instance_id.is_(None))
        .where(Bundle.key != FOLLOW_UP)
        .order_by(ProcessInstance.ended_at, ProcessInstance.id)
        .limit(limit)
    )
    return [(instance, bundle) for instance, bundle in session.execute(query)]


def histories(session: Session, instance_ids: Sequence[str]) -> list[HistoryEvent]:
    """Give the events of these processes, process by process in order."""
    query = select(HistoryEvent).where(HistoryEvent.instance_id.in_(instance_ids))
    return list(session.scalars(query.order_by(HistoryEvent.instance_id, HistoryEvent.seq)))


def unpublished(session: Session, *, before: datetime) -> list[PracticeFact]:
    """Give the facts of processes that ended before a moment and are in no published group, oldest first."""
    query = select(PracticeFact).where(PracticeFact.group_id == 0, PracticeFact.ended_at < before)
    return list(session.scalars(query.order_by(PracticeFact.ended_at, PracticeFact.instance_id)))


def last_group(session: Session) -> int:
    """Give the number of the newest published group, 0 when there is none."""
    return session.scalar(select(func.max(PracticeFigure.id))) or 0


def put_in_group(session: Session, group_id: int, instance_ids: Sequence[str]) -> None:
    """Note that these processes are counted in a group."""
    session.execute(update(PracticeFact).where(PracticeFact.instance_id.in_(instance_ids)).values(group_id=group_id))


def published(session: Session, *, agency: str | None = None, procedure: str | None = None) -> list[PracticeFigure]:
    """Give the published figures of an agency or of all, of a procedure or of all, oldest first."""
    query = select(PracticeFigure).order_by(PracticeFigure.first, PracticeFigure.version, PracticeFigure.id)
    if agency is not None:
        query = query.where(PracticeFigure.agency == agency)
    return list(session.scalars(query if procedure is None else query.where(PracticeFigure.procedure == procedure)))


def in_groups(session: Session, group_ids: Sequence[int]) -> list[PracticeFact]:
    """Give the facts that are counted in these groups, oldest first."""
    query = select(PracticeFact).where(PracticeFact.group_id.in_(group_ids))
    return list(session.scalars(query.order_by(PracticeFact.ended_at, PracticeFact.instance_id)))


def case_numbers(session: Session, instance_ids: Sequence[str]) -> list[str]:
    """Give the numbers of the cases of these processes, in order."""
    query = select(Case.number).join(ProcessInstance, ProcessInstance.case_id == Case.id)
    return list(session.scalars(query.where(ProcessInstance.id.in_(instance_ids)).distinct().order_by(Case.number)))


def processes(session: Session, *, agency: str, procedure: str) -> list[str]:
    """Give the ids of the processes of a procedure in an agency, in order; none of those that follow on findings."""
    query = select(ProcessInstance.id).join(Bundle, Bundle.id == ProcessInstance.bundle_id)
    query = query.where(ProcessInstance.agency == agency, Bundle.key == procedure, Bundle.key != FOLLOW_UP)
    return list(session.scalars(query.order_by(ProcessInstance.id)))


def with_bundles(session: Session, instance_ids: Sequence[str]) -> dict[str, tuple[ProcessInstance, Bundle]]:
    """Give these processes with their versions, by id."""
    query = select(ProcessInstance, Bundle).join(Bundle, Bundle.id == ProcessInstance.bundle_id)
    found = session.execute(query.where(ProcessInstance.id.in_(instance_ids)))
    return {instance.id: (instance, bundle) for instance, bundle in found}
