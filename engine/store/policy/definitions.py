"""Agencies, calendars and bundles as the database finds them."""

from functools import cache

from sqlalchemy import Select, SQLColumnExpression, bindparam, select
from sqlalchemy.orm import Session

from engine.store.base import rows
from engine.store.tables.people import Agency
from engine.store.tables.policy import Bundle, BundleFile
from engine.store.tables.time import CalendarVersion, ReadingChoice


def newest(session: Session, key: str) -> Bundle | None:
    """Give the version of a procedure that was deployed last, in force or not: the next one takes the next number."""
    return session.scalar(select(Bundle).where(Bundle.key == key).order_by(Bundle.version.desc()).limit(1))


def versions(session: Session, key: str) -> list[Bundle]:
    """Give every version of a procedure, in the order of their numbers; none is a procedure that nobody deployed."""
    return list(session.scalars(select(Bundle).where(Bundle.key == key).order_by(Bundle.version)))


def of_version(session: Session, key: str, version: int) -> Bundle:
    """Give a version of a procedure that a row of ours names."""
    return session.scalars(select(Bundle).where(Bundle.key == key, Bundle.version == version)).one()


def newest_of_content(session: Session, sha256: bytes) -> Bundle | None:
    """Give the bundle of this digest when it is the one that was deployed last; None for an older or unknown one."""
    row = session.scalar(select(Bundle).where(Bundle.sha256 == sha256).order_by(Bundle.version.desc()).limit(1))
    return row if row is not None and newest(session, row.key) is row else None


def of_content(session: Session, sha256: bytes) -> Bundle | None:
    """Give a bundle of this digest, whatever its version; two of one digest hold the same files."""
    return session.scalar(select(Bundle).where(Bundle.sha256 == sha256).order_by(Bundle.id).limit(1))


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
