"""How procedures are practised: facts of ended processes, and the figures that are published of them."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; the first night fills them from the histories."""
    op.create_table(
        "practice_facts",
        sa.Column("instance_id", RowId(), nullable=False),
        sa.Column("procedure", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_practice_facts")),
    )
    op.create_index("ix_practice_facts_group", "practice_facts", ["group_id", "procedure", "version", "agency"])
    op.create_index("ix_practice_facts_ended_at", "practice_facts", ["ended_at"])
    op.create_table(
        "practice_figures",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("procedure", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.Column("first", sa.String(7), nullable=False),
        sa.Column("last", sa.String(7), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_figures")),
    )
    op.create_index("ix_practice_figures_procedure", "practice_figures", ["procedure", "agency"])
