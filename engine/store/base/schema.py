"""Brings the database to the present schema, and tells whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from engine.store.base.database import LOCK

KEYS = "installation_keys"
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def migrate(database: Engine, *, revision: str = "head") -> None:
    """Bring the schema to a revision, the newest by default; harmless when it is there already."""
    with database.connect() as plain:
        connection = plain.execution_options(lindung_writes=True)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            command.upgrade(_config(connection), revision)


def is_current(database: Engine) -> bool:
    """Tell whether the schema is the newest that this code knows."""
    with database.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head()


def keeps_keys(database: Engine) -> bool:
    """Tell whether the database has the table of the installation's keys: one without it was never migrated so far."""
    return inspect(database).has_table(KEYS)


def head() -> str | None:
    """Give the newest revision that this code knows."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
