"""The check of each key of the installation, so that a lost or foreign key folder is noticed.

The rows are written by whoever starts first with the right keys: this migration does not see the key folder.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "installation_keys",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("check", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_keys")),
    )
