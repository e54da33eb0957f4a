"""The readings of a case as its client is told: of one reader in one day one line, of all machines one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.domain.audit import purposes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One reading; ``at`` is local to the agency. ``role`` and ``purpose`` are None for what was not recorded."""

    at: datetime
    actor: str
    role: str | None
    part: str
    purpose: str | None
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Readings of one reader in one day for one purpose, in one role, or all of machines; it names no person.

    ``first`` and ``last`` are the moments of the first and the last; ``parts`` their kinds, each once; ``count`` how
    many there were. ``machine`` says that no person read.
    """

    first: datetime
    last: datetime
    role: str | None
    parts: tuple[str, ...]
    purpose: str | None
    count: int
    refused: bool
    machine: bool


def folded(readings: Iterable[Told]) -> tuple[Line, ...]:
    """Give the lines of what people read, in the order of their first moments, and last that of machines, if any."""
    groups: dict[object, list[Told]] = {}
    for one in sorted(readings, key=lambda reading: reading.at):
        person = (one.at.date(), one.actor, one.role, one.purpose, one.refused)
        groups.setdefault(None if _by_machine(one) else person, []).append(one)
    machine = groups.pop(None, [])
    return tuple(_line(group, machine=False) for group in groups.values()) + (
        (_line(machine, machine=True),) if machine else ()
    )


def _by_machine(one: Told) -> bool:
    return one.actor.startswith("system:") and one.actor != purposes.REPORTER


def _line(group: list[Told], *, machine: bool) -> Line:
    first = group[0]
    return Line(
        first=first.at,
        last=group[-1].at,
        role=first.role,
        parts=tuple(dict.fromkeys(one.part for one in group)),
        purpose=first.purpose,
        count=len(group),
        refused=first.refused,
        machine=machine,
    )
