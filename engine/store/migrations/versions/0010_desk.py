"""The desk: drafts, comments, notifications, files, intakes, and marks of persons."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, those that others refer to first."""
    _drafts()
    _comments()
    _notifications()
    _files()
    _intakes()


def _id(name: str, **options: bool) -> sa.Column[str]:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=options.get("nullable", False))


def _drafts() -> None:
    op.create_table(
        "drafts",
        _id("task_id"),
        sa.Column("user_id", sa.String(80), nullable=False),
        _id("case_id"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("refused", sa.String(80), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_tasks.id"], name=op.f("fk_drafts_task_id")),
        sa.PrimaryKeyConstraint("task_id", "user_id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_case_id", "drafts", ["case_id"])


def _comments() -> None:
    op.create_table(
        "comments",
        _id("id"),
        _id("case_id"),
        _id("task_id"),
        _id("author"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_comments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_case_id", "comments", ["case_id", "at"])


def _notifications() -> None:
    op.create_table(
        "notifications",
        _id("id"),
        _id("user_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("case_number", sa.String(60), nullable=False),
        _id("task_id", nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index("ix_notifications_user_id", "notifications", ["user_id", "at"])


def _files() -> None:
    op.create_table(
        "case_files",
        _id("id"),
        _id("case_id"),
        _id("instance_id"),
        _id("task_id"),
        _id("uploaded_by"),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.Column("media_type", sa.String(120), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_files_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_files")),
    )
    op.create_index("ix_case_files_case_id", "case_files", ["case_id"])
    op.create_table(
        "case_file_parts",
        _id("file_id"),
        sa.Column("at_byte", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["case_files.id"], name=op.f("fk_case_file_parts_file_id")),
        sa.PrimaryKeyConstraint("file_id", "at_byte", name=op.f("pk_case_file_parts")),
    )


def _intakes() -> None:
    op.create_table(
        "intakes",
        _id("case_id"),
        _id("occurrence_id"),
        _id("registered_by"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_intakes_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_intakes")),
    )
    op.create_index("ix_intakes_occurrence_id", "intakes", ["occurrence_id"])
    op.create_table(
        "person_marks",
        _id("case_id"),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_person_marks_case_id")),
        sa.PrimaryKeyConstraint("case_id", "digest", name=op.f("pk_person_marks")),
    )
    op.create_index("ix_person_marks_digest", "person_marks", ["agency", "digest"])
