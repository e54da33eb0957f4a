"""Processes as the system shows them: what they hold, whose children they are, and when they have ended."""

import os
import select
from pathlib import Path

PROCESSES = Path("/proc")


def kinds(process: int) -> list[str]:
    """Give what a process holds open: paths, or the kind of what has none, such as ``socket``."""
    links = (PROCESSES / str(process) / "fd").iterdir()
    return [str(link.readlink()).partition(":")[0] for link in links]


def threads(process: int) -> int:
    """Give how many threads a process has."""
    return len(list((PROCESSES / str(process) / "task").iterdir()))


def environment(process: int) -> bytes:
    """Give the environment in which a process was started."""
    return (PROCESSES / str(process) / "environ").read_bytes()


def children(process: int) -> list[int]:
    """Give the processes that this process started and that have not ended."""
    return [int(name) for name in (PROCESSES / f"{process}/task/{process}/children").read_text().split()]


def ended(process: int, *, seconds: float = 30) -> bool:
    """Wait until a process has ended, and tell whether it did; one that is not there any more has."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)
