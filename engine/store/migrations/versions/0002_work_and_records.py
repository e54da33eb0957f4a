"""Work and records."""

import sqlalchemy as sa
from alembic import op

from engine.store.base.declarations import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, those that others refer to first."""
    _access_events()
    _history_events()
    _incidents()
    _jobs()
    _outbox_messages()
    _documents()
    _form_submissions()
    _awaited_messages()
    _sla_clocks()
    _timers()
    _user_tasks()


def _access_events() -> None:
    op.create_table(
        "access_events",
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_access_events")),
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
        sa.Column("task_id", sa.String(length=80), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_history_events")),
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("case_number", sa.String(length=60), nullable=True),
        sa.Column("agency", sa.String(length=80), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("timer_id", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incidents_instance_id"), ["instance_id"], unique=False)


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("dedup_key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("run_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=80), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_jobs_dedup_key")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_jobs_due",
            ["run_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        )


def _outbox_messages() -> None:
    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_messages_instance_id"), ["instance_id"], unique=False)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_case_id", ["case_id"], unique=False)


def _form_submissions() -> None:
    op.create_table(
        "form_submissions",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_form_submissions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_submissions")),
    )
    with op.batch_alter_table("form_submissions", schema=None) as batch_op:
        batch_op.create_index("ix_form_submissions_instance_id", ["instance_id"], unique=False)


def _awaited_messages() -> None:
    op.create_table(
        "awaited_messages",
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("task_id", sa.String(length=80), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instances.id"], name=op.f("fk_awaited_messages_instance_id")
        ),
        sa.PrimaryKeyConstraint("instance_id", "task_id", name=op.f("pk_awaited_messages")),
    )
    with op.batch_alter_table("awaited_messages", schema=None) as batch_op:
        batch_op.create_index("ix_awaited_messages_case_number", ["case_number", "message"], unique=False)


def _sla_clocks() -> None:
    op.create_table(
        "sla_clocks",
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("clock_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_sla_clocks_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "clock_id", name=op.f("pk_sla_clocks")),
    )
    with op.batch_alter_table("sla_clocks", schema=None) as batch_op:
        batch_op.create_index("ix_sla_clocks_case_id", ["case_id"], unique=False)


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("timer_id", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_timers_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "timer_id", name=op.f("pk_timers")),
    )
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.create_index("ix_timers_due_at", ["due_at"], unique=False)


def _user_tasks() -> None:
    op.create_table(
        "user_tasks",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("instance_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("agency", sa.String(length=80), nullable=False),
        sa.Column("procedure", sa.String(length=80), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("separate_from", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("assignee", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("warn_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("due_order", UtcDateTime(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.Column("completed_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_user_tasks_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_tasks")),
    )
    with op.batch_alter_table("user_tasks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_user_tasks_inbox",
            ["agency", "role", "due_order", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index("ix_user_tasks_instance_id", ["instance_id"], unique=False)
        batch_op.create_index(
            "ix_user_tasks_mine",
            ["assignee", "due_order", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
