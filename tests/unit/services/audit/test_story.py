"""Who worked on a case, told from history events alone."""

from datetime import UTC, datetime, timedelta

from engine.services.audit import story
from engine.services.verification.results import HistoryEventView

NOON = datetime(2026, 3, 17, 5, tzinfo=UTC)


def event(kind: str, *, actor: str = "satu", who: str | None = "Siti Aminah", hours: int = 0) -> HistoryEventView:
    return HistoryEventView(
        seq=1, at=NOON + timedelta(hours=hours), actor=actor, actor_name=who, role="pendamping", type=kind,
        element_id="langkah", element_name="Asesmen", task_id=None, data={}, version=1, previous_hash="", hash="",
    )  # fmt: skip


def test_who_worked_is_told_with_roles_and_steps() -> None:
    events = [event("user_task.completed"), event("user_task.claimed", hours=1), event("timer.fired", who=None)]

    (worker,) = story.workers(events)

    assert (worker.name, worker.roles, worker.completed) == ("Siti Aminah", ("pendamping",), 1)
    assert worker.last_at == NOON + timedelta(hours=1)


def test_two_people_of_one_name_are_two() -> None:
    events = [event("user_task.completed"), event("user_task.completed", actor="dua", hours=1)]

    assert [(one.actor, one.completed) for one in story.workers(events)] == [("dua", 1), ("satu", 1)]
