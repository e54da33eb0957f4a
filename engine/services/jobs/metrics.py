"""Figures of the installation for /metrics, and whether it is ready to serve."""

from dataclasses import dataclass
from datetime import datetime

from engine.services.base.transaction import Transaction
from engine.services.incidents.incidents import InstanceStandsStillError
from engine.store.incidents import incidents
from engine.store.jobs import jobs
from engine.store.running import timers
from engine.store.user_tasks import user_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSnapshot:
    """Figures of the whole installation at one moment; lags are seconds that the most overdue row has waited.

    ``standing_still`` counts the incidents of process instances that nothing moves on; ``open_incidents`` holds them.
    """

    open_user_tasks: int
    open_incidents: int
    standing_still: int
    timer_lag_seconds: float
    job_lag_seconds: float


def snapshot(tx: Transaction) -> MetricsSnapshot:
    """Give open tasks and incidents, and how long the most overdue timer and job have waited, in seconds."""
    tx.require_anywhere("metrics.read")
    stopped = incidents.count_open_incidents(tx.session)
    return MetricsSnapshot(
        open_user_tasks=user_tasks.count_open(tx.session),
        open_incidents=sum(stopped.values()),
        standing_still=stopped.get(InstanceStandsStillError.code, 0),
        timer_lag_seconds=_lag(timers.next_due(tx.session), tx.now),
        job_lag_seconds=_lag(jobs.next_due(tx.session), tx.now),
    )


def _lag(due: datetime | None, now: datetime) -> float:
    return 0.0 if due is None else max(0.0, (now - due).total_seconds())
