"""The worker of one PC and the worker process: whatever fails is tried again, and the bell's job does what is due."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import errors
from engine.clock import FixedClock
from engine.errors import StoreUnavailableError
from engine.runtime import Runtime
from engine.services.base import idempotency
from engine.services.jobs import jobs
from engine.services.running import timers
from tasks import bell, draining, in_process, worker
from tests.support.offices import factories, procedures
from tests.support.offices.factories import CLI, Office
from tests.support.servers import processes


def count(office: Office, table: str, condition: str = "1 = 1") -> int:
    """Count rows as another connection sees them."""
    with office.runtime.database.connect() as connection:
        asked = text(f"SELECT count(*) FROM {table} WHERE {condition}")  # noqa: S608 - constants of this file
        return int(connection.execute(asked).scalar_one())


def overdue(office: Office) -> None:
    """Start a case whose timer is due by now."""
    office.deploy(procedures.with_timer("PT1H"))
    office.start(office.user("siti", "petugas_pengaduan"))
    office.clock.advance(timedelta(hours=2))


@pytest.mark.parametrize("failure", [errors.ConflictError(), RuntimeError("di luar dugaan")])
def test_a_worker_outlives_whatever_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    overdue(office)
    attempts: list[int] = []
    drain = draining.run_due

    def unlucky(runtime: Runtime) -> draining.Drained:
        attempts.append(1)
        if len(attempts) == 1:
            raise failure
        return drain(runtime)

    monkeypatch.setattr(draining, "run_due", unlucky)
    looker = in_process.Worker(office.runtime)
    looker.start()
    processes.until(lambda: fired(office), failing=AssertionError)
    looker.stop()

    assert len(attempts) > 1


def fired(office: Office) -> None:
    """Refuse until the timer has fired."""
    assert count(office, "history_events", "type = 'timer.fired'") == 1


def test_a_worker_tidies_up_now_and_then(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.acting(CLI) as tx:
        idempotency.store(tx, "kunci", bytes(32), status=201, body="{}")
    office.clock.advance(idempotency.KEPT_FOR * 2)
    monkeypatch.setattr(in_process, "TIDY_EVERY_SECONDS", -1.0)
    looker = in_process.Worker(office.runtime)

    def tidied() -> None:
        assert count(office, "idempotency_keys") == 0

    looker.start()
    processes.until(tidied, failing=AssertionError)
    looker.stop()


def test_waiting_for_a_worker_ends_when_it_stops(office: Office) -> None:
    looker = in_process.Worker(office.runtime)
    looker.start()
    waiting = threading.Thread(target=looker.wait)
    waiting.start()

    looker.stop()
    waiting.join(timeout=30)

    assert not waiting.is_alive()


def test_without_redis_the_worker_process_looks_by_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    overdue(office)

    def once(looker: in_process.Worker) -> None:
        processes.until(lambda: fired(office), failing=AssertionError)
        looker.stop()

    monkeypatch.setattr(in_process.Worker, "wait", once)

    worker.run(office.runtime)

    assert count(office, "history_events", "type = 'timer.fired'") == 1


def test_a_rung_worker_process_looks_at_once(
    sqlite_url: str, redis_url: str, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Runtime.build(factories.settings(tmp_path / "data", database_url=sqlite_url, redis_url=redis_url), clock)
    office = factories.furnish(runtime, clock)
    monkeypatch.setattr(in_process, "LONGEST_SLEEP_SECONDS", 3600.0)  # the bell alone wakes it

    def ring_when_it_sleeps(looker: in_process.Worker) -> None:
        overdue(office)
        ringing = bell.Bell(redis_url)
        ringing.ring()
        processes.until(lambda: fired(office), failing=AssertionError)
        ringing.close()
        looker.stop()

    monkeypatch.setattr(in_process.Worker, "wait", ring_when_it_sleeps)

    worker.run(runtime)

    assert count(office, "history_events", "type = 'timer.fired'") == 1
    runtime.close()


def test_a_store_that_is_away_is_tried_again_by_who_called(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_tx: object) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(jobs, "claim", away)

    with pytest.raises(StoreUnavailableError):
        draining.run_due(office.runtime)


def test_a_case_that_the_store_keeps_back_is_left_for_the_next_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue(office)

    def away(_tx: object, _instance_id: str) -> int:
        raise StoreUnavailableError

    with monkeypatch.context() as patched:
        patched.setattr(timers, "fire_due", away)
        assert draining.run_due(office.runtime) == draining.Drained(timers=0, jobs=0, failures=1)

    assert count(office, "incidents") == 0
    assert draining.run_due(office.runtime).timers == 1
