"""The connection to SQLite or PostgreSQL, set up so that a commit that returned is on the disk.

The one transaction of a request is opened in ``engine.runtime``; nothing here or above commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from engine import errors
from engine.store.base import rows

__all__ = [
    "Engine",
    "SessionMaker",
    "alone",
    "answering",
    "connect",
    "is_sqlite",
    "sessions",
    "writing",
]

SessionMaker: TypeAlias = sessionmaker[Session]

# One PC: the web threads and the worker take turns in writing; a turn is milliseconds, so half a minute means a fault.
BUSY_TIMEOUT_MS = 30_000
# What only one process of an installation may do at a time; any constant number will do for PostgreSQL's lock.
LOCK, LOG_LOCK = 7_301_2022, 7_301_2026


@contextmanager
def answering() -> Iterator[None]:
    """Turn a lost or busy connection into StoreUnavailableError; the driver's text may hold data and is dropped."""
    try:
        yield
    except (OperationalError, InterfaceError) as cause:
        raise errors.StoreUnavailableError(kind=type(cause.orig).__name__) from None


def connect(url: str, *, pool_size: int = 10) -> Engine:
    """Give the database behind the URL; SQLite in WAL with synchronous=FULL, PostgreSQL with its own defaults."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    database = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=False)
    rows.send_together(database)
    return database


def sessions(database: Engine) -> sessionmaker[Session]:
    """Give the maker of sessions; objects stay readable after the commit at the edge."""
    maker = sessionmaker(database, expire_on_commit=False)
    event.listen(maker, "before_commit", rows.send)
    return maker


def writing(session: Session) -> None:
    """Take SQLite's write turn now, before anything is read; PostgreSQL locks rows instead.

    Without it two transactions that read first and write later would refuse each other (SQLITE_BUSY_SNAPSHOT).
    """
    session.connection(execution_options={"lindung_writes": True})


def alone(session: Session, *, key: int = LOCK) -> None:
    """Wait until no other transaction that asked for the same is open; on SQLite the write turn is that."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def is_sqlite(session: Session) -> bool:
    """Tell whether the session talks to SQLite, which has neither SKIP LOCKED nor row locks."""
    return session.get_bind().dialect.name == "sqlite"


def _sqlite(url: str) -> Engine:
    database = create_engine(url)
    event.listen(database, "connect", _prepare)
    event.listen(database, "begin", _begin)
    return database


def _prepare(connection: Any, _record: Any) -> None:
    """Set the durability of one new SQLite connection; transactions are begun by hand (see ``_begin``)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("lindung_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
