"""Figures as a page shows them: added up over groups from what is published of each, and from nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.domain.conformance.publishing import LEAST, WITHHELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count over some groups: at least ``shown``; exactly that if no group holds one back.

    ``small`` groups have less than five each, ``withheld`` ones five or more, which would tell a smaller count.
    """

    shown: int
    small: int
    withheld: int

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing is held back."""
        return not self.small and not self.withheld

    @property
    def text(self) -> str:
        """Give it as it is written: ``57``, ``<5``, ``≥57``; ``<9`` where two groups have less than five each."""
        if self.is_exact and self.shown:
            return str(self.shown)
        least = self.shown + LEAST * self.withheld
        return f"≥{least}" if least else f"<{max(self.small, 1) * (LEAST - 1) + 1}"


def added(counts: Iterable[int | None]) -> Figure:
    """Add up a count over groups; None stands for less than five, which is published nowhere."""
    known = list(counts)
    return Figure(
        shown=sum(one for one in known if one is not None and one != WITHHELD),
        small=known.count(None),
        withheld=known.count(WITHHELD),
    )


def middle(hours: Sequence[tuple[int, float]]) -> float | None:
    """Give the median over groups of a figure in hours, each group weighing as much as its processes; None of none."""
    half = sum(weight for weight, _ in hours) / 2
    passed = 0
    for weight, value in sorted(hours, key=lambda one: one[1]):
        passed += weight
        if passed >= half:
            return value
    return None
