"""Choices among the readings of ambiguous clauses; append only, like the history."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and put the refusing triggers on it."""
    op.create_table(
        "reading_choices",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("procedure", sa.String(80), nullable=False),
        sa.Column("agency", sa.String(80), nullable=True),
        sa.Column("ambiguity", sa.String(80), nullable=False),
        sa.Column("reading", sa.String(80), nullable=False),
        sa.Column("chosen_by", sa.String(200), nullable=False),
        sa.Column("office", sa.String(200), nullable=False),
        sa.Column("sk", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(80), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_reading_choices_procedure", "reading_choices", ["procedure"])
    if op.get_bind().dialect.name == "postgresql":
        _refuse_in_postgresql()
    else:
        _refuse_in_sqlite()


def _refuse_in_postgresql() -> None:
    # The function was made with the first append-only tables.
    for name, event, each in (("", "UPDATE OR DELETE", "ROW"), ("_whole", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER append_only{name} BEFORE {event} ON reading_choices "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )


def _refuse_in_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER append_only_reading_choices_{verb.lower()} BEFORE {verb} ON reading_choices "
            "BEGIN SELECT RAISE(ABORT, 'append only: reading_choices'); END"
        )
