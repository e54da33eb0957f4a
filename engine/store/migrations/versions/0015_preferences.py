"""What a user chose for the pages: the language, and that the hint of the first day was read."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; who never chose has neither."""
    op.add_column("users", sa.Column("language", sa.String(10), nullable=True))
    op.add_column("users", sa.Column("introduced_at", UtcDateTime(), nullable=True))
