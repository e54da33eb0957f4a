"""Saved filters, substitutions during leave, and an index for the inbox of a whole agency."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two tables and the index."""
    _saved_filters()
    _substitutions()
    op.create_index(
        "ix_user_tasks_agency",
        "user_tasks",
        ["agency", "due_order", "id"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _saved_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("owner", RowId(), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["users.id"], name=op.f("fk_saved_filters_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index("ix_saved_filters_owner", "saved_filters", ["owner"])
    op.create_index("ix_saved_filters_agency", "saved_filters", ["agency"])


def _substitutions() -> None:
    op.create_table(
        "substitutions",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("user_id", RowId(), nullable=False),
        sa.Column("substitute_id", RowId(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("named_by", RowId(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_substitutions_user_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["users.id"], name=op.f("fk_substitutions_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutions")),
    )
    op.create_index("ix_substitutions_substitute_id", "substitutions", ["substitute_id", "ends_at"])
    op.create_index("ix_substitutions_agency", "substitutions", ["agency", "ends_at"])
