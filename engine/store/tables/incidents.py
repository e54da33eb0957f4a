"""Technical stops that a person must see."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class Incident(Base):
    """A technical stop that a person must see; holds codes and ids only."""

    __tablename__ = "incidents"

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    instance_id: Mapped[str | None] = mapped_column(RowId(), index=True)
    case_number: Mapped[str | None] = mapped_column(String(60))
    agency: Mapped[str | None] = mapped_column(String(80))
    element_id: Mapped[str | None] = mapped_column(Text)
    timer_id: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[str | None] = mapped_column(RowId())
    code: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int | None]  # of the event that is not as recorded
    part: Mapped[str | None] = mapped_column(Text)  # what of it, or which table and column
    state: Mapped[str] = mapped_column(String(20))  # open, resolved
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
