"""The chained records: what happened to an instance, who read a case or a list of them, what is outside of cases."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import locks
from engine.store.base.compact import CompactText
from engine.store.base.declarations import Base, RowId

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
    """One reading of a case, or one that was refused, chained like the history. Append only.

    ``v`` says what the hash covers: rows of version 1 hold no more than who, when and what (decision 0025).
    """

    __tablename__ = "access_events"
    __table_args__ = (Index("ix_access_events_at", "at"), Index("ix_access_events_reader", "actor", "at"))

    case_id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))  # such as case.read or case.read_narrative
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    v: Mapped[int]
    role: Mapped[str | None] = mapped_column(String(80))
    purpose: Mapped[str | None] = mapped_column(String(20))
    via: Mapped[str | None] = mapped_column(String(20))
    subject: Mapped[str | None] = mapped_column(Text)  # id of the part; None for all of its kind
    refused: Mapped[bool]


class ReaderEvent(Base):
    """One look at a list that names cases, chained for each reader. Append only; no row for each case of the list."""

    __tablename__ = "reader_events"
    __table_args__ = (Index("ix_reader_events_recent", "reader", "at"), SORTED_BY_KEY)

    reader: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    v: Mapped[int]
    at: Mapped[datetime]
    role: Mapped[str | None] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))
    about: Mapped[str | None] = mapped_column(String(80))  # which list, without its filters
    purpose: Mapped[str] = mapped_column(String(20))
    via: Mapped[str] = mapped_column(String(20))
    count: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))  # of the ids that were shown
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class ReaderHead(Base):
    """The end of a reader's chain. Its row lock is taken last of all, after those of instances, cases and referrals."""

    __tablename__ = "reader_heads"

    reader: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]


class RegisterEvent(Base):
    """One fact about no case: an account, a rule, a key. Each ``register`` is one chain. Append only.

    ``subject`` is the id or key of what it is about; ``data`` is canonical JSON, hashed as it stands.
    """

    __tablename__ = "register_events"
    __table_args__ = SORTED_BY_KEY

    register: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    role: Mapped[str | None] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(Text)
    data: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


@locks.rung(3)
class RegisterHead(Base):
    """The end of a register's chain; its row lock orders what is appended. ``at`` is None before the first event."""

    __tablename__ = "register_heads"

    register: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime | None]

    @property
    def id(self) -> str:
        """Give the name by which the ladder of locks orders the registers."""
        return self.register
