"""Notifications and their mail, as the database holds them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from engine.domain.notifying import kinds
from engine.store.base import rows
from engine.store.tables.notifying import Mail, MailSettings, Notification
from engine.store.tables.people import Substitution, User
from engine.store.tables.user_tasks import UserTask


def page(
    session: Session, user_id: str, *, after: tuple[datetime, str] | None, limit: int
) -> list[tuple[Notification, UserTask | None]]:
    """Give a person's notifications, each with its task, newest first, from a place on."""
    query = select(Notification, UserTask).outerjoin(UserTask, UserTask.id == Notification.task_id)
    query = query.where(Notification.user_id == user_id)
    if after is not None:
        at, last = after
        query = query.where(or_(Notification.at < at, and_(Notification.at == at, Notification.id < last)))
    found = session.execute(query.order_by(Notification.at.desc(), Notification.id.desc()).limit(limit))
    return [(row, task) for row, task in found]


def unread(session: Session, user_id: str, *, most: int) -> int:
    """Count what a person has not read and what is not over; it stops counting at ``most``."""
    return session.scalars(_UNREAD, {"user_id": user_id, "most": most}).one()


def _unread() -> Select[int]:
    found = select(Notification.id).outerjoin(UserTask, UserTask.id == Notification.task_id)
    found = found.where(Notification.user_id == bindparam("user_id"), Notification.read_at.is_(None))
    over = Notification.kind.in_(sorted(kinds.WAITING)) & (func.coalesce(UserTask.state, "open") != "open")
    return select(func.count()).select_from(found.where(~over).limit(bindparam("most")).subquery())


_UNREAD = _unread()  # built once: it runs on every page


def settle(session: Session, *, now: datetime) -> None:
    """Mark as read the notifications whose matter is over, so that unread ones do not pile up."""
    done = select(UserTask.id).where(UserTask.id == Notification.task_id, UserTask.state != "open")
    over = Notification.kind.in_(sorted(kinds.WAITING)) & done.exists()
    session.execute(
        update(Notification).where(Notification.read_at.is_(None), over).values(read_at=now),
        execution_options={"synchronize_session": False},
    )


def own(session: Session, user_id: str, notification_id: str) -> Notification | None:
    """Give one of a person's notifications."""
    return session.scalar(
        select(Notification).where(Notification.id == notification_id, Notification.user_id == user_id)
    )


def read_all(session: Session, user_id: str, *, now: datetime) -> None:
    """Mark everything that a person has not read."""
    unread = update(Notification).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    session.execute(unread.values(read_at=now))


def read_letters(session: Session, user_ids: Collection[str], *, case_number: str, now: datetime) -> None:
    """Mark for these people that a letter of the case waits for them."""
    waiting = update(Notification).where(
        Notification.user_id.in_(sorted(user_ids)),
        Notification.read_at.is_(None),
        Notification.kind == "letter_to_sign",
        Notification.case_number == case_number,
    )
    session.execute(waiting.values(read_at=now))


def already_notified(
    session: Session, user_ids: Collection[str], *, kind: str, case_number: str, task_id: str | None
) -> frozenset[str]:
    """Give those among these users who have the same notification already and have not read it."""
    query = select(Notification.user_id).where(
        Notification.user_id.in_(sorted(user_ids)),
        Notification.read_at.is_(None),
        Notification.kind == kind,
        Notification.case_number == case_number,
        Notification.task_id.is_(None) if task_id is None else Notification.task_id == task_id,
    )
    return frozenset(session.scalars(query))


def forget(session: Session, *, before: datetime) -> None:
    """Drop what was told and mailed before the moment."""
    session.execute(delete(Notification).where(Notification.at < before))
    session.execute(delete(Mail).where(Mail.queued_at < before))


def stand_ins(session: Session, user_ids: Collection[str], *, now: datetime) -> list[tuple[str, str, str]]:
    """Give (absent, substitute, agency) of those among these who are away at this moment."""
    query = select(Substitution.user_id, Substitution.substitute_id, Substitution.agency).where(
        Substitution.user_id.in_(sorted(user_ids)), Substitution.starts_at <= now, Substitution.ends_at > now
    )
    return [(absent, substitute, agency) for absent, substitute, agency in session.execute(query)]


def mailed(session: Session, user_ids: Collection[str]) -> list[MailSettings]:
    """Give the settings of those among these whose address is verified."""
    query = select(MailSettings).where(
        MailSettings.user_id.in_(sorted(user_ids)), MailSettings.verified_at.is_not(None)
    )
    return list(session.scalars(query))


def settings(session: Session, user_id: str, *, locked: bool = False) -> MailSettings | None:
    """Give how a person wants mail as it stands now, with its row lock when asked."""
    query = _settings(user_id)
    return session.scalar(query.with_for_update() if locked else query)


def _settings(user_id: str) -> Select[MailSettings]:
    return select(MailSettings).where(MailSettings.user_id == user_id).execution_options(populate_existing=True)


def lock_settings(session: Session, user_id: str, **fresh: Any) -> MailSettings:
    """Give how a person wants mail, with the row's lock; the row is made of the ``fresh`` values when there is none."""
    rows.put_new(session, MailSettings, user_id=user_id, **fresh)
    return session.scalars(_settings(user_id).with_for_update()).one()  # no such row is ever deleted


def forget_address(session: Session, user_id: str) -> None:
    """Forget a person's address and the mail that was queued for it; harmless when there is none."""
    gone = update(MailSettings).where(MailSettings.user_id == user_id)
    session.execute(gone.values(address=None, verified_at=None, code_mail_id=None, digest_at=None))


def mail(session: Session, mail_id: str) -> Mail:
    """Give one mail that was queued."""
    return session.get_one(Mail, mail_id, populate_existing=True)


def mails(session: Session, user_id: str, *, limit: int) -> list[Mail]:
    """Give a person's newest mails."""
    query = select(Mail).where(Mail.user_id == user_id).order_by(Mail.queued_at.desc(), Mail.id).limit(limit)
    return list(session.scalars(query))


def undelivered(session: Session, agencies: Collection[str], *, limit: int) -> list[tuple[Mail, str]]:
    """Give the newest mails of agencies that were given up, with the names of whom they were for."""
    query = select(Mail, User.display_name).join(User, User.id == Mail.user_id)
    query = query.where(Mail.agency.in_(sorted(agencies)), Mail.state == "failed", Mail.kind != "code")
    found = session.execute(query.order_by(Mail.queued_at.desc(), Mail.id).limit(limit))
    return [(row, name) for row, name in found]


def codes_since(session: Session, user_id: str, *, since: datetime) -> int:
    """Count the codes that were mailed for a person since a moment."""
    query = select(func.count()).where(Mail.user_id == user_id, Mail.kind == "code", Mail.queued_at > since)
    return session.scalars(query).one()
