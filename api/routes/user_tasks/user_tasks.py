"""``/api/v1/user-tasks``: the inbox, and what people do with a task."""

from typing import Any

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.user_tasks import user_tasks as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.inbox import at_once, inbox
from engine.services.user_tasks import life_cycle, user_tasks
from engine.services.user_tasks.results import Completed, UserTaskView

noun = Noun("user-tasks", description="Tasks that wait for a person: the inbox of the caller's roles.")


@noun.get("", query=schemas.Query, answer=derived.page(UserTaskView, "UserTasksPage"))
def search(tx: Transaction, query: base.Checked) -> Page[UserTaskView]:
    """List the user tasks that the caller may see, by due time unless ``sort`` says otherwise.

    Without ``state`` only open tasks are listed. ``assignee`` is ``me``, ``none`` or a user's id. A task that may not
    be seen is not counted either, so a page tells nothing about other roles.
    """
    return inbox.search(tx, inbox.TaskQuery(**query))


@noun.post("/next", body=schemas.Next, answer=schemas.Taken)
def take_next(tx: Transaction, body: base.Checked) -> dict[str, UserTaskView | None]:
    """Claim the most urgent task that waits for the caller's roles: late before soon, then by risk, then by due time.

    Two callers never get the same task. ``user_task`` is null when none waits.
    """
    return {"user_task": at_once.take_next(tx, inbox.TaskQuery(**body))}


@noun.post("/bulk", body=schemas.Bulk, answer=schemas.BulkDone)
def bulk(tx: Transaction, body: base.Checked) -> dict[str, list[dict[str, Any]]]:
    """Claim, release or delegate several tasks; each is done or refused for itself, with the rights of a single one."""
    verbs = {
        "claim": lambda: at_once.claim_each(tx, body["ids"]),
        "release": lambda: at_once.release_each(tx, body["ids"]),
        "delegate": lambda: at_once.delegate_each(tx, body["ids"], to_username=body["to"]),
    }
    return {"items": [_row(one) for one in verbs[body["action"]]()]}


@noun.get("/<task_id>", answer=derived.answer(UserTaskView))
def get(tx: Transaction, task_id: str) -> UserTaskView:
    """Give one user task.

    404 ``not_found`` when it does not exist or belongs to a role that the caller does not hold.
    """
    return user_tasks.get(tx, task_id)


@noun.post("/<task_id>/claim", answer=derived.answer(UserTaskView))
def claim(tx: Transaction, task_id: str) -> UserTaskView:
    """Take a task that nobody has; it then belongs to the caller.

    Claiming again is harmless. 409 ``already_claimed`` when somebody else was faster, ``task_not_open`` when it is
    done; 403 ``same_person`` for the second half of a two-person step.
    """
    return life_cycle.claim(tx, task_id)


@noun.post("/<task_id>/release", answer=derived.answer(UserTaskView))
def release(tx: Transaction, task_id: str) -> UserTaskView:
    """Give a task back to its role.

    Only its holder may, or whoever may delegate tasks of the agency; an unclaimed task stays as it is.
    """
    return life_cycle.release(tx, task_id)


@noun.post("/<task_id>/delegate", body=schemas.Delegate, answer=derived.answer(UserTaskView))
def delegate(tx: Transaction, body: base.Checked, task_id: str) -> UserTaskView:
    """Hand a task to another user who holds its role.

    422 ``delegate_unfit`` when the person does not hold the role, or may not sign in any more.
    """
    return life_cycle.delegate(tx, task_id, to_username=body["to"])


@noun.post("/<task_id>/complete", body=schemas.Complete, answer=derived.answer(Completed))
def complete(tx: Transaction, body: base.Checked, task_id: str) -> Completed:
    """Complete a claimed task with its form's answers; a wrong answer is refused with a pointer a field.

    The answers are stored encrypted; only fields marked ``routing`` enter the process. 422 ``form_invalid`` with one
    error a field, 409 ``not_claimed``, ``task_not_open`` or ``instance_not_active``; then nothing was changed.
    """
    return life_cycle.complete(tx, task_id, form=body["form"])


def _row(outcome: at_once.Outcome) -> dict[str, Any]:
    """Give the shape of what became of one task of several."""
    refusal = outcome.refusal
    said = None if refusal is None else {"id": refusal.sentence_id, "en": refusal.sentence_en}
    return {
        "id": outcome.id,
        "task": outcome.task,
        "code": None if refusal is None else refusal.code,
        "sentences": said,
    }
