"""The schema: brought forward step by step with data in it, and the same that the code believes in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import autogenerate
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.store.audit import history
from engine.store.base import database, schema
from engine.store.base.declarations import Base
from engine.store.content import submissions
from engine.store.policy import rollouts
from engine.store.tables.user_tasks import UserTask

USER = (
    "INSERT INTO users (id, username, display_name, password_hash, active, created_at) VALUES "
    "('11111111-1111-4111-8111-111111111111', 'siti', 'Siti', 'x', true, '2026-11-20 01:00:00')"
)

CASE, INSTANCE, LOST = (f"{number}{'0' * 7}-0000-4000-8000-{'0' * 12}" for number in (1, 2, 3))
AT = "'2026-11-20 01:00:00'"
EARLIER = f"""
INSERT INTO cases (id, number, agency, state, opened_at, access_seq, access_hash)
VALUES ('{CASE}', 'K-1', 'a', 'open', {AT}, 0, '');
INSERT INTO bundles (id, key, version, name, sha256, deployed_at, deployed_by)
VALUES (1, 'uji', 1, 'Uji', '', {AT}, 'x');
INSERT INTO process_instances (id, case_id, bundle_id, agency, state, channel, received_at, started_at, revision,
  snapshot, head_seq, head_hash)
VALUES ('{INSTANCE}', '{CASE}', 1, 'a', 'active', 'datang', {AT}, {AT}, 1, '', 1, '');
INSERT INTO outbox_messages (id, instance_id, element_id, name, variables, at)
VALUES ('{LOST}', '{INSTANCE}', 'kabari', 'kabar', '{{}}', {AT}), ('{CASE}', '{LOST}', 'hilang', 'kabar', '{{}}', {AT})
"""  # noqa: S608 - constants of this file
ID = "22222222-2222-4222-8222-222222222222"
BEFORE_SHORT_ROWS = (
    (
        "INSERT INTO bundles (id, key, version, name, sha256, deployed_at, deployed_by) VALUES "
        "(1, 'uji', 1, 'Uji', :bytes, :moment, 'system:cli')"
    ),
    (
        "INSERT INTO cases (id, number, agency, state, opened_at, access_seq, access_hash) VALUES "
        "(:id, 'UJI-1', 'uji', 'open', :moment, 0, :bytes)"
    ),
    (
        "INSERT INTO process_instances (id, case_id, bundle_id, agency, state, channel, received_at, started_at, "
        "revision, snapshot, head_seq, head_hash) VALUES "
        "(:id, :id, 1, 'uji', 'active', 'datang', :moment, :moment, 1, :bytes, 1, :bytes)"
    ),
    (
        "INSERT INTO form_submissions (id, case_id, instance_id, seq, element_id, form, ciphertext) VALUES "
        "(:id, :id, :id, 1, 'terima', 'terima', :bytes)"
    ),
    (
        "INSERT INTO history_events (instance_id, seq, at, actor, type, task_id, data, version, prev_hash, hash) "
        "VALUES (:id, 1, :moment, 'system:cli', 'user_task.claimed', :task, :data, 1, :bytes, :bytes)"
    ),
)


@pytest.fixture
def blank(blank_database_url: str) -> Iterator[Engine]:
    """Open a database without any table."""
    opened = database.connect(blank_database_url)
    yield opened
    opened.dispose()


def test_an_upgrade_from_the_first_tables_keeps_the_data(blank: Engine) -> None:
    schema.migrate(blank, revision="0001")
    with blank.begin() as connection:
        connection.execute(text(USER))
    assert not schema.is_current(blank)

    schema.migrate(blank)

    assert schema.is_current(blank)
    with blank.connect() as connection:
        assert connection.execute(text("SELECT username FROM users")).scalar_one() == "siti"


def test_an_upgrade_to_short_rows_keeps_history_and_submissions(blank: Engine) -> None:
    schema.migrate(blank, revision="0003")
    moment, data = "2026-11-20 01:00:00", '{"assignee":null}'
    with blank.begin() as connection:
        values = {"id": ID.replace("-", ""), "moment": moment, "bytes": b"x", "data": data, "task": ID}
        for statement in BEFORE_SHORT_ROWS:
            connection.execute(text(statement), values)

    schema.migrate(blank)

    with Session(blank) as session:
        (event,) = history.of_instance(session, ID)
        assert (event.data, event.task_id, event.at.tzinfo) == (data, ID, UTC)
        assert submissions.submission_texts(session, ID) == {ID: b"x"}
    with pytest.raises(DBAPIError, match="append only"), blank.begin() as connection:
        connection.execute(text("UPDATE history_events SET seq = 2"))


def test_migrating_twice_is_harmless(blank: Engine) -> None:
    schema.migrate(blank)
    schema.migrate(blank)

    assert schema.is_current(blank)


def test_the_migrated_schema_is_the_one_of_the_code(blank: Engine) -> None:
    schema.migrate(blank)

    with blank.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = autogenerate.compare_metadata(context, Base.metadata)

    assert UserTask.metadata is Base.metadata
    assert differences == []


def test_messages_of_earlier_versions_count_as_delivered(blank: Engine) -> None:
    schema.migrate(blank, revision="0003")
    with blank.begin() as connection:
        for statement in EARLIER.split(";"):
            connection.execute(text(statement))

    schema.migrate(blank)

    with blank.connect() as connection:
        rows = connection.execute(text("SELECT element_id, case_id, delivered_at FROM outbox_messages")).all()
        (case_id,) = connection.execute(text("SELECT id FROM cases")).scalars()
    assert [(row.element_id, row.case_id, row.delivered_at is not None) for row in rows] == [("kabari", case_id, True)]


def test_what_was_deployed_is_in_force_since_then_until_the_next(blank: Engine) -> None:
    schema.migrate(blank, revision="0025")
    columns = "id, key, version, name, sha256, deployed_at, deployed_by, overlay"
    days = {1: "2026-11-20", 2: "2026-11-22", 3: "2026-11-21"}  # the clock was set back before the third
    with blank.begin() as connection:
        for number, day in days.items():
            values = f"({number}, 'uji', {number}, 'Uji', :empty, '{day} 01:00:00', 'siti', false)"
            connection.execute(text(f"INSERT INTO bundles ({columns}) VALUES {values}"), {"empty": b""})  # noqa: S608 - constants

    schema.migrate(blank)

    with Session(blank) as session:
        rows = [row for row, _ in rollouts.of_key(session, "uji")]
        moments = [datetime(2026, 11, day, 2, tzinfo=UTC) for day in (19, 20, 21, 22)]
        found = [rollouts.in_force(session, "uji", agency="mana_saja", at=at) for at in moments]
    assert [(row.number, row.agency, row.withdraws, row.made_by) for row in rows] == [
        (number, None, None, "siti") for number in days
    ]
    assert [None if one is None else one.version for one in found] == [None, 1, 1, 3]
