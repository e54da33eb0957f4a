"""Rows that every step writes, past the session's search for what changed and in one round trip to PostgreSQL.

What ``add`` and ``change`` write waits until the transaction asks the database for something or commits, and is then
sent together: each statement's answer would else be waited for, which took a third of a completion's time. SQLite
is no round trip away, so there everything is written at once.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Update, bindparam, event, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from engine.store.base import locks
from engine.store.base.declarations import Base

_CONNECTION, _WAITING = "lindung_connection", "lindung_waiting"


def connection(session: Session) -> Connection:
    """Give the connection of the session's transaction, for reading rows that no object of the session stands for.

    It neither flushes what is pending in the session nor makes objects, most of what a statement costs otherwise.
    """
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or known.closed:
        known = session.connection().execution_options(**{_WAITING: []})
        session.info[_CONNECTION] = known
    return known


def add(session: Session, row: Base) -> None:
    """Write a new row. The session does not keep the object: only ``change`` writes later changes of it."""
    kind = type(row)
    _write(session, _insertion(kind), {name: getattr(row, name) for name in _columns(kind)})


def add_together(session: Session, added: Sequence[Base]) -> None:
    """Write new rows of one kind, at least one, in one statement."""
    kind = type(added[0])
    values = [{name: getattr(row, name) for name in _columns(kind)} for row in added]
    _write(session, insert(kind).values(values), {})


def change(session: Session, row: Base, **values: Any) -> None:
    """Write new values into a row that the transaction has locked; the object has them as if it had been read so."""
    locks.require(session, row)
    kind = type(row)
    keys = {f"its_{name}": getattr(row, name) for name in _keys(kind)}
    _write(session, _change(kind, tuple(values)), values | keys)
    for name, value in values.items():
        set_committed_value(row, name, value)


def put_new(session: Session, kind: type[Base], **values: Any) -> bool:
    """Write a row unless there is one of its key, and tell whether it was written.

    One statement: who looks first and writes then fails when somebody else writes in between. Who writes the same row
    at once is waited for.
    """
    writing = connection(session)
    dialect = sqlite if writing.dialect.name == "sqlite" else postgresql
    keys = (kind.__table__.columns[name] for name in _keys(kind))
    statement = dialect.insert(kind).on_conflict_do_nothing().returning(*keys)
    return writing.execute(statement, values).first() is not None


def send_together(database: Engine) -> None:
    """Let the rows of a transaction on this PostgreSQL wait for each other, and nothing else overtake them."""
    event.listen(database, "before_cursor_execute", lambda asking, *_: _send(asking))


def send(session: Session) -> None:
    """Send what waits. Before a commit, not within it: what is refused then still ends in an ordinary rollback."""
    _send(connection(session))


def _write(session: Session, statement: Insert | Update, values: Mapping[str, Any]) -> None:
    writing = connection(session)
    if writing.dialect.name == "sqlite":
        writing.execute(statement, values)
    else:
        writing.get_execution_options()[_WAITING].append((statement, values))


def _send(writing: Connection) -> None:
    # The list belongs to the connection of one transaction: what a rollback leaves in it is never sent.
    waiting = writing.get_execution_options().get(_WAITING)
    if not waiting:
        return
    together = list(waiting)
    waiting.clear()
    driver: Any = writing.connection.driver_connection
    errors = writing.dialect.loaded_dbapi
    try:
        with driver.pipeline():
            for statement, values in together:
                writing.execute(statement, values)
    except errors.Error as cause:
        # The driver answers for the pipeline as a whole, where SQLAlchemy does not listen: said in its words here.
        lost = isinstance(cause, errors.OperationalError)
        raise (OperationalError if lost else DBAPIError)(None, None, cause) from None


@cache
def _insertion(kind: type[Base]) -> Insert:
    return insert(kind)


@cache
def _columns(kind: type[Base]) -> tuple[str, ...]:
    return tuple(kind.__table__.columns.keys())


@cache
def _change(kind: type[Base], names: tuple[str, ...]) -> Update:
    columns = kind.__table__.columns
    statement = update(kind).values({name: bindparam(name) for name in names})
    return statement.where(*(columns[name] == bindparam(f"its_{name}") for name in _keys(kind)))


@cache
def _keys(kind: type[Base]) -> tuple[str, ...]:
    return tuple(column.key for column in kind.__table__.primary_key)
