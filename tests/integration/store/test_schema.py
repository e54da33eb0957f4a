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
