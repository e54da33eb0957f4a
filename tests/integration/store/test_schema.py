"""The schema: brought forward step by step with data in it, and the same that the code believes in."""

from collections.abc import Iterator

import pytest
from alembic import autogenerate
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from engine.store import database, schema, tables
from engine.store.base import Base

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


def test_migrating_twice_is_harmless(blank: Engine) -> None:
    schema.migrate(blank)
    schema.migrate(blank)

    assert schema.is_current(blank)


def test_the_migrated_schema_is_the_one_of_the_code(blank: Engine) -> None:
    schema.migrate(blank)

    with blank.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = autogenerate.compare_metadata(context, Base.metadata)

    assert tables.UserTask.metadata is Base.metadata
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
