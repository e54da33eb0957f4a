"""User tasks: found in the inbox, claimed, released, delegated, completed.

The life cycle as a table; everything else is refused as a conflict and changes nothing:

    state       action     who                                       next
    open        claim      a holder of the task's role, unclaimed    open, assigned
    open        claim      who stands in for its assignee            open, assigned
    open        release    the assignee, or who may delegate         open, unassigned
    open        delegate   the assignee, or who may delegate         open, assigned to another holder of the role
    open        complete   the assignee, holding the role            completed
    open        cancel     the diagram or a called-off instance      cancelled
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.bpmn.reading import next_tasks
from engine.domain.cases import urgency
from engine.domain.forms import forms
from engine.domain.people import permissions
from engine.domain.running import inputs
from engine.services.base import chain, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.content import intake_sheet, submissions
from engine.services.notifying import notifications
from engine.services.people import substitutions
from engine.services.running import steps
from engine.services.user_tasks import rows_as_results, seeing
from engine.services.user_tasks.results import ClauseExcerpt, Completed, UserTaskView
from engine.store.base import rows
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks as stored


class AlreadyClaimedError(errors.ConflictError):
    """Another officer has already claimed this task. Choose another one."""

    code = "already_claimed"


class NotClaimedError(errors.ConflictError):
    """Claim this task before completing it."""

    code = "not_claimed"


class TaskNotOpenError(errors.ConflictError):
    """The task was completed or withdrawn and cannot be worked on any more."""

    code = "task_not_open"


class SamePersonError(errors.NotPermittedError):
    """The step must be done by someone other than the person of the step before."""

    code = "same_person"


class DelegateUnfitError(errors.LindungError):
    """The chosen person does not hold the role of this task. Choose somebody who does."""

    code = "delegate_unfit"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A task under the lock of its instance."""

    found: cases.Found
    task: UserTask
    tasks: dict[str, UserTask]
    subject: permissions.Subject
    timer_due: bool


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


def get(tx: Transaction, task_id: str) -> UserTaskView:
    """Give one user task and record that it was read; NotFoundError as ``seen``."""
    task, subject = _seen(tx, task_id)
    seeing.note(tx, task, subject)
    return _one(tx, task)


def seen(tx: Transaction, task_id: str) -> UserTaskView:
    """Give one user task to a service that shows nothing of it, or that records itself what it shows.

    NotFoundError when it does not exist or the actor may not see it.
    """
    return _one(tx, _seen(tx, task_id)[0])


def may_read(tx: Transaction, task_id: str) -> bool:
    """Tell whether there is such a task and the actor may see it."""
    task = stored.get(tx.session, task_id)
    return task is not None and tx.allows("user_task.read", seeing.subject_of(tx, task))


def form_of(tx: Transaction, task_id: str) -> forms.Form | None:
    """Give the form of a task that the actor may see; None when the step asks for a bare confirmation."""
    shown = seen(tx, task_id)
    return steps.deployed_of(tx, shown.process_instance).form(shown.form) if shown.form is not None else None


def rests(tx: Transaction, task_id: str) -> bool:
    """Tell whether the process of a task that the actor may see is held: nothing of it can be completed meanwhile."""
    found = cases.get(tx.session, seen(tx, task_id).process_instance)
    return found is not None and found.instance.state == "suspended"


def form_source_of(tx: Transaction, task_id: str) -> bytes | None:
    """Give the form-js file of a task that the actor may see; None when the step asks for a bare confirmation."""
    shown = seen(tx, task_id)
    return steps.deployed_of(tx, shown.process_instance).form_source(shown.form) if shown.form is not None else None


def clause_of(tx: Transaction, task_id: str) -> tuple[ClauseExcerpt, ...]:
    """Give the clauses that the step rests on, verbatim; empty for a step that only rests on a proposal or on law.

    A step of a shared part rests on the clauses of the activities that call it.
    """
    shown = seen(tx, task_id)
    deployed = steps.deployed_of(tx, shown.process_instance)
    quoted = {
        clause_id: (found, element.basis)
        for element in deployed.definition.resting(shown.element_id)
        for clause_id in element.clause
        if (found := deployed.clause(clause_id)) is not None
    }
    return tuple(
        ClauseExcerpt(id=clause.id, title=document.title, text=clause.text, basis=basis)
        for (document, clause), basis in quoted.values()
    )


