"""What happened in a case as far as its SLA clocks care: start facts, pauses and stops, in the order they were told.

One step of a process may end a round and begin the next at the same moment, so moments alone do not tell whether a
fact came before a stop. Every entry therefore gets a turn, a number that only grows.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Entries = dict[str, list[tuple[datetime, int]]]


class Diary:
    """The entries of one process instance; moments are aware UTC."""

    def __init__(self) -> None:
        """Begin empty."""
        self._turn = 0
        self._facts: Entries = {}
        self._early_stops: Entries = {}
        self._closed: dict[str, int] = {}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Diary":
        """Rebuild a diary from ``to_json``."""
        diary = cls()
        diary._turn = data["turn"]
        diary._facts = _entries(data["facts"])
        diary._early_stops = _entries(data["early_stops"])
        diary._closed = dict(data["closed"])
        return diary

    def to_json(self) -> dict[str, Any]:
        """Give every entry as JSON values, in a fixed order."""
        return {
            "turn": self._turn,
            "facts": _texts(self._facts),
            "early_stops": _texts(self._early_stops),
            "closed": dict(sorted(self._closed.items())),
        }

    @property
    def facts(self) -> dict[str, list[datetime]]:
        """Give the moments of every fact, earliest first."""
        return {fact: [at for at, _ in entries] for fact, entries in self._facts.items()}

    def record(self, fact: str, *, at: datetime) -> None:
        """Enter a fact; told twice of one moment it is one fact."""
        entries = self._facts.setdefault(fact, [])
        if all(known != at for known, _ in entries):
            entries.append((at, self._next_turn()))
            entries.sort()

    def fresh(self, fact: str, *, milestone: str) -> list[datetime]:
        """Give the moments of a fact told since the milestone was last closed, earliest first."""
        since = self._closed.get(milestone, 0)
        return [at for at, turn in self._facts.get(fact, []) if turn > since]

    def close(self, milestone: str) -> None:
        """Enter that the milestone's clocks were stopped or cancelled now."""
        self._closed[milestone] = self._next_turn()

    def stop_early(self, milestone: str, *, at: datetime) -> None:
        """Enter a stop for which no clock was running yet."""
        self._early_stops.setdefault(milestone, []).append((at, self._next_turn()))

    def take_early_stop(self, milestone: str, *, fact: str, since: datetime) -> datetime | None:
        """Give the first early stop after a start fact and close the milestone there; older ones are dropped."""
        begun = next((entry for entry in self._facts.get(fact, []) if entry[0] == since), (since, 0))
        stops = self._early_stops.pop(milestone, [])
        for index, stop in enumerate(stops):
            if stop > begun:
                self._early_stops[milestone] = stops[index + 1 :]
                self._closed[milestone] = stop[1]
                return stop[0]
        return None

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn


def _texts(entries: Entries) -> dict[str, list[list[Any]]]:
    return {name: [[at.isoformat(), turn] for at, turn in told] for name, told in sorted(entries.items())}


def _entries(texts: Mapping[str, list[list[Any]]]) -> Entries:
    return {
        name: [(datetime.fromisoformat(at).astimezone(UTC), turn) for at, turn in told] for name, told in texts.items()
    }
