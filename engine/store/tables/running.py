"""What wakes an instance when its moment comes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base


class Timer(Base):
    """A waiting timer; ``due_at`` is None while its moment is not known."""

    __tablename__ = "timers"
    __table_args__ = (Index("ix_timers_due_at", "due_at"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    timer_id: Mapped[str] = mapped_column(Text, primary_key=True)
    element_id: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None]
