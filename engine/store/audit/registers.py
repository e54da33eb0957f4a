"""The registers as they are appended to and read back."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.base import locks, rows
from engine.store.tables.audit import RegisterEvent, RegisterHead

BATCH = 500


def lock_head(session: Session, register: str, *, genesis: bytes) -> RegisterHead:
    """Give the end of a register's chain with its row lock; made when nothing was ever appended."""
    query = locks.locking(select(RegisterHead).where(RegisterHead.register == register), RegisterHead)
    found = locks.take(session, query)
    if not found:
        rows.put_new(session, RegisterHead, register=register, seq=0, hash=genesis, at=None)
        found = locks.take(session, query)
    [(head,)] = found
    return head


def everything(session: Session) -> Iterator[RegisterEvent]:
    """Give all events, register by register in order, without holding them all in memory."""
    query = select(RegisterEvent).order_by(RegisterEvent.register, RegisterEvent.seq)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def heads(session: Session) -> dict[str, tuple[int, bytes, datetime | None]]:
    """Give the (last sequence number, last hash, last moment) that each register claims."""
    return {row.register: (row.seq, bytes(row.hash), row.at) for row in session.scalars(select(RegisterHead))}


def of_types(session: Session, register: str, types: Collection[str]) -> list[RegisterEvent]:
    """Give the events of these types in a register, oldest first."""
    query = select(RegisterEvent).where(RegisterEvent.register == register, RegisterEvent.type.in_(types))
    return list(session.scalars(query.order_by(RegisterEvent.seq)))
