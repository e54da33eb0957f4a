"""The bell between processes: a tiny RQ job that carries no data and only says "look".

Redis holds no promise. A bell that is lost, doubled or emptied away changes nothing: workers also look by themselves
every second. Jobs are serialised as JSON, never pickled, so that writing to Redis is no way to run code in a worker.
"""

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "lindung"
# More rings than this in the queue say nothing new.
ENOUGH = 8
log = structlog.get_logger()


class Bell:
    """Rings at a Redis-protocol server."""

    def __init__(self, url: str) -> None:
        """Remember where to ring; nothing is connected yet."""
        self._queue = Queue(QUEUE, connection=redis.Redis.from_url(url), serializer=JSONSerializer)

    def ring(self) -> None:
        """Ask a worker to look; a server that is away is logged and costs nothing else."""
        try:
            if self._queue.count < ENOUGH:
                self._queue.enqueue("tasks.worker.look", result_ttl=0, failure_ttl=0)
        except redis.RedisError as failure:
            log.warning("bell_unheard", kind=type(failure).__name__)
