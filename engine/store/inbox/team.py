"""The work of an agency's team, counted by the database: by person and by step, over open tasks alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from engine.domain.audits.findings import FOLLOW_UP
from engine.store.tables.people import User, UserRole
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks


class PersonRow(NamedTuple):
    """The tasks of one person, counted; ``user_id`` is None for the tasks that nobody has taken."""

    user_id: str | None
    name: str | None
    open: int
    late: int
    soon: int


class StepRow(NamedTuple):
    """The tasks at one step, counted; half of them are at least as old as a moment between the two middle ones."""

    procedure: str
    element_id: str
    name: str
    open: int
    late: int
    unassigned: int
    middle: datetime
    other_middle: datetime


def by_person(session: Session, agency: str, *, now: datetime) -> list[PersonRow]:
    """Count an agency's open tasks by who holds them."""
    counted = _count(), _count(_standing("breached", now)), _count(_standing("warning", now))
    query = (
        select(UserTask.assignee, func.max(User.display_name), *counted)
        .outerjoin(User, User.id == UserTask.assignee)
        .where(*_open(agency))
        .group_by(UserTask.assignee)
    )
    return [PersonRow(*row) for row in session.execute(query)]


def by_step(session: Session, agency: str, *, now: datetime) -> list[StepRow]:
    """Count an agency's open tasks by procedure and element, with when the middle one of them was opened."""
    step = (UserTask.procedure, UserTask.element_id)
    place = func.row_number().over(partition_by=step, order_by=(UserTask.created_at, UserTask.id))
    tasks = (
        select(
            *step,
            UserTask.name,
            UserTask.created_at,
            _flag(_standing("breached", now)).label("late"),
            _flag(UserTask.assignee.is_(None)).label("free"),
            place.label("place"),
            func.count().over(partition_by=step).label("many"),
        )
        .where(*_open(agency))
        .subquery()
    )
    seen = tasks.c
    middles = (
        func.max(case((seen.place == offset, seen.created_at)))
        for offset in ((seen.many + 1) // 2, (seen.many + 2) // 2)
    )
    sums = func.max(seen.name), func.count(), func.sum(seen.late), func.sum(seen.free)
    query = select(seen.procedure, seen.element_id, *sums, *middles).group_by(seen.procedure, seen.element_id)
    return [StepRow(*row) for row in session.execute(query)]


def holders(session: Session, agency: str, *, roles: Iterable[str]) -> list[tuple[str, str]]:
    """Give (id, name) of the active people who hold one of the roles in an agency."""
    held = select(UserRole.user_id).where(UserRole.agency == agency, UserRole.role.in_(sorted(roles)))
    query = select(User.id, User.display_name).where(User.active, User.id.in_(held))
    return [(user_id, name) for user_id, name in session.execute(query)]


def _open(agency: str) -> tuple[ColumnElement[bool], ...]:
    """Say which tasks stand on the board: what is done about an audit's findings is not the team's."""
    return UserTask.agency == agency, UserTask.state == "open", UserTask.procedure != FOLLOW_UP


def _standing(state: str, now: datetime) -> ColumnElement[bool]:
    """Say how a task's time stands as the inbox says it, so that a figure and the list behind it agree."""
    wanted = user_tasks.Filter(sla_state=state)
    return user_tasks.conditions(wanted, now)[-1]


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _count(condition: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    return func.count() if condition is None else func.sum(_flag(condition))
