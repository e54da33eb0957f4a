"""Since when a message cannot be delivered because its receiver fails at it: those behind it go past it."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no message has stumbled so far as is known."""
    op.add_column("outbox_messages", sa.Column("stumbled_at", UtcDateTime(), nullable=True))
