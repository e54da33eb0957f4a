"""Row locks, taken in one order by everybody: instances, cases, referrals, then heads of registers, each by id.

Transactions that climb the same ladder never wait for each other in a circle, which PostgreSQL would end by failing one
of them. ``take`` is the one function that takes these locks, and it refuses another order on every database: SQLite
locks no rows, but what runs there shows what would go wrong elsewhere. A row that is changed without its lock would
take it in passing, so that is refused too.

Whoever waited for a row may find that others did something at it later than its own clock reading: ``latest`` tells.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Row, Select, event
from sqlalchemy.orm import Mapper, Session, object_session

from engine.store.base.declarations import Base

_HELD = "lindung_locks"
_LADDER: dict[type[Base], int] = {}
"""Filled by ``rung`` as the tables are declared: instances 0, cases 1, referrals 2, heads of registers 3."""
_MOMENTS: dict[type[Base], str] = {}
"""The column of a table of the ladder that holds when something last happened at the row."""
_Place = tuple[int, str]
"""Where a row stands on the ladder: its kind, then its id."""

Kind = TypeVar("Kind", bound=type[Base])
Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])
Columns = TypeVarTuple("Columns")


class LockOrderError(RuntimeError):
    """A row was asked for or changed out of turn: a fault of the program, which nobody who uses it can mend."""


@dataclass(slots=True)
class _Held:
    """What a transaction holds. ``highest`` is the last place for which it may have waited, ``latest`` when something
    last happened at any of its rows.
    """

    places: set[_Place] = field(default_factory=set)
    highest: _Place = (0, "")
    latest: datetime | None = None


@dataclass(slots=True)
class Attempt:
    """A part of a transaction; ``keep`` tells whether it stays when it ends well."""

    keep: bool = True


def rung(number: int, *, moment: str | None = None) -> Callable[[Kind], Kind]:
    """Give a table its place on the ladder: a row of a lower rung is locked before one of a higher.

    ``moment`` names the column that holds when something last happened at the row.
    """

    def declare(kind: Kind) -> Kind:
        _LADDER[kind] = number
        if moment is not None:
            _MOMENTS[kind] = moment
        event.listen(kind, "after_insert", _made)
        event.listen(kind, "before_update", _changed)
        return kind

    return declare


def locking(query: Statement, kind: type[Base], *, skip_locked: bool = False) -> Statement:
    """Give the statement that also locks the rows of that kind, and reads them as they stand once they are locked.

    The lock is the one that a change takes. It disturbs nobody who only refers to the row by its key.
    """
    locked = query.with_for_update(of=kind, key_share=True, skip_locked=skip_locked)
    return locked.execution_options(populate_existing=True)


def take(
    session: Session,
    statement: Select[*Columns],
    parameters: Mapping[str, Any] | None = None,
    *,
    waits: bool = True,
) -> Sequence[Row[*Columns]]:
    """Run a statement of ``locking``, whose first column is the row that it locks, and give what it found.

    A row that is held already may be asked for at any time, and so may one for which nobody ``waits``. LockOrderError
    for any other row that stands before one that is held.
    """
    found = session.execute(statement, parameters or {}).all()
    held = _held(session)
    for row in found:
        locked = next(iter(row))
        place = _place(locked)
        if place in held.places:
            continue
        if waits and place < held.highest:
            raise LockOrderError(f"{place} was asked for while {held.highest} is held")
        held.places.add(place)
        held.highest = max(held.highest, place)
        moment: datetime | None = getattr(locked, _MOMENTS.get(type(locked), ""), None)
        held.latest = max((one for one in (held.latest, moment) if one is not None), default=None)
    return found


def latest(session: Session) -> datetime | None:
    """Give when something last happened at any row that the transaction holds; None when nothing ever did."""
    return _held(session).latest


def holds(session: Session, row: Base) -> bool:
    """Tell whether the transaction holds the row's lock, or made the row itself."""
    return _place(row) in _held(session).places


def require(session: Session, row: Base) -> None:
    """Refuse with LockOrderError to change a row of the ladder that the transaction does not hold."""
    if type(row) in _LADDER and not holds(session, row):
        raise LockOrderError(f"{_place(row)} is changed without its lock")


@contextmanager
def savepoint(session: Session) -> Iterator[Attempt]:
    """Keep what is written in the block when it ends well and wants to be kept; else undo it, and its locks with it."""
    attempt, held, kept = Attempt(), _held(session), False
    before = replace(held, places=set(held.places))
    try:
        with session.begin_nested() as point:
            yield attempt
            if not attempt.keep:
                point.rollback()
        kept = attempt.keep
    finally:
        if not kept:
            session.expire_all()  # what a step wrote past the session would else still look written
            session.info[_HELD] = before


def _held(session: Session) -> _Held:
    held: _Held = session.info.setdefault(_HELD, _Held())
    return held


def _place(row: Any) -> _Place:
    return (_LADDER[type(row)], row.id)


def _made(_mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    """Note a row that the transaction made: nobody else can see it, so nobody waits for it."""
    session = object_session(row)
    if session is not None:
        _held(session).places.add(_place(row))


def _changed(_mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    session = object_session(row)
    if session is not None and session.is_modified(row):
        require(session, row)
