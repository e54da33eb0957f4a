"""Cases, their instances, and what officers add to them: comments and files, sealed under the key of the case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import locks
from engine.store.base.declarations import Base, RowId


class CaseCounter(Base):
    """The last case number given by an agency in a year; its row lock keeps numbers without gaps or doubles."""

    __tablename__ = "case_counters"

    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


@locks.rung(1)
class Case(Base):
    """A case. ``wrapped_key`` is the case's own key under the installation's key; None once it was destroyed.

    ``consent_withdrawn_at`` is set from a withdrawal of consent until it is given anew: nothing leaves meanwhile.
    ``finding_id`` names the finding of an audit whose file this is; such a case is nobody's (decision 0035).
    """

    __tablename__ = "cases"
    # The log is sealed by looking at the chains that were touched lately.
    __table_args__ = (
        Index("ix_cases_agency_opened_at", "agency", "opened_at"),
        Index("ix_cases_access_at", "access_at"),
        Index("ix_cases_finding_id", "finding_id"),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    agency: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))  # open or closed
    risk: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime]
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    consent_withdrawn_at: Mapped[datetime | None]
    finding_id: Mapped[str | None] = mapped_column(RowId())
    access_seq: Mapped[int]
    access_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    access_at: Mapped[datetime | None]  # of the newest reading; None while nobody read it


class CaseMember(Base):
    """A user who is or was entrusted with a task of the case: what "assigned cases" means."""

    __tablename__ = "case_members"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(RowId(), primary_key=True)


@locks.rung(0, moment="head_at")
class ProcessInstance(Base):
    """One execution of a procedure. Its row lock orders all that happens to it; ``head_*`` is the end of its chain.

    ``head_at`` is the latest moment in it; None before the first event.
    """

    __tablename__ = "process_instances"
    # The log is sealed by looking at the chains that were touched lately.
    __table_args__ = (UniqueConstraint("case_id", "id"), Index("ix_process_instances_head_at", "head_at"))

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"))
    agency: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))  # active, suspended, completed, cancelled
    channel: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_event: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int]
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)  # zlib of the canonical state
    head_seq: Mapped[int]
    head_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    head_at: Mapped[datetime | None]


class Comment(Base):
    """A remark of an officer on a case, written at one of its tasks."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_case_id", "case_id", "at"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    task_id: Mapped[str] = mapped_column(RowId())
    author: Mapped[str] = mapped_column(RowId())
    at: Mapped[datetime]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class CaseFile(Base):
    """A file that was handed over with a case. ``received`` counts its bytes so far; ``ciphertext`` seals its name."""

    __tablename__ = "case_files"
    __table_args__ = (Index("ix_case_files_case_id", "case_id"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    instance_id: Mapped[str] = mapped_column(RowId())
    task_id: Mapped[str] = mapped_column(RowId())
    uploaded_by: Mapped[str] = mapped_column(RowId())
    begun_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    media_type: Mapped[str | None] = mapped_column(String(120))  # told by the content; None until it is whole
    size: Mapped[int]
    received: Mapped[int]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class CaseFilePart(Base):
    """A stretch of a file's bytes, sealed; ``at_byte`` is where it begins."""

    __tablename__ = "case_file_parts"

    file_id: Mapped[str] = mapped_column(ForeignKey("case_files.id"), primary_key=True)
    at_byte: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
