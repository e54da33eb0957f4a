"""``serve``, ``worker`` and ``run-due``: the processes of an installation."""

import dataclasses
import gc
import socket
import struct
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import closing
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # the library ships no types

from api import refusals
from api.app import JOBS, create_app
from api.cli.context import Commands, Context
from api.cli.report import Report
from api.web.frame import assets
from engine.clock import Clock
from engine.runtime import Runtime
from engine.settings import Settings
from tasks import bell, draining, in_process
from tasks import worker as worker_process

THREADS = 8
"""Requests served at a time by one process; most wait for the disk, not for the processor."""

LONGEST_SILENCE = 20
"""Seconds that a request may stand still; a notebook that falls asleep halfway would else keep its thread for ever."""

LAST_PORT = 65535

COLLECT_AFTER = 20_000
"""Objects made before the youngest are looked through for rubbish; Python's own 700 suits small programs."""


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    one = commands.add_parser("serve", parents=[shared], help="serve pages and interface; runs jobs too without Redis")
    one.add_argument("--host", help="address to listen on (default LINDUNG_HOST)")
    one.add_argument("--port", type=int, help="port to listen on (default LINDUNG_PORT)")
    one.add_argument("--processes", type=int, default=1, help="web processes; more than one needs PostgreSQL")
    one.set_defaults(run=serve)
    two = commands.add_parser("worker", parents=[shared], help="run background jobs until stopped")
    two.set_defaults(run=worker)
    three = commands.add_parser("run-due", parents=[shared], help="fire due timers and do due jobs once")
    three.set_defaults(run=run_due)


class Server(BaseApplication):  # type: ignore[misc]  # see the import
    """gunicorn with our settings; the application is made in each process after the fork, with its own connections."""

    def __init__(self, settings: Settings, clock: Clock, *, processes: int) -> None:
        """Keep what each process is made of."""
        self._lindung = (settings, clock)
        self._processes = processes
        self._jobs: in_process.Worker | None = None
        self._bell: bell.Bell | None = None
        super().__init__(prog="lindung")

    def load_config(self) -> None:
        """Tell gunicorn what to listen on, and to open no control socket in anybody's home."""
        settings, _ = self._lindung
        chosen = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": self._processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "control_socket_disable": True,
            "loglevel": "warning",
            "graceful_timeout": 10,
            "worker_exit": self._stop_jobs,
            "when_ready": _ready,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until stopped.

        Raises PagesNotBuiltError, AddressUnusableError, and KeyMissingError and its like at once, where gunicorn would
        try again.
        """
        assets.Assets.load()
        settings, clock = self._lindung
        with closing(Runtime.build(settings, clock)) as runtime:  # gone before the fork
            runtime.refuse_foreign_keys()
        _require_usable(settings.host.strip("[]"), settings.port)
        super().run()

    def load(self) -> Callable[..., Any]:
        """Give a process its application, and its share of the background jobs when no worker process does them."""
        settings, clock = self._lindung
        runtime = Runtime.build(settings, clock)
        app = create_app(runtime)
        if settings.redis_url is None:
            self._jobs = in_process.Worker(runtime)
            self._jobs.start()
            app.extensions[JOBS] = self._jobs
        else:
            self._bell = bell.Bell(settings.redis_url)
            runtime.bells.append(self._bell.ring)
        _collect_seldom()
        return app

    def _stop_jobs(self, _server: Any, _worker: Any) -> None:
        """Let the job in hand finish, and the last ring, before the process ends."""
        if self._jobs is not None:
            self._jobs.stop()
        if self._bell is not None:
            self._bell.close()


def serve(context: Context, options: Namespace) -> Report:
    """Serve until stopped."""
    settings = dataclasses.replace(
        context.settings,
        host=options.host or context.settings.host,
        port=options.port or context.settings.port,
    )
    Server(settings, context.clock, processes=options.processes).run()
    return Report(data=None, lines=())


def worker(context: Context, _options: Namespace) -> Report:
    """Run background jobs until stopped."""
    context.runtime.refuse_foreign_keys()
    worker_process.run(context.runtime)
    return Report(data=None, lines=())


def run_due(context: Context, _options: Namespace) -> Report:
    """Fire what is due and do what is due, once."""
    rounds = [
        work(context.runtime)
        for work in (draining.run_due, draining.run_errands, draining.run_mail, draining.run_checks)
    ]
    done = draining.Drained(
        timers=sum(one.timers for one in rounds),
        jobs=sum(one.jobs for one in rounds),
        failures=sum(one.failures for one in rounds),
    )
    return Report(
        data=done, lines=(f"{done.timers} pewaktu dan {done.jobs} pekerjaan dijalankan, {done.failures} gagal.",)
    )


def _require_usable(host: str, port: int) -> None:
    """Try to listen at an address; AddressUnusableError. Port 0 would be any, which nobody could find."""
    refusal = refusals.AddressUnusableError(address=f"{host}:{port}")
    if not 0 < port <= LAST_PORT:
        raise refusal
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        raise refusal from None


def _collect_seldom() -> None:
    """Leave what lives as long as the process out of garbage collection: it took a sixth of a completion's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


def _ready(server: Any) -> None:
    """Bound how long a connection may be silent, and say where the service is, once it listens."""
    for listener in server.LISTENERS:
        # Connections inherit it from the socket that they came in by; the server itself waits without end.
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", LONGEST_SILENCE, 0))
    sys.stdout.write(f"Lindung: http://{server.address[0][0]}:{server.address[0][1]}\n")
    sys.stdout.flush()
