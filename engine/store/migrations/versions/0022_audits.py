"""Assignments of auditors: the letter, whom it names, which cases it holds, and what was found."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; nobody is assigned so far."""
    _assignments()
    _findings()
    _samples()


def _assignments() -> None:
    op.create_table(
        "audit_assignments",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("letter_number", sa.Text(), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("institution", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.String(80), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_assignments")),
    )
    op.create_table(
        "audit_scopes",
        sa.Column("assignment_id", RowId(), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.Column("procedure", sa.String(80), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["audit_assignments.id"], name=op.f("fk_audit_scopes_assignment_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "agency", "procedure", name=op.f("pk_audit_scopes")),
    )
    op.create_table(
        "audit_members",
        sa.Column("assignment_id", RowId(), nullable=False),
        sa.Column("user_id", RowId(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["audit_assignments.id"], name=op.f("fk_audit_members_assignment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_members_user_id")),
        sa.PrimaryKeyConstraint("assignment_id", "user_id", name=op.f("pk_audit_members")),
    )
    op.create_index("ix_audit_members_user_id", "audit_members", ["user_id"])


def _findings() -> None:
    op.create_table(
        "audit_findings",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("assignment_id", RowId(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["audit_assignments.id"], name=op.f("fk_audit_findings_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
        sa.UniqueConstraint("assignment_id", "number", name=op.f("uq_audit_findings_assignment_id")),
    )
    op.create_index("ix_audit_findings_agency", "audit_findings", ["agency"])


def _samples() -> None:
    op.create_table(
        "audit_samples",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("assignment_id", RowId(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(32), nullable=False),
        sa.Column("promised_at", UtcDateTime(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.Column("checkpoint_size", sa.BigInteger(), nullable=True),
        sa.Column("root", sa.LargeBinary(32), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("drawn", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["audit_assignments.id"], name=op.f("fk_audit_samples_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_samples")),
    )
    op.create_index("ix_audit_samples_assignment_id", "audit_samples", ["assignment_id"])
