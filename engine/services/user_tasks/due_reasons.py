"""The reason why a task is due when it is: the promise that presses on it, its clause and the time left."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from engine.bpmn.reading.definitions import Definition
from engine.domain.time import sla_clocks, working_time
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.time import calendars, pressing
from engine.services.user_tasks import user_tasks
from engine.services.user_tasks.results import UserTaskView
from engine.store.time import sla_clocks as stored


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


def _kept(tx: Transaction, task: UserTaskView, definition: Definition) -> sla_clocks.SlaClock | None:
    """Give the running clock whose due moment the task has; None when there is none.

    Another promise may fall due at the very same moment, and the task has nothing to do with it.
    """
    rows = stored.running_clocks(tx.session, task.process_instance)
    clocks = [sla_clocks.SlaClock.from_json(json.loads(row.data)) for row in rows]
    place = [one.id for one in definition.resting(task.element_id)]
    return pressing.nearest(definition, place, (one for one in clocks if one.due_at == task.due_at))


def _working_left(tx: Transaction, agency: str, clock: sla_clocks.SlaClock) -> timedelta | None:
    if clock.row.calendar != "kerja" or clock.due_at <= tx.now:
        return None
    return working_time.between(calendars.current(tx, agency), tx.now, clock.due_at)
