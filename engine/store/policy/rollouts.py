"""Which version of a procedure is in force: in an agency, at a moment."""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, select, tuple_
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
def _of_all() -> Select[Bundle]:
    """Build the statement once, as overlays are asked for at every step: the rows that nothing later covers."""
    row, later = Rollout, aliased(Rollout)
    at = bindparam("at", type_=UtcDateTime)
    covered = exists().where(
        later.key == row.key,
        tuple_(later.valid_from, later.number) > tuple_(row.valid_from, row.number),
        later.valid_from <= at,
        _speaks(later.agency),
    )
    standing = select(Bundle).join(row, row.bundle_id == Bundle.id).where(row.valid_from <= at, _speaks(row.agency))
    return standing.where(~covered).order_by(row.key)


@cache
def _overlays() -> Select[Bundle]:
    return _of_all().where(Rollout.overlay)


@cache
def _of_key() -> Select[Bundle]:
    return _of_all().where(Rollout.key == bindparam("key"))


def _speaks(agency: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    return agency.is_(None) | (agency == bindparam("agency"))
