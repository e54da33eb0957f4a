"""What a person's browser does, timed: completing tasks, alone and eight at once, and asking for the inbox."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from api.app import create_app
from engine.runtime import Runtime
from tests.bench import answers
from tests.support.diagrams import linear
from tests.support.servers import service

PEOPLE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What one completion asks of the database."""

    sql: int
    commits: int


def start(client: service.Client, length: int) -> dict[str, Any]:
    """Register a report and give the instance as the service shows it."""
    report = {"process_definition": linear.key(length), "agency": linear.AGENCY, "channel": "datang"}
    answer = client.post("process-instances", report)
    assert answer.status == 201, answer
    shown: dict[str, Any] = answer.body
    return shown


def claim(client: service.Client, shown: dict[str, Any]) -> str:
    """Claim the one open task and give its id."""
    (task,) = shown["open_user_tasks"]
    answer = client.post(f"user-tasks/{task['id']}/claim")
    assert answer.status == 200, answer
    identity: str = task["id"]
    return identity


def complete_case(client: service.Client, length: int, *, number: int) -> Iterator[float]:
    """Take one case from start to end; gives the seconds of each completion."""
    shown = start(client, length)
    for position in range(1, length + 1):
        path = f"user-tasks/{claim(client, shown)}/complete"
        body = {"form": answers.answer(position, case=number)}
        begun = time.perf_counter()
        answer = client.post(path, body)
        yield time.perf_counter() - begun
        assert answer.status == 200, answer
        shown = answer.body


def together(installed: service.Installation, token: str, *, each: int) -> float:
    """Give the completions a second of eight people, each completing ``each`` tasks that they claimed before."""
    clients = [installed.client(token=token) for _ in range(PEOPLE)]
    work = []
    for client in clients:
        work.append([claim(client, start(client, 10)) for _ in range(each)])
        client.close()  # the server would drop an idle connection meanwhile

    def run(person: int) -> None:
        for number, task in enumerate(work[person]):
            answer = clients[person].post(f"user-tasks/{task}/complete", {"form": answers.answer(1, case=number)})
            assert answer.status == 200, answer

    begun = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(run, range(PEOPLE)))
    return PEOPLE * each / (time.perf_counter() - begun)


def look(client: service.Client, *, times: int) -> Iterator[float]:
    """Open the inbox's first page, filtered and sorted; gives the seconds of each."""
    for _ in range(times):
        begun = time.perf_counter()
        answer = client.get("user-tasks", state="open", role=linear.ROLE, risk="tinggi", sort="due_at", limit=50)
        yield time.perf_counter() - begun
        assert len(answer.body["items"]) == 50, answer


def statements(runtime: Runtime, token: str) -> Statements:
    """Count what a completion in the middle of a case asks of the database, all that the edge does included."""
    client = create_app(runtime).test_client()
    headers = {"Authorization": f"Bearer {token}"}
    report = {"process_definition": linear.key(10), "agency": linear.AGENCY, "channel": "datang"}
    shown = client.post("/api/v1/process-instances", json=report, headers=headers).json
    shown = _complete(client, headers, shown, 1)
    with _counting(runtime) as counted:
        (task,) = shown["open_user_tasks"]
        client.post(f"/api/v1/user-tasks/{task['id']}/claim", headers=headers)
        counted.clear()
        path = f"/api/v1/user-tasks/{task['id']}/complete"
        answer = client.post(path, json={"form": answers.answer(2, case=0)}, headers=headers)
    assert answer.status_code == 200, answer.json
    asked = [what for what in counted if not what.startswith(("BEGIN", "COMMIT", "PRAGMA"))]
    return Statements(sql=len(asked), commits=counted.count("COMMIT"))


def _complete(client: FlaskClient, headers: dict[str, str], shown: Any, position: int) -> Any:
    (task,) = shown["open_user_tasks"]
    client.post(f"/api/v1/user-tasks/{task['id']}/claim", headers=headers)
    form = {"form": answers.answer(position, case=0)}
    return client.post(f"/api/v1/user-tasks/{task['id']}/complete", json=form, headers=headers).json


@contextmanager
def _counting(runtime: Runtime) -> Iterator[list[str]]:
    counted: list[str] = []

    def asked(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        counted.append(statement)

    def committed(_connection: Any) -> None:
        counted.append("COMMIT")

    event.listen(runtime.database, "before_cursor_execute", asked)
    event.listen(runtime.database, "commit", committed)
    yield counted
    event.remove(runtime.database, "before_cursor_execute", asked)
    event.remove(runtime.database, "commit", committed)
