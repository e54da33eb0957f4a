"""The service's figures for Prometheus. The registry belongs to one application: two in a process do not mix."""

from http import HTTPStatus

from flask import Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, Histogram, generate_latest

from api import edge
from engine.domain.people import actors
from engine.services.jobs import metrics

EXTENSION = "lindung_meters"
STEPS = (0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds; they surround what the design promises: 8 ms, 30 ms and 100 ms."""


class Meters:
    """The numbers of one application; gauges are read from the database when somebody asks."""

    def __init__(self) -> None:
        """Begin with an empty registry."""
        self.registry = CollectorRegistry()
        self.user_task_seconds = Histogram(
            "lindung_user_task_seconds",
            "Seconds that a request on a user task took, by what was done.",
            ("verb", "outcome"),
            buckets=STEPS,
            registry=self.registry,
        )
        self.open_user_tasks = Gauge("lindung_open_user_tasks", "User tasks that wait.", registry=self.registry)
        self.open_incidents = Gauge("lindung_open_incidents", "Incidents that wait.", registry=self.registry)
        self.standing_still = Gauge(
            "lindung_instances_standing_still",
            "Process instances that no task, time or message moves on.",
            registry=self.registry,
        )
        self.strangers_refused = Gauge(
            "lindung_strangers_refused",
            "Times that this process refused a part of a case to somebody of another agency.",
            registry=self.registry,
        )
        self.timer_lag = Gauge(
            "lindung_timer_lag_seconds",
            "Seconds since the oldest unfired timer came due.",
            registry=self.registry,
        )
        self.job_lag = Gauge(
            "lindung_job_lag_seconds",
            "Seconds since the oldest undone job came due.",
            registry=self.registry,
        )

    def refresh(self, snapshot: metrics.MetricsSnapshot) -> None:
        """Take the figures over from the database."""
        self.open_user_tasks.set(snapshot.open_user_tasks)
        self.open_incidents.set(snapshot.open_incidents)
        self.standing_still.set(snapshot.standing_still)
        self.timer_lag.set(snapshot.timer_lag_seconds)
        self.job_lag.set(snapshot.job_lag_seconds)


def observe(seconds: float, status: int) -> None:
    """Record how long a request on a user task took; other requests are not measured."""
    blueprint, _, verb = (request.endpoint or "").rpartition(".")
    if blueprint == "user-tasks":
        outcome = "done" if status < HTTPStatus.BAD_REQUEST else "refused"
        _meters().user_task_seconds.labels(verb=verb, outcome=outcome).observe(seconds)


def show() -> Response:
    """Answer ``GET /metrics``: counts and lags of the whole installation, nothing about any case."""
    with edge.runtime().transaction(actors.system("metrics"), reads_only=True) as tx:
        _meters().refresh(metrics.snapshot(tx))
    _meters().strangers_refused.set(edge.runtime().strangers_refused)
    return Response(generate_latest(_meters().registry), content_type=CONTENT_TYPE_LATEST)


def _meters() -> Meters:
    """Give this application's meters."""
    meters: Meters = current_app.extensions[EXTENSION]
    return meters
