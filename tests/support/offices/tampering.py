"""A hand with SQL in an archive: changes one value, removes a row or forges one, and asks what the checks say of it.

Triggers and foreign keys are out of the way, as they are for whoever owns the database. Every change is undone.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, UniqueConstraint, delete, event, insert, select, text, update

from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.services.log import checking as log_check
from engine.services.verification import log, verification
from engine.store.base.declarations import Base, RowId, UtcDateTime
from tests.support.offices.factories import CLI, MORNING, Office

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whoever has a SQL shell on an archive that lies in SQLite."""

    office: Office

    @classmethod
    def at(cls, office: Office) -> "Hand":
        """Take triggers and foreign keys out of the way."""
        office.runtime.database.dispose()
        event.listen(office.runtime.database, "connect", _without_foreign_keys)
        with office.acting(CLI) as tx:
            names = tx.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                tx.session.execute(text(f"DROP TRIGGER {name}"))
        hand = cls(office=office)
        assert hand.finds(lambda _tx: None) == []  # else whatever is done would look found
        return hand

    def finds(self, act: Callable[[Transaction], None]) -> list[Finding]:
        """Give what the checks say after an act, which is then undone."""
        with self.office.acting(CLI) as tx, tx.savepoint(keep=False) as tried:
            act(tried)
            tried.session.expire_all()
            of_log = log.findings(log_check.log_findings(tried))
            return [*verification.part(tried, limit=1000).findings, *of_log]

    @contextmanager
    def looking(self) -> Iterator[Transaction]:
        """Look at the archive."""
        with self.office.acting(CLI) as tx:
            yield tx


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def tables() -> list[Table]:
    """Give every table of an installation, by name."""
    return [Base.metadata.tables[name] for name in sorted(Base.metadata.tables)]


def table(name: str) -> Table:
    """Give a table by its name."""
    return Base.metadata.tables[name]


def row_for(tx: Transaction, one: Table, column: str | None = None) -> Row | None:
    """Give a row of a table, one that has a value in the column if there is any; None for an empty table."""
    order: list[Any] = list(one.primary_key)
    if column is not None:
        order.insert(0, one.c[column].is_(None))
    found = tx.session.execute(select(one).order_by(*order).limit(1)).mappings().first()
    return None if found is None else dict(found)


def key_of(one: Table, row: Row) -> list[ColumnElement[bool]]:
    """Give the conditions that only this row fulfils."""
    return [column == row[column.name] for column in one.primary_key]


def changed(one: Table, column: str, value: Any) -> Any:
    """Give another value of the column's type."""
    kind = one.c[column].type
    if isinstance(kind, RowId):
        return str(uuid.uuid4())
    match value:
        case bool():
            return not value
        case int():
            return value + 1000
        case date():
            return value + timedelta(days=1)
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case str():
            return value + "x"
        case None:
            return _made(kind)
        case _:
            raise TypeError(f"no other value of {one.name}.{column}")


def _made(kind: Any) -> Any:
    if isinstance(kind, UtcDateTime):
        return MORNING
    values: Mapping[type, Any] = {str: "x", bytes: b"x", int: 1}
    return values[kind.python_type]


def change(name: str, column: str) -> Callable[[Transaction], None]:
    """Give the act that writes another value into a column of one row."""

    def act(tx: Transaction) -> None:
        one = table(name)
        row = row_for(tx, one, column)
        assert row is not None
        value = changed(one, column, row[column])
        tx.session.execute(update(one).where(*key_of(one, row)).values({column: value}))

    return act


def put(name: str, values: Row, **where: Any) -> Callable[[Transaction], None]:
    """Give the act that writes values into the rows that have others; at least one must have them."""

    def act(tx: Transaction) -> None:
        one = table(name)
        these = [one.c[column] == value for column, value in where.items()]
        done: Any = tx.session.execute(update(one).where(*these).values(**values))
        assert done.rowcount > 0

    return act


def cut(name: str, **where: Any) -> Callable[[Transaction], None]:
    """Give the act that removes the rows that have these values; at least one must have them."""

    def act(tx: Transaction) -> None:
        one = table(name)
        done: Any = tx.session.execute(delete(one).where(*(one.c[column] == value for column, value in where.items())))
        assert done.rowcount > 0

    return act


def remove(name: str) -> Callable[[Transaction], None]:
    """Give the act that removes one row."""

    def act(tx: Transaction) -> None:
        one = table(name)
        row = row_for(tx, one)
        assert row is not None
        tx.session.execute(delete(one).where(*key_of(one, row)))

    return act


def forge(name: str) -> Callable[[Transaction], None]:
    """Give the act that adds a row like another one, under a key of its own."""

    def act(tx: Transaction) -> None:
        one = table(name)
        row = row_for(tx, one)
        assert row is not None
        own = list(one.primary_key)[-1].name
        together = [limit for limit in one.constraints if isinstance(limit, UniqueConstraint)]
        unique = {list(limit.columns)[-1].name for limit in together} - {own}
        unique |= {column.name for index in one.indexes if index.unique for column in index.columns} - {"agency"}
        others = {column: changed(one, column, row[column]) for column in {own, *unique}}
        others |= {column.name: changed(one, column.name, row[column.name]) for column in one.columns if column.unique}
        tx.session.execute(insert(one).values({**row, **others}))

    return act
