"""The inbox: the list of user tasks by what was asked, and how many each question would list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.domain.cases import urgency
from engine.domain.people.permissions import roles_at_work
from engine.services.base import cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.people import substitutions
from engine.services.user_tasks import rows_as_results, seeing
from engine.services.user_tasks.results import UserTaskView
from engine.store.inbox import inbox as counted
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks as stored

MOST_COUNTED = 100
"""Counting stops here: nobody works by the difference between 100 and 3,000."""

_MOMENTS = (cursors.decode_moment,)
SORTS: Mapping[str, tuple[Callable[[str], Any], ...]] = {
    "due_at": _MOMENTS,
    "created_at": _MOMENTS,
    "case_number": (str,),
    "risk": (cursors.decode_number, cursors.decode_moment),
}
"""Sort -> how the parts of a cursor are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """What an inbox page asks for; None means that the filter is not used.

    ``inbox`` is ``mine`` (what the actor holds, or who they stand in for), ``roles`` (unclaimed, of the actor's roles)
    or None; ``assignee`` is ``me``, ``none`` or a user's id; ``risk`` may be ``none``; ``due_within`` counts from now;
    ``q`` is part of a case number or a task's name; ``sort`` is one of SORTS; ``limit`` 1 to 200.
    """

    state: str = "open"
    inbox: str | None = None
    assignee: str | None = None
    role: str | None = None
    case_number: str | None = None
    agency: str | None = None
    process_definition: str | None = None
    element_id: str | None = None
    due_before: datetime | None = None
    due_within: timedelta | None = None
    risk: str | None = None
    sla_state: str | None = None
    channel: str | None = None
    q: str | None = None
    sort: str = "due_at"
    cursor: str | None = None
    limit: int = 50


def search(tx: Transaction, query: TaskQuery) -> Page[UserTaskView]:
    """Give the user tasks that the actor may see and the query wants, in its order."""
    rows = stored.search(
        tx.session, filter_of(tx, query), scopes=tx.scopes("user_task.read"), user_id=tx.actor.id, now=tx.now
    )
    shown = tuple(rows_as_results.user_task(task, name, now=tx.now) for task, name in rows[: query.limit])
    tasks = [task for task, _ in rows[: query.limit]]
    seeing.note_list(tx, tasks, inbox=query.inbox, of_case=query.case_number is not None)
    more = len(rows) > query.limit
    return Page(items=shown, next=_cursor(rows[query.limit - 1][0], query.sort) if more else None)


def counts(tx: Transaction, queries: Mapping[str, TaskQuery]) -> dict[str, int]:
    """Count what each query would list, up to MOST_COUNTED."""
    return {name: _count(tx, query) for name, query in queries.items()}


def filter_of(tx: Transaction, query: TaskQuery) -> stored.Filter:
    """Give the query as the store knows it: who "me" is, what "my roles" are, when "within" ends."""
    roles = tuple(sorted(roles_at_work(tx.actor))) if query.inbox == "roles" else None
    mine = {tx.actor.id, *substitutions.absent(tx)} if query.inbox == "mine" else None
    within = None if query.due_within is None else tx.now + query.due_within
    assignee = "none" if query.inbox == "roles" else query.assignee
    return stored.Filter(
        state=query.state,
        assignee=tx.actor.id if assignee == "me" else assignee,
        assignees=None if mine is None else frozenset(mine),
        role=query.role,
        roles=roles,
        case_number=query.case_number,
        agency=query.agency,
        procedure=query.process_definition,
        element_id=query.element_id,
        due_before=min((at for at in (query.due_before, within) if at is not None), default=None),
        risk=query.risk,
        sla_state=query.sla_state,
        channel=query.channel,
        text=query.q,
        sort=query.sort,
        after=_place(query.cursor, query.sort),
        limit=query.limit + 1,
    )


def _count(tx: Transaction, query: TaskQuery) -> int:
    return counted.count(
        tx.session,
        filter_of(tx, query),
        scopes=tx.scopes("user_task.read"),
        user_id=tx.actor.id,
        now=tx.now,
        most=MOST_COUNTED,
    )


def _place(cursor: str | None, sort: str) -> tuple[Any, ...] | None:
    parts = cursors.decode(cursor, parts=len(SORTS[sort]) + 1)
    if parts is None:
        return None
    read = (decode(part) for decode, part in zip(SORTS[sort], parts[:-1], strict=True))
    return (*read, cursors.checked_id(parts[-1]))


def _cursor(task: UserTask, sort: str) -> str:
    places = {
        "due_at": (task.due_order.isoformat(),),
        "created_at": (task.created_at.isoformat(),),
        "case_number": (task.case_number,),
        "risk": (str(urgency.risk_rank(task.risk)), task.due_order.isoformat()),
    }
    return cursors.encode(*places[sort], task.id)
