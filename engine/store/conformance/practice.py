"""Facts of ended processes and published figures, as the database keeps them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, func, insert, select, tuple_, type_coerce, update
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.running import inputs
from engine.store.base.compact import CompactText
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.conformance import PracticeFact, PracticeFigure
from engine.store.tables.policy import Bundle

CLAIMED = "user_task.claimed"
TYPES = frozenset({*inputs.KINDS, CLAIMED})
"""Types of the events that say what a process did: its inputs, and the claims of its tasks."""
_EVENT = HistoryEvent
# Data is unpacked as its row is read, so that of a claim, which nobody needs, is not asked for.
_DATA = type_coerce(case((_EVENT.type == CLAIMED, None), else_=_EVENT.data), CompactText())
_HISTORIES = (
    select(
        _EVENT.instance_id,
        _EVENT.seq,
        _EVENT.at,
        _EVENT.actor,
        _EVENT.role,
        _EVENT.type,
        _EVENT.element_id,
        _EVENT.task_id,
        _DATA,
    )
    .where(_EVENT.instance_id.in_(bindparam("ids", expanding=True)), _EVENT.type.in_(sorted(TYPES)))
    .order_by(_EVENT.instance_id, _EVENT.seq)
)


WAITS, NEVER = 0, -1
"""In place of the number of a group: the fact waits for one; it is no part of any, since its history was unreadable."""


# What SQLAlchemy's reading of a value, and the driver's, fail with.
_UNREADABLE = (TypeError, ValueError, DataError)


class Told(NamedTuple):
    """An event of a history; ``data`` is its JSON, None for a claim."""

    seq: int
    at: datetime
    actor: str
    role: str | None
    type: str
    element_id: str | None
    task_id: str | None
    data: str | None


Place = tuple[datetime, str]
"""The last moment of a process, and its id."""
Line = tuple[str, int, str]
"""Procedure, version and agency."""


class Fact(NamedTuple):
    """What an ended process did, as JSON; see the table."""

    instance_id: str
    ended_at: datetime
    marks: str
    hours: str


class Process(NamedTuple):
    """A process without its state, and its version.

    ``ended_at`` is None while it goes on, ``head_at`` its last moment and None only without events.
    """

    id: str
    case_id: str
    agency: str
    ended_at: datetime | None
    head_at: datetime | None
    head_seq: int
    bundle_id: int
    procedure: str
    version: int


_ONE = ProcessInstance
_PROCESSES = select(
    _ONE.id,
    _ONE.case_id,
    _ONE.agency,
    _ONE.ended_at,
    _ONE.head_at,
    _ONE.head_seq,
    Bundle.id,
    Bundle.key,
    Bundle.version,
).join(Bundle, Bundle.id == _ONE.bundle_id)


def ended(session: Session, *, since: Place | None, limit: int) -> list[Process]:
    """Give ended processes of which there is no fact yet, those after a place first that rest for longest.

    What follows on the findings of audits is nobody's practice.
    """
    query = _PROCESSES.outerjoin(PracticeFact, PracticeFact.instance_id == _ONE.id)
    query = query.where(_ONE.ended_at.is_not(None), _ONE.head_at.is_not(None), PracticeFact.instance_id.is_(None))
    query = query.where(Bundle.key != FOLLOW_UP)
    if since is not None:
        at, instance_id = since
        # Said twice: an index is entered by the first, which the second alone is too much for.
        query = query.where(_ONE.head_at >= at, tuple_(_ONE.head_at, _ONE.id) > (at, instance_id))
    return [Process(*row) for row in session.execute(query.order_by(_ONE.head_at, _ONE.id).limit(limit))]


def put_facts(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write facts, given by column."""
    if rows:
        session.execute(insert(PracticeFact), rows)


def newest_fact(session: Session) -> datetime | None:
    """Give when the last process ended of which there is a fact; None before the first."""
    return session.scalar(select(func.max(PracticeFact.ended_at)))


def histories(session: Session, instance_ids: Collection[str]) -> dict[str, list[Told]]:
    """Give by process its inputs and claims, in order."""
    found: dict[str, list[Told]] = {one: [] for one in instance_ids}
    for row in session.execute(_HISTORIES, {"ids": list(instance_ids)}):
        found[row[0]].append(Told._make(row[1:]))
    return found


def readable_histories(session: Session, instance_ids: Sequence[str]) -> dict[str, list[Told]]:
    """Give what ``histories`` gives, an empty one of a process with a moment or text that is none."""
    try:
        return histories(session, instance_ids)
    except _UNREADABLE:
        if len(instance_ids) == 1:
            return {instance_ids[0]: []}
        return {one: rows for each in instance_ids for one, rows in readable_histories(session, [each]).items()}


