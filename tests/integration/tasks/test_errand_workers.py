"""Errands in real processes: run by the worker beside the server, and by the next one when a worker is killed."""

from pathlib import Path

import pytest
from sqlalchemy import text

from engine.clock import FixedClock, SystemClock
from engine.runtime import Runtime
from tasks import in_process
from tests.support.offices import referring
from tests.support.offices.referring import WIRED, Pair
from tests.support.servers import processes, receiver, service


def open_pair(folder: Path, partner: receiver.Partner, *, database_url: str) -> Pair:
    """Furnish an installation at the present moment, with a referral to the partner that waits to be sent."""
    clock = FixedClock(SystemClock().now())
    pair = referring.furnish(referring.runtime(folder, clock, database_url=database_url, webhook=partner.url), clock)
    pair.send(rujukan_penerima=WIRED)
    return pair


def until_delivered(pair: Pair) -> None:
    """Wait until the referral has arrived."""

    def arrived() -> None:
        assert pair.only().delivered_at is not None

    processes.until(arrived, failing=AssertionError, seconds=60)


def test_the_worker_of_one_pc_runs_errands_beside_its_other_work(database_url: str, tmp_path: Path) -> None:
    with receiver.running() as partner:
        pair = open_pair(tmp_path, partner, database_url=database_url)
        worker = in_process.Worker(pair.office.runtime)
        worker.start()
        until_delivered(pair)
        assert worker.is_alive
        worker.stop()
        pair.office.runtime.close()
    assert len(partner.taken) == 1


def test_a_worker_that_is_killed_while_it_waits_lets_another_send_again(database_url: str, tmp_path: Path) -> None:
    with receiver.running(receiver.HANGS, receiver.TAKES) as partner:
        pair = open_pair(tmp_path, partner, database_url=database_url)
        worker = [*_installed(pair.office.runtime, tmp_path).prefix, service.LINDUNG, "worker"]
        with processes.guarded(worker, log=tmp_path / "first.log") as first:
            assert partner.arrived.wait(60)
            processes.kill(first)
        with pair.office.runtime.database.begin() as connection:  # as if the two minutes had passed
            connection.execute(text("UPDATE jobs SET run_at = '2026-01-01 00:00:00' WHERE kind = 'referral.post'"))
        with processes.guarded(worker, log=tmp_path / "second.log"):
            until_delivered(pair)
        pair.office.runtime.close()
    assert len(partner.taken) == 2
    assert len({(one.body, one.headers["Idempotency-Key"]) for one in partner.taken}) == 1


def test_run_due_runs_errands_too(sqlite_url: str, tmp_path: Path) -> None:
    with receiver.running() as partner:
        pair = open_pair(tmp_path, partner, database_url=sqlite_url)
        done = _installed(pair.office.runtime, tmp_path).lindung("run-due")
        pair.office.runtime.close()
    assert (done["jobs"], done["failures"], len(partner.taken)) == (1, 0, 1)


@pytest.mark.parametrize("manner", [receiver.FAILS])
def test_a_failed_errand_is_counted_by_run_due(sqlite_url: str, tmp_path: Path, manner: str) -> None:
    with receiver.running(manner) as partner:
        pair = open_pair(tmp_path, partner, database_url=sqlite_url)
        done = _installed(pair.office.runtime, tmp_path).lindung("run-due")
        pair.office.runtime.close()
    assert (done["jobs"], done["failures"]) == (0, 1)


def _installed(runtime: Runtime, folder: Path) -> service.Installation:
    """Give the same installation as a process of its own sees it."""
    return service.installation(
        folder / "data",
        database_url=runtime.settings.database_url,
        workflows_dir=str(runtime.settings.workflows_dir),
    )
