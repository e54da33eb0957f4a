"""Messages that instances await, and messages on their way to a case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId

WAITING = text("delivered_at IS NULL")


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


class AwaitedMessage(Base):
    """A catch event that waits; correlation is by case number and message name."""

    __tablename__ = "awaited_messages"
    __table_args__ = (Index("ix_awaited_messages_case_number", "case_number", "message"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    task_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    element_id: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    case_number: Mapped[str] = mapped_column(String(60))
