"""Figures about the work that waits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSnapshot:
    """Figures of the whole installation at one moment; lags are seconds that the most overdue row has waited."""

    open_user_tasks: int
    open_incidents: int
    timer_lag_seconds: float
    job_lag_seconds: float
