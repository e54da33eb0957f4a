"""Two web servers and a worker process beside each other on one SQLite file: each promise is kept once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.services.audit import history
from tests.support.offices import procedures
from tests.support.offices.factories import CLI
from tests.support.servers import processes, service, sites

CASES = 12
REPORT = {"process_definition": "uji", "agency": procedures.AGENCY, "channel": "datang"}


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[sites.Prepared, list[service.Client]]]:
    """Run everything, with overdue cases waiting, and give the installation and a client of each server."""
    with (
        sites.prepared(tmp_path / "data", procedures.with_timer("PT1H"), database_url=sqlite_url) as site,
        ExitStack() as running,
    ):
        officer = site.office.user("siti", "petugas_pengaduan")
        site.office.clock.advance(timedelta(hours=-2))
        for _ in range(CASES):
            site.office.start(officer)
        site.office.clock.advance(timedelta(hours=2))
        worker = [*site.installed.prefix, service.LINDUNG, "worker"]
        running.enter_context(processes.guarded(worker, log=tmp_path / "worker.log"))
        clients = []
        for number in range(2):
            served = service.installation(tmp_path / "data", database_url=sqlite_url)
            running.enter_context(service.serving(served, log=tmp_path / f"{number}.log"))
            clients.append(served.client(token=site.office.token("siti")))
        yield site, clients
        for client in clients:
            client.close()


def test_each_timer_fires_once_and_each_report_gets_its_own_number(
    house: tuple[sites.Prepared, list[service.Client]],
) -> None:
    site, clients = house
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = [answer for given in pool.map(report_five_times, clients) for answer in given]

    def all_fired() -> None:
        assert fired(site) == [1] * CASES

    processes.until(all_fired, failing=AssertionError)
    assert [answer.status for answer in answers] == [201] * len(answers)
    assert len({answer.body["case_number"] for answer in answers}) == len(answers)
    with site.office.acting(CLI) as tx:
        assert history.verify(tx).ok


def report_five_times(client: service.Client) -> list[service.Answer]:
    """Register one report after the other at one of the servers."""
    return [client.post("process-instances", REPORT) for _ in range(5)]


def fired(site: sites.Prepared) -> list[int]:
    """Give how often each overdue case's timer fired."""
    counted = "SELECT count(*) FROM history_events WHERE type = 'timer.fired' GROUP BY instance_id"
    with site.office.runtime.database.connect() as connection:
        return list(connection.execute(text(counted)).scalars())
