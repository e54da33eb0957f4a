"""Which version of a procedure is in force: in an agency, at a moment."""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, String, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from engine.store.base.declarations import UtcDateTime
from engine.store.tables.policy import Bundle, Rollout


def in_force(session: Session, key: str, *, agency: str, at: datetime) -> Bundle | None:
    """Give the version of a procedure that is in force in an agency at a moment."""
    found = session.scalars(_of_key(), {"key": key, "agency": agency, "at": at})
    return found.one_or_none()


def in_force_of_all(session: Session, *, agency: str, at: datetime) -> list[Bundle]:
    """Give of every procedure the version that is in force in an agency at a moment, by key."""
    return list(session.scalars(_of_all(), {"agency": agency, "at": at}))


def overlays_in_force(session: Session, *, agency: str, at: datetime) -> list[Bundle]:
    """Give the overlays that are in force in an agency at a moment, by key."""
    return list(session.scalars(_overlays(), {"agency": agency, "at": at}))


def of_key(session: Session, key: str) -> list[tuple[Rollout, Bundle]]:
    """Give every rollout of a procedure with its version, as they were written."""
    return [(row, bundle) for row, bundle in session.execute(_written().where(Rollout.key == key))]


def everything(session: Session) -> list[tuple[Rollout, Bundle]]:
    """Give every rollout with its version, by procedure and as they were written."""
    return [(row, bundle) for row, bundle in session.execute(_written())]


def _written() -> Select[Rollout, Bundle]:
    return select(Rollout, Bundle).join(Bundle, Bundle.id == Rollout.bundle_id).order_by(Rollout.key, Rollout.number)


@cache
def _of_key() -> Select[Bundle]:
    deciding = _deciding(bindparam("key", type_=String))
    return select(Bundle).where(Bundle.id == deciding.scalar_subquery())


@cache
def _of_all() -> Select[Bundle]:
    return _of_keys(select(Rollout.key).distinct())


@cache
def _overlays() -> Select[Bundle]:
    """Build the statement once: it runs at every step of every case."""
    return _of_keys(select(Rollout.key).where(Rollout.overlay).distinct()).where(Bundle.overlay)


def _of_keys(keys: Select[str]) -> Select[Bundle]:
    """Give the statement that walks the index once for each key; whatever compares rows is slow with many versions."""
    named = keys.subquery()
    deciding = select(_deciding(named.c.key).correlate(named).scalar_subquery()).select_from(named)
    return select(Bundle).where(Bundle.id.in_(deciding)).order_by(Bundle.key)


def _deciding(key: ColumnElement[str]) -> Select[int]:
    """Give the bundle of the last row that has begun and that speaks of the agency."""
    row = aliased(Rollout)
    begun = row.valid_from <= bindparam("at", type_=UtcDateTime)
    latest = (row.valid_from.desc(), row.number.desc())
    return select(row.bundle_id).where(row.key == key, begun, _speaks(row.agency)).order_by(*latest).limit(1)


def _speaks(agency: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    return agency.is_(None) | (agency == bindparam("agency"))
