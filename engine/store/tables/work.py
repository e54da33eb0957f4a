"""What is to be done: user tasks, timers, awaited messages, SLA clocks, jobs, incidents. All can be rebuilt.

What comes from a diagram or a table has no length here: PostgreSQL would refuse a longer text in the middle of a case.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base import Base, RowId

OPEN = text("state = 'open'")
HELD = text("state = 'open' AND assignee IS NOT NULL")


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


class Timer(Base):
    """A waiting timer; ``due_at`` is None while its moment is not known."""

    __tablename__ = "timers"
    __table_args__ = (Index("ix_timers_due_at", "due_at"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    timer_id: Mapped[str] = mapped_column(Text, primary_key=True)
    element_id: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None]


class AwaitedMessage(Base):
    """A catch event that waits; correlation is by case number and message name."""

    __tablename__ = "awaited_messages"
    __table_args__ = (Index("ix_awaited_messages_case_number", "case_number", "message"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    task_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    element_id: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    case_number: Mapped[str] = mapped_column(String(60))


class SlaClock(Base):
    """A promised time as it stands; ``data`` is the clock's whole JSON form."""

    __tablename__ = "sla_clocks"
    __table_args__ = (Index("ix_sla_clocks_case_id", "case_id"),)

    instance_id: Mapped[str] = mapped_column(ForeignKey("process_instances.id"), primary_key=True)
    clock_id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(RowId())
    case_number: Mapped[str] = mapped_column(String(60))
    agency: Mapped[str] = mapped_column(String(80))
    milestone: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    data: Mapped[str] = mapped_column(Text)


class Job(Base):
    """A background job: the database holds the promise, the bell only wakes a worker."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_due", "run_at", "id", sqlite_where=text("state = 'due'"), postgresql_where=text("state = 'due'")
        ),
    )

    id: Mapped[str] = mapped_column(RowId(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    dedup_key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[str] = mapped_column(Text)  # canonical JSON: ids only
    run_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))  # due, done, failed
    attempts: Mapped[int]
    last_error: Mapped[str | None] = mapped_column(String(80))  # an error code, never a text
    done_at: Mapped[datetime | None]


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
    state: Mapped[str] = mapped_column(String(20))  # open, resolved
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
