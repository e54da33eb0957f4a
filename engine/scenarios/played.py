"""What came of a scenario, said alike by both ways of playing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain import vocabulary
from engine.domain.audits.findings import FINDING

RUNNING = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """An SLA clock at the end; ``state`` is running, stopped, replaced or cancelled, ``warned`` in percent, sorted."""

    milestone: str
    state: str
    due_at: datetime | None
    breached: bool
    warned: tuple[int, ...]

    def told(self, keys: Iterable[str]) -> dict[str, Any]:
        """Give of it what a scenario tells of a clock by these keys."""
        known = {
            "milestone": self.milestone,
            "state": self.state,
            "due_at": self.due_at,
            "breached": self.breached,
            "warned": list(self.warned),
        }
        return {key: known[key] for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scenario after its last step.

    ``open`` gives (step, elements of the open tasks, sorted) for the report and every step. ``clocks`` are all that
    ever ran: milestones in the order in which they first opened, each one's clocks in their order. ``state`` is
    running, completed or cancelled; ``ends`` are the end events that were reached; ``risk`` is the case's, None when
    nobody assessed it. ``variables`` is the routing data at the end, without the number of the case, the
    finding that it may be the file of, and what is empty.
    """

    open: tuple[tuple[str, tuple[str, ...]], ...]
    clocks: tuple[Clock, ...]
    state: str
    ends: tuple[str, ...]
    risk: str | None
    variables: Mapping[str, Any]


def by_milestone(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """Bring clocks that are given in the order in which they opened into the order of ``Played.clocks``."""
    every = list(clocks)
    first: Sequence[str] = list(dict.fromkeys(clock.milestone for clock in every))
    return tuple(sorted(every, key=lambda clock: first.index(clock.milestone)))


def of_case(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Give the variables that ``Played`` tells of: an empty one is as unknown as a missing one, as in FEEL."""
    own = {vocabulary.CASE_NUMBER, FINDING}
    return {name: value for name, value in variables.items() if name not in own and value is not None}
