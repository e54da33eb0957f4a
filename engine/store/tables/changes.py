"""Changes of procedures: what is said of each, and every content that its files ever had."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


class Change(Base):
    """A change of a procedure, from the version ``base_bundle_id``; its files are that version's, as revised since.

    ``revision`` is the number of the newest revision, 0 before the first; ``digest`` that of the files as they are.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_procedure", "procedure"),)

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    procedure: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    decree: Mapped[str] = mapped_column(Text)
    clauses: Mapped[str] = mapped_column(Text)  # a JSON list of ids
    state: Mapped[str] = mapped_column(String(20))
    base_bundle_id: Mapped[int] = mapped_column(ForeignKey("bundles.id"))
    created_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    revision: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class ChangeRevision(Base):
    """One file as it was from this revision on, compressed; ``content`` is None where it was taken out.

    Nothing is ever altered here: an earlier content comes back as a further revision.
    """

    __tablename__ = "change_revisions"
    __table_args__ = (Index("ix_change_revisions_path", "change_id", "path", "number"),)

    change_id: Mapped[str] = mapped_column(ForeignKey("changes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
