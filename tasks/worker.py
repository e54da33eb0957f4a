"""A worker process of its own: listens to the bell in Redis and looks by itself every second."""

from functools import cache

import redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from engine import clock, settings
from engine.runtime import Runtime
from tasks import bell, draining, in_process


def run(runtime: Runtime) -> None:
    """Work until the process is told to end. Without a Redis URL the thread that looks every second is all."""
    looker = in_process.Worker(runtime)
    looker.start()
    if runtime.settings.redis_url is None:
        looker.wait()
        return
    connection = redis.Redis.from_url(runtime.settings.redis_url)
    queue = Queue(bell.QUEUE, connection=connection, serializer=JSONSerializer)
    SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(logging_level="WARNING")
    looker.stop()


def look() -> None:
    """Do what is due: the bell's only meaning."""
    draining.run_due(_runtime())


@cache
def _runtime() -> Runtime:
    return Runtime.build(settings.from_process(), clock.SystemClock())
