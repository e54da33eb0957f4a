"""Changes of procedures: what is said of each, and every content that its files ever had."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "change_revisions"


def upgrade() -> None:
    """Create the tables; nothing is being changed so far. Revisions are only ever added to."""
    op.create_table(
        "changes",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("procedure", sa.String(80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decree", sa.Text(), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("base_bundle_id", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["base_bundle_id"], ["bundles.id"], name=op.f("fk_changes_base_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_procedure", "changes", ["procedure"])
    op.create_table(
        TABLE,
        sa.Column("change_id", RowId(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name=op.f("fk_change_revisions_change_id")),
        sa.PrimaryKeyConstraint("change_id", "number", name=op.f("pk_change_revisions")),
    )
    op.create_index("ix_change_revisions_path", TABLE, ["change_id", "path", "number"])
    _only_added_to()


def _only_added_to() -> None:
    """Let the database refuse what would alter the past."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_{TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'append only: {TABLE}'); END"
        )
