"""Mail to the people who work here: settings, deliveries, and an index of what is unread."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import RowId, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNREAD, FAILED = sa.text("read_at IS NULL"), sa.text("state = 'failed'")


def upgrade() -> None:
    """Add the index and two tables."""
    op.create_index(
        "ix_notifications_unread", "notifications", ["user_id"], sqlite_where=UNREAD, postgresql_where=UNREAD
    )
    _mail_settings()
    _mails()


def _mail_settings() -> None:
    op.create_table(
        "mail_settings",
        sa.Column("user_id", RowId(), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("code_mail_id", RowId(), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=True),
        sa.Column("digest_at", UtcDateTime(), nullable=True),
        sa.Column("quiet_from", sa.String(length=5), nullable=False),
        sa.Column("quiet_until", sa.String(length=5), nullable=False),
        sa.Column("breaks_through", sa.Boolean(), nullable=False),
        sa.Column("working_days_only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_settings_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_settings")),
    )


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", RowId(), nullable=False),
        sa.Column("user_id", RowId(), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("notification_id", RowId(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_code", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mails_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_user_id", "mails", ["user_id", "queued_at"])
    op.create_index("ix_mails_failed", "mails", ["agency", "queued_at"], sqlite_where=FAILED, postgresql_where=FAILED)
