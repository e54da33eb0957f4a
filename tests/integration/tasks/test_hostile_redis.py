"""Whoever can write to Redis, or stands in its place: the worker does nothing but look, and no request waits."""

import json
import pickle
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
import rq
from rq.serializers import JSONSerializer
from sqlalchemy import text

from tasks import bell
from tests.support.offices import procedures
from tests.support.servers import processes, service, sites

KEY = f"rq:queue:{bell.QUEUE}"
Attack = Callable[[redis.Redis, str], object]


@pytest.fixture
def server(redis_url: str) -> Iterator[redis.Redis]:
    """Give the emptied server."""
    with redis.Redis.from_url(redis_url) as opened:
        opened.flushall()
        yield opened
        opened.flushall()


@pytest.fixture
def site(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[sites.Prepared]:
    """Prepare an installation whose jobs are done by a worker process, with one case whose timer is due."""
    files = procedures.with_timer("PT1H")
    with sites.prepared(tmp_path / "data", files, database_url=sqlite_url, redis_url=redis_url) as ready:
        yield ready


def queue(server: redis.Redis, serializer: Any = JSONSerializer) -> rq.Queue:
    return rq.Queue(bell.QUEUE, connection=server, serializer=serializer)


class Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, tuple[str, str]]:
        return open, (self._path, "w")


def by_name(server: redis.Redis, marker: str) -> None:
    queue(server).enqueue("os.system", f"touch {marker}")
    queue(server).enqueue("builtins.open", marker, "w", at_front=True)
    queue(server).enqueue("os._exit", 3)


def by_callback(server: redis.Redis, marker: str) -> None:
    callback = rq.Callback("os.system")
    queue(server).enqueue(
        "os.getcwd", on_success=callback, on_failure=callback, meta={"touch": marker}, retry=rq.Retry(3)
    )
    queue(server).enqueue("os.system", f"touch {marker}", on_stopped=callback, job_timeout=1)


def by_pickle(server: redis.Redis, marker: str) -> None:
    poison = pickle.dumps(Touch(marker))
    queue(server, None).enqueue("os.system", Touch(marker), meta={"x": Touch(marker)})
    fields: Any = {
        "data": zlib.compress(poison),
        "meta": poison,
        "result": poison,
        "created_at": "2026-01-01T00:00:00Z",
    }
    server.hset("rq:job:acar", mapping=fields)
    server.rpush(KEY, "acar", poison)


def by_schedule(server: redis.Redis, marker: str) -> None:
    queue(server).enqueue_in(timedelta(seconds=-1), "os.system", f"touch {marker}")
    first = queue(server).enqueue("os.getcwd")
    queue(server).enqueue("os.system", f"touch {marker}", depends_on=first)


def by_rubbish(server: redis.Redis, _marker: str) -> None:
    for name, data in (("a", b"\xff\x00"), ("b", zlib.compress(b"{")), ("c", zlib.compress(b"[" * 100_000))):
        server.hset(f"rq:job:{name}", "data", data)
        server.rpush(KEY, name)
    server.rpush(KEY, "", b"\xff\xfe\x00", "x" * 5_000_000, "../../etc/passwd", json.dumps({"func": "os.system"}))
    server.set("rq:job:teks", "bukan hash")
    server.rpush(KEY, "teks", *["x"] * 10_000)


def by_size(server: redis.Redis, marker: str) -> None:
    queue(server).enqueue("os.system", f"touch {marker}", "x" * 20_000_000)


def by_order(server: redis.Redis, _marker: str) -> None:
    server.set("rq:suspended", 1)
    workers: Any = server.keys("rq:worker:*")
    for name in [*(key.decode().rpartition(":")[2] for key in workers), "x"]:
        for command in ("shutdown", "kill-horse", "stop-job"):
            server.publish(f"rq:pubsub:{name}", json.dumps({"command": command, "job_id": "x"}))
        server.publish(f"rq:pubsub:{name}", b"\xff kacau")


def by_kind(server: redis.Redis, _marker: str) -> None:
    server.delete(KEY)
    server.set(KEY, "bukan daftar")


