"""Databases for tests: ``database_url`` runs a test on SQLite and again on a real PostgreSQL, empty and migrated.

Migrating takes longer than most tests, so it happens once a test process: SQLite files are copied, and the one
PostgreSQL database is emptied between tests.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine.store.base import database, schema
from tests.support.servers import postgres, valkey

BACKENDS = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)]
# As a replica no trigger fires: only so can the append-only history be emptied.
_EMPTY = """
DO $$ DECLARE item record; BEGIN
  SET LOCAL session_replication_role = replica;
  SET LOCAL lock_timeout = '2s';
  FOR item IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', item.name); END LOOP;
  FOR item IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'
    LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', item.name); END LOOP;
END $$
"""
# A test that tampers with the history switches triggers off; what is counted here tells.
_SHAPE = """
SELECT (SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY oid) FROM pg_trigger WHERE NOT tgisinternal),
       (SELECT string_agg(relname::text, ',' ORDER BY oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""


class EmptyDatabases:
    """One migrated PostgreSQL database, given empty again and again."""

    def __init__(self, server: postgres.Server) -> None:
        """Migrate the first one."""
        self._server = server
        self._make()

    @property
    def url(self) -> str:
        """Give the SQLAlchemy URL of the present database."""
        return self._server.url(self._name)

    def close(self) -> None:
        """Let go of the present database."""
        self._connection.close()

    def empty(self) -> None:
        """Remove every row; make a new database when a test changed the schema or still holds a lock."""
        try:
            with self._connection.transaction():
                self._connection.execute(_EMPTY)
                if self._connection.execute(_SHAPE).fetchone() == self._shape:
                    return
        except psycopg.errors.LockNotAvailable:
            pass  # an open transaction of the test: dropping the database below ends it
        self._connection.close()
        self._server.drop(self._name)
        self._make()

    def _make(self) -> None:
        self._name = self._server.create()
        migrate(self.url)
        # Kept open: connecting takes PostgreSQL longer than emptying.
        self._connection = psycopg.connect(
            host=str(self._server.folder), user="postgres", dbname=self._name, autocommit=True
        )
        self._shape = self._connection.execute(_SHAPE).fetchone()


def migrate(url: str) -> None:
    """Bring the database behind the URL to the newest schema and let go of it."""
    opened = database.connect(url)
    schema.migrate(opened)
    opened.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Run one PostgreSQL for this test process; started by the first test that asks."""
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Run one Redis-protocol server for this test process and give its URL."""
    with valkey.server() as url:
        yield url


@pytest.fixture(scope="session")
def empty_databases(postgres_server: postgres.Server) -> Iterator[EmptyDatabases]:
    """Keep the migrated PostgreSQL database of this test process."""
    kept = EmptyDatabases(postgres_server)
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, to be copied by each test."""
    path = tmp_path_factory.mktemp("template") / "lindung.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def blank_postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """Give the URL of a PostgreSQL database without any table."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def blank_sqlite_url(tmp_path: Path) -> str:
    """Give the URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'lindung.db'}"


@pytest.fixture(params=BACKENDS)
def blank_database_url(request: pytest.FixtureRequest) -> str:
    """Give a database of each kind in turn without any table: for tests of migrations."""
    url: str = request.getfixturevalue(f"blank_{request.param}_url")
    return url


@pytest.fixture
def postgres_url(empty_databases: EmptyDatabases) -> Iterator[str]:
    """Give the URL of an empty, migrated PostgreSQL database."""
    yield empty_databases.url
    empty_databases.empty()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the URL of an empty, migrated SQLite file."""
    shutil.copyfile(sqlite_template, tmp_path / "lindung.db")
    return f"sqlite:///{tmp_path / 'lindung.db'}"


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Give an empty, migrated database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
