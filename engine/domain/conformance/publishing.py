"""Which counts of a group of processes may be published, so that none below five can be told, not even by subtraction.

Whoever subtracts knows how counts hang together: what comes after a choice adds up to what came before it. This file
takes a stronger attacker: one who knows every combination of marks that occurs in the group, but not how often. A count
below five that holds for anybody is safe from them as long as another group is possible, made of the same
combinations, that has the same published counts, the same counts withheld, and another count there. Such a group is
worked out for each of them before a count is published; a count that leaves none is withheld.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm

LEAST = 5
"""The smallest count that is published."""
WITHHELD = -1
"""Stands for a count of five or more that would tell a smaller one."""

Row = tuple[int, ...]
"""For each combination of marks of the group, 1 if a count covers it."""


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
    for name in sorted({name for one in kinds for name in one}):
        rows.setdefault(tuple(int(name in one) for one in kinds), []).append(name)
    ranks = order or {}
    ranked = sorted(rows, key=lambda row: (min(ranks.get(name, 0) for name in rows[row]), -_count(row, held), row))
    small = [row for row in ranked if _count(row, held) < LEAST]
    large = [row for row in ranked if _count(row, held) >= LEAST]
    chosen = _chosen(held, small=small, large=large)
    if chosen is None:
        return Published(size=None, counts={})
    counts = {name: _count(row, held) if row in chosen else WITHHELD for row in large for name in rows[row]}
    return Published(size=len(group), counts=counts)


def _count(row: Row, held: Row) -> int:
    return sum(a * b for a, b in zip(row, held, strict=True))


def _chosen(held: Row, *, small: Sequence[Row], large: Sequence[Row]) -> set[Row] | None:
    """Give the counts that may be published; None if not even the size of the group may."""
    world = _World(held, small=small, large=large)
    if not world.take((1,) * len(held)):
        return None
    return {row for row in large if world.take(row)}


class _World:
    """The published counts so far as equations, and for each small count another group that fulfils them."""

    def __init__(self, held: Row, *, small: Sequence[Row], large: Sequence[Row]) -> None:
        self._held = held
        self._small = small
        self._bounds = [(row, _count(row, held), 0, LEAST - 1) for row in small] + [
            (row, _count(row, held), LEAST, sum(held)) for row in large
        ]
        self._equations: dict[int, dict[int, Fraction]] = {}
        self._others: dict[Row, Row] = {}

    def take(self, row: Row) -> bool:
        """Publish a count unless that would tell a small one; tell whether it is published."""
        equations = _with(self._equations, row)
        others = {small: one for small, one in self._others.items() if _count(row, one) == 0}
        missing = [small for small in self._small if small not in others]
        basis = _basis(equations, len(row)) if missing else []
        for small in missing:
            found = self._other(small, basis, known=others.values())
            if found is None:
                return False
            others[small] = found
        self._equations, self._others = equations, others
        return True

    def _other(self, small: Row, basis: Sequence[Row], *, known: Collection[Row]) -> Row | None:
        """Give how another group differs from this one: by the equations in nothing, but in the small count."""
        for one in known:
            if _count(small, one):
                return one
        return next((one for one in _directions(small, basis) if self._is_possible(one)), None)

    def _is_possible(self, change: Row) -> bool:
        moved = [(place, times) for place, times in enumerate(change) if times]
        return all(a + b >= 0 for a, b in zip(self._held, change, strict=True)) and all(
            low <= now + sum(row[place] * times for place, times in moved) <= high
            for row, now, low, high in self._bounds
        )


def _with(equations: Mapping[int, dict[int, Fraction]], row: Row) -> dict[int, dict[int, Fraction]]:
    """Give the equations and one more, solved: by column what it is made of, none of which is such a column."""
    left = _left(row, equations)
    if not left:
        return dict(equations)
    pivot = min(left)
    new = {column: value / left[pivot] for column, value in left.items()}
    return {column: _less(one, new, pivot) for column, one in equations.items()} | {pivot: new}


def _left(row: Row, equations: Mapping[int, Mapping[int, Fraction]]) -> dict[int, Fraction]:
    """Give what the equations leave open of a count, by column."""
    left = {column: Fraction(value) for column, value in enumerate(row) if value}
    for pivot, one in equations.items():
        left = _less(left, one, pivot)
    return left


def _less(one: Mapping[int, Fraction], other: Mapping[int, Fraction], pivot: int) -> dict[int, Fraction]:
    times = one.get(pivot, Fraction(0))
    if not times:
        return dict(one)
    found = {column: one.get(column, Fraction(0)) - times * other.get(column, Fraction(0)) for column in {*one, *other}}
    return {column: value for column, value in found.items() if value}


def _basis(equations: Mapping[int, Mapping[int, Fraction]], columns: int) -> list[Row]:
    """Give ways to change a group that change no published count, as whole numbers; all others are made of these."""
    found = []
    for free in sorted(set(range(columns)) - equations.keys()):
        change = {free: Fraction(1)} | {pivot: -one[free] for pivot, one in equations.items() if free in one}
        scale = lcm(*(value.denominator for value in change.values()))
        found.append(tuple(int(change.get(column, Fraction(0)) * scale) for column in range(columns)))
    return found


def _directions(small: Row, basis: Sequence[Row]) -> Iterator[Row]:
    """Give ways of the basis, and two of them together, that change this count; the simplest first."""
    counts = [_count(small, one) for one in basis]
    for one, count in zip(basis, counts, strict=True):
        if count:
            yield from (one, tuple(-value for value in one))
    for (first, a), (second, b) in combinations(zip(basis, counts, strict=True), 2):
        for sign, turn in ((-1, 1), (-1, -1), (1, 1), (1, -1)):
            if a + sign * b:
                yield tuple(turn * (x + sign * y) for x, y in zip(first, second, strict=True))
