"""User tasks as the actor may see them: one by its id, its form, its clauses, and what comes after it."""

from collections.abc import Iterable

from engine.bpmn.reading import next_tasks
from engine.domain.forms import forms
from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.user_tasks import rows_as_results, seeing
from engine.services.user_tasks.results import ClauseExcerpt, UserTaskView
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks as stored


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


def may_claim(tx: Transaction, task_id: str) -> bool:
    """Tell whether the actor may take such a task; NotFoundError as ``seen``."""
    return tx.allows("user_task.claim", _seen(tx, task_id)[1])


def visible(tx: Transaction, tasks: Iterable[UserTask]) -> tuple[UserTaskView, ...]:
    """Give the views of those tasks of one case that the actor may see."""
    found = list(tasks)
    members = cases.members(tx.session, found[0].case_id) if found and seeing.needs_members(tx) else frozenset()
    shown = [one for one in found if tx.allows("user_task.read", access.subject_of_task(tx, one, members=members))]
    names = names_of(tx, shown)
    return tuple(rows_as_results.user_task(task, names.get(task.assignee or ""), now=tx.now) for task in shown)


def form_of(tx: Transaction, task_id: str) -> forms.Form | None:
    """Give the form of a task that the actor may see; None when the step asks for a bare confirmation."""
    shown = seen(tx, task_id)
    return steps.deployed_of(tx, shown.process_instance).form(shown.form) if shown.form is not None else None


def form_source_of(tx: Transaction, task_id: str) -> bytes | None:
    """Give the form-js file of a task that the actor may see; None when the step asks for a bare confirmation."""
    shown = seen(tx, task_id)
    return steps.deployed_of(tx, shown.process_instance).form_source(shown.form) if shown.form is not None else None


def rests(tx: Transaction, task_id: str) -> bool:
    """Tell whether the process of a task that the actor may see is held: nothing of it can be completed meanwhile."""
    found = cases.get(tx.session, seen(tx, task_id).process_instance)
    return found is not None and found.instance.state == "suspended"


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


def names_of(tx: Transaction, tasks: Iterable[UserTask]) -> dict[str, str]:
    wanted = {task.assignee for task in tasks if task.assignee is not None}
    return {user.id: user.display_name for user in people.by_ids(tx.session, wanted).values()}


def _seen(tx: Transaction, task_id: str) -> tuple[UserTask, permissions.Subject]:
    return seeing.visible(tx, stored.get(tx.session, task_id), asked=task_id)


def _one(tx: Transaction, task: UserTask) -> UserTaskView:
    return rows_as_results.user_task(task, names_of(tx, [task]).get(task.assignee or ""), now=tx.now)
