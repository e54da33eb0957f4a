"""User tasks as the inbox and the runner's facts need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.domain import urgency
from engine.store import timers, visibility
from engine.store.tables import ProcessInstance, User, UserTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What an inbox page asks for; None means that the filter is not used.

    ``assignee`` is a user's id or ``none`` for unclaimed tasks, ``assignees`` are ids, ``roles`` role keys, any of
    which will do; ``risk`` may be ``none``; ``sla_state`` is one of none, on_time, warning, breached. ``after`` is
    where the page before ended: what its last task has in the columns that the list is sorted by, then its id.
    """

    state: str = "open"
    assignee: str | None = None
    assignees: frozenset[str] | None = None
    role: str | None = None
    roles: tuple[str, ...] | None = None
    case_number: str | None = None
    procedure: str | None = None
    due_before: datetime | None = None
    risk: str | None = None
    sla_state: str | None = None
    channel: str | None = None
    text: str | None = None
    sort: str = "due_at"
    after: tuple[Any, ...] | None = None
    limit: int = 50


RISK_RANK = case(dict(urgency.RISK_RANKS), value=UserTask.risk, else_=urgency.UNKNOWN_RANK)
SORTS: Mapping[str, tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]] = {
    "due_at": (UserTask.due_order,),
    "created_at": (UserTask.created_at,),
    "case_number": (UserTask.case_number,),
    "risk": (RISK_RANK, UserTask.due_order),
}
"""What a list is sorted by before its id, the smallest first."""


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
    columns = (*SORTS[wanted.sort], UserTask.id)
    query = (
        select(UserTask, User.display_name)
        .outerjoin(User, User.id == UserTask.assignee)
        .where(visibility.of_tasks(scopes, user_id=user_id), *conditions(wanted, now))
    )
    if wanted.after is not None:
        query = query.where(_after(columns, wanted.after))
    rows = session.execute(query.order_by(*columns).limit(wanted.limit))
    return [(task, name) for task, name in rows]


def count_open(session: Session) -> int:
    """Give how many user tasks are open in the installation."""
    return session.scalars(select(func.count()).select_from(UserTask).where(UserTask.state == "open")).one()


def _after(columns: Sequence[Any], place: Sequence[Any]) -> ColumnElement[bool]:
    """Say that a row comes after a place in the order of the columns."""
    column, value = columns[0], place[0]
    later: ColumnElement[bool] = column > value
    return later if len(columns) == 1 else or_(later, and_(column == value, _after(columns[1:], place[1:])))


def conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    """Give what a filter asks of a task, to be joined by "and"."""
    exact = {
        UserTask.role: wanted.role,
        UserTask.case_number: wanted.case_number,
        UserTask.procedure: wanted.procedure,
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
    if wanted.assignees is not None:
        found.append(UserTask.assignee.in_(sorted(wanted.assignees)))
    if wanted.channel is not None:
        came = (ProcessInstance.id == UserTask.instance_id) & (ProcessInstance.channel == wanted.channel)
        found.append(exists().where(came))
    if wanted.roles is not None:
        found.append(UserTask.role.in_(wanted.roles))
    if wanted.due_before is not None:
        found.append(UserTask.due_at < wanted.due_before)
    if wanted.text:
        found.append(
            or_(
                UserTask.case_number.icontains(wanted.text, autoescape=True),
                UserTask.name.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.sla_state is not None:
        found.append(_sla(wanted.sla_state, now))
    return found


def _sla(state: str, now: datetime) -> ColumnElement[bool]:
    """Say in SQL what ``engine.services.presenting.sla_state`` says of one task."""
    warned = and_(UserTask.warn_at.is_not(None), UserTask.warn_at <= now)
    late = and_(UserTask.due_at.is_not(None), UserTask.due_at <= now)
    conditions = {
        "none": UserTask.due_at.is_(None),
        "breached": late,
        "warning": and_(warned, UserTask.due_at > now),
        "on_time": and_(UserTask.due_at > now, or_(UserTask.warn_at.is_(None), UserTask.warn_at > now)),
    }
    return conditions[state]
