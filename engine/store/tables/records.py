"""What stays: the chained history, the record of reading, what people wrote (encrypted), documents, messages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base, RowId
from engine.store.compact import CompactText

# SQLite otherwise numbers the rows and keeps the key a second time, in an index beside the table.
SORTED_BY_KEY = {"sqlite_with_rowid": False}

WAITING = text("delivered_at IS NULL")
UNSIGNED = text("second_role IS NOT NULL AND signed_at IS NULL")


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


class LetterCounter(Base):
    """The last number given in an agency's register of a year; its row lock keeps numbers without gaps or doubles."""

    __tablename__ = "letter_counters"

    agency: Mapped[str] = mapped_column(String(80), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Document(Base):
    """An entry of the document register.

    ``content`` is what the letter says, frozen and sealed; ``pdf`` the letter itself, sealed, once somebody asked for
    it, and ``digest`` the SHA-256 of its bytes. A step of a version without that letter leaves all of these empty.
    ``objection`` is why the second person sent it back unsigned, sealed; a later signature leaves it as it is.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_case_id", "case_id"),
        Index("ix_documents_number", "agency", "number", unique=True),
        Index("ix_documents_code", "code", unique=True),
        Index("ix_documents_unsigned", "agency", "second_role", sqlite_where=UNSIGNED, postgresql_where=UNSIGNED),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    instance_id: Mapped[str] = mapped_column(RowId())
    element_id: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    agency: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str | None] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(20))  # by which anybody can ask whether the letter is genuine
    maker: Mapped[str | None] = mapped_column(String(80))
    second_role: Mapped[str | None] = mapped_column(String(80))  # whoever must sign beside the maker
    signed_by: Mapped[str | None] = mapped_column(String(80))
    signed_at: Mapped[datetime | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    returned_by: Mapped[str | None] = mapped_column(String(80))
    returned_at: Mapped[datetime | None]
    objection: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class OutboxMessage(Base):
    """A message for a case, kept until an instance of that case took it; delivering it is a job of its own."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index("ix_outbox_messages_waiting", "case_id", "name", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    instance_id: Mapped[str] = mapped_column(RowId(), index=True)  # that sent it
    case_id: Mapped[str] = mapped_column(RowId())  # that it is for: the sender's own, or another agency's
    element_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    variables: Mapped[str] = mapped_column(Text)  # canonical JSON, routing data only
    at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    stumbled_at: Mapped[datetime | None]  # since when its receiver fails at it
