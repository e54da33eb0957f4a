"""What keepers and witnesses have of our log, and what we have of the logs of neighbours."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.base import rows
from engine.store.tables.log import LogDay, LogMail, WitnessCosignature, WitnessedLog, WitnessStanding


def add_day(session: Session, day: str, *, size: int, at: datetime) -> bool:
    """Note the checkpoint with which a day ended, and tell whether nobody had noted it before."""
    return rows.put_new(session, LogDay, day=day, size=size, at=at)


def days(session: Session, *, limit: int) -> list[LogDay]:
    """Give the newest days."""
    return list(session.scalars(select(LogDay).order_by(LogDay.day.desc()).limit(limit)))


def has_day(session: Session, day: str) -> bool:
    """Tell whether a day has ended."""
    return session.get(LogDay, day) is not None


def mail(session: Session, mail_id: str) -> LogMail:
    """Give a mail that is known to exist."""
    return session.get_one(LogMail, mail_id)


def last_mails(session: Session, addresses: Iterable[str]) -> list[LogMail]:
    """Give the newest mail that each address took."""
    wanted = select(LogMail).where(LogMail.address.in_(list(addresses)), LogMail.state == "sent")
    newest: dict[str, LogMail] = {}
    for row in session.scalars(wanted.order_by(LogMail.day)):
        newest[row.address] = row
    return [newest[address] for address in sorted(newest)]


def lock_witnessed(session: Session, origin: str, *, empty_root: bytes, at: datetime) -> WitnessedLog:
    """Give what we cosigned of a log, locked; a log that was never seen is empty."""
    rows.put_new(session, WitnessedLog, origin=origin, size=0, root=empty_root, note="", at=at, conflict=None)
    query = select(WitnessedLog).where(WitnessedLog.origin == origin)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def witnessed(session: Session) -> list[WitnessedLog]:
    """Give the logs of neighbours that we cosigned."""
    return list(session.scalars(select(WitnessedLog).order_by(WitnessedLog.origin)))


def standing(session: Session, witness: str) -> WitnessStanding | None:
    """Give what a witness is known to have; None before it was ever asked."""
    return session.get(WitnessStanding, witness)


def put_standing(session: Session, witness: str, *, size: int, at: datetime, code: str | None) -> None:
    """Note what a witness has, and how asking it ended."""
    rows.put_new(session, WitnessStanding, witness=witness, size=size, asked_at=at, last_code=code)
    row = session.get_one(WitnessStanding, witness)
    row.size, row.asked_at, row.last_code = size, at, code


def add_cosignature(session: Session, witness: str, *, size: int, line: str, at: datetime) -> None:
    """Keep a witness's line under one of our checkpoints; the first one of a size stays."""
    rows.put_new(session, WitnessCosignature, witness=witness, size=size, line=line, at=at)


def cosignatures(session: Session, size: int) -> list[WitnessCosignature]:
    """Give the lines of all witnesses under a checkpoint."""
    query = select(WitnessCosignature).where(WitnessCosignature.size == size)
    return list(session.scalars(query.order_by(WitnessCosignature.witness)))
