"""Reports of the public, their conversation with the officers, and counts that slow an attacker."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class PublicReport(Base):
    """A case that began on the public page; ``code`` is the keyed digest of its reporter's receipt code."""

    __tablename__ = "public_reports"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    instance_id: Mapped[str] = mapped_column(RowId())
    code: Mapped[str] = mapped_column(String(64), unique=True)


class ReporterVisit(Base):
    """A reporter who has come back with their code, until they leave or stay away too long."""

    __tablename__ = "reporter_visits"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("public_reports.case_id"))
    seen_at: Mapped[datetime] = mapped_column(index=True)


class ReporterMessage(Base):
    """A message between reporter and officers; ``officer`` is who wrote it, None when it was the reporter."""

    __tablename__ = "reporter_messages"
    __table_args__ = (Index("ix_reporter_messages_case_id", "case_id", "at"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("public_reports.case_id"))
    officer: Mapped[str | None] = mapped_column(RowId())
    at: Mapped[datetime]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class PublicCount(Base):
    """How often something public was done lately, from one address or by everybody, since ``began_at``."""

    __tablename__ = "public_counts"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)  # keyed digest, never an address itself
    count: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(index=True)
