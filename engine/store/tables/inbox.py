"""The filters that people keep for their inbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class SavedFilter(Base):
    """A named filter of the inbox; ``agency`` is set when its owner shares it with the agency's people."""

    __tablename__ = "saved_filters"
    __table_args__ = (Index("ix_saved_filters_owner", "owner"), Index("ix_saved_filters_agency", "agency"))

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.id"))
    agency: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(Text)  # canonical JSON of the filter's parts
    created_at: Mapped[datetime]
