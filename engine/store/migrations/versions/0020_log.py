"""The Merkle log: its leaves, tiles and checkpoints, and what keepers and witnesses have of it.

Leaves, checkpoints and cosignatures refuse UPDATE and DELETE as the history does (0003). Tiles and the ends of chains
change as the log grows; whoever changes them otherwise is found by the check of the log. The index on the moments of
instances tells what was touched lately, and so may have no leaf yet.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

APPEND_ONLY = ("log_leaves", "checkpoints", "witness_cosignatures")


def upgrade() -> None:
    """Create the tables and put refusing triggers on those that only grow."""
    _create_tree()
    _create_keepers()
    _create_witnesses()
    op.create_index("ix_process_instances_head_at", "process_instances", ["head_at"])
    op.create_index("ix_cases_access_at", "cases", ["access_at"])
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            _refuse_in_postgresql(table)
        else:
            _refuse_in_sqlite(table)


def _create_tree() -> None:
    op.create_table(
        "log_leaves",
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_log_leaves")),
        sa.UniqueConstraint("kind", "subject", "seq", name=op.f("uq_log_leaves_kind")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_chains",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("sealed_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_log_chains")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_tiles",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_tiles")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )


def _create_keepers() -> None:
    op.create_table(
        "log_days",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_log_days")),
    )
    op.create_table(
        "log_mails",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_code", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_mails")),
    )
    op.create_index("ix_log_mails_address", "log_mails", ["address", "day"])


def _create_witnesses() -> None:
    op.create_table(
        "witness_logs",
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_witness_logs")),
    )
    op.create_table(
        "witness_cosignatures",
        sa.Column("witness", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("witness", "size", name=op.f("pk_witness_cosignatures")),
    )
    op.create_table(
        "witness_standings",
        sa.Column("witness", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("last_code", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("witness", name=op.f("pk_witness_standings")),
    )


def _refuse_in_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _refuse_in_sqlite(table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_{table}_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
        )
