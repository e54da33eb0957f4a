"""Tasks taken from the inbox without choosing each by hand: the most urgent one, or several at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from engine import errors
from engine.domain.cases import urgency
from engine.services.base.transaction import Transaction
from engine.services.inbox import inbox
from engine.services.inbox.inbox import TaskQuery
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import UserTaskView
from engine.store.cases import cases
from engine.store.inbox import inbox as stored
from engine.store.user_tasks import user_tasks as tasks

MOST_TRIED = 50
MOST_AT_ONCE = 100


class TooManyTasksError(errors.LindungError):
    """Choose at most 100 tasks at once."""

    code = "too_many_tasks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result for one task of several: the task as it is now, or the refusal."""

    id: str
    task: UserTaskView | None
    refusal: errors.LindungError | None


def take_next(tx: Transaction, query: TaskQuery | None = None) -> UserTaskView | None:
    """Claim the most urgent unclaimed task that the actor may claim; None when none is left.

    Urgent is first how the promised time stands, then the risk, then the due moment. Two who ask at once get two
    different tasks: one at which somebody is at work just now is passed over.
    """
    wanted = replace(query or TaskQuery(), inbox="roles", assignee=None, cursor=None, limit=MOST_TRIED)
    states = urgency.SLA_ORDER if wanted.sla_state is None else (wanted.sla_state,)
    for state in states:
        for task_id, instance_id in _urgent(tx, replace(wanted, sla_state=state)):
            task = _try(tx, task_id, instance_id)
            if task is not None:
                return task
    return None


def claim_each(tx: Transaction, task_ids: Sequence[str]) -> tuple[Outcome, ...]:
    """Claim each task; one that is refused leaves the others as they are. TooManyTasksError."""
    return _each(tx, task_ids, lambda task_id: life_cycle.claim(tx, task_id))


def release_each(tx: Transaction, task_ids: Sequence[str]) -> tuple[Outcome, ...]:
    """Release each task; one that is refused leaves the others as they are. TooManyTasksError."""
    return _each(tx, task_ids, lambda task_id: life_cycle.release(tx, task_id))


def delegate_each(tx: Transaction, task_ids: Sequence[str], *, to_username: str) -> tuple[Outcome, ...]:
    """Entrust each task to a person; one that is refused leaves the others as they are. TooManyTasksError."""
    return _each(tx, task_ids, lambda task_id: life_cycle.delegate(tx, task_id, to_username=to_username))


def _urgent(tx: Transaction, query: TaskQuery) -> Iterator[tuple[str, str]]:
    """Give candidates by what the actor may claim, which is narrower than what they may see."""
    wanted = inbox.filter_of(tx, query)
    return stored.urgent(tx.session, wanted, scopes=tx.scopes("user_task.claim"), user_id=tx.actor.id, now=tx.now)


def _try(tx: Transaction, task_id: str, instance_id: str) -> UserTaskView | None:
    """Claim a task if nobody is at work at its case and nobody took it meanwhile; None otherwise."""
    if not cases.lock_free(tx.session, instance_id):
        return None
    try:
        return life_cycle.claim(tx, task_id)
    except (errors.ConflictError, errors.NotPermittedError):
        return None


def _each(tx: Transaction, task_ids: Sequence[str], act: Callable[[str], UserTaskView]) -> tuple[Outcome, ...]:
    """Act on each task, in one order of instances for everybody: two who name the same tasks cannot block each other.

    Every refusal of these verbs comes before anything is written, so a refused row leaves nothing behind.
    """
    named = list(dict.fromkeys(task_ids))
    if len(named) > MOST_AT_ONCE:
        raise TooManyTasksError(count=len(named))
    instances = tasks.instances_of(tx.session, named)
    done = {one: _one(one, act) for one in sorted(named, key=lambda one: (instances.get(one, ""), one))}
    return tuple(done[one] for one in named)


def _one(task_id: str, act: Callable[[str], UserTaskView]) -> Outcome:
    try:
        return Outcome(id=task_id, task=act(task_id), refusal=None)
    except errors.LindungError as refusal:
        return Outcome(id=task_id, task=None, refusal=refusal)
