"""User tasks as the inbox and the runner's facts need them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.domain.cases import urgency
from engine.store import visibility
from engine.store.base import contains
from engine.store.running import timers
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.people import User
from engine.store.tables.user_tasks import UserTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What an inbox page asks for; None means that the filter is not used.

    ``assignee`` is a user's id or ``none`` for unclaimed tasks, ``assignees`` are ids, ``roles`` role keys, any of
    which will do; ``risk`` may be ``none``, ``risk_rank`` is one of urgency.RANKS; ``sla_state`` is one of none,
    on_time, warning, breached. ``after`` is where the page before ended: what its last task has in what the list is
    sorted by, then its id. ``ids`` are tasks that were found to fit all else.
    """

    state: str = "open"
    assignee: str | None = None
    assignees: frozenset[str] | None = None
    role: str | None = None
    roles: tuple[str, ...] | None = None
    case_number: str | None = None
    agency: str | None = None
    procedure: str | None = None
    element_id: str | None = None
    due_before: datetime | None = None
    risk: str | None = None
    risk_rank: int | None = None
    sla_state: str | None = None
    channel: str | None = None
    text: str | None = None
    sort: str = "due_at"
    after: tuple[Any, ...] | None = None
    limit: int = 50
    ids: tuple[str, ...] | None = None


FEW = 200
"""Tasks that fit a narrow filter are looked for all at once up to this many."""

SORTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "due_at": UserTask.due_order,
    "created_at": UserTask.created_at,
    "case_number": UserTask.case_number,
}
"""What a list is sorted by before its id, the smallest first; by risk it is read one risk after the other."""

BY_NUMBER_OR_AGE = frozenset(SORTS) - {"due_at"}


def get(session: Session, task_id: str) -> UserTask | None:
    """Give one user task as it stands now."""
    return session.scalar(select(UserTask).where(UserTask.id == task_id).execution_options(populate_existing=True))


def known(session: Session, task_id: str) -> UserTask:
    """Give a user task that was found before, as it stands now."""
    return session.scalars(
        select(UserTask).where(UserTask.id == task_id).execution_options(populate_existing=True)
    ).one()


def open_of_instance(session: Session, instance_id: str) -> list[UserTask]:
    """Give the open tasks of an instance, as they stand now, oldest first."""
    return list(session.scalars(_open_of_instance(), {"instance_id": instance_id}))


@cache
def _open_of_instance() -> Select[UserTask]:
    """Build the statement once: it runs at every step of every case."""
    return (
        select(UserTask)
        .where(UserTask.instance_id == bindparam("instance_id"), UserTask.state == "open")
        .order_by(UserTask.created_at, UserTask.id)
        .execution_options(populate_existing=True)
    )


def open_and_due(session: Session, instance_id: str, *, now: datetime) -> tuple[list[UserTask], bool]:
    """Give the open tasks of an instance as ``open_of_instance`` does, and whether a timer of it may be due."""
    rows = session.execute(_open_and_due(), {"instance_id": instance_id, "now": now}).all()
    return [row[0] for row in rows], not rows or bool(rows[0][1])


@cache
def _open_and_due() -> Select[UserTask, bool]:
    return _open_of_instance().add_columns(timers.due())


def instances_with_open(session: Session, *, after: str, limit: int) -> list[str]:
    """Give the ids of instances with open tasks, in the order of their ids, those after this one."""
    query = select(UserTask.instance_id).where(UserTask.state == "open", UserTask.instance_id > after)
    return list(session.scalars(query.distinct().order_by(UserTask.instance_id).limit(limit)))


def completer(session: Session, *, instance_id: str, element_id: str) -> str | None:
    """Give the id of the actor who last completed the element in this instance; None when nobody did."""
    return session.scalar(
        select(UserTask.completed_by)
        .where(UserTask.instance_id == instance_id, UserTask.element_id == element_id, UserTask.state == "completed")
        .order_by(UserTask.completed_at.desc())
        .limit(1)
    )


def search(
    session: Session, wanted: Filter, *, scopes: visibility.Scopes, user_id: str, now: datetime
) -> list[tuple[UserTask, str | None]]:
    """Give (task, assignee's display name) rows that the scopes admit and the filter wants, in the asked order."""
    seen = visibility.of_tasks(scopes, user_id=user_id)
    wanted = _narrowed(session, wanted, seen, now)
    found: list[tuple[UserTask, str | None]] = []
    for part in by_risk(wanted) if wanted.sort == "risk" else [wanted]:
        column = SORTS[part.sort]
        query = (
            select(UserTask, User.display_name)
            .outerjoin(User, User.id == UserTask.assignee)
            .where(*([] if part.ids is not None else [seen]), *conditions(part, now))
            .order_by(column, UserTask.id)
        )
        if part.after is not None:
            place, last_id = part.after
            query = query.where(or_(column > place, and_(column == place, UserTask.id > last_id)))
        found += [(task, name) for task, name in session.execute(query.limit(wanted.limit - len(found)))]
        if len(found) == wanted.limit:
            break
    return found


