"""Hit policies (DMN 1.5 section 8.2.10): from the rules that matched to one value, or to the reason why there is none.

A table hands over *hits*, one for each rule that matched, in rule order. Nothing here evaluates a cell.

A policy that is broken is never mended by taking the first rule: two people would get different answers from the same
table depending on how its rows are sorted. The value is null, and the rules that clash are named.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine import feel

# Ranks of an output's values as written in its list of output values; equality is FEEL's, so a list, not a mapping.
Ranks = Sequence[Sequence[Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that matched: its place, its outputs in column order."""

    rule: int
    outputs: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The hits whose outputs count, the value, and a problem code where the policy was broken (the value is None)."""

    hits: tuple[Hit, ...]
    value: Any
    problem: str | None = None


Policy = Callable[[tuple[Hit, ...], "Shape"], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a policy must know of its table: names of outputs (empty for a single one) and ranks of output values."""

    names: tuple[str, ...]
    ranks: Ranks

    def value(self, hit: Hit) -> Any:
        """Give a rule's value: a context with several outputs, else the bare output."""
        return dict(zip(self.names, hit.outputs, strict=True)) if self.names else hit.outputs[0]


def settle(policy: str, hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    """Apply the policy (U, A, P, F, R, O, C, C+, C<, C> or C#) to at least one hit."""
    return _POLICIES[policy](hits, shape)


def same(left: Any, right: Any) -> bool:
    """Tell whether two outputs are one value; unlike Python, true is not 1."""
    return type(left) is type(right) and bool(left == right)


def nothing(policy: str) -> Any:
    """Give the value of a table without any hit and without default: empty list, count 0, or null (section 8.2.11)."""
    return {"C": [], "R": [], "O": [], "C#": Decimal(0)}.get(policy)


def _unique(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    if len(hits) > 1:
        return Outcome(hits=hits, value=None, problem="unique_overlap")
    return _first(hits, shape)


def _any(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    """All rules count, since each alone would give the value: the history names every reason."""
    if not all(all(map(same, hit.outputs, hits[0].outputs)) for hit in hits):
        return Outcome(hits=hits, value=None, problem="any_disagreement")
    return Outcome(hits=hits, value=shape.value(hits[0]))


def _first(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    return Outcome(hits=hits[:1], value=shape.value(hits[0]))


def _priority(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    return _first(_ranked(hits, shape), shape)


def _every(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    return Outcome(hits=hits, value=[shape.value(hit) for hit in hits])


def _output_order(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
    return _every(_ranked(hits, shape), shape)


def _ranked(hits: tuple[Hit, ...], shape: Shape) -> tuple[Hit, ...]:
    """Sort by the place of each output in its list of values, first column first; rule order settles ties."""

    def places(hit: Hit) -> tuple[int, ...]:
        pairs = zip(hit.outputs, shape.ranks, strict=True)
        return tuple(_place(output, ranks) for output, ranks in pairs if ranks is not None)

    return tuple(sorted(hits, key=places))


def _place(output: Any, ranks: Sequence[Any]) -> int:
    return next((place for place, value in enumerate(ranks) if same(value, output)), len(ranks))


def _count(hits: tuple[Hit, ...], _shape: Shape) -> Outcome:
    return Outcome(hits=hits, value=Decimal(len(hits)))


def _over(aggregate: feel.Expression) -> Policy:
    """Make the policy of an aggregation, which is defined for a single output of one fitting type (8.2.10.3)."""

    def policy(hits: tuple[Hit, ...], shape: Shape) -> Outcome:
        value = None if shape.names else aggregate.evaluate({"values": [hit.outputs[0] for hit in hits]})
        return Outcome(hits=hits, value=value, problem="not_aggregable" if value is None else None)

    return policy


_POLICIES: Mapping[str, Policy] = {
    "U": _unique,
    "A": _any,
    "P": _priority,
    "F": _first,
    "R": _every,
    "O": _output_order,
    "C": _every,
    "C+": _over(feel.compile("sum(values)")),
    "C<": _over(feel.compile("min(values)")),
    "C>": _over(feel.compile("max(values)")),
    "C#": _count,
}
