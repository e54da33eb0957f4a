"""History events and submissions become shorter: compact data, ids as ids, no column that another one implies.

Event data that is there already stays plain JSON, only typed as bytes: its hash covers the text, and the text is the
same. On SQLite both tables, which grow with every step, are sorted by their key instead of keeping it twice.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change both tables."""
    if op.get_bind().dialect.name == "postgresql":
        _in_postgresql()
    else:
        _in_sqlite()


def _in_postgresql() -> None:
    op.execute("ALTER TABLE history_events ALTER COLUMN data TYPE BYTEA USING convert_to(data, 'UTF8')")
    op.execute("ALTER TABLE history_events ALTER COLUMN task_id TYPE UUID USING task_id::uuid")
    op.execute("DROP INDEX ix_form_submissions_instance_id")
    op.execute("ALTER TABLE form_submissions DROP CONSTRAINT pk_form_submissions, DROP COLUMN case_id")
    op.execute("ALTER TABLE form_submissions ADD CONSTRAINT pk_form_submissions PRIMARY KEY (instance_id, seq)")
    op.create_foreign_key(
        op.f("fk_form_submissions_instance_id"), "form_submissions", "process_instances", ["instance_id"], ["id"]
    )


def _in_sqlite() -> None:
    # Renamed first, so that indexes and triggers go with the old tables; no other table refers to them.
    op.rename_table("history_events", "old_history_events")
    op.rename_table("form_submissions", "old_form_submissions")
    _history_events()
    _form_submissions()
    op.execute(
        "INSERT INTO history_events SELECT instance_id, seq, at, actor, role, type, element_id, "
        "replace(task_id, '-', ''), CAST(data AS BLOB), version, prev_hash, hash FROM old_history_events"
    )
    op.execute(
        "INSERT INTO form_submissions SELECT instance_id, seq, id, element_id, form, ciphertext "
        "FROM old_form_submissions"
    )
    op.drop_table("old_history_events")
    op.drop_table("old_form_submissions")
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_history_events_{verb.lower()} BEFORE {verb} ON history_events "
            "BEGIN SELECT RAISE(ABORT, 'append only: history_events'); END"
        )


def _history_events() -> None:
    op.create_table(
        "history_events",
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("task_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_history_events")),
        sqlite_with_rowid=False,
    )


def _form_submissions() -> None:
    op.create_table(
        "form_submissions",
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instances.id"], name=op.f("fk_form_submissions_instance_id")
        ),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_form_submissions")),
        sqlite_with_rowid=False,
    )