def _narrowed(session: Session, wanted: Filter, seen: ColumnElement[bool], now: datetime) -> Filter:
    """Give the filter with the ids of all that fits it when that is little, else as it is.

    A list is read in its order until a page is full: soon when much fits, but through 100,000 rows in the order of an
    index, each at another place of the table, when nothing does. In the order of case numbers, which is nearly that of
    the table, the same look takes a fifth of the time.
    """
    narrow = (wanted.text, wanted.procedure, wanted.element_id, wanted.channel, wanted.risk)
    if not any((*narrow, wanted.sla_state, wanted.due_before)):
        return wanted
    fits = conditions(replace(wanted, sort="case_number"), now)
    query = select(UserTask.id).where(seen, *fits).order_by(UserTask.case_number, UserTask.id)
    ids = tuple(session.scalars(query.limit(FEW + 1)))
    return wanted if len(ids) > FEW else replace(wanted, ids=ids)


def by_risk(wanted: Filter) -> Iterator[Filter]:
    """Give the filter once for each risk, the highest first, from where the page before ended.

    Each is read by due time through an index; sorting 100,000 tasks by risk took half a second.
    """
    first = 0 if wanted.after is None else wanted.after[0]
    for rank in urgency.RANKS:
        if rank >= first:
            after = None if wanted.after is None or rank > first else wanted.after[1:]
            yield replace(wanted, sort="due_at", risk_rank=rank, after=after)


def count_open(session: Session) -> int:
    """Give how many user tasks are open in the installation."""
    return session.scalars(select(func.count()).select_from(UserTask).where(UserTask.state == "open")).one()


def conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter on a task, to be joined by "and"."""
    if wanted.ids is not None:
        return [UserTask.id.in_(wanted.ids), *([] if wanted.risk_rank is None else [_ranked(wanted.risk_rank)])]
    exact = {
        UserTask.role: wanted.role,
        UserTask.case_number: wanted.case_number,
        UserTask.agency: wanted.agency,
        UserTask.procedure: wanted.procedure,
        UserTask.element_id: wanted.element_id,
        UserTask.risk: None if wanted.risk == "none" else wanted.risk,
    }
    found: list[ColumnElement[bool]] = [UserTask.state == wanted.state]
    found += [column == value for column, value in exact.items() if value is not None]
    if wanted.assignee == "none":
        found.append(UserTask.assignee.is_(None))
    elif wanted.assignee is not None:
        found.append(UserTask.assignee == wanted.assignee)
    if wanted.risk == "none":
        found.append(UserTask.risk.is_(None))
    if wanted.risk_rank is not None:
        found.append(_ranked(wanted.risk_rank))
    if wanted.assignees is not None:
        found.append(UserTask.assignee.in_(sorted(wanted.assignees)))
    if wanted.channel is not None:
        came = (ProcessInstance.id == UserTask.instance_id) & (ProcessInstance.channel == wanted.channel)
        found.append(exists().where(came))
    if wanted.roles is not None:
        found.append(UserTask.role.in_(wanted.roles))
    if wanted.due_before is not None:
        found += [_due(wanted) < wanted.due_before, UserTask.due_at.is_not(None)]
    if wanted.text:
        found.append(or_(contains.holds(UserTask.case_number, wanted.text), contains.holds(UserTask.name, wanted.text)))
    if wanted.sla_state is not None:
        found.append(_sla(wanted.sla_state, _due(wanted), now))
    return found


def _due(wanted: Filter) -> InstrumentedAttribute[Any]:
    """Give the column by which a due moment is compared: that of the index where the list has its order.

    In another order it must not be used: all that is late would be gathered through it and then sorted.
    """
    return UserTask.due_at if wanted.sort in BY_NUMBER_OR_AGE else UserTask.due_order


def _ranked(rank: int) -> ColumnElement[bool]:
    """Say in SQL which risks ``engine.domain.cases.urgency`` gives this rank."""
    named = [risk for risk, place in urgency.RISK_RANKS.items() if place == rank]
    if rank != urgency.UNKNOWN_RANK:
        return UserTask.risk.in_(named)
    return or_(UserTask.risk.is_(None), UserTask.risk.not_in(sorted(urgency.RISK_RANKS)))


def _sla(state: str, due: InstrumentedAttribute[Any], now: datetime) -> ColumnElement[bool]:
    """Say in SQL what ``engine.services.user_tasks.rows_as_results.sla_state`` says of one task."""
    warned = and_(UserTask.warn_at.is_not(None), UserTask.warn_at <= now)
    conditions = {
        "none": UserTask.due_at.is_(None),
        "breached": due <= now,  # in order of time, what has no due moment has a far day
        "warning": and_(warned, UserTask.due_at.is_not(None), due > now),
        "on_time": and_(UserTask.due_at > now, or_(UserTask.warn_at.is_(None), UserTask.warn_at > now)),
    }
    return conditions[state]


def instances_of(session: Session, task_ids: Iterable[str]) -> dict[str, str]:
    """Give task id -> instance id of the tasks that exist."""
    query = select(UserTask.id, UserTask.instance_id).where(UserTask.id.in_(sorted(set(task_ids))))
    return {row.id: row.instance_id for row in session.execute(query)}
