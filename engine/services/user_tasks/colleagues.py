"""Colleagues: the people to whom an actor may hand tasks over."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.services.user_tasks.results import UserTaskView
from engine.store.people import people


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the same agency."""

    id: str
    username: str
    name: str


def everywhere(tx: Transaction) -> tuple[Colleague, ...]:
    """Give the people who do tasks where the actor may hand them over; whether a role fits is seen for each task."""
    agencies = {scope.agency for scope in tx.scopes("user_task.delegate")}
    working = {role for role, reach in tx.installation.rights.reaches.items() if "user_task.complete" in reach}
    return _found(tx, agencies=agencies, roles=working)


def successors(tx: Transaction, task: UserTaskView) -> tuple[Colleague, ...]:
    """Give the active holders of an open task's role in its agency, by name, without the person who holds it now.

    Empty for an actor who neither holds the task nor may hand over those of others. Whether a step wants two different
    persons is seen when it is handed over (``user_tasks.delegate``).
    """
    subject = permissions.Subject(agency=task.agency, role=task.role, assignee=task.assignee)
    if task.state != "open" or not (task.assignee == tx.actor.id or tx.allows("user_task.delegate", subject)):
        return ()
    found = _found(tx, agencies={task.agency}, roles={task.role})
    return tuple(one for one in found if one.id != task.assignee)


def _found(tx: Transaction, *, agencies: Iterable[str], roles: Iterable[str]) -> tuple[Colleague, ...]:
    users = people.holders(tx.session, agencies=agencies, roles=roles)
    return tuple(Colleague(id=user.id, username=user.username, name=user.display_name) for user in users)
