"""What people wrote and who was reported, sealed under the key of the case.

Digests of persons are keyed: they find, and tell nothing.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId

SORTED_BY_KEY = {"sqlite_with_rowid": False}


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


class FormSubmission(Base):
    """The answers of one form, encrypted under the case's key; the history holds the digest of the ciphertext.

    ``id`` is the name by which the history and the encryption know it; nothing looks it up by that.
    """

    __tablename__ = "form_submissions"
    __table_args__ = SORTED_BY_KEY

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)  # the history event that it belongs to
    id: Mapped[str] = mapped_column(RowId())
    element_id: Mapped[str] = mapped_column(Text)
    form: Mapped[str | None] = mapped_column(Text)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
