"""Referrals and messages that wait, as the database finds them."""

from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from engine.store.base import locks
from engine.store.tables.messages import OutboxMessage
from engine.store.tables.referrals import Referral


def get(session: Session, referral_id: str) -> Referral | None:
    """Give one referral."""
    return session.get(Referral, referral_id)


def known(session: Session, referral_id: str) -> Referral:
    """Give a referral that is known to exist, without locking it."""
    return session.get_one(Referral, referral_id)


def lock(session: Session, referral_id: str) -> Referral | None:
    """Give one referral as it stands now, with its row lock. Instances and cases are locked before it."""
    found = locks.take(session, _by_id(), {"key": referral_id})
    return found[0][0] if found else None


def locked(session: Session, referral_id: str) -> Referral:
    """Give a referral that is known to exist, with its row lock."""
    [(row,)] = locks.take(session, _by_id(), {"key": referral_id})
    return row


@cache
def _by_id() -> Select[Referral]:
    return locks.locking(select(Referral).where(Referral.id == bindparam("key")), Referral)


def search(
    session: Session, condition: ColumnElement[bool], *, state: str | None, after: str | None, limit: int
) -> list[Referral]:
    """Give referrals that the condition admits, newest first; ``after`` is the id of the page before's last one."""
    query = select(Referral).where(condition)
    if state is not None:
        query = query.where(Referral.state == state)
    if after is not None:
        anchor = select(Referral.sent_at).where(Referral.id == after).scalar_subquery()
        query = query.where(or_(Referral.sent_at < anchor, (Referral.sent_at == anchor) & (Referral.id < after)))
    return list(session.scalars(query.order_by(Referral.sent_at.desc(), Referral.id.desc()).limit(limit)))


def sent_by(session: Session, case_id: str, *, states: frozenset[str]) -> list[Referral]:
    """Give the referrals that a case sent and that are in these states, oldest first, locked."""
    query = (
        select(Referral)
        .where(Referral.from_case_id == case_id, Referral.state.in_(sorted(states)))
        .order_by(Referral.id)
    )
    found = [row for (row,) in locks.take(session, locks.locking(query, Referral))]
    return sorted(found, key=lambda row: (row.sent_at, row.id))


def received_by(session: Session, case_id: str) -> list[Referral]:
    """Give the referrals that a case received, oldest first."""
    query = select(Referral).where(Referral.to_case_id == case_id).order_by(Referral.delivered_at, Referral.id)
    return list(session.scalars(query))


def of_case(session: Session, case_id: str) -> list[Referral]:
    """Give the referrals that a case sent and received, newest first."""
    query = select(Referral).where(or_(Referral.from_case_id == case_id, Referral.to_case_id == case_id))
    return list(session.scalars(query.order_by(Referral.sent_at.desc(), Referral.id.desc())))


def count_unanswered(session: Session, case_id: str) -> int:
    """Give how many referrals of a case still wait for their answer."""
    query = select(func.count()).select_from(Referral)
    return session.scalars(query.where(Referral.from_case_id == case_id, Referral.state == "sent")).one()


def packages(session: Session, instance_id: str) -> dict[str, bytes]:
    """Give the sealed packages that an instance sent, by referral."""
    rows = session.execute(select(Referral.id, Referral.sealed).where(Referral.from_instance_id == instance_id))
    return {referral_id: bytes(sealed) for referral_id, sealed in rows}


def message(session: Session, message_id: str) -> OutboxMessage | None:
    """Give one message that was sent."""
    return session.get(OutboxMessage, message_id)


def waiting(session: Session, case_id: str, *, names: frozenset[str] | None = None) -> list[OutboxMessage]:
    """Give the messages for a case that nobody took yet, oldest first; of these names, or of any."""
    query = select(OutboxMessage).where(OutboxMessage.case_id == case_id, OutboxMessage.delivered_at.is_(None))
    if names is not None:
        query = query.where(OutboxMessage.name.in_(sorted(names)))
    return list(session.scalars(query.order_by(OutboxMessage.at, OutboxMessage.id)))
