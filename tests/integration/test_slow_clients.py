"""Clients that stop halfway through a request: they hold the service up for a moment, never for good."""

import contextlib
import socket
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from api.cli import serving
from tests.support.servers import processes, service

IMPATIENT = "from api.cli import main, serving; serving.LONGEST_SILENCE = 1; main(['serve'])"
HALVES = {
    "head": b"GET /masuk HTTP/1.1\r\nHost: lind",
    "body": b"POST /masuk HTTP/1.1\r\nHost: lindung\r\nContent-Length: 99\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=",
}


@pytest.fixture
def installed(sqlite_url: str, tmp_path: Path) -> Iterator[service.Installation]:
    """Run a server that waits for silent clients one second instead of twenty."""
    site = service.installation(tmp_path / "data", database_url=sqlite_url)
    with processes.guarded([*site.prefix, sys.executable, "-c", IMPATIENT], log=tmp_path / "log"):
        service.wait_ready(site, log=tmp_path / "log")
        yield site


@pytest.mark.parametrize("half", HALVES)
def test_as_many_silent_clients_as_threads_do_not_stop_the_service(installed: service.Installation, half: str) -> None:
    with contextlib.ExitStack() as silent:
        for _ in range(serving.THREADS):
            client = silent.enter_context(socket.create_connection(("127.0.0.1", installed.port)))
            client.sendall(HALVES[half])

        asking = installed.client()
        silent.callback(asking.close)
        answer = asking.request("GET", "/healthz")

    assert answer.status == HTTPStatus.OK
