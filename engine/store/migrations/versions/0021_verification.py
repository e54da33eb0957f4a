"""Runs of the checks of the record, what they found, and when each instance was executed again last.

An incident may name the event and the part that differ.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; no instance was executed again so far as is known."""
    op.create_table(
        "reexecutions",
        sa.Column("instance_id", RowId(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("equal", sa.Boolean(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_reexecutions")),
    )
    op.create_index("ix_reexecutions_at", "reexecutions", ["at"])
    counts = (sa.Column(name, sa.Integer(), nullable=False) for name in ("cases", "instances", "events", "inputs"))
    op.create_table(
        "verification_runs",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked_by", sa.String(80), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("cursor", RowId(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        *counts,
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_runs")),
    )
    op.create_table(
        "verification_findings",
        sa.Column("run_id", RowId(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("case_number", sa.String(60), nullable=True),
        sa.Column("agency", sa.String(80), nullable=True),
        sa.Column("instance_id", RowId(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.Column("event_type", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["verification_runs.id"], name=op.f("fk_verification_findings_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_verification_findings")),
    )
    op.add_column("incidents", sa.Column("seq", sa.Integer(), nullable=True))
    op.add_column("incidents", sa.Column("part", sa.Text(), nullable=True))
