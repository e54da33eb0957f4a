"""Two people at once on PostgreSQL, in the order that a test says, without a guess at how long a step takes."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import text

from tests.support.offices.factories import Office
from tests.support.servers import processes

Begin: TypeAlias = Callable[[Callable[[], Any]], Future[Any]]


@contextmanager
def somebody_else(office: Office) -> Iterator[Begin]:
    """Give what lets somebody else begin: it returns when they are done or wait for a lock.

    Open it before the transaction that they are to wait for: its end waits for theirs.
    """
    with ThreadPoolExecutor(1) as hands:

        def begin(action: Callable[[], Any]) -> Future[Any]:
            other = hands.submit(action)
            processes.until(lambda: _look(office, other), failing=BlockingIOError)
            return other

        yield begin


def _look(office: Office, other: Future[Any]) -> None:
    with office.runtime.database.connect() as connection:
        waiting = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()
    if not other.done() and not waiting:
        raise BlockingIOError
