"""The team board: who has how much to do in an agency, what is late, what nobody has taken, and where work gathers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import errors
from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.store.inbox import team as stored

READ = "team.read"
WORKS = "user_task.claim"
"""Whoever may claim tasks of cases stands on the board, also with none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Open tasks, and how many of them are late or soon late."""

    open: int
    late: int
    soon: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLoad:
    """The tasks of one person, counted."""

    user_id: str
    name: str
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLoad:
    """The tasks that wait at one step of a procedure; ``age`` is how long the middle one of them has waited."""

    procedure: str
    element_id: str
    name: str
    open: int
    late: int
    unassigned: int
    age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The open work of one agency: in all, what nobody has taken, by person and by step, the most pressing first."""

    agency: str
    total: Load
    unassigned: Load
    people: tuple[PersonLoad, ...]
    steps: tuple[StepLoad, ...]


def agencies(tx: Transaction) -> tuple[str, ...]:
    """Give the agencies whose board the actor may see, by code."""
    return tuple(sorted({scope.agency for scope in tx.scopes(READ) if scope.reach == "agency"}))


def board(tx: Transaction, agency: str | None = None) -> Board:
    """Give the board of an agency, None for the first that the actor may see.

    NotPermittedError for who leads no team; NotFoundError for another agency's board.
    """
    tx.require_anywhere(READ)
    code = next(iter(agencies(tx)), None) if agency is None else agency
    if code is None or not tx.allows(READ, permissions.Subject(agency=code)):
        raise errors.NotFoundError(agency=agency)
    rows = stored.by_person(tx.session, code, now=tx.now)
    loads = {row.user_id: Load(open=row.open, late=row.late, soon=row.soon) for row in rows}
    nothing = Load(open=0, late=0, soon=0)
    return Board(
        agency=code,
        total=_sum(tuple(loads.values())),
        unassigned=loads.get(None, nothing),
        people=_people(tx, code, rows, nothing),
        steps=tuple(
            sorted((_step(row, tx.now) for row in stored.by_step(tx.session, code, now=tx.now)), key=_pressing)
        ),
    )


def _people(tx: Transaction, agency: str, rows: list[stored.PersonRow], nothing: Load) -> tuple[PersonLoad, ...]:
    """Give everybody who holds a task or could take one."""
    working = tx.installation.rights.working(WORKS)
    loads = {user_id: (name, nothing) for user_id, name in stored.holders(tx.session, agency, roles=working)}
    for row in rows:
        if row.user_id is not None:
            loads[row.user_id] = (row.name or row.user_id, Load(open=row.open, late=row.late, soon=row.soon))
    found = (PersonLoad(user_id=user_id, name=name, load=load) for user_id, (name, load) in loads.items())
    return tuple(sorted(found, key=lambda one: (-one.load.late, -one.load.soon, -one.load.open, one.name)))


def _step(row: stored.StepRow, now: datetime) -> StepLoad:
    middle = row.middle + (row.other_middle - row.middle) / 2
    return StepLoad(
        procedure=row.procedure,
        element_id=row.element_id,
        name=row.name,
        open=row.open,
        late=row.late,
        unassigned=row.unassigned,
        age=max(now - middle, timedelta()),
    )


def _pressing(step: StepLoad) -> tuple[int, int, timedelta, str, str]:
    return -step.late, -step.open, -step.age, step.procedure, step.element_id


def _sum(loads: Iterable[Load]) -> Load:
    return Load(
        open=sum(one.open for one in loads), late=sum(one.late for one in loads), soon=sum(one.soon for one in loads)
    )
