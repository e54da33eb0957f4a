"""What the work follows: agencies, versions of their calendars and of procedures, and chosen readings."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base


class Agency(Base):
    """An agency, as its file says; the tenant of cases and roles."""

    __tablename__ = "agencies"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(Text)  # the agency's file, TOML, as it was loaded


class CalendarVersion(Base):
    """One version of an agency's working calendar; events name the version that they counted with. Append only."""

    __tablename__ = "calendar_versions"

    agency: Mapped[str] = mapped_column(ForeignKey("agencies.code"), primary_key=True)
    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[str] = mapped_column(Text)  # Calendar as canonical JSON
    created_at: Mapped[datetime]


class Bundle(Base):
    """One immutable, numbered, hashed version of a procedure."""

    __tablename__ = "bundles"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str] = mapped_column(String(80))
    overlay: Mapped[bool] = mapped_column(default=False, server_default=false())  # asked for at every step


class BundleFile(Base):
    """One file of a bundle."""

    __tablename__ = "bundle_files"

    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReadingChoice(Base):
    """A policy officer's choice among the readings of an ambiguity; the newest that holds counts. Append only."""

    __tablename__ = "reading_choices"
    __table_args__ = (Index("ix_reading_choices_procedure", "procedure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str] = mapped_column(String(80))
    agency: Mapped[str | None] = mapped_column(String(80))  # None: in every agency that runs the procedure
    ambiguity: Mapped[str] = mapped_column(String(80))
    reading: Mapped[str] = mapped_column(String(80))
    chosen_by: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(200))
    sk: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # inclusive; None: until another choice
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime]
