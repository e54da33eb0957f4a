"""How the web server is put together: nothing is served here."""

import socket
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api import refusals
from api.app import JOBS
from api.cli import context, serving
from engine.clock import SystemClock
from tasks import bell, draining
from tests.support.offices.factories import settings


class _Worker:
    """A worker that notes what is asked of it."""

    def __init__(self, _runtime: object) -> None:
        self.done: list[str] = []

    def start(self) -> None:
        self.done.append("start")

    def stop(self) -> None:
        self.done.append("stop")


class _Listening:
    """What gunicorn hands to its hook once it listens."""

    address = (("127.0.0.1", 8137),)
    LISTENERS = ()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., serving.Server]:
    """Give a maker of servers on an empty installation."""
    monkeypatch.setattr("tasks.in_process.Worker", _Worker)

    def make(**others: str) -> serving.Server:
        chosen = settings(tmp_path, database_url=f"sqlite:///{tmp_path / 'lindung.db'}", **others)
        return serving.Server(chosen, SystemClock(), processes=1)

    return make


def test_the_server_listens_on_loopback_and_opens_no_control_socket(server: Callable[..., serving.Server]) -> None:
    chosen = server().cfg.settings

    assert chosen["bind"].get() == ["127.0.0.1:8000"]
    assert chosen["control_socket_disable"].get() is True
    assert (chosen["worker_class"].get(), chosen["threads"].get()) == ("gthread", serving.THREADS)


@pytest.mark.parametrize("port", ["0", "65536", "taken"])
def test_an_address_that_cannot_be_used_is_refused_at_once(server: Callable[..., serving.Server], port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        chosen = str(other.getsockname()[1]) if port == "taken" else port

        with pytest.raises(refusals.AddressUnusableError):
            server(port=chosen).run()


def test_one_process_does_the_jobs_itself(server: Callable[..., serving.Server]) -> None:
    made = server()

    app: Any = made.load()
    made.cfg.settings["worker_exit"].get()(None, None)

    assert app.extensions[JOBS].done == ["start", "stop"]


def test_with_redis_the_bell_is_rung_instead(server: Callable[..., serving.Server]) -> None:
    made = server(redis_url="redis://127.0.0.1:1/0")

    app: Any = made.load()
    made.cfg.settings["worker_exit"].get()(None, None)

    assert JOBS not in app.extensions
    assert isinstance(app.extensions["lindung"].bells[0].__self__, bell.Bell)


def test_the_address_is_printed_once_it_can_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    serving._ready(_Listening())

    assert capsys.readouterr().out == "Lindung: http://127.0.0.1:8137\n"


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[context.Context, list[str]]:
    """Give a context, and a list of what the commands started instead of serving for ever."""
    seen: list[str] = []

    def run(server: serving.Server) -> None:
        seen.append(str(server.cfg.settings["bind"].get()[0]))

    monkeypatch.setattr(serving.Server, "run", run)
    monkeypatch.setattr("tasks.worker.run", lambda _: seen.append("worker"))
    chosen = settings(tmp_path, database_url=f"sqlite:///{tmp_path / 'lindung.db'}")
    return context.Context(settings=chosen, clock=SystemClock()), seen


def test_serving_takes_another_address(called: tuple[context.Context, list[str]]) -> None:
    here, seen = called

    serving.serve(here, Namespace(host="127.0.0.2", port=9000, processes=1, json=False))

    assert seen == ["127.0.0.2:9000"]


def test_a_worker_process_runs_until_it_is_stopped(called: tuple[context.Context, list[str]]) -> None:
    here, seen = called

    serving.worker(here, Namespace())
    here.close()

    assert seen == ["worker"]


def test_running_what_is_due_says_how_much(
    called: tuple[context.Context, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draining, "run_due", lambda _: draining.Drained(timers=2, jobs=1, failures=0))
    monkeypatch.setattr(draining, "run_errands", lambda _: draining.Drained(timers=0, jobs=2, failures=1))
    monkeypatch.setattr(draining, "run_mail", lambda _: draining.Drained(timers=0, jobs=1, failures=0))
    monkeypatch.setattr(draining, "run_checks", lambda _: draining.Drained(timers=0, jobs=0, failures=0))

    said = serving.run_due(called[0], Namespace())
    called[0].close()

    assert said.lines == ("2 pewaktu dan 4 pekerjaan dijalankan, 1 gagal.",)
