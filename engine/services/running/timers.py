"""Timers: fired one by one through the history, by a named system actor."""

from datetime import datetime

from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.store.cases import cases
from engine.store.jobs import jobs
from engine.store.running import timers


def due_instances(tx: Transaction, *, limit: int) -> list[str]:
    """Give the ids of instances with a due timer, the most overdue first."""
    return timers.due_instances(tx.session, now=tx.now, limit=limit)


def next_due(tx: Transaction) -> datetime | None:
    """Give the moment at which the next timer or job comes due; None when nothing waits."""
    moments = [one for one in (timers.next_due(tx.session), jobs.next_due(tx.session)) if one is not None]
    return min(moments, default=None)


def fire_due(tx: Transaction, instance_id: str) -> int:
    """Fire all due timers of one instance, each with its own history event, and tell how many fired.

    0 when another worker was quicker or the instance does not run.
    """
    found = cases.lock(tx.session, instance_id)
    if found is None:
        return 0
    return steps.fire_overdue(tx, found, steps.tasks_of(tx, found))
