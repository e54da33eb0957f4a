"""Whole tables, in order: what is taken stock of when an older installation begins its registers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.people import Credential, Substitution
from engine.store.tables.policy import Bundle
from engine.store.tables.time import CalendarVersion, ReadingChoice


def tokens(session: Session) -> list[Credential]:
    """Give every API token, by owner and name; sessions come and go."""
    query = select(Credential).where(Credential.kind == "token")
    return list(session.scalars(query.order_by(Credential.user_id, Credential.name, Credential.created_at)))


def substitutions(session: Session) -> list[Substitution]:
    """Give every substitution, oldest first."""
    return list(session.scalars(select(Substitution).order_by(Substitution.created_at, Substitution.id)))


def calendars(session: Session) -> list[CalendarVersion]:
    """Give every version of every calendar, by agency, oldest first."""
    query = select(CalendarVersion).order_by(CalendarVersion.agency, CalendarVersion.created_at)
    return list(session.scalars(query.order_by(CalendarVersion.version)))


def bundles(session: Session) -> list[Bundle]:
    """Give every version of every procedure, in the order in which they were stored."""
    return list(session.scalars(select(Bundle).order_by(Bundle.id)))


def choices(session: Session) -> list[ReadingChoice]:
    """Give every choice of a reading, in the order of entry."""
    return list(session.scalars(select(ReadingChoice).order_by(ReadingChoice.id)))
