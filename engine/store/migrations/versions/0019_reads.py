"""Who read with which right, what for and by which way; lists of cases that somebody looked at, in chains of their own.

What was recorded before stays as it is, hash and all: version 1.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NEW = (
    sa.Column("role", sa.String(80), nullable=True),
    sa.Column("purpose", sa.String(20), nullable=True),
    sa.Column("via", sa.String(20), nullable=True),
    sa.Column("subject", sa.Text(), nullable=True),
)


def upgrade() -> None:
    """Widen the record of readings, add the readers' own, and let each case know the moment of its newest reading."""
    op.add_column("access_events", sa.Column("v", sa.Integer(), nullable=False, server_default="1"))
    for column in NEW:
        op.add_column("access_events", column)
    op.add_column("access_events", sa.Column("refused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("cases", sa.Column("access_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE cases SET access_at = (SELECT max(at) FROM access_events WHERE access_events.case_id = cases.id) "
        "WHERE access_seq > 0"
    )
    op.create_table(
        "reader_events",
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("role", sa.String(80), nullable=True),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("about", sa.String(80), nullable=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("via", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("reader", "seq", name=op.f("pk_reader_events")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reader_events_recent", "reader_events", ["reader", "at"])
    op.create_table(
        "reader_heads",
        sa.Column("reader", sa.String(80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name=op.f("pk_reader_heads")),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    """Put the triggers of migration 0003 on the readers' events."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reader_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON reader_events "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_reader_events_{verb.lower()} BEFORE {verb} ON reader_events "
            "BEGIN SELECT RAISE(ABORT, 'append only: reader_events'); END"
        )
