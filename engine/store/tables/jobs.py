"""Background work that is still to be done."""

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base, RowId


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
