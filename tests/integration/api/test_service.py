"""What machines ask of the service: is it alive, is it ready, how is it doing, what can it do."""

from http import HTTPStatus

import pytest

from api import app as applications
from api.app import create_app
from api.rooms import ROOMS
from engine.runtime import Runtime, SchemaOutdatedError
from tests.support.offices import procedures
from tests.support.web.web_office import Program, WebOffice


class _Dead:
    """A worker whose thread has ended."""

    is_alive = False


def test_the_service_is_alive_and_ready(web: WebOffice) -> None:
    assert web.ask("/healthz").json == {"status": "ok"}
    assert web.ask("/readyz").json == {"status": "ready"}


def test_a_dead_worker_makes_the_service_unready(web: WebOffice) -> None:
    web.app.extensions[applications.JOBS] = _Dead()

    refused = web.ask("/readyz")

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "jobs_stopped")


def test_an_old_schema_makes_the_service_unready(web: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def outdated(_runtime: Runtime) -> None:
        raise SchemaOutdatedError

    monkeypatch.setattr(Runtime, "require_ready", outdated)

    refused = web.ask("/readyz")

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "schema_outdated")


def test_metrics_count_tasks_and_measure_what_people_do(web: WebOffice, officer: Program) -> None:
    officer.post(f"user-tasks/{officer.claimed()}/complete", {"form": procedures.ANSWERS})

    text = web.ask("/metrics").text

    assert "lindung_open_user_tasks 1.0" in text
    assert 'lindung_user_task_seconds_count{outcome="done",verb="complete"} 1.0' in text
    assert "lindung_timer_lag_seconds 0.0" in text
    assert "TTG-2026" not in text


def test_two_applications_of_one_process_do_not_mix_their_numbers(web: WebOffice, officer: Program) -> None:
    officer.start()
    officer.get("user-tasks")

    text = create_app(web.office.runtime).test_client().get("/metrics").get_data(as_text=True)

    assert 'verb="search"' not in text


def test_the_interface_describes_itself(web: WebOffice) -> None:
    document = web.ask("/api/v1/openapi.json").json

    nouns = {path.split("/")[3] for path in document["paths"]}
    complete = document["paths"]["/api/v1/user-tasks/{task_id}/complete"]["post"]
    assert document["openapi"] == "3.1.0"
    assert nouns == {noun.blueprint.name for room in ROOMS for noun in room.nouns}
    assert nouns >= {
        "process-definitions", "process-instances", "cases", "user-tasks", "messages", "incidents", "sla-clocks",
        "documents", "history-events", "agencies", "referrals",
    }  # fmt: skip
    assert "Idempotency-Key" in {one["name"] for one in complete["parameters"]}
    assert "application/problem+json" in complete["responses"]["default"]["content"]


def test_every_answer_is_hardened(web: WebOffice) -> None:
    for path in ("/masuk", "/healthz", "/api/v1/user-tasks", "/nowhere", "/static/lindung.css"):
        headers = web.ask(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_an_unexpected_failure_tells_nothing(
    web: WebOffice, officer: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Siti Aminah")

    monkeypatch.setattr("engine.services.cases.cases.search", fail)
    answer = officer.get("cases")

    assert (answer.status_code, answer.json["code"]) == (HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error")
    assert "Siti" not in answer.text + "".join(capsys.readouterr())
