"""What stays: the chained history, the record of reading, what people wrote (encrypted), documents, messages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base, RowId
from engine.store.compact import CompactText

# SQLite otherwise numbers the rows and keeps the key a second time, in an index beside the table.
SORTED_BY_KEY = {"sqlite_with_rowid": False}


class HistoryEvent(Base):
    """One input of an instance with its effects. Append only: a trigger refuses UPDATE and DELETE.

    No foreign key: the log neither hinders live data nor dies with it. ``data`` is canonical JSON, hashed as it stands.
    """

    __tablename__ = "history_events"
    __table_args__ = SORTED_BY_KEY

    instance_id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    role: Mapped[str | None] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(40))
    element_id: Mapped[str | None] = mapped_column(Text)
    task_id: Mapped[str | None] = mapped_column(RowId())
    data: Mapped[str] = mapped_column(CompactText())
    version: Mapped[int]  # of the bundle
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AccessEvent(Base):
    """One reading of a case, chained like the history. Append only."""

    __tablename__ = "access_events"

    case_id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))  # such as case.read or case.read_narrative
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


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


class Document(Base):
    """An entry of the document register."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_case_id", "case_id"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    instance_id: Mapped[str] = mapped_column(RowId())
    element_id: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class OutboxMessage(Base):
    """A message that a diagram sent; delivering it is a job of its own."""

    __tablename__ = "outbox_messages"

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    instance_id: Mapped[str] = mapped_column(RowId(), index=True)
    element_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    variables: Mapped[str] = mapped_column(Text)  # canonical JSON, routing data only
    at: Mapped[datetime]
