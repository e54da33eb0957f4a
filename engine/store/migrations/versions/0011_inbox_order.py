"""Indexes for every order of the inbox, and for what one person holds."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
HELD = sa.text("state = 'open' AND assignee IS NOT NULL")


def upgrade() -> None:
    """Add the indexes; the one of what a person holds replaces one that also held what nobody does."""
    op.drop_index("ix_user_tasks_mine", "user_tasks")
    for name, columns, where in (
        ("ix_user_tasks_held", ["assignee", "agency", "role"], HELD),
        ("ix_user_tasks_waiting", ["agency", "created_at", "id"], OPEN),
        ("ix_user_tasks_number", ["agency", "case_number", "id"], OPEN),
    ):
        op.create_index(name, "user_tasks", columns, sqlite_where=where, postgresql_where=where)
