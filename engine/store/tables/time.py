"""Calendars by version, readings that officials chose, and SLA clocks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class CalendarVersion(Base):
    """One version of an agency's working calendar; events name the version that they counted with. Append only."""

    __tablename__ = "calendar_versions"

    agency: Mapped[str] = mapped_column(ForeignKey("agencies.code"), primary_key=True)
    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[str] = mapped_column(Text)  # Calendar as canonical JSON
    created_at: Mapped[datetime]


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


class SlaClock(Base):
    """A promised time as it stands; ``data`` is the clock's whole JSON form."""

    __tablename__ = "sla_clocks"
    __table_args__ = (Index("ix_sla_clocks_case_id", "case_id"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    clock_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(RowId())
    case_number: Mapped[str] = mapped_column(String(60))
    agency: Mapped[str] = mapped_column(String(80))
    milestone: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    data: Mapped[str] = mapped_column(Text)
