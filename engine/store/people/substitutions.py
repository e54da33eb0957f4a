"""Who stands in for whom, and until when."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.store.tables.people import Substitution


def absent(session: Session, *, substitute_id: str, now: datetime) -> frozenset[str]:
    """Give the ids of those for whom a person stands in at this moment."""
    query = select(Substitution.user_id).where(
        Substitution.substitute_id == substitute_id, Substitution.starts_at <= now, Substitution.ends_at > now
    )
    return frozenset(session.scalars(query))


def search(session: Session, *, user_id: str, agencies: Iterable[str], now: datetime) -> list[Substitution]:
    """Give what is not over of a person's own substitutions, of theirs for others, and of whole agencies."""
    own = or_(Substitution.user_id == user_id, Substitution.substitute_id == user_id)
    query = select(Substitution).where(Substitution.ends_at > now, or_(own, Substitution.agency.in_(sorted(agencies))))
    return list(session.scalars(query.order_by(Substitution.starts_at, Substitution.id)))
