"""Letters that their second person sent back, and an index of those that wait for one."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UNSIGNED = sa.text("second_role IS NOT NULL AND signed_at IS NULL")


def upgrade() -> None:
    """Add who returned a letter, when and why, and the index."""
    op.add_column("documents", sa.Column("returned_by", sa.String(80), nullable=True))
    op.add_column("documents", sa.Column("returned_at", UtcDateTime(), nullable=True))
    op.add_column("documents", sa.Column("objection", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_documents_unsigned",
        "documents",
        ["agency", "second_role"],
        sqlite_where=UNSIGNED,
        postgresql_where=UNSIGNED,
    )
