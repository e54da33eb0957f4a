"""Registers: chained events about accounts, rules, keys, exports and audits; and the latest moment of each instance.

The head of a register is made with its first event; the events refuse UPDATE and DELETE as the history does (0003).
"""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "register_events"


def upgrade() -> None:
    """Create the tables and put refusing triggers on the events."""
    op.create_table(
        TABLE,
        sa.Column("register", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("role", sa.String(80), nullable=True),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("register", "seq", name=op.f("pk_register_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "register_heads",
        sa.Column("register", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_register_heads")),
    )
    op.add_column("process_instances", sa.Column("head_at", UtcDateTime(), nullable=True))
    # Moments of what was recorded before may fall: what comes after it lies after all of them.
    op.execute(
        "UPDATE process_instances SET head_at = "
        "(SELECT MAX(at) FROM history_events WHERE history_events.instance_id = process_instances.id)"
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_in_postgresql()
    else:
        _refuse_in_sqlite()


def _refuse_in_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _refuse_in_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_{TABLE}_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'append only: {TABLE}'); END"
        )
