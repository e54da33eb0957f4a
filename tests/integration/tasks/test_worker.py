"""Workers of their own: rung by the bell, killed, with Redis emptied, and still every timer fires exactly once."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from sqlalchemy import text

from tasks import bell, draining, in_process
from tests.support.offices import procedures
from tests.support.offices.factories import Office
from tests.support.servers import processes, service, sites

CASES, KILLS = 40, 3


@pytest.fixture
def site(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[sites.Prepared]:
    """Prepare an installation whose jobs are done by worker processes."""
    files = procedures.with_timer("PT1H")
    with sites.prepared(tmp_path / "data", files, database_url=database_url, redis_url=redis_url) as ready:
        yield ready


def overdue_cases(office: Office, count: int) -> None:
    """Start cases two hours ago, so that the timer of each is due by now."""
    officer = office.user("siti", "petugas_pengaduan")
    office.clock.advance(timedelta(hours=-2))
    for _ in range(count):
        office.start(officer)
    office.clock.advance(timedelta(hours=2))


def fired(office: Office) -> Counter[str]:
    """Count the firings of each instance's timer."""
    with office.runtime.database.connect() as connection:
        rows = connection.execute(text("SELECT instance_id FROM history_events WHERE type = 'timer.fired'"))
        return Counter(str(row[0]) for row in rows)


def test_workers_killed_and_redis_emptied_lose_and_double_nothing(
    site: sites.Prepared, redis_url: str, tmp_path: Path
) -> None:
    chance = random.Random(20261120)  # noqa: S311 - reproducible, nothing secret
    overdue_cases(site.office, CASES)
    command = [*site.installed.prefix, service.LINDUNG, "worker"]

    def some() -> None:
        assert len(fired(site.office)) >= goal

    for kill in range(KILLS + 1):
        with processes.guarded(command, log=tmp_path / "worker.log") as worker:
            goal = CASES if kill == KILLS else (kill + 1) * CASES // (KILLS + 2)
            processes.until(some, failing=AssertionError, seconds=60, log=tmp_path / "worker.log")
            processes.pause(chance.uniform(0, 0.02))
            processes.kill(worker)
        with redis.Redis.from_url(redis_url) as server:
            server.flushall()

    assert set(fired(site.office).values()) == {1}
    assert len(fired(site.office)) == CASES


def rung(redis_url: str) -> None:
    """Ring once, and wait until the ring is out."""
    ringing = bell.Bell(redis_url)
    ringing.ring()
    ringing.close()


def test_the_bell_carries_no_data_and_names_no_function(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as server:
        server.flushall()
        rung(redis_url)

        assert server.keys() == [f"rq:queue:{bell.QUEUE}".encode()]
        assert server.lrange(f"rq:queue:{bell.QUEUE}", 0, -1) == [bell.WORD.encode()]


def test_a_crowd_of_rings_says_nothing_new(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as server:
        server.flushall()
        for _ in range(bell.ENOUGH + 5):
            rung(redis_url)

        assert server.llen(f"rq:queue:{bell.QUEUE}") == bell.ENOUGH


def test_rings_at_once_are_few_and_none_is_lost(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as server:
        server.flushall()
        ringing = bell.Bell(redis_url)
        for _ in range(1000):
            ringing.ring()
        ringing.close()

        assert 1 <= server.llen(f"rq:queue:{bell.QUEUE}") <= bell.ENOUGH


def test_a_bell_that_nobody_hears_loses_nothing(office: Office, tmp_path: Path) -> None:
    office.runtime.bells.append(bell.Bell(f"unix://{tmp_path}/no-such-server").ring)
    office.deploy(procedures.with_timer("PT1H"))
    officer = office.user("siti", "petugas_pengaduan")

    office.start(officer)
    office.clock.advance(timedelta(hours=2))

    assert draining.run_due(office.runtime).timers == 1


def test_the_worker_beside_the_web_server_is_woken_and_stops(office: Office) -> None:
    office.deploy(procedures.with_timer("PT1H"))
    office.start(office.user("siti", "petugas_pengaduan"))
    office.clock.advance(timedelta(hours=2))
    worker = in_process.Worker(office.runtime)

    def once() -> None:
        assert len(fired(office)) == 1

    worker.start()
    processes.until(once, failing=AssertionError)
    assert worker.is_alive
    worker.stop()
    assert not worker.is_alive
