"""The real product in processes of its own: its command line and its web server, on a free port of this machine."""

import contextlib
import http.client
import json
import secrets
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.servers import processes

LINDUNG = Path(sys.executable).parent / "lindung"
_START_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service answered; ``body`` is the JSON document, or the text when it is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


class Client:
    """One connection to the service, kept open; ``token`` is sent as a bearer token when given."""

    def __init__(self, port: int, *, token: str | None = None) -> None:
        """Prepare; the connection opens with the first request."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.on_sent: Callable[[], None] = _nothing  # called when a request is out and its answer not yet read

    def get(self, path: str, **query: str | int) -> Answer:
        """Ask for a path below /api/v1."""
        asked = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self.request("GET", f"/api/v1/{path}{asked}")

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None) -> Answer:
        """Post JSON to a path below /api/v1; ``key`` is the Idempotency-Key."""
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        return self.request("POST", f"/api/v1/{path}", body=json.dumps(body or {}), headers=headers)

    def request(
        self, method: str, path: str, *, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send any request. The connection is closed on failure, so that the next request opens a new one."""
        try:
            self._connection.request(method, path, body=body, headers={**self._headers, **(headers or {})})
            self.on_sent()
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        is_json = "json" in response.headers.get("Content-Type", "")
        return Answer(
            status=response.status,
            headers=dict(response.headers),
            body=json.loads(content) if is_json else content.decode(),
        )

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One installation: ``environment`` holds its LINDUNG_ settings."""

    port: int
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> list[str]:
        """Give the command prefix that sets the environment and leaves the rest as it is."""
        return ["env", *(f"{name}={value}" for name, value in self.environment.items())]

    def lindung(self, *arguments: str) -> Any:
        """Run a command with --json and give its answer; CalledProcessError with its words when it refuses."""
        command = [*self.prefix, str(LINDUNG), *arguments, "--json"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError(f"lindung {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def client(self, *, token: str | None = None) -> Client:
        """Give a new connection to the running service."""
        return Client(self.port, token=token)


def installation(folder: Path, **settings: str) -> Installation:
    """Describe a new installation with its data in the folder; settings are given as ``database_url=...``."""
    port = _free_port()
    given = {f"LINDUNG_{name.upper()}": value for name, value in settings.items()}
    return Installation(port=port, environment={"LINDUNG_DATA_DIR": str(folder), "LINDUNG_PORT": str(port), **given})


@contextlib.contextmanager
def serving(
    installed: Installation, *, log: Path, arguments: tuple[str, ...] = ("serve",)
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the web server until the block ends; gives its process, for ``processes.kill``, once it answers."""
    with processes.guarded([*installed.prefix, LINDUNG, *arguments], log=log) as process:
        wait_ready(installed, log=log)
        yield process


def wait_ready(installed: Installation, *, log: Path) -> None:
    """Return as soon as the service says that it is ready; TimeoutError with the log's end otherwise."""

    def ask() -> None:
        client = installed.client()
        answer = client.request("GET", "/readyz")
        client.close()
        if answer.status != http.HTTPStatus.OK:
            raise ConnectionError(f"status {answer.status}")

    processes.until(ask, failing=OSError, seconds=_START_SECONDS, log=log)


def _nothing() -> None:
    """Stand in where nobody listens."""


def _free_port() -> int:
    """Give a port below those that the system lends to callers: one of them could take it before the server does."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
