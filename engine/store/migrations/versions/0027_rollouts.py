"""From when a version of a procedure is in force, and in which agencies; append only, like the history.

Each version that was deployed before is in force everywhere since then, until the next one.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, put what was deployed into it, and the refusing triggers on it."""
    op.create_table(
        "rollouts",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("overlay", sa.Boolean(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), sa.ForeignKey("bundles.id"), nullable=False),
        sa.Column("agency", sa.String(80), nullable=True),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("withdraws", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_rollouts")),
    )
    op.create_index("ix_rollouts_key", "rollouts", ["key", "valid_from", "number"])
    op.create_index("ix_rollouts_overlay", "rollouts", ["overlay"])
    # The newest version counted until now, also where the clock of its deployment had been set back.
    op.execute(
        "INSERT INTO rollouts (key, number, overlay, bundle_id, valid_from, made_at, made_by) "
        "SELECT key, version, overlay, id, "
        "(SELECT MAX(earlier.deployed_at) FROM bundles earlier "
        "WHERE earlier.key = bundles.key AND earlier.version <= bundles.version), deployed_at, deployed_by FROM bundles"
    )
    if op.get_bind().dialect.name == "postgresql":
        _refuse_in_postgresql()
    else:
        _refuse_in_sqlite()


def _refuse_in_postgresql() -> None:
    # The function was made with the first append-only tables.
    for name, event, each in (("", "UPDATE OR DELETE", "ROW"), ("_whole", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER append_only{name} BEFORE {event} ON rollouts "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )


def _refuse_in_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_rollouts_{verb.lower()} BEFORE {verb} ON rollouts "
            "BEGIN SELECT RAISE(ABORT, 'append only: rollouts'); END"
        )
