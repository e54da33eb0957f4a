"""Verification: runs of the checks, what they found, and when each instance was executed again last."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class Reexecution(Base):
    """The last time that an instance was checked and executed again: up to which event, by which engine, and how.

    ``first_seq``, ``part`` and ``element_id`` name the first thing that was not as it was recorded.
    """

    __tablename__ = "reexecutions"
    __table_args__ = (Index("ix_reexecutions_at", "at"),)

    instance_id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    head_seq: Mapped[int]
    engine: Mapped[str] = mapped_column(Text)  # canonical JSON, as a start event names it
    equal: Mapped[bool]
    first_seq: Mapped[int | None]
    part: Mapped[str | None] = mapped_column(Text)
    element_id: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


class VerificationRun(Base):
    """One run of the checks, by night or on demand; it goes on from ``cursor``, whoever died in between.

    ``stage`` is all (asked for), touched and then rest (by night), or done; ``total`` are the cases to be checked.
    """

    __tablename__ = "verification_runs"

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # night or asked
    asked_by: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(20))
    cursor: Mapped[str | None] = mapped_column(RowId())
    parts: Mapped[int]
    total: Mapped[int]
    cases: Mapped[int]
    instances: Mapped[int]
    events: Mapped[int]
    inputs: Mapped[int]
    findings: Mapped[int]


class VerificationFinding(Base):
    """One of the first findings of a run, in codes and ids."""

    __tablename__ = "verification_findings"

    run_id: Mapped[str] = mapped_column(ForeignKey("verification_runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(Text)
    case_number: Mapped[str | None] = mapped_column(String(60))
    agency: Mapped[str | None] = mapped_column(String(80))
    instance_id: Mapped[str | None] = mapped_column(RowId())
    seq: Mapped[int | None]
    element_id: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime | None]
    event_type: Mapped[str | None] = mapped_column(String(40))
