"""User tasks, and drafts of their forms."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId

OPEN = text("state = 'open'")
HELD = text("state = 'open' AND assignee IS NOT NULL")


class Draft(Base):
    """Answers that one person has typed into one task's form and not handed in yet.

    ``held_until`` is set while a completion waits and may still be taken back; ``refused`` is the code of why a held
    completion could not be carried out.
    """

    __tablename__ = "drafts"

    task_id: Mapped[str] = mapped_column(ForeignKey("user_tasks.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(80), primary_key=True)  # written as in user_tasks.completed_by
    case_id: Mapped[str] = mapped_column(RowId(), index=True)
    revision: Mapped[int]
    saved_at: Mapped[datetime]
    held_until: Mapped[datetime | None]
    refused: Mapped[str | None] = mapped_column(String(80))
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class UserTask(Base):
    """A user task as the inbox needs it. Agency, risk and case number stand here too: one table serves a page."""

    __tablename__ = "user_tasks"
    __table_args__ = (
        # The inbox reads open tasks of an agency and role, of a whole agency in three orders, or of a person.
        Index("ix_user_tasks_inbox", "agency", "role", "due_order", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_user_tasks_agency", "agency", "due_order", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_user_tasks_waiting", "agency", "created_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_user_tasks_number", "agency", "case_number", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        # What nobody holds stands outside; agency and role make it the narrowest of all for every planner.
        Index("ix_user_tasks_held", "assignee", "agency", "role", sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_user_tasks_instance_id", "instance_id"),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"))
    case_id: Mapped[str] = mapped_column(RowId())
    case_number: Mapped[str] = mapped_column(String(60))
    agency: Mapped[str] = mapped_column(String(80))
    procedure: Mapped[str] = mapped_column(String(80))
    element_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(80))
    form: Mapped[str | None] = mapped_column(Text)
    separate_from: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))  # open, completed, cancelled
    assignee: Mapped[str | None] = mapped_column(RowId())
    risk: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    warn_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    due_order: Mapped[datetime]  # due_at, or a far day when none: one index serves sorting with and without
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[str | None] = mapped_column(String(80))
