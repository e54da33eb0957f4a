"""The chained records: what happened to an instance, who read a case, and what happened outside of cases."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
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
    """One reading of a case, chained like the history. Append only."""

    __tablename__ = "access_events"

    case_id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(60))  # such as case.read or case.read_narrative
    prev_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


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
