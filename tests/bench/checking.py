"""How long somebody who edits a draft waits for its check, beside the check in a process that is started for it."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import settings
from engine.bpmn.checking.checker import Checker
from engine.bpmn.rules import isolated
from engine.domain.messages import messages
from engine.domain.people import permissions
from engine.services.policy import definitions

WORKFLOWS = settings.ROOT / "workflows"
COLD = 5
# Fields of /proc/<pid>/stat behind the name: processor time of children that have ended, in ticks (proc_pid_stat(5)).
_OF_CHILDREN = slice(13, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The checks of one procedure, in seconds: by the clock, in the child, in the process that asked, and cold."""

    name: str
    p50: float
    p95: float
    processor: float
    own: float
    cold: float


def measured(times: int) -> Iterator[Checked]:
    """Check each procedure so many times, one after the other; the first one of all only warms up."""
    roles = permissions.Rights.from_toml((WORKFLOWS / "roles.toml").read_text()).roles
    known: dict[str, Any] = {
        "roles": frozenset(roles),
        "messages": frozenset(messages.parse((WORKFLOWS / "messages.toml").read_text())),
    }
    checker = Checker()
    for folder in definitions.folders(WORKFLOWS):
        files = definitions.read_folder(folder, WORKFLOWS)
        _sound(checker.check(files, draft=folder.name, revision=0, **known))
        yield _measured(folder.name, files, checker, known, times)
    checker.close()


def _measured(name: str, files: dict[str, bytes], checker: Checker, known: dict[str, Any], times: int) -> Checked:
    own, processor = time.process_time(), _of_children(checker)
    warm = [_seconds(lambda: checker.check(files, draft=name, revision=0, **known)) for _ in range(times)]
    own, processor = time.process_time() - own, _of_children(checker) - processor
    cold = statistics.median(_seconds(lambda: isolated.check(files, **known)) for _ in range(COLD))
    p95 = statistics.quantiles(warm, n=20)[-1]
    return Checked(
        name=name, p50=statistics.median(warm), p95=p95, processor=processor / times, own=own / times, cold=cold
    )


def _seconds(check: Callable[[], Any]) -> float:
    began = time.perf_counter()
    _sound(check())
    return time.perf_counter() - began


def _sound(refusals: Any) -> None:
    assert not refusals, refusals


def _of_children(checker: Checker) -> float:
    """Give the processor time of all checks that have ended, in seconds."""
    assert checker._warm is not None
    stat = Path(f"/proc/{checker._warm.process.pid}/stat").read_text()
    ticks = stat.rpartition(")")[2].split()[_OF_CHILDREN]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
