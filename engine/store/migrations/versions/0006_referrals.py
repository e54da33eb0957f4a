"""Referrals between agencies, messages that wait for their receiver, withdrawn consent."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITING = sa.text("delivered_at IS NULL")


def upgrade() -> None:
    """Add the table of referrals; what earlier versions had sent counts as delivered, since nobody waited for more."""
    _outbox_messages()
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consent_withdrawn_at", UtcDateTime(), nullable=True))
    _referrals()


def _outbox_messages() -> None:
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", RowId(), nullable=True))
        batch_op.add_column(sa.Column("delivered_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE outbox_messages SET delivered_at = at, "
        "case_id = (SELECT case_id FROM process_instances WHERE process_instances.id = outbox_messages.instance_id)"
    )
    op.execute("DELETE FROM outbox_messages WHERE case_id IS NULL")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=RowId(), nullable=False)
        batch_op.create_index(
            "ix_outbox_messages_waiting", ["case_id", "name"], sqlite_where=WAITING, postgresql_where=WAITING
        )


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", RowId(), nullable=False),
        *_sender(),
        *_package(),
        *_recipient(),
        *_outcome(),
        sa.ForeignKeyConstraint(["from_case_id"], ["cases.id"], name=op.f("fk_referrals_from_case_id")),
        sa.ForeignKeyConstraint(
            ["from_instance_id"], ["process_instances.id"], name=op.f("fk_referrals_from_instance_id")
        ),
        sa.ForeignKeyConstraint(["to_case_id"], ["cases.id"], name=op.f("fk_referrals_to_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index("ix_referrals_from_case_id", ["from_case_id", "state"])
        batch_op.create_index("ix_referrals_to_case_id", ["to_case_id"])
        batch_op.create_index("ix_referrals_from_agency", ["from_agency", "sent_at", "id"])
        batch_op.create_index("ix_referrals_to_agency", ["to_agency", "sent_at", "id"])


def _sender() -> list[sa.Column[Any]]:
    return [
        sa.Column("from_agency", sa.String(length=80), nullable=False),
        sa.Column("from_case_id", RowId(), nullable=False),
        sa.Column("from_case_number", sa.String(length=60), nullable=False),
        sa.Column("from_instance_id", RowId(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
    ]


def _package() -> list[sa.Column[Any]]:
    return [
        sa.Column("recipient", sa.String(length=80), nullable=False),
        sa.Column("recipient_name", sa.String(length=200), nullable=False),
        sa.Column("recipient_type", sa.String(length=80), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("consent_by", sa.String(length=80), nullable=True),
        sa.Column("basis_reason", sa.Text(), nullable=True),
        sa.Column("rules", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
    ]


def _recipient() -> list[sa.Column[Any]]:
    return [
        sa.Column("to_agency", sa.String(length=80), nullable=True),
        sa.Column("to_case_id", RowId(), nullable=True),
        sa.Column("to_case_number", sa.String(length=60), nullable=True),
        sa.Column("received", sa.LargeBinary(), nullable=True),
    ]


def _outcome() -> list[sa.Column[Any]]:
    return [
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("feedback_at", UtcDateTime(), nullable=True),
        sa.Column("consent_withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawal_told_at", UtcDateTime(), nullable=True),
    ]
