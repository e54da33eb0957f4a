"""Which user tasks the actor may see, and the record of having seen them."""

from collections.abc import Sequence

from engine import errors
from engine.domain.audit.reads import Refused
from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.store.cases import cases
from engine.store.tables.user_tasks import UserTask

READ = "user_task.read"


def visible(tx: Transaction, task: UserTask | None, *, asked: str) -> tuple[UserTask, permissions.Subject]:
    """Give a task with what the rights see of it; NotFoundError for none and for one that the actor may not see.

    The database is asked the same for either. ``asked`` is the id that was asked for.
    """
    if task is None:
        raise missing(tx, asked=asked)
    subject = subject_of(tx, task)
    if tx.allows(READ, subject):
        return task, subject
    tx.reads.refused.append(Refused(case_id=task.case_id, agency=task.agency, what=READ, subject=task.id))
    raise errors.NotFoundError(user_task=asked)


def missing(tx: Transaction, *, asked: str) -> errors.NotFoundError:
    """Give the refusal for a task that is not there, after the question that one which is there would have cost."""
    _members(tx, access.NOTHING)
    return errors.NotFoundError(user_task=asked)


def subject_of(tx: Transaction, task: UserTask) -> permissions.Subject:
    """Give a task as the rights see it."""
    return access.subject_of_task(tx, task, members=_members(tx, task.case_id))


def _members(tx: Transaction, case_id: str) -> frozenset[str]:
    return cases.members(tx.session, case_id) if needs_members(tx) else frozenset()


def needs_members(tx: Transaction) -> bool:
    """Tell whether some right of the actor depends on who is entrusted with the case; saves a query when none does."""
    return any(scope.reach == "assigned" for scope in tx.scopes(READ))


def note(tx: Transaction, task: UserTask, seen: permissions.Subject) -> None:
    """Note that the actor read a task."""
    reads.note(tx, task.case_id, what=READ, seen=seen, subject=task.id)


def note_list(tx: Transaction, tasks: Sequence[UserTask], *, inbox: str | None, of_case: bool) -> None:
    """Note that the actor read a list: the tasks of the one case that was asked for, else the list as such."""
    if not of_case:
        own = inbox in {"mine", "roles"}
        reads.note_list(tx, "user_task.list", (task.id for task in tasks), about=inbox or "all", own=own)
        return
    for task in tasks:
        note(tx, task, subject_of(tx, task))
