"""Readings are found by their moment and by who read: who read what is asked for across cases."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the two indexes."""
    op.create_index("ix_access_events_at", "access_events", ["at"])
    op.create_index("ix_access_events_reader", "access_events", ["actor", "at"])
