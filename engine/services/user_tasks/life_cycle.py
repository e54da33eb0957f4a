"""The life cycle of a user task: claimed, released, delegated, completed.

The life cycle as a table; everything else is refused as a conflict and changes nothing:

    state       action     who                                       next
    open        claim      a holder of the task's role, unclaimed    open, assigned
    open        claim      who stands in for its assignee            open, assigned
    open        release    the assignee, or who may delegate         open, unassigned
    open        delegate   the assignee, or who may delegate         open, assigned to another holder of the role
    open        complete   the assignee, holding the role            completed
    open        cancel     the diagram or a called-off instance      cancelled
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.people import permissions
from engine.domain.running import inputs
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.content import intake_sheet, submissions
from engine.services.notifying import notifications
from engine.services.people import substitutions
from engine.services.running import steps
from engine.services.user_tasks import rows_as_results, seeing, user_tasks
from engine.services.user_tasks.results import Completed, UserTaskView
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
class _Held:
    """A task under the lock of its instance."""

    found: cases.Found
    task: UserTask
    tasks: dict[str, UserTask]
    subject: permissions.Subject
    timer_due: bool


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
    return rows_as_results.user_task(held.task, user_tasks.names_of(tx, [held.task]).get(tx.actor.id), now=tx.now)


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
    if user is None or not user.active or not _fits(tx, held.task, user.id):
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
    tasks = user_tasks.visible(tx, held.tasks.values())
    return Completed(process_instance=rows_as_results.instance(held.found, tasks=tasks), open_user_tasks=tasks)


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
    if found is None:
        raise seeing.missing(tx, asked=task_id)
    tasks, due = steps.tasks_and_due(tx, found)
    task, subject = seeing.visible(tx, tasks.get(task_id) or stored.get(tx.session, task_id), asked=task_id)
    if permission is not None:
        tx.require(permission, subject)
    if task.state != "open":
        raise TaskNotOpenError(user_task=task_id, state=task.state)
    return _Held(found=found, task=task, tasks=tasks, subject=subject, timer_due=due)


def _fits(tx: Transaction, task: UserTask, user_id: str) -> bool:
    """Tell whether somebody may be entrusted with a task: its role tells, of a finding's task its side."""
    if task.procedure == FOLLOW_UP:
        return user_id in access.takers(tx, task)
    return (task.agency, task.role) in people.roles_of(tx.session, {user_id})[user_id]


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
