"""Assignments of auditors: the letter, whom it names, which cases it holds, and what was found."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class AuditAssignment(Base):
    """An assignment; it gives rights from its opening until ``closed_at``. ``wrapped_key`` seals what it finds."""

    __tablename__ = "audit_assignments"

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    letter_number: Mapped[str] = mapped_column(Text)
    letter_date: Mapped[date]
    institution: Mapped[str] = mapped_column(String(20))  # one of engine.domain.audits.assignments.INSTITUTIONS
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(80))
    closed_at: Mapped[datetime | None]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)


class AuditScope(Base):
    """Cases that an assignment holds: an agency's, of one procedure, opened from one moment until before another."""

    __tablename__ = "audit_scopes"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("audit_assignments.id"), primary_key=True)
    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    procedure: Mapped[str] = mapped_column(String(80), primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class AuditMember(Base):
    """A user whom an assignment names."""

    __tablename__ = "audit_members"
    __table_args__ = (Index("ix_audit_members_user_id", "user_id"),)

    assignment_id: Mapped[str] = mapped_column(ForeignKey("audit_assignments.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)


class AuditFinding(Base):
    """A finding; ``ciphertext`` is what the auditor wrote, sealed under the key of its assignment.

    What both sides write once it was sent stands in its file, a case of its own.
    """

    __tablename__ = "audit_findings"
    __table_args__ = (UniqueConstraint("assignment_id", "number"), Index("ix_audit_findings_agency", "agency"))

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("audit_assignments.id"))
    number: Mapped[int]
    agency: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(40))  # one of engine.domain.audits.findings.STATES
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class AuditSample(Base):
    """A sample: its plan and the digest of a word are promised first; the rest is None until it was drawn."""

    __tablename__ = "audit_samples"
    __table_args__ = (Index("ix_audit_samples_assignment_id", "assignment_id"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("audit_assignments.id"))
    plan: Mapped[str] = mapped_column(Text)  # JSON of engine.services.audits.samples.Plan
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    promised_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]
    checkpoint_size: Mapped[int | None] = mapped_column(BigInteger())
    root: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    word: Mapped[str | None] = mapped_column(Text)
    population: Mapped[str | None] = mapped_column(Text)  # JSON: id of a case -> its stratum
    drawn: Mapped[str | None] = mapped_column(Text)  # JSON: ids of cases, by rank
