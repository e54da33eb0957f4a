"""A finding that was sent has a file of its own: what both sides write, and until when, stands in its procedure."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a case be the file of a finding, and take the rows' own answers and dates away."""
    op.add_column("cases", sa.Column("finding_id", RowId(), nullable=True))
    op.create_index("ix_cases_finding_id", "cases", ["finding_id"])
    for column in ("due_on", "answer", "follow_up"):
        op.drop_column("audit_findings", column)
