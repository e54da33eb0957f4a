"""Conformance: what each ended process did, and the figures that are published of groups of them."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class PracticeFact(Base):
    """What one ended process did, made from its history; ``group_id`` is 0 until figures of its group are published.

    ``marks`` is a JSON list, ``hours`` a JSON object of (waited, worked) by step. No person stands here. Of a process
    whose history or version could not be read both are empty and ``group_id`` is -1: it is never published.
    """

    __tablename__ = "practice_facts"
    __table_args__ = (
        Index("ix_practice_facts_group", "group_id", "procedure", "version", "agency"),
        Index("ix_practice_facts_ended_at", "ended_at"),
    )

    instance_id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    procedure: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    agency: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime]
    head_seq: Mapped[int]
    marks: Mapped[str] = mapped_column(Text)
    hours: Mapped[str] = mapped_column(Text)
    group_id: Mapped[int]


class PracticeFigure(Base):
    """Figures of a group of ended processes, published once; ``figures`` is JSON and holds no count below five.

    The group ended in the months ``first`` to ``last`` (2026-03), both included, by the calendar of UTC.
    """

    __tablename__ = "practice_figures"
    __table_args__ = (Index("ix_practice_figures_procedure", "procedure", "agency"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    procedure: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    agency: Mapped[str] = mapped_column(String(80))
    first: Mapped[str] = mapped_column(String(7))
    last: Mapped[str] = mapped_column(String(7))
    figures: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
