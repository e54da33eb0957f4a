"""Letters: registers without gaps, verification codes, sealed contents."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the registers' counters and widen the document register; entries from before stay without a letter."""
    op.create_table(
        "letter_counters",
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "series", "year", name=op.f("pk_letter_counters")),
    )
    for column in (
        sa.Column("agency", sa.String(length=80), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("maker", sa.String(length=80), nullable=True),
        sa.Column("second_role", sa.String(length=80), nullable=True),
        sa.Column("signed_by", sa.String(length=80), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("documents", column)
    op.create_index("ix_documents_number", "documents", ["agency", "number"], unique=True)
    op.create_index("ix_documents_code", "documents", ["code"], unique=True)
