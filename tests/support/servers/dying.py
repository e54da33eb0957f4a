"""Drains jobs in processes that a kind of job kills, one after the other: ``python -m tests.support.servers.dying``.

The arguments are the folder and the database of an installation, the moment of the first drain, the kind of job that
kills, and how often to try. An hour passes between two tries; for each it prints the signal that ended the process, 0
for one that ended in peace.
"""

import os
import signal
import sys
from datetime import datetime, timedelta
from typing import Any

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.jobs import jobs
from engine.settings import Settings
from tasks import draining


def _die(*_arguments: Any, **_named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(data_dir: str, database_url: str, at: str, kind: str, tries: str) -> None:
    """Drain so many times; nothing is open while a process forks."""
    clock = FixedClock(datetime.fromisoformat(at))
    settings = Settings.from_environment({"LINDUNG_DATA_DIR": data_dir, "LINDUNG_DATABASE_URL": database_url})
    jobs.KINDS = {**jobs.KINDS, kind: _die}
    for _ in range(int(tries)):
        child = os.fork()
        if not child:
            draining.run_due(Runtime.build(settings, clock))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.WTERMSIG(status)}\n")
        clock.advance(timedelta(hours=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
