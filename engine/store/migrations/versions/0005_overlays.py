"""Bundles say whether they are overlays: every step of a case asks which ones there are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every bundle stored so far is none."""
    op.add_column("bundles", sa.Column("overlay", sa.Boolean(), nullable=False, server_default=sa.false()))
