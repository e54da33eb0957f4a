"""The inbox as the server draws it among many open tasks: every tab, filtered, sorted, searched, and asked again.

The whole page is timed inside one process, from the request to the last byte, without a network.
"""

import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.web.frame import assets
from engine.runtime import Runtime

OFFICER = "petugas_pengaduan.ttg"
SUPERVISOR = "penyelia.ttg"
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Sec-Fetch-Site": "same-origin"}
PAGES: Mapping[str, tuple[str, str]] = {
    "my tasks": (OFFICER, "/tugas?tab=saya"),
    "tasks of my role": (OFFICER, "/tugas?tab=peran"),
    "all tasks of the agency": (SUPERVISOR, "/tugas?tab=semua"),
    "all, high risk only, by risk": (SUPERVISOR, "/tugas?tab=semua&risiko=tinggi&urut=risk"),
    "all, late only, by waiting time": (SUPERVISOR, "/tugas?tab=semua&batas=breached&urut=created_at"),
    "of my role, one channel, by case number": (OFFICER, "/tugas?tab=peran&saluran=datang&urut=case_number"),
}
SEARCHES: Mapping[str, tuple[str, str]] = {
    "search, a whole case number": (SUPERVISOR, "/tugas?tab=semua&q=UJI-2026-077777"),
    "search, a piece that ten fit": (SUPERVISOR, "/tugas?tab=semua&q=07777"),
    "search, a piece that a thousand fit": (SUPERVISOR, "/tugas?tab=semua&q=777"),
    "search, a name that all have": (SUPERVISOR, "/tugas?tab=semua&q=task"),
    "search, nothing fits": (SUPERVISOR, "/tugas?tab=semua&q=zzzz"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long a page took, in seconds; ``processor`` is the middle of this process's own share of that.

    On a busy machine the share says more; what a database in another process does is not in it.
    """

    name: str
    p50: float
    p95: float
    processor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a browser fetches to show the inbox the first time, compressed, in bytes."""

    page: int
    files: int


def times(runtime: Runtime, passwords: Mapping[str, str], wanted: Mapping[str, tuple[str, str]]) -> Iterator[Timing]:
    """Time each of these pages fifty times, each for the person it is for."""
    people = _people(runtime, passwords)
    for name, (person, address) in wanted.items():
        yield _timing(name, people[person], address, {})


def asked_again(runtime: Runtime, passwords: Mapping[str, str]) -> Timing:
    """Time what a page asks every few seconds while nothing has changed."""
    officer = _people(runtime, passwords)[OFFICER]
    tag = officer.get("/tugas?tab=peran", headers=BROWSER).headers["ETag"]
    return _timing("asked again, nothing has changed", officer, "/tugas?tab=peran", {"If-None-Match": tag})


def weight(runtime: Runtime, passwords: Mapping[str, str]) -> Weight:
    """Weigh the page of all tasks and the styles and scripts that it names, as they are sent."""
    supervisor = _people(runtime, passwords)[SUPERVISOR]
    needs = assets.Assets.load().needs("base", "inbox")
    files = [*needs.styles, *needs.scripts, *needs.shared]
    page, *others = (supervisor.get(name, headers=BROWSER, buffered=True) for name in ("/tugas?tab=semua", *files))
    return Weight(page=len(page.data), files=sum(len(one.data) for one in others))


def _people(runtime: Runtime, passwords: Mapping[str, str]) -> dict[str, FlaskClient]:
    app = create_app(runtime)
    people = {name: app.test_client() for name in (OFFICER, SUPERVISOR)}
    for name, client in people.items():
        client.post("/masuk", data={"username": name, "password": passwords[name]})
    return people


def _timing(name: str, client: FlaskClient, address: str, headers: Mapping[str, str]) -> Timing:
    for _ in range(5):
        _ask(client, address, headers)
    durations, shares = [], []
    for _ in range(50):
        begun, used = time.perf_counter(), time.process_time()
        answer = _ask(client, address, headers)
        durations.append(time.perf_counter() - begun)
        shares.append(time.process_time() - used)
        assert answer.status_code == (304 if headers else 200), answer.status
    p95 = statistics.quantiles(durations, n=20)[-1]
    return Timing(name=name, p50=statistics.median(durations), p95=p95, processor=statistics.median(shares))


def _ask(client: FlaskClient, address: str, headers: Mapping[str, str]) -> TestResponse:
    return client.get(address, headers={**BROWSER, **headers})
