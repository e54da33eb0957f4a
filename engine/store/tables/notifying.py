"""Word to people that something waits for them, the mail that carries it, and their choices."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId

FAILED = text("state = 'failed'")

UNREAD = text("read_at IS NULL")


class Notification(Base):
    """Word to one person that something waits for them: a kind and a case number, never content."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_user_id", "user_id", "at"),
        # The number beside the bell stands on every page.
        Index("ix_notifications_unread", "user_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    user_id: Mapped[str] = mapped_column(RowId())
    kind: Mapped[str] = mapped_column(String(40))  # one of engine.domain.notices.KINDS
    case_number: Mapped[str] = mapped_column(String(60))  # empty for what concerns no case
    task_id: Mapped[str | None] = mapped_column(RowId())
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class MailSettings(Base):
    """How one person wants mail. Nothing but a code goes to an address before ``verified_at``.

    ``code_mail_id`` is the mail that carried the newest code; ``digest_at`` is when the next digest is due.
    """

    __tablename__ = "mail_settings"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    agency: Mapped[str] = mapped_column(String(80))  # whose zone and calendar count
    address: Mapped[str | None] = mapped_column(String(254))
    verified_at: Mapped[datetime | None]
    code_mail_id: Mapped[str | None] = mapped_column(RowId())
    code_tries: Mapped[int]
    kinds: Mapped[str] = mapped_column(Text)  # those that are mailed at once, with spaces between
    digest_hour: Mapped[int | None]
    digest_at: Mapped[datetime | None]
    quiet_from: Mapped[str] = mapped_column(String(5))  # such as 20:00, of the agency's zone
    quiet_until: Mapped[str] = mapped_column(String(5))
    breaks_through: Mapped[bool]
    working_days_only: Mapped[bool]


class Mail(Base):
    """One mail to one person, and how its delivery stands."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_user_id", "user_id", "queued_at"),
        Index("ix_mails_failed", "agency", "queued_at", sqlite_where=FAILED, postgresql_where=FAILED),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)  # also its Message-ID: a retry is no second mail
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    agency: Mapped[str] = mapped_column(String(80))  # whose people see the incident when it cannot be delivered
    kind: Mapped[str] = mapped_column(String(20))  # code, urgent or digest
    notification_id: Mapped[str | None] = mapped_column(RowId())
    state: Mapped[str] = mapped_column(String(20))  # queued, sent, dropped, failed
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int]
    last_code: Mapped[str | None] = mapped_column(String(80))
