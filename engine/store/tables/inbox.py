"""How people arrange their work: filters that they keep, and who stands in for whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base, RowId


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


class Substitution(Base):
    """A period in which somebody stands in for a person of the same agency; it is ended early by its end alone."""

    __tablename__ = "substitutions"
    __table_args__ = (
        Index("ix_substitutions_substitute_id", "substitute_id", "ends_at"),
        Index("ix_substitutions_agency", "agency", "ends_at"),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    agency: Mapped[str] = mapped_column(String(80))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    substitute_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    named_by: Mapped[str] = mapped_column(RowId())
    created_at: Mapped[datetime]