def next_of(tx: Transaction, task_id: str) -> tuple[tuple[str, str], ...]:
    """Give (name, role) of the user tasks that can come after a task, as the diagram is drawn; conditions may skip
    some of them. Empty where the procedure ends.
    """
    shown = seen(tx, task_id)
    definition = steps.deployed_of(tx, shown.process_instance).definition
    return tuple((one.name, one.role) for one in next_tasks.user_tasks(definition, shown.element_id))


def claim(tx: Transaction, task_id: str) -> UserTaskView:
    """Take the task; claiming again what one holds already is harmless.

    Raises NotFoundError, NotPermittedError, TaskNotOpenError, AlreadyClaimedError, SamePersonError.
    """
    held = _hold(tx, task_id, permission="user_task.claim")
    holder = held.task.assignee
    if holder not in {None, tx.actor.id} and holder not in substitutions.absent(tx):
        raise AlreadyClaimedError(user_task=task_id)
    _require_other_person(tx, held.task, tx.actor.id)
    if holder != tx.actor.id:
        _assign(tx, held, user_id=tx.actor.id, type_="user_task.claimed")
    else:
        seeing.note(tx, held.task, held.subject)  # no event tells of it, and yet the task is shown
    return rows_as_results.user_task(held.task, _names(tx, [held.task]).get(tx.actor.id), now=tx.now)


def release(tx: Transaction, task_id: str) -> UserTaskView:
    """Give the task back to its role; releasing an unclaimed task is harmless."""
    held = _hold(tx, task_id)
    _require_own_or_delegate(tx, held)
    if held.task.assignee is not None:
        _assign(tx, held, user_id=None, type_="user_task.released")
    else:
        seeing.note(tx, held.task, held.subject)  # no event tells of it, and yet the task is shown
    return rows_as_results.user_task(held.task, None, now=tx.now)


def delegate(tx: Transaction, task_id: str, *, to_username: str) -> UserTaskView:
    """Entrust the task to another holder of its role; DelegateUnfitError when the person is none."""
    held = _hold(tx, task_id)
    _require_own_or_delegate(tx, held)
    user = people.by_username(tx.session, to_username)
    wanted = (held.task.agency, held.task.role)
    if user is None or not user.active or wanted not in people.roles_of(tx.session, {user.id})[user.id]:
        raise DelegateUnfitError(user_task=task_id)
    _require_other_person(tx, held.task, user.id)
    _assign(tx, held, user_id=user.id, type_="user_task.delegated")
    if user.id != tx.actor.id:
        notifications.tell(tx, user.id, kind="delegated", case_number=held.task.case_number, task_id=task_id)
    return rows_as_results.user_task(held.task, user.display_name, now=tx.now)


def complete(tx: Transaction, task_id: str, *, form: Mapping[str, Any]) -> Completed:
    """Complete a claimed task with the answers of its form, and give what is open now.

    Timers that came due earlier fire first; if one of them withdrew the task, TaskNotOpenError tells so and nothing is
    kept. Raises NotFoundError, NotPermittedError, NotClaimedError, SamePersonError, InstanceNotActiveError,
    FormInvalidError.
    """
    held = _hold(tx, task_id, permission="user_task.complete")
    if held.task.assignee != tx.actor.id:
        raise (NotClaimedError if held.task.assignee is None else AlreadyClaimedError)(user_task=task_id)
    steps.require_active(held.found)
    _require_other_person(tx, held.task, tx.actor.id)
    if held.timer_due:
        steps.fire_overdue(tx, held.found, held.tasks)
    if held.task.state != "open":
        raise TaskNotOpenError(user_task=task_id, state=held.task.state)
    _advance(tx, held, form)
    tasks = visible(tx, held.tasks.values())
    return Completed(process_instance=rows_as_results.instance(held.found, tasks=tasks), open_user_tasks=tasks)


