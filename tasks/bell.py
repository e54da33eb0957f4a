"""The bell between processes: a list in Redis to which a ring adds a word that nobody reads.

Redis holds no promise: a bell that is lost, doubled or emptied away changes nothing, since workers also look by
themselves every second. Nor does it hold a command. Of RQ nothing but the queue is used: its jobs name functions to be
imported, callbacks and addresses to be called, and its workers take orders by pub/sub, so whoever can write to Redis
could command the worker, which holds the keys. Here whatever stands in the queue means the same: look (decision 0003).
"""

import contextlib
import threading
from collections.abc import Callable

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DequeueTimeout

QUEUE = "lindung"
WORD = "look"
# More rings than this in the queue say nothing new.
ENOUGH = 8
TIMEOUT_SECONDS = 0.2
"""How long each exchange with the server may take."""
PAUSE_SECONDS = 5.0
"""How long a server that did not answer is left alone."""
LISTEN_SECONDS = 1
FAILURES = (redis.RedisError, OSError, ValueError)
"""The server is away, or answers what nobody understands."""
log = structlog.get_logger()


class Bell:
    """Rings at a Redis-protocol server, in a thread of its own: a request that rings never waits, whatever is there."""

    def __init__(self, url: str) -> None:
        """Remember where to ring; nothing is connected, and no thread begun, before the first ring."""
        self._queue = Queue(QUEUE, connection=_connection(url, seconds=TIMEOUT_SECONDS))
        self._turn = threading.Condition()
        self._is_wanted = self._is_closed = False
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Ask a worker to look; rings that come while one is on its way are one."""
        with self._turn:
            self._is_wanted = True
            self._turn.notify()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Ring what was wanted, unless the server does not answer, and end the thread."""
        with self._turn:
            self._is_closed = True
            self._turn.notify()
        if self._thread is not None:
            self._thread.join(timeout=PAUSE_SECONDS)

    def _run(self) -> None:
        while self._waits_for_a_ring():
            if not self._tell():
                with self._turn:
                    self._turn.wait_for(lambda: self._is_closed, PAUSE_SECONDS)

    def _waits_for_a_ring(self) -> bool:
        """Wait until a ring is wanted and take it; False once the bell is closed and none is wanted."""
        with self._turn:
            self._turn.wait_for(lambda: self._is_wanted or self._is_closed)
            wanted, self._is_wanted = self._is_wanted, False
            return wanted

    def _tell(self) -> bool:
        """Add the word to the queue; False when the server is away or cannot take it, which is logged."""
        try:
            if self._queue.count < ENOUGH:
                self._queue.push_job_id(WORD)
        except FAILURES as failure:
            log.warning("bell_unheard", kind=type(failure).__name__)
            return False
        return True


class Ear:
    """Listens to the bell in a thread of its own, whatever becomes of the server."""

    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        """Take what to do at each ring; ``start`` begins to listen."""
        self._queue = Queue(QUEUE, connection=_connection(url, seconds=LISTEN_SECONDS + PAUSE_SECONDS))
        self._heard = heard
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """End within the time of one look."""
        self._closed.set()
        self._thread.join(timeout=2 * LISTEN_SECONDS)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except FAILURES as failure:
                log.warning("bell_away", kind=type(failure).__name__)
                self._closed.wait(PAUSE_SECONDS)

    def _listen(self) -> None:
        """Wait for a ring and do what it means, without a look at what it says; a crowd of them is one."""
        with contextlib.suppress(DequeueTimeout):
            Queue.lpop([self._queue.key], LISTEN_SECONDS, connection=self._queue.connection)
            self._queue.connection.ltrim(self._queue.key, 0, ENOUGH - 1)
            self._heard()


def _connection(url: str, *, seconds: float) -> redis.Redis:
    """Give a connection on which each exchange has an end and nothing is tried twice: the bell may be lost."""
    return redis.Redis.from_url(
        url, socket_timeout=seconds, socket_connect_timeout=seconds, retry=Retry(NoBackoff(), 0), retry_on_error=[]
    )
