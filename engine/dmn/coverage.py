"""Finds the gaps and overlaps of a decision table by walking every combination of atoms, each with an example input.

Each rule is one bit. An atom of an input carries two sets of rules: those whose condition it surely meets, and those
whose condition is no literal, so that only an evaluation can tell. Intersecting the sets along the inputs gives, for
every combination at once, the rules that match. Atoms with equal sets are one; a state seen before is not walked again.
A walk that takes more than ``MAX_STEPS`` is given up, and says so, as does one that meets more than ``MAX_PAIRS`` of
overlapping rules: an uploaded table must not hold up whoever checks it.

Inputs are taken to be independent: where one expression implies another, an example may be one that cannot happen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

MAX_STEPS = 30_000
MAX_PAIRS = 2_000
MAX_FINDINGS = 12

Example = tuple[tuple[int, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """An example value, the rules that surely match it and those that may (bits, ``maybe`` without the sure)."""

    value: Any
    sure: int
    maybe: int


@dataclass(slots=True, kw_only=True)
class Walk:
    """What a walk found; ``complete`` is False where it was given up.

    ``unsure_gap`` and ``unsure_overlap`` say that somewhere only rules that may match stand between a gap and an
    answer, or between one answer and several.
    """

    gaps: list[Example] = field(default_factory=list)
    overlaps: dict[tuple[int, int], Example] = field(default_factory=dict)
    reached: int = 0
    complete: bool = True
    unsure_gap: bool = False
    unsure_overlap: bool = False


def walk(axes: Sequence[Sequence[Atom]], rules: int) -> Walk:
    """Walk all combinations of the axes' atoms for a table of that many rules.

    ``gaps`` are inputs that surely match no rule; ``overlaps`` pairs of rules (by place) that surely match the same
    input; ``reached`` the rules that are, or may be, the first to match some input.
    """
    found = Walk()
    everything = (1 << rules) - 1
    grouped = [_grouped(axis) for axis in axes]
    seen: set[tuple[int, int, int]] = set()
    steps = 0
    pending: list[tuple[int, int, int, Example]] = [(0, everything, 0, ())]
    while pending:
        depth, sure, maybe, example = pending.pop()
        if not sure | maybe:
            _gap(found, _filled(example, grouped[depth:], depth))
            continue
        if (depth, sure, maybe) in seen:
            continue
        seen.add((depth, sure, maybe))
        if depth == len(grouped):
            _leaf(found, sure, maybe, example)
            continue
        steps += len(grouped[depth])
        if steps > MAX_STEPS:
            found.complete = False
            break
        pending += reversed(list(_next(grouped[depth], depth, sure, maybe, example)))
    return found


def _next(
    axis: Sequence[Atom], depth: int, sure: int, maybe: int, example: Example
) -> Iterator[tuple[int, int, int, Example]]:
    for atom in axis:
        surely = sure & atom.sure
        possibly = (sure | maybe) & (atom.sure | atom.maybe) & ~surely
        yield depth + 1, surely, possibly, (*example, (depth, atom.value))


def _grouped(axis: Sequence[Atom]) -> list[Atom]:
    """Join atoms that the rules cannot tell apart; the first stands for them."""
    groups: dict[tuple[int, int], Atom] = {}
    for atom in axis:
        groups.setdefault((atom.sure, atom.maybe), atom)
    return list(groups.values())


def _filled(example: Example, rest: Sequence[Sequence[Atom]], depth: int) -> Example:
    """Complete an example whose gap is certain before every input was looked at."""
    return (*example, *((depth + place, axis[0].value) for place, axis in enumerate(rest) if axis))


def _gap(found: Walk, example: Example) -> None:
    if len(found.gaps) < MAX_FINDINGS:
        found.gaps.append(example)


def _leaf(found: Walk, sure: int, maybe: int, example: Example) -> None:
    """Note which rules overlap here and which may be the first."""
    found.unsure_gap |= not sure
    found.unsure_overlap |= bool(maybe) and (sure | maybe).bit_count() > 1
    matching = list(_places(sure))
    first = sure & -sure
    found.reached |= first | (maybe & ((first - 1) if first else -1))
    for pair in combinations(matching, 2):
        if len(found.overlaps) == MAX_PAIRS:
            found.complete = False
            return
        found.overlaps.setdefault(pair, example)


def _places(bits: int) -> Iterator[int]:
    place = 0
    while bits:
        if bits & 1:
            yield place
        bits >>= 1
        place += 1
