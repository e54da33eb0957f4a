"""Several people at once on one case, over real HTTP: everybody succeeds, nobody waits in vain."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.offices import procedures
from tests.support.servers import service, sites

PEOPLE = 4
REPORT = {"process_definition": "uji", "agency": procedures.AGENCY, "channel": "datang"}


@pytest.fixture
def people(database_url: str, tmp_path: Path) -> Iterator[list[service.Client]]:
    """Serve a procedure that opens four tasks at once, to four officers."""
    names = [f"petugas_{number}" for number in range(PEOPLE)]
    with (
        sites.prepared(tmp_path / "data", procedures.side_by_side(PEOPLE), database_url=database_url) as site,
        service.serving(site.installed, log=tmp_path / "log"),
    ):
        for name in names:
            site.office.user(name, "petugas_pengaduan")
        clients = [site.client(name) for name in names]
        yield clients
        for client in clients:
            client.close()


def test_four_parallel_tasks_of_one_case_all_succeed(people: list[service.Client]) -> None:
    tasks = people[0].post("process-instances", REPORT).body["open_user_tasks"]
    claims = [person.post(f"user-tasks/{task['id']}/claim") for person, task in zip(people, tasks, strict=True)]

    with ThreadPoolExecutor(PEOPLE) as pool:
        done = list(pool.map(_complete, people, [task["id"] for task in tasks]))

    assert [answer.status for answer in claims] == [200] * PEOPLE
    assert [answer.status for answer in done] == [200] * PEOPLE
    assert "completed" in [answer.body["process_instance"]["state"] for answer in done]


def test_only_one_of_four_gets_the_task(people: list[service.Client]) -> None:
    (task, *_) = people[0].post("process-instances", REPORT).body["open_user_tasks"]

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(lambda person: person.post(f"user-tasks/{task['id']}/claim"), people))

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]


def _complete(person: service.Client, task_id: str) -> service.Answer:
    return person.post(f"user-tasks/{task_id}/complete", {"form": procedures.ANSWERS})
