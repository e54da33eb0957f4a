"""People to whom a task can be handed over: the task's page offers them."""

from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.services.user_tasks.inbox import Colleague
from engine.services.user_tasks.results import UserTaskView
from engine.store.user_tasks import inbox as stored


def of(tx: Transaction, task: UserTaskView) -> tuple[Colleague, ...]:
    """Give the active holders of an open task's role in its agency, by name, without who holds it now.

    Empty for an actor who neither holds the task nor may hand over those of others. Whether a step wants two different
    persons is seen when it is handed over (``user_tasks.delegate``).
    """
    subject = permissions.Subject(agency=task.agency, role=task.role, assignee=task.assignee)
    if task.state != "open" or not (task.assignee == tx.actor.id or tx.allows("user_task.delegate", subject)):
        return ()
    found = stored.colleagues(tx.session, agencies={task.agency}, roles={task.role})
    return tuple(
        Colleague(id=user.id, username=user.username, name=user.display_name)
        for user in found
        if user.id != task.assignee
    )
