"""Which counts of a group of processes may be published, so that none below five can be told, not even by subtraction.

Whoever subtracts knows how counts hang together: what comes after a choice adds up to what came before it. This file
takes a stronger attacker: one who knows every combination of marks that occurs in the group, but not how often. A count
below five that holds for anybody is safe from them as long as another group is possible, made of the same
combinations, that has the same published counts, the same counts withheld, and another count there. Such a group is
worked out for each of them before a count is published; a count that leaves none is withheld.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from math import gcd
from typing import NamedTuple

LEAST = 5
"""The smallest count that is published."""
WITHHELD = -1
"""Stands for a count of five or more that would tell a smaller one."""

Row = int
"""The combinations of marks of the group that a count covers, as bits."""
Change = Mapping[int, int]
"""By the place of a combination how many more processes hold it."""
Moved = tuple[tuple[int, Row], ...]
"""The same by number: so many more for each of these combinations, which is counted with one look at their bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is published of a group: how many processes, and by mark a count or WITHHELD; smaller ones are left out.

    ``size`` is None for a group of which nothing is published.
    """

    size: int | None
    counts: Mapping[str, int]


def publish(group: Sequence[Collection[str]], *, order: Mapping[str, int] | None = None) -> Published:
    """Give what may be published of these processes, each given by its marks.

    Marks of a lower ``order`` (0 where none is given) are published first, of equal ones the larger.
    """
    if len(group) < LEAST:
        return Published(size=None, counts={})
    kinds = Counter(frozenset(one) for one in group)
    held = tuple(kinds.values())
    rows: dict[Row, list[str]] = {}
    for name, row in sorted(_covered(kinds).items()):
        rows.setdefault(row, []).append(name)
    counts = {row: _count(row, _moved(dict(enumerate(held)))) for row in rows}
    ranks = order or {}
    ranked = sorted(rows, key=lambda row: (min(ranks.get(name, 0) for name in rows[row]), -counts[row], row))
    chosen = _chosen(held, {row: counts[row] for row in ranked})
    if chosen is None:
        return Published(size=None, counts={})
    shown = {row: counts[row] if row in chosen else WITHHELD for row in ranked if counts[row] >= LEAST}
    return Published(size=len(group), counts={name: count for row, count in shown.items() for name in rows[row]})


def _covered(kinds: Iterable[Collection[str]]) -> dict[str, Row]:
    """Give by mark the combinations that have it."""
    found: dict[str, Row] = {}
    for place, kind in enumerate(kinds):
        for name in kind:
            found[name] = found.get(name, 0) | 1 << place
    return found


def _moved(change: Change) -> Moved:
    found: dict[int, Row] = {}
    for place, times in change.items():
        found[times] = found.get(times, 0) | 1 << place
    return tuple(found.items())


def _count(row: Row, moved: Moved) -> int:
    found = 0
    for times, places in moved:
        found += times * (row & places).bit_count()
    return found


def _chosen(held: Sequence[int], counts: Mapping[Row, int]) -> set[Row] | None:
    """Give the counts that may be published, tried in their order; None if not even the size of the group may."""
    world = _World(held, counts)
    if not world.take((1 << len(held)) - 1):
        return None
    return {row for row, count in counts.items() if count >= LEAST and world.take(row)}


class _Bound(NamedTuple):
    """Where a count may lie in another group; it is passed only by who moves more than ``room`` processes."""

    room: int
    row: Row
    now: int
    low: int
    high: int


def _bound(row: Row, count: int, size: int) -> _Bound:
    if count < LEAST:
        return _Bound(min(count, LEAST - 1 - count), row, count, 0, LEAST - 1)
    return _Bound(count - LEAST, row, count, LEAST, size)


class _World:
    """The ways left in which another group may differ, and for each small count one that changes it.

    All ways that change no published count are sums of those of ``_ways``.
    """

    def __init__(self, held: Sequence[int], counts: Mapping[Row, int]) -> None:
        self._held = held
        self._small = [row for row, count in counts.items() if count < LEAST]
        self._bounds = sorted(_bound(row, count, sum(held)) for row, count in counts.items())
        self._ways: list[Change] = [{place: 1} for place in range(len(held))]
        self._others: dict[Row, Moved] = {}

    def take(self, row: Row) -> bool:
        """Publish a count unless that would tell a small one; tell whether it is published."""
        ways = _without(self._ways, row)
        others = {small: one for small, one in self._others.items() if not _count(row, one)}
        known, moved = list(others.values()), None
        for small in self._small:
            if small in others:
                continue
            found = next((one for one in known if _count(small, one)), None)
            if found is None:
                moved = [_moved(one) for one in ways] if moved is None else moved
                found = self._other(ways, [_count(small, one) for one in moved])
                if found is None:
                    # It is likely to stop the next count too, so that is asked first.
                    self._small.remove(small)
                    self._small.insert(0, small)
                    return False
                known.append(found)
            others[small] = found
        self._ways, self._others = ways, others
        return True

    def _other(self, ways: Sequence[Change], counts: Sequence[int]) -> Moved | None:
        """Give how another group differs in a count, which the ways change by ``counts``; None if there is none."""
        return next((_moved(one) for one in _directions(ways, counts) if self._is_possible(one)), None)

    def _is_possible(self, change: Change) -> bool:
        """Tell whether each combination is there so often, and small counts stay small and others do not become so."""
        return all(self._held[place] + times >= 0 for place, times in change.items()) and self._keeps(change)

    def _keeps(self, change: Change) -> bool:
        most, moved = sum(times for times in change.values() if times > 0), _moved(change)
        near = takewhile(lambda bound: bound[0] < most, self._bounds)
        return all(low <= now + _count(row, moved) <= high for _, row, now, low, high in near)


def _without(ways: Sequence[Change], row: Row) -> list[Change]:
    """Give ways of which all those are sums that change this count in nothing."""
    counts = [_count(row, _moved(one)) for one in ways]
    changing = [place for place, count in enumerate(counts) if count]
    if not changing:
        return list(ways)
    # The simplest goes into the others, which stay the simpler.
    chosen = min(changing, key=lambda place: (abs(counts[place]), len(ways[place])))
    return [
        _together(one, counts[chosen], ways[chosen], -count) if count else one
        for place, (one, count) in enumerate(zip(ways, counts, strict=True))
        if place != chosen
    ]


def _together(one: Change, times: int, other: Change, others: int) -> Change:
    """Give so many times one change and the other, as small whole numbers."""
    found = {place: times * value for place, value in one.items()}
    for place, value in other.items():
        found[place] = found.get(place, 0) + others * value
    scale = gcd(*found.values()) or 1
    return {place: value // scale for place, value in found.items() if value}


def _directions(ways: Sequence[Change], counts: Sequence[int]) -> Iterator[Change]:
    """Give ways, and two of them together, that change a count by something; the simplest first."""
    for one, count in zip(ways, counts, strict=True):
        if count:
            yield one
            yield {place: -times for place, times in one.items()}
    for (first, a), (second, b) in combinations(zip(ways, counts, strict=True), 2):
        for sign, turn in ((-1, 1), (-1, -1), (1, 1), (1, -1)):
            if a + sign * b:
                yield _together(first, turn, second, turn * sign)
