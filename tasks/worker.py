"""A worker process of its own: looks by itself every second, and at once when the bell in Redis rings."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from engine.runtime import Runtime
from tasks import bell, in_process


def run(runtime: Runtime) -> None:
    """Work until the process is told to end: the first SIGTERM or SIGINT lets it finish what is in hand.

    Without a Redis URL the threads that look every second are all.
    """
    looker = in_process.Worker(runtime)
    url = runtime.settings.redis_url
    ear = None if url is None else bell.Ear(url, runtime.ring)
    looker.start()
    if ear is not None:
        ear.start()
    with _told_to_end(looker):
        looker.wait()
    if ear is not None:
        ear.close()


@contextmanager
def _told_to_end(looker: in_process.Worker) -> Iterator[None]:
    """Stop the worker on the first signal; a second one ends the process at once."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, _frame: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        looker.ask_to_stop()

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
