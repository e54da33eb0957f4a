"""Agencies, calendars and bundles as the database finds them."""

from functools import cache

from sqlalchemy import Select, SQLColumnExpression, bindparam, func, select
from sqlalchemy.orm import Session

from engine.store.base import rows
from engine.store.tables.people import Agency
from engine.store.tables.policy import Bundle, BundleFile
from engine.store.tables.time import CalendarVersion, ReadingChoice


def newest(session: Session, key: str) -> Bundle | None:
    """Give the newest version of a procedure."""
    return session.scalar(select(Bundle).where(Bundle.key == key).order_by(Bundle.version.desc()).limit(1))


def of_version(session: Session, key: str, version: int) -> Bundle:
    """Give a version of a procedure that a row of ours names."""
    return session.scalars(select(Bundle).where(Bundle.key == key, Bundle.version == version)).one()


def newest_of_content(session: Session, sha256: bytes) -> Bundle | None:
    """Give the bundle of this digest when it is its procedure's newest version; None for an older or unknown one."""
    return next((row for row in newest_of_all(session) if bytes(row.sha256) == sha256), None)


def of_content(session: Session, sha256: bytes) -> Bundle | None:
    """Give a bundle of this digest, whatever its version; two of one digest hold the same files."""
    return session.scalar(select(Bundle).where(Bundle.sha256 == sha256).order_by(Bundle.id).limit(1))


def newest_of_all(session: Session) -> list[Bundle]:
    """Give the newest version of every procedure, by key."""
    last = select(Bundle.key, func.max(Bundle.version).label("version")).group_by(Bundle.key).subquery()
    query = select(Bundle).join(last, (Bundle.key == last.c.key) & (Bundle.version == last.c.version))
    return list(session.scalars(query.order_by(Bundle.key)))


def newest_overlays(session: Session) -> list[Bundle]:
    """Give the newest version of every overlay, by key."""
    return list(session.scalars(_newest_overlays()))


@cache
def _newest_overlays() -> Select[Bundle]:
    """Build the statement once: it runs at every step of every case."""
    last = select(func.max(Bundle.id)).where(Bundle.overlay).group_by(Bundle.key)
    return select(Bundle).where(Bundle.id.in_(last)).order_by(Bundle.key)


def bundle(session: Session, bundle_id: int) -> Bundle:
    """Give a bundle that a row of ours names."""
    return session.get_one(Bundle, bundle_id)


def files(session: Session, bundle_id: int) -> dict[str, bytes]:
    """Give the files of a bundle by path."""
    rows = session.execute(select(BundleFile.path, BundleFile.content).where(BundleFile.bundle_id == bundle_id))
    return {path: bytes(content) for path, content in rows}


def agency(session: Session, code: str) -> Agency | None:
    """Give one agency."""
    return session.get(Agency, code)


def agencies(session: Session) -> list[Agency]:
    """Give all agencies by code."""
    return list(session.scalars(select(Agency).order_by(Agency.code)))


def newest_calendar(session: Session, agency_code: str) -> str | None:
    """Give the version of the calendar that counts for new steps of the agency, among those flushed."""
    return rows.connection(session).scalar(_newest_calendar(), {"agency": agency_code})


@cache
def _newest_calendar() -> Select[str]:
    return calendars_of(bindparam("agency"))


def calendars_of(agency_code: SQLColumnExpression[str]) -> Select[str]:
    """Give the query for the calendar version that counts for new steps of the agency."""
    return (
        select(CalendarVersion.version)
        .where(CalendarVersion.agency == agency_code)
        .order_by(CalendarVersion.created_at.desc(), CalendarVersion.version.desc())
        .limit(1)
    )


def calendar(session: Session, agency_code: str, version: str) -> CalendarVersion | None:
    """Give one calendar version, for replay."""
    return session.get(CalendarVersion, (agency_code, version))


def reading_choices(session: Session, procedure: str) -> list[ReadingChoice]:
    """Give every choice ever made for a procedure, in the order of entry."""
    query = select(ReadingChoice).where(ReadingChoice.procedure == procedure).order_by(ReadingChoice.id)
    return list(session.scalars(query))


def reading_choice(session: Session, choice_id: int) -> ReadingChoice | None:
    """Give one choice."""
    return session.get(ReadingChoice, choice_id)
