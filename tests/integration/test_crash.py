"""The server is killed at random points of 200 completions: nothing is lost, nothing done twice, the record holds.

The client behaves as a person's browser would: it sends a request again, under the same Idempotency-Key, until it is
answered. Points and pauses are drawn from a seed, so that a failure can be looked at again.
"""

import contextlib
import http.client
import random
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.services.audit import history
from engine.store.audit import history as stored
from tests.bench import answers
from tests.support.diagrams import linear
from tests.support.offices.factories import CLI, Office
from tests.support.servers import processes, service, sites

CASES, TASKS, KILLS = 20, 10, 8
REQUESTS = CASES * (1 + 2 * TASKS)
LONGEST_PAUSE = 0.03  # seconds; a completion takes about that long, so kills fall before, within and after its commit


class Storm:
    """A client that kills the server now and then, right after sending, and insists on an answer afterwards."""

    def __init__(self, installed: service.Installation, *, token: str, log: Path, seed: int) -> None:
        """Draw the requests that the server will not survive."""
        self._installed, self._log = installed, log
        self._chance = random.Random(seed)  # noqa: S311 - reproducible, nothing secret
        self._doomed = set(self._chance.sample(range(1, REQUESTS), KILLS))
        self._sent = 0
        self.kills = 0
        self._stack = contextlib.ExitStack()
        self._client = installed.client(token=token)
        self._client.on_sent = self._strike
        self._server = self._start()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Post until the service answers, each time under the same key."""
        self._sent += 1
        key = f"kunci-{self._sent}"
        while True:
            try:
                answer = self._client.post(path, body, key=key)
            except (OSError, http.client.HTTPException):
                self._server = self._start()
                continue
            assert answer.status in {200, 201}, answer
            return answer.body

    def close(self) -> None:
        """Stop the server in peace."""
        self._client.close()
        self._stack.close()

    def _start(self) -> subprocess.Popen[bytes]:
        return self._stack.enter_context(service.serving(self._installed, log=self._log))

    def _strike(self) -> None:
        if self._sent in self._doomed:
            self._doomed.discard(self._sent)
            processes.pause(self._chance.uniform(0, LONGEST_PAUSE))
            processes.kill(self._server)
            self.kills += 1


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[sites.Prepared]:
    """Prepare an installation with the case of ten tasks and one officer."""
    with sites.prepared(tmp_path / "data", linear.files(TASKS), database_url=database_url) as ready:
        ready.office.user("petugas", linear.ROLE)
        yield ready


@pytest.fixture
def storm(site: sites.Prepared, tmp_path: Path) -> Iterator[Storm]:
    """Sign the client in and start the server for the first time."""
    begun = Storm(site.installed, token=site.office.token("petugas"), log=tmp_path / "log", seed=20261120)
    yield begun
    begun.close()


def test_a_killed_server_loses_and_doubles_nothing(storm: Storm, site: sites.Prepared) -> None:
    started = [_run_case(storm, number) for number in range(CASES)]

    assert storm.kills == KILLS
    assert site.installed.lindung("verify-history")["ok"]
    assert [identity for identity in started if not _is_whole(site.office, identity)] == []
    assert _count_instances(site.office) == CASES


def _run_case(storm: Storm, number: int) -> str:
    """Take one case from its report to its end; gives the instance's id."""
    report = {"process_definition": linear.key(TASKS), "agency": linear.AGENCY, "channel": "datang"}
    shown = storm.post("process-instances", report)
    instance: str = shown["id"]
    for position in range(1, TASKS + 1):
        (task,) = shown["open_user_tasks"]
        storm.post(f"user-tasks/{task['id']}/claim")
        shown = storm.post(f"user-tasks/{task['id']}/complete", {"form": answers.answer(position, case=number)})
    assert shown["open_user_tasks"] == []
    return instance


def _is_whole(office: Office, instance: str) -> bool:
    """Tell whether each task was completed exactly once, and whether replay gives the stored state."""
    with office.acting(CLI) as tx:
        found = history.replay(tx, instance)
        types = Counter(row.type for row in stored.of_instance(tx.session, instance))
    return found.equal and types["user_task.completed"] == TASKS and types["instance.started"] == 1


def _count_instances(office: Office) -> int:
    with office.acting(CLI) as tx:
        return history.verify(tx).instances
