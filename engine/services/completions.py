"""Handing a task in with a moment to take it back (decision 0016).

A completion is an input, and an input that was recorded is never undone. So the time to think lies before it: the
answers are checked, tried out to tell what will happen, and kept as a held draft with a job that completes the task
when the window closes. Until then the task is open and nothing has left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.domain import actors, forms
from engine.services import drafts, notifications, promises, user_tasks
from engine.services.transaction import Transaction
from engine.services.views import Completed
from engine.store import cases, desk, people, records, timers
from engine.store import user_tasks as stored
from engine.store.tables import UserTask

WINDOW = timedelta(seconds=30)


class NothingHeldError(errors.ConflictError):
    """The completion of this task was carried out or taken back already."""

    code = "nothing_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a completion would do now: tried out, not guessed.

    ``opened`` and ``withdrawn`` are (task name, role) pairs; ``documents`` names the letters that it makes due.
    """

    opened: tuple[tuple[str, str], ...]
    withdrawn: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What became of a task that was handed in: completed at once, or held until a moment with what will happen."""

    case_number: str
    held_until: datetime | None
    completed: Completed | None = None


def hand_in(tx: Transaction, task_id: str, *, form: Mapping[str, Any]) -> HandedIn:
    """Check the answers and hold the completion for ``WINDOW``; complete at once where waiting could change it.

    A timer of the case that comes due within the window could withdraw the task or make it late, so then nobody waits.
    Raises as ``user_tasks.complete`` does; then nothing is kept.
    """
    found = cases.lock_by_task(tx.session, task_id)
    if found is None:
        raise errors.NotFoundError(user_task=task_id)
    if timers.earliest_due(tx.session, found.instance.id, now=tx.now + WINDOW) is not None:
        return _at_once(tx, task_id, form)
    with tx.savepoint(keep=False) as tried:
        user_tasks.complete(tried, task_id, form=form)
    task = stored.known(tx.session, task_id)
    row = drafts.put(tx, task, drafts.locked(tx, task), form)
    row.held_until = tx.now + WINDOW
    _promise(tx, task_id, revision=row.revision, run_at=row.held_until)
    return HandedIn(case_number=task.case_number, held_until=row.held_until)


def expected(tx: Transaction, task_id: str) -> Expected | None:
    """Tell what the actor's held completion will do as things stand; None when it could not be carried out now.

    The transaction is left as it was, but it must be one that may write.
    """
    held = _held(tx, task_id)
    before = {task.id: task for task in stored.open_of_instance(tx.session, held.task.instance_id)}
    letters = {row.id for row in records.documents(tx.session, held.task.case_id)}
    try:
        with tx.savepoint(keep=False) as tried:
            done = user_tasks.complete(tried, task_id, form=held.answers)
            after = {task.id: task for task in stored.open_of_instance(tried.session, held.task.instance_id)}
            fresh = [row for row in records.documents(tried.session, held.task.case_id) if row.id not in letters]
            return Expected(
                opened=_named(after, without=before),
                withdrawn=_named(before, without={**after, task_id: held.task}),
                documents=tuple(row.document for row in fresh),
                ends=done.process_instance.state != "active",
            )
    except errors.LindungError:
        return None


def take_back(tx: Transaction, task_id: str) -> int:
    """Call a held completion back and give the draft's revision; NothingHeldError when it was too late."""
    row = desk.draft(tx.session, task_id=task_id, user_id=tx.actor.id, locked=True)
    if row is None or row.held_until is None:
        raise NothingHeldError(user_task=task_id)
    row.held_until, row.revision = None, row.revision + 1
    return row.revision


def carry_out_now(tx: Transaction, task_id: str) -> Completed:
    """Complete with the held answers without waiting; raises as ``user_tasks.complete`` does, or NothingHeldError."""
    held = _held(tx, task_id, locked=True)
    done = user_tasks.complete(tx, task_id, form=held.answers)
    desk.drop_draft(tx.session, task_id=task_id, user_id=tx.actor.id)
    return done


def carry_out(tx: Transaction, *, task_id: str, user_id: str, revision: int) -> bool:
    """Do what a held completion promised, in the name of who handed it in; tell whether it was done.

    Harmless when it was taken back or done already. When it is refused now, its answers stay a draft, which says why,
    and their writer is told.
    """
    found = cases.lock_by_task(tx.session, task_id)
    row = desk.draft(tx.session, task_id=task_id, user_id=user_id, locked=True)
    if found is None or row is None or row.held_until is None or row.revision != revision:
        return False
    roles = frozenset(people.roles_of(tx.session, {user_id})[user_id])
    try:
        with tx.savepoint(actor=actors.Actor(id=user_id, roles=roles)) as person:
            user_tasks.complete(person, task_id, form=drafts.opened(tx, row, found.case))
            desk.drop_draft(tx.session, task_id=task_id, user_id=user_id)
    except REFUSED as refusal:
        row.held_until, row.refused = None, refusal.code
        notifications.tell(tx, user_id, kind="completion_refused", case_number=found.case.number, task_id=task_id)
        return False
    return True


REFUSED = (errors.ConflictError, errors.NotFoundError, errors.NotPermittedError, forms.FormInvalidError)
"""What can have changed while a completion waited; anything else is a technical stop and fails the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    task: UserTask
    answers: Mapping[str, Any]


def _held(tx: Transaction, task_id: str, *, locked: bool = False) -> _Held:
    if locked:
        cases.lock_by_task(tx.session, task_id)
    row = desk.draft(tx.session, task_id=task_id, user_id=tx.actor.id, locked=locked)
    if row is None or row.held_until is None:
        raise NothingHeldError(user_task=task_id)
    task = stored.known(tx.session, task_id)
    case = cases.known(tx.session, task.case_number)
    return _Held(task=task, answers=drafts.opened(tx, row, case))


def _at_once(tx: Transaction, task_id: str, form: Mapping[str, Any]) -> HandedIn:
    done = user_tasks.complete(tx, task_id, form=form)
    desk.drop_draft(tx.session, task_id=task_id, user_id=tx.actor.id)
    return HandedIn(case_number=done.process_instance.case_number, held_until=None, completed=done)


def _promise(tx: Transaction, task_id: str, *, revision: int, run_at: datetime) -> None:
    payload = {"task_id": task_id, "user_id": tx.actor.id, "revision": revision}
    key = f"complete:{task_id}:{tx.actor.id}:{revision}"
    promises.promise(tx, kind="user_task.complete", key=key, payload=payload, run_at=run_at)


def _named(tasks: Mapping[str, UserTask], *, without: Mapping[str, UserTask]) -> tuple[tuple[str, str], ...]:
    return tuple((task.name, task.role) for task_id, task in tasks.items() if task_id not in without)
