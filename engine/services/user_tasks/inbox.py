"""The inbox beyond its pages: counts, the next task, several tasks at once, and why a task is due when it is."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from engine import errors
from engine.bpmn.reading.definitions import Definition
from engine.domain.cases import urgency
from engine.domain.time import sla, working_time
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.time import calendars, pressing
from engine.services.user_tasks import user_tasks
from engine.services.user_tasks.results import UserTaskView
from engine.services.user_tasks.user_tasks import TaskQuery
from engine.store.cases import cases
from engine.store.user_tasks import inbox as stored

MOST_COUNTED = 100
"""Counting stops here: nobody works by the difference between 100 and 3,000."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReason:
    """The reason why a task is due at its moment: the promise, its clause, the start of the count, and the time left.

    ``working_left`` is the agency's working time until then, None when the promise counts elapsed time or is late.
    """

    milestone: str
    clause_id: str
    clause_text: str | None
    reading: str | None
    calendar_kind: str
    amount: int | Decimal
    unit: str
    started_at: datetime
    due_at: datetime
    working_left: timedelta | None


def counts(tx: Transaction, queries: Mapping[str, TaskQuery]) -> dict[str, int]:
    """Count what each query would list, up to MOST_COUNTED."""
    return {name: _count(tx, query) for name, query in queries.items()}


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
    return _each(tx, task_ids, lambda task_id: user_tasks.claim(tx, task_id))


def release_each(tx: Transaction, task_ids: Sequence[str]) -> tuple[Outcome, ...]:
    """Release each task; one that is refused leaves the others as they are. TooManyTasksError."""
    return _each(tx, task_ids, lambda task_id: user_tasks.release(tx, task_id))


def delegate_each(tx: Transaction, task_ids: Sequence[str], *, to_username: str) -> tuple[Outcome, ...]:
    """Entrust each task to a person; one that is refused leaves the others as they are. TooManyTasksError."""
    return _each(tx, task_ids, lambda task_id: user_tasks.delegate(tx, task_id, to_username=to_username))


def due_reason(tx: Transaction, task_id: str) -> DueReason | None:
    """Say why a task that the actor may see is due when it is; None when no promise presses on it."""
    task = user_tasks.get(tx, task_id)
    deployed = steps.deployed_of(tx, task.process_instance)
    clock = _kept(tx, task, deployed.definition)
    if clock is None:
        return None
    quoted = deployed.clause(clock.row.clause)
    return DueReason(
        milestone=clock.milestone,
        clause_id=clock.row.clause,
        clause_text=None if quoted is None else quoted[1].text,
        reading=clock.row.reading or None,
        calendar_kind=clock.row.calendar,
        amount=clock.row.amount,
        unit=clock.row.unit,
        started_at=clock.started_at,
        due_at=clock.due_at,
        working_left=_working_left(tx, task.agency, clock),
    )


def _kept(tx: Transaction, task: UserTaskView, definition: Definition) -> sla.SlaClock | None:
    """Give the running clock whose due moment the task has; None when there is none.

    Another promise may fall due at the very same moment, and the task has nothing to do with it.
    """
    rows = stored.running_clocks(tx.session, task.process_instance)
    clocks = [sla.SlaClock.from_json(json.loads(row.data)) for row in rows]
    place = [one.id for one in definition.resting(task.element_id)]
    return pressing.nearest(definition, place, (one for one in clocks if one.due_at == task.due_at))


def _working_left(tx: Transaction, agency: str, clock: sla.SlaClock) -> timedelta | None:
    if clock.row.calendar != "kerja" or clock.due_at <= tx.now:
        return None
    return working_time.between(calendars.current(tx, agency), tx.now, clock.due_at)


def _count(tx: Transaction, query: TaskQuery) -> int:
    return stored.count(
        tx.session,
        user_tasks.filter_of(tx, query),
        scopes=tx.scopes("user_task.read"),
        user_id=tx.actor.id,
        now=tx.now,
        most=MOST_COUNTED,
    )


def _urgent(tx: Transaction, query: TaskQuery) -> Iterator[tuple[str, str]]:
    """Give candidates by what the actor may claim, which is narrower than what they may see."""
    wanted = user_tasks.filter_of(tx, query)
    return stored.urgent(tx.session, wanted, scopes=tx.scopes("user_task.claim"), user_id=tx.actor.id, now=tx.now)


def _try(tx: Transaction, task_id: str, instance_id: str) -> UserTaskView | None:
    """Claim a task if nobody is at work at its case and nobody took it meanwhile; None otherwise."""
    if not cases.lock_free(tx.session, instance_id):
        return None
    try:
        return user_tasks.claim(tx, task_id)
    except (errors.ConflictError, errors.NotPermittedError):
        return None


def _each(tx: Transaction, task_ids: Sequence[str], act: Callable[[str], UserTaskView]) -> tuple[Outcome, ...]:
    """Act on each task, in one order of instances for everybody: two who name the same tasks cannot block each other.

    Every refusal of these verbs comes before anything is written, so a refused row leaves nothing behind.
    """
    named = list(dict.fromkeys(task_ids))
    if len(named) > MOST_AT_ONCE:
        raise TooManyTasksError(count=len(named))
    instances = stored.instances_of(tx.session, named)
    done = {one: _one(one, act) for one in sorted(named, key=lambda one: (instances.get(one, ""), one))}
    return tuple(done[one] for one in named)


def _one(task_id: str, act: Callable[[str], UserTaskView]) -> Outcome:
    try:
        return Outcome(id=task_id, task=act(task_id), refusal=None)
    except errors.LindungError as refusal:
        return Outcome(id=task_id, task=None, refusal=refusal)
