"""The public page: reports with a receipt code, their reporters' visits and messages, and how often what was done."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, the one that others refer to first."""
    _reports()
    _visits()
    _messages()
    _counts()


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Uuid(as_uuid=False), nullable=nullable)


def _reports() -> None:
    op.create_table(
        "public_reports",
        _id("case_id"),
        _id("instance_id"),
        sa.Column("code", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_public_reports_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_public_reports")),
        sa.UniqueConstraint("code", name=op.f("uq_public_reports_code")),
    )


def _visits() -> None:
    op.create_table(
        "reporter_visits",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        _id("case_id"),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["public_reports.case_id"], name=op.f("fk_reporter_visits_case_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_reporter_visits")),
    )
    op.create_index("ix_reporter_visits_seen_at", "reporter_visits", ["seen_at"])


def _messages() -> None:
    op.create_table(
        "reporter_messages",
        _id("id"),
        _id("case_id"),
        _id("officer", nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["public_reports.case_id"], name=op.f("fk_reporter_messages_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter_messages")),
    )
    op.create_index("ix_reporter_messages_case_id", "reporter_messages", ["case_id", "at"])


def _counts() -> None:
    op.create_table(
        "public_counts",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_public_counts")),
    )
    op.create_index("ix_public_counts_began_at", "public_counts", ["began_at"])