ATTACKS: tuple[Attack, ...] = (by_name, by_callback, by_pickle, by_schedule, by_rubbish, by_size, by_order)


def test_whatever_stands_in_redis_the_worker_only_looks_and_lives_on(
    site: sites.Prepared, server: redis.Redis, tmp_path: Path
) -> None:
    marker, log = tmp_path / "marker", tmp_path / "worker.log"
    for attack in ATTACKS:
        attack(server, str(marker))

    with processes.guarded([*site.installed.prefix, service.LINDUNG, "worker"], log=log) as worker:
        for attack in ATTACKS:  # what stood there before, and again what comes while it listens
            processes.until(lambda: empty(server), failing=AssertionError, log=log)
            attack(server, str(marker))
        by_kind(server, str(marker))
        overdue(site)
        processes.until(lambda: fired(site), failing=AssertionError, log=log)
        assert worker.poll() is None

    assert not marker.exists()
    assert "touch" not in log.read_text()


def overdue(site: sites.Prepared) -> None:
    """Start a case two hours ago, so that its timer is due by now."""
    officer = site.office.user("siti", "petugas_pengaduan")
    site.office.clock.advance(timedelta(hours=-2))
    site.office.start(officer)
    site.office.clock.advance(timedelta(hours=2))


def empty(server: redis.Redis) -> None:
    assert server.llen(KEY) == 0


def fired(site: sites.Prepared) -> None:
    with site.office.runtime.database.connect() as connection:
        asked = text("SELECT count(*) FROM history_events WHERE type = 'timer.fired'")
        assert connection.execute(asked).scalar() == 1


def test_the_bell_needs_no_more_rights_than_its_queue(server: redis.Redis, redis_url: str) -> None:
    rights = ["+@list", "+@connection"]
    server.acl_setuser("bel", enabled=True, passwords="+rahasia", keys=[KEY], categories=rights)
    url = redis_url.replace("unix://", "unix://bel:rahasia@")
    heard = threading.Event()
    ear, ringing = bell.Ear(url, heard.set), bell.Bell(url)

    ear.start()
    ringing.ring()

    assert heard.wait(30)
    ringing.close()
    ear.close()
    server.acl_deluser("bel")


@contextmanager
def silent() -> Iterator[tuple[str, list[socket.socket]]]:
    """Run a server that takes connections and never says a word; gives its URL and the connections."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with listener:
                while True:
                    try:
                        held.append(listener.accept()[0])
                    except OSError:
                        return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0", held
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for one in held:
        one.close()


def test_a_request_never_waits_for_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "TIMEOUT_SECONDS", 3600.0)  # whoever waited for the server would never come back
    with silent() as (url, held):
        ringing = bell.Bell(url)
        ringing.ring()
        processes.until(lambda: connected(held), failing=AssertionError)

        for _ in range(100):
            ringing.ring()

        assert len(held) == 1  # the first ring is still on its way
    ringing.close()


def test_each_exchange_with_the_server_has_an_end_and_is_tried_once() -> None:
    given = bell._connection("redis://127.0.0.1:1/0", seconds=bell.TIMEOUT_SECONDS).connection_pool.connection_kwargs

    assert given["socket_timeout"] == given["socket_connect_timeout"] == bell.TIMEOUT_SECONDS <= 0.2
    assert given["retry"].get_retries() == 0


def connected(held: list[socket.socket]) -> None:
    assert held != []


def test_a_server_that_did_not_answer_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(bell, "PAUSE_SECONDS", 3600.0)
    told: list[bool] = []
    tell = bell.Bell._tell

    def counted(ringing: bell.Bell) -> bool:
        told.append(tell(ringing))
        return told[-1]

    monkeypatch.setattr(bell.Bell, "_tell", counted)
    with silent() as (url, held):
        ringing = bell.Bell(url)
        ringing.ring()
        processes.until(lambda: _once(told), failing=AssertionError)

        for _ in range(100):
            ringing.ring()

        assert (told, len(held)) == ([False], 1)
        ringing.close()
    assert told == [False, False]  # the last one, when the process ends


def _once(told: list[bool]) -> None:
    assert told == [False]
