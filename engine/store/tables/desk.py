"""What lies on an officer's desk beside the answers: drafts, comments, notices, files, and who was reported.

Everything that people wrote is sealed under the key of its case. Marks of persons are keyed digests: they find, and
tell nothing.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base, RowId

UNREAD = text("read_at IS NULL")


class Draft(Base):
    """What one person has typed into one task's form and not handed in yet.

    ``held_until`` is set while a completion waits and may still be taken back; ``refused`` is the code of why a held
    completion could not be carried out.
    """

    __tablename__ = "drafts"

    task_id: Mapped[str] = mapped_column(ForeignKey("user_tasks.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(80), primary_key=True)  # written as in user_tasks.completed_by
    case_id: Mapped[str] = mapped_column(RowId(), index=True)
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    refused: Mapped[str | None] = mapped_column(String(80))
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


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


class Intake(Base):
    """What was told at the door about persons and safe contact. Cases of one occurrence share ``occurrence_id``."""

    __tablename__ = "intakes"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    occurrence_id: Mapped[str] = mapped_column(RowId(), index=True)
    registered_by: Mapped[str] = mapped_column(RowId())
    at: Mapped[datetime]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class PersonMark(Base):
    """A keyed digest of a NIK, a phone number, or a name with a date of birth, by which a double report is found."""

    __tablename__ = "person_marks"
    __table_args__ = (Index("ix_person_marks_digest", "agency", "digest"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)  # nik, phone or name_birth
    agency: Mapped[str] = mapped_column(String(80))
