"""A made-up name and address, written into every place that takes text, never reach a log, an error or a plain column.

Narrative may lie in one place only: sealed in a submission. Everything else is searched here, byte for byte.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient

from engine.domain.people import actors
from engine.services.people import tokens
from engine.services.user_tasks import life_cycle
from tasks import bell
from tests.support.house import canary
from tests.support.offices import procedures
from tests.support.offices.factories import Office
from tests.support.web import shared_app

NAME, ADDRESS = "Zubaidah Kenariwati", "Gang Burung Kenari 77-Q"
TEXT = f"{NAME}, {ADDRESS}"
PATIENCE = 30.0
"""Seconds in which a busy machine's server answers; for who works, a bell gives up long before."""
REPORT = {"process_definition": "uji", "agency": procedures.AGENCY, "channel": "datang"}


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Deploy two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("petugas", "petugas_pengaduan", "penyelia")


@pytest.fixture
def client(office: Office, officer: actors.Actor) -> FlaskClient:
    """Give a client that is signed in as the officer."""
    with office.acting(actors.system("cli")) as tx:
        token = tokens.create(tx, username="petugas", name="uji", days=1)
    made = shared_app.over(office.runtime).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


def test_answers_and_errors_never_repeat_what_was_written(client: FlaskClient) -> None:
    task_id = _task(client)
    path = f"/api/v1/user-tasks/{task_id}"
    client.post(f"{path}/claim")

    answers = [
        client.post(f"{path}/complete", json={"form": {"risiko": TEXT, "kronologi": TEXT * 99, "lain": ADDRESS}}),
        client.post(f"{path}/complete", json={"form": TEXT, "lain": ADDRESS}),
        client.post(f"{path}/complete", data=f'{{"form": "{TEXT}'),
        client.post("/api/v1/process-instances", json=REPORT | {"channel": NAME, "agency": ADDRESS}),
        client.post("/api/v1/messages", json={"name": NAME, "case_number": ADDRESS, "variables": {"a": TEXT}}),
        client.get("/api/v1/user-tasks", query_string={"q": NAME, "lain": ADDRESS}),
    ]

    assert [answer.status_code for answer in answers if answer.status_code < 400] == []
    assert [answer.text for answer in answers if NAME in answer.text or ADDRESS in answer.text] == []


def test_logs_never_hold_what_was_written(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError(TEXT)

    monkeypatch.setattr(life_cycle, "complete", fail)
    task_id = _task(client)

    answer = client.post(f"/api/v1/user-tasks/{task_id}/complete", json={"form": {"kronologi": TEXT}})

    written = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert NAME not in answer.text + written
    assert "RuntimeError" in written


def test_the_database_holds_it_only_sealed(client: FlaskClient, office: Office) -> None:
    _complete_with_text(client)

    found = [row for row in canary.every_row(office.runtime) if NAME in row or ADDRESS in row]

    assert found == []


def test_redis_never_holds_it(
    client: FlaskClient, office: Office, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "TIMEOUT_SECONDS", PATIENCE)
    rung = bell.Bell(redis_url)
    office.runtime.bells.append(rung.ring)
    _complete_with_text(client)
    office.runtime.ring()
    rung.close()  # a bell rings in a thread of its own: to end it is to wait until it has rung

    with redis.Redis.from_url(redis_url) as server:
        kept = [zlib.decompress(value) for value in _values(server)]

    assert kept != []
    assert [value for value in kept if NAME.encode() in value or ADDRESS.encode() in value] == []


def _values(server: "redis.Redis") -> Iterator[bytes]:
    """Give everything that the server keeps, each value compressed as RQ compresses a job's data."""
    for key in server.scan_iter():
        kind = server.type(key)
        held: Iterable[Any] = server.hgetall(key).values() if kind == b"hash" else [server.dump(key) or b""]
        yield from (value if value.startswith(b"\x78") else zlib.compress(value) for value in held)


def _task(client: FlaskClient) -> str:
    """Register a report and give the id of its first task."""
    shown: Any = client.post("/api/v1/process-instances", json=REPORT).json
    return str(shown["open_user_tasks"][0]["id"])


def _complete_with_text(client: FlaskClient) -> None:
    task_id = _task(client)
    client.post(f"/api/v1/user-tasks/{task_id}/claim")
    form = {"risiko": "tinggi", "kronologi": TEXT}
    answer = client.post(f"/api/v1/user-tasks/{task_id}/complete", json={"form": form}, headers=_key())
    assert answer.status_code == 200, answer.text


def _key() -> dict[str, str]:
    """Ask for idempotency too: the stored answer is one more place to look at."""
    return {"Idempotency-Key": "kunci-kenari"}
