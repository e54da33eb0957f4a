"""Real servers for tests: started without a shell's mercy, stopped even when the test run itself is killed.

A small shell guard holds the server: it waits for the end of its standard input, which the test process keeps open.
When the test process ends in whatever way, the pipe closes, and the guard passes the stop signal on.
"""

import functools
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

_GUARD = 'stop=$1; shift; "$@" & server=$!; read -r _; kill -s "$stop" $server; wait $server'
_POLL_SECONDS = 0.01
T = TypeVar("T")


@contextmanager
def guarded(command: Sequence[object], *, stop: str = "TERM", log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, or until this process dies; its output goes to ``log``.

    ``stop`` names the signal that ends it (PostgreSQL: INT, since TERM waits for every client).
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["sh", "-c", _GUARD, "guard", stop, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=30)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a guarded server and all its children with SIGKILL, as a power cut would end them."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def until(attempt: Callable[[], T], *, failing: type[Exception], seconds: float = 15, log: Path | None = None) -> T:
    """Give what ``attempt`` gives as soon as it no longer fails; TimeoutError with the log's end after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except failing as error:
            if time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-2000:] if log else ""
                raise TimeoutError(f"not ready after {seconds} s: {error}\n{tail}") from error
        pause(_POLL_SECONDS)


def pause(seconds: float) -> None:
    """Let another process go on for a moment: the one place where tests let time pass."""
    time.sleep(seconds)


@functools.cache
def as_ordinary_user() -> tuple[str, ...]:
    """Give the command prefix under which a server that refuses root will start; empty for an ordinary user.

    A user namespace maps root to user 1000, so that files stay root's and no permission is changed anywhere. Where
    namespaces are closed, the process becomes ``nobody``; its folder must then be given to it (``hand_over``).
    """
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0:
        return namespace
    return ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def hand_over(folder: Path) -> None:
    """Make the folder writable for the user that ``as_ordinary_user`` runs as."""
    if as_ordinary_user()[:1] == ("setpriv",):
        os.chown(folder, 65534, 65534)
