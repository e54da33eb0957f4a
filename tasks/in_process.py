"""The worker of one PC: threads beside the web server that do what is due, woken by a bell or by the clock.

One thread keeps the promises of the house, another runs its errands, a third hands over its mail, a fourth checks the
record and a fifth keeps the log: a partner's slow server delays no timer, a mail server that hangs no referral, a long
check nobody, and no witness the sealing of much.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from engine import errors
from engine.runtime import Runtime
from tasks import draining, keeping

# A promise that came due is looked at within a second even if no bell rang: another process may have made it.
LONGEST_SLEEP_SECONDS = 1.0
TIDY_EVERY_SECONDS = 3600.0
KEEP_EVERY_SECONDS = 300.0
"""How often the log is sealed: what is younger is guarded by its chain alone."""
ERRANDS: tuple[Callable[[Runtime], Any], ...] = (draining.run_errands, draining.run_mail, draining.run_checks)
log = structlog.get_logger()


class Worker:
    """Drains what is due until it is stopped."""

    def __init__(self, runtime: Runtime) -> None:
        """Hang up the bell; ``start`` begins to listen."""
        self._runtime = runtime
        self._bell = threading.Event()
        self._errand_bells = tuple(threading.Event() for _ in ERRANDS)
        self._end = threading.Event()
        self._stopping = False
        self._threads = (
            threading.Thread(target=self._run, name="worker", daemon=True),
            *(
                threading.Thread(target=self._run_errands, args=(bell, work), name=work.__name__, daemon=True)
                for bell, work in zip(self._errand_bells, ERRANDS, strict=True)
            ),
            threading.Thread(target=self._keep, name="keeper", daemon=True),
        )
        runtime.bells += [bell.set for bell in (self._bell, *self._errand_bells)]

    def start(self) -> None:
        """Begin to work in the background."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self.ask_to_stop()
        self._join()

    def ask_to_stop(self) -> None:
        """Let the threads end when they have finished what is in hand; ``wait`` returns then."""
        self._stopping = True
        for bell in (self._bell, *self._errand_bells, self._end):
            bell.set()

    def wait(self) -> None:
        """Stay until the worker is stopped from elsewhere or the process ends."""
        self._join()

    @property
    def is_alive(self) -> bool:
        """Tell whether the worker still works; /readyz asks."""
        return all(thread.is_alive() for thread in self._threads)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        tidied = time.monotonic()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="work") as hands:
            while not self._stopping:
                self._bell.clear()
                self._attempt(hands, draining.run_due)
                if time.monotonic() - tidied > TIDY_EVERY_SECONDS:
                    self._attempt(hands, draining.tidy)
                    tidied = time.monotonic()
                self._bell.wait(LONGEST_SLEEP_SECONDS)

    def _run_errands(self, bell: threading.Event, work: Callable[[Runtime], Any]) -> None:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="errand") as hands:
            while not self._stopping:
                bell.clear()
                self._attempt(hands, work)
                bell.wait(LONGEST_SLEEP_SECONDS)

    def _keep(self) -> None:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep") as hands:
            while not self._end.wait(KEEP_EVERY_SECONDS):
                self._attempt(hands, keeping.keep)

    def _attempt(self, hands: ThreadPoolExecutor, work: Callable[[Runtime], Any]) -> None:
        """Do the work; whatever fails is logged and tried again, for a worker that ended would let every timer wait."""
        failure = hands.submit(work, self._runtime).exception()
        if failure is not None:
            code = failure.code if isinstance(failure, errors.LindungError) else draining.UNEXPECTED
            log.error("work_failed", code=code, kind=type(failure).__name__)
