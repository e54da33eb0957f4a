"""What is told of the work that waits."""

from dataclasses import dataclass


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
