"""Job rows: claimed one at a time under a lock that ends with the transaction of their effect."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.store.tables.jobs import Job


def claim(session: Session, *, now: datetime, kinds: Collection[str], wanted: bool) -> Job | None:
    """Take the earliest due job of these kinds, or of any other as ``wanted`` says; what others hold is passed over.

    SQLite has no such locks: its one writer holds all.
    """
    kind = Job.kind.in_(sorted(kinds))
    query = (
        select(Job)
        .where(Job.state == "due", Job.run_at <= now, kind if wanted else ~kind)
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(query)


def get(session: Session, job_id: str) -> Job | None:
    """Give one job, locked."""
    return session.scalar(select(Job).where(Job.id == job_id).with_for_update())


def by_key(session: Session, key: str) -> Job | None:
    """Give the job that was promised under this key."""
    return session.scalar(select(Job).where(Job.dedup_key == key))


def next_due(session: Session) -> datetime | None:
    """Give the moment of the earliest job that waits; None when none does."""
    return session.scalar(select(Job.run_at).where(Job.state == "due").order_by(Job.run_at).limit(1))


def forget_done(session: Session, *, kind: str, before: datetime) -> None:
    """Drop jobs of a kind that were done before the moment; those that wait or failed stay."""
    session.execute(delete(Job).where(Job.kind == kind, Job.state == "done", Job.done_at < before))