def next_line(session: Session, *, after: Line, before: datetime, least: int) -> Line | None:
    """Give the first line after one that has at least so many processes that wait and ended before a moment."""
    line = tuple_(PracticeFact.procedure, PracticeFact.version, PracticeFact.agency)
    query = (
        select(PracticeFact.procedure, PracticeFact.version, PracticeFact.agency)
        .where(PracticeFact.group_id == WAITS, PracticeFact.ended_at < before, line > after)
        .group_by(PracticeFact.procedure, PracticeFact.version, PracticeFact.agency)
        .having(func.count() >= least)
        .order_by(PracticeFact.procedure, PracticeFact.version, PracticeFact.agency)
    )
    found = session.execute(query.limit(1)).first()
    return None if found is None else (found[0], found[1], found[2])


def oldest(session: Session, line: Line, *, since: datetime | None = None) -> datetime | None:
    """Give when the first process of a line ended that waits, of those since a moment if one is given; None of none."""
    query = select(func.min(PracticeFact.ended_at)).where(*_waits(line))
    return session.scalar(query if since is None else query.where(PracticeFact.ended_at >= since))


def unpublished(session: Session, line: Line, *, since: datetime, before: datetime) -> list[Fact]:
    """Give what processes of a line did that wait and ended between two moments, oldest first."""
    query = select(PracticeFact.instance_id, PracticeFact.ended_at, PracticeFact.marks, PracticeFact.hours)
    query = query.where(*_waits(line), PracticeFact.ended_at >= since, PracticeFact.ended_at < before)
    found = session.execute(query.order_by(PracticeFact.ended_at, PracticeFact.instance_id))
    return [Fact(*row) for row in found]


def _waits(line: Line) -> tuple[ColumnElement[bool], ...]:
    procedure, version, agency = line
    return (
        PracticeFact.group_id == WAITS,
        PracticeFact.procedure == procedure,
        PracticeFact.version == version,
        PracticeFact.agency == agency,
    )


def last_group(session: Session) -> int:
    """Give the number of the newest published group, 0 when there is none."""
    return session.scalar(select(func.max(PracticeFigure.id))) or 0


def is_group(session: Session, group_id: int, line: Line) -> bool:
    """Tell whether a published group is one of this line."""
    found = session.get(PracticeFigure, group_id)
    return found is not None and (found.procedure, found.version, found.agency) == line


def group_of(session: Session, line: Line, at: datetime) -> int:
    """Give the number of the published group of a line that holds the month of a moment; WAITS when none does."""
    month, figure = at.strftime("%Y-%m"), PracticeFigure
    query = select(figure.id).where(tuple_(figure.procedure, figure.version, figure.agency) == line)
    query = query.where(figure.first <= month, figure.last >= month).order_by(figure.id).limit(1)
    return session.scalar(query) or WAITS


def put_in_group(session: Session, group_id: int, instance_ids: Sequence[str]) -> None:
    """Note that these processes are counted in a group."""
    session.execute(update(PracticeFact).where(PracticeFact.instance_id.in_(instance_ids)).values(group_id=group_id))


def published(session: Session, *, agency: str | None = None, procedure: str | None = None) -> list[PracticeFigure]:
    """Give the published figures of an agency or of all, of a procedure or of all, oldest first."""
    query = select(PracticeFigure).order_by(PracticeFigure.first, PracticeFigure.version, PracticeFigure.id)
    if agency is not None:
        query = query.where(PracticeFigure.agency == agency)
    return list(session.scalars(query if procedure is None else query.where(PracticeFigure.procedure == procedure)))


def in_groups(session: Session, group_ids: Sequence[int]) -> list[PracticeFact]:
    """Give the facts that are counted in these groups, oldest first."""
    query = select(PracticeFact).where(PracticeFact.group_id.in_(group_ids))
    return list(session.scalars(query.order_by(PracticeFact.ended_at, PracticeFact.instance_id)))


def case_numbers(session: Session, instance_ids: Sequence[str]) -> list[str]:
    """Give the numbers of the cases of these processes, in order."""
    query = select(Case.number).join(ProcessInstance, ProcessInstance.case_id == Case.id)
    return list(session.scalars(query.where(ProcessInstance.id.in_(instance_ids)).distinct().order_by(Case.number)))


def processes(session: Session, *, agency: str, procedure: str) -> list[str]:
    """Give the ids of the processes of a procedure in an agency, in order; none of those that follow on findings."""
    query = select(ProcessInstance.id).join(Bundle, Bundle.id == ProcessInstance.bundle_id)
    query = query.where(ProcessInstance.agency == agency, Bundle.key == procedure, Bundle.key != FOLLOW_UP)
    return list(session.scalars(query.order_by(ProcessInstance.id)))


def some(session: Session, instance_ids: Sequence[str]) -> list[Process]:
    """Give these processes in the order of their ids."""
    query = _PROCESSES.where(_ONE.id.in_(instance_ids)).order_by(_ONE.id)
    return [Process(*row) for row in session.execute(query)]
