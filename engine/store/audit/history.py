"""The chained events as they are appended and read back; nothing here updates or deletes, nor does the database."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.store.tables.audit import AccessEvent, HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance

BATCH = 500


def of_instance(
    session: Session, instance_id: str, *, until: datetime | None = None, after: int = 0, limit: int | None = None
) -> list[HistoryEvent]:
    """Give the events of an instance in order: those before the first that lies after ``until``.

    Moments of old histories may fall. What was recorded after a later event is left out with it, so that what is given
    is a state that there was.
    """
    query = select(HistoryEvent).where(HistoryEvent.instance_id == instance_id, HistoryEvent.seq > after)
    if until is not None:
        later = select(func.min(HistoryEvent.seq)).where(HistoryEvent.instance_id == instance_id)
        first = later.where(HistoryEvent.at > until).scalar_subquery()
        query = query.where(or_(first.is_(None), HistoryEvent.seq < first))
    return list(session.scalars(query.order_by(HistoryEvent.seq).limit(limit)))


def everything(session: Session) -> Iterator[HistoryEvent]:
    """Give all events, instance by instance in order, without holding them all in memory."""
    query = select(HistoryEvent).order_by(HistoryEvent.instance_id, HistoryEvent.seq)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def heads(session: Session) -> dict[str, tuple[int, bytes]]:
    """Give the (last sequence number, last hash) that each instance claims."""
    rows = session.execute(select(ProcessInstance.id, ProcessInstance.head_seq, ProcessInstance.head_hash))
    return {instance_id: (seq, bytes(digest)) for instance_id, seq, digest in rows}


def accesses(session: Session) -> Iterator[AccessEvent]:
    """Give all records of accesses, case by case in order."""
    query = select(AccessEvent).order_by(AccessEvent.case_id, AccessEvent.seq)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def access_heads(session: Session) -> dict[str, tuple[int, bytes]]:
    """Give the (last sequence number, last hash) of each case's record of accesses."""
    rows = session.execute(select(Case.id, Case.access_seq, Case.access_hash))
    return {case_id: (seq, bytes(digest)) for case_id, seq, digest in rows}


def accesses_of(session: Session, case_id: str, *, before: int | None, limit: int) -> list[AccessEvent]:
    """Give the accesses to a case, newest first, from below a sequence number; None begins at the newest."""
    query = select(AccessEvent).where(AccessEvent.case_id == case_id)
    if before is not None:
        query = query.where(AccessEvent.seq < before)
    return list(session.scalars(query.order_by(AccessEvent.seq.desc()).limit(limit)))
