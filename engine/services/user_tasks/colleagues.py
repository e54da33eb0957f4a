"""Colleagues: the people to whom an actor may hand tasks over."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.user_tasks.results import UserTaskView
from engine.store.people import people
from engine.store.user_tasks import user_tasks as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the same agency."""

    id: str
    username: str
    name: str


def everywhere(tx: Transaction) -> tuple[Colleague, ...]:
    """Give the people who do tasks where the actor may hand them over; whether a role fits is seen for each task."""
    agencies = {scope.agency for scope in tx.scopes("user_task.delegate")}
    return _found(tx, agencies=agencies, roles=tx.installation.rights.working("user_task.complete"))


def successors(tx: Transaction, task: UserTaskView) -> tuple[Colleague, ...]:
    """Give who may take an open task from the person who holds it now: of its role in its agency, by name.

    Empty for an actor who neither holds the task nor may hand over those of others. Whether a step wants two different
    persons is seen when it is handed over (``user_tasks.delegate``).
    """
    subject = permissions.Subject(agency=task.agency, role=task.role, assignee=task.assignee)
    if task.state != "open" or not (task.assignee == tx.actor.id or tx.allows("user_task.delegate", subject)):
        return ()
    of_finding = task.process_definition == FOLLOW_UP
    takers = access.takers(tx, stored.known(tx.session, task.id)) if of_finding else None
    found = _found(tx, agencies={task.agency}, roles=permissions.EXAMINERS | {task.role} if of_finding else {task.role})
    return tuple(one for one in found if one.id != task.assignee and (takers is None or one.id in takers))


def _found(tx: Transaction, *, agencies: Iterable[str], roles: Iterable[str]) -> tuple[Colleague, ...]:
    users = people.holders(tx.session, agencies=agencies, roles=roles)
    return tuple(Colleague(id=user.id, username=user.username, name=user.display_name) for user in users)