def visible(tx: Transaction, tasks: Iterable[UserTask]) -> tuple[UserTaskView, ...]:
    """Give the views of those tasks of one case that the actor may see."""
    found = list(tasks)
    members = cases.members(tx.session, found[0].case_id) if found and seeing.needs_members(tx) else frozenset()
    seen = [task for task in found if tx.allows("user_task.read", seeing.as_subject(task, members))]
    names = _names(tx, seen)
    return tuple(rows_as_results.user_task(task, names.get(task.assignee or ""), now=tx.now) for task in seen)


def _advance(tx: Transaction, held: _Held, answers: Mapping[str, Any]) -> None:
    task, found = held.task, held.found
    checked, routing = submissions.check(steps.deployed(tx, found), task.form, answers)
    intake_sheet.require_fit_consent(tx, found.case, checked)
    intake_sheet.mark(tx, found.case, checked)
    kept = submissions.store(tx, found, element_id=task.element_id, form=task.form, answers=checked, routing=routing)
    cause = steps.Cause(role=task.role, element_id=task.element_id, task_id=task.id, digests=kept.digests)
    steps.advance(tx, found, held.tasks, inputs.Complete(task_id=task.id, variables=dict(kept.routing)), cause)


def _hold(tx: Transaction, task_id: str, *, permission: str | None = None) -> _Held:
    """Lock the task's instance and give both, after the checks that every action shares."""
    found = cases.lock_by_task(tx.session, task_id)
    tasks, due = steps.tasks_and_due(tx, found) if found is not None else ({}, False)
    task, subject = seeing.visible(tx, tasks.get(task_id) or stored.get(tx.session, task_id), asked=task_id)
    if found is None:
        raise errors.NotFoundError(user_task=task_id)
    if permission is not None:
        tx.require(permission, subject)
    if task.state != "open":
        raise TaskNotOpenError(user_task=task_id, state=task.state)
    return _Held(found=found, task=task, tasks=tasks, subject=subject, timer_due=due)


def _seen(tx: Transaction, task_id: str) -> tuple[UserTask, permissions.Subject]:
    return seeing.visible(tx, stored.get(tx.session, task_id), asked=task_id)


def _one(tx: Transaction, task: UserTask) -> UserTaskView:
    return rows_as_results.user_task(task, _names(tx, [task]).get(task.assignee or ""), now=tx.now)


def _require_own_or_delegate(tx: Transaction, held: _Held) -> None:
    if held.task.assignee != tx.actor.id:
        tx.require("user_task.delegate", held.subject)


def _require_other_person(tx: Transaction, task: UserTask, user_id: str) -> None:
    if task.separate_from is None:
        return
    before = stored.completer(tx.session, instance_id=task.instance_id, element_id=task.separate_from)
    if before == user_id:
        raise SamePersonError(user_task=task.id, element=task.separate_from)


def _assign(tx: Transaction, held: _Held, *, user_id: str | None, type_: str) -> None:
    task = held.task
    before = task.assignee
    rows.change(tx.session, task, assignee=user_id)
    if user_id is not None:
        cases.add_member(tx.session, case_id=task.case_id, user_id=user_id)
    chain.append(
        tx,
        held.found.instance,
        type_=type_,
        version=held.found.bundle.version,
        data={"assignee_before": before, "assignee": user_id},
        role=task.role,
        element_id=task.element_id,
        task_id=task.id,
    )


def _names(tx: Transaction, tasks: Iterable[UserTask]) -> dict[str, str]:
    wanted = {task.assignee for task in tasks if task.assignee is not None}
    return {user.id: user.display_name for user in people.by_ids(tx.session, wanted).values()}


def filter_of(tx: Transaction, query: TaskQuery) -> stored.Filter:
    """Give the query as the store knows it: who "me" is, what "my roles" are, when "within" ends."""
    roles = tuple(sorted({role for _, role in tx.actor.roles})) if query.inbox == "roles" else None
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


_MOMENTS = (cursors.decode_moment,)
SORTS: Mapping[str, tuple[Callable[[str], Any], ...]] = {
    "due_at": _MOMENTS,
    "created_at": _MOMENTS,
    "case_number": (str,),
    "risk": (cursors.decode_number, cursors.decode_moment),
}
"""Sort -> how the parts of a cursor are read."""


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
