"""What the pages about practice show."""

from dataclasses import dataclass

from engine.domain.conformance.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeItem:
    """A procedure of an agency whose practice may be seen; ``months`` are the first and last that are published."""

    key: str
    name: str
    agency: str
    months: tuple[str, str] | None
    size: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSeen:
    """How a step was practised; ``hours`` are waited p50, p90 and worked p50, p90, None where none are published."""

    id: str
    name: str
    role: str
    is_task: bool
    clauses: tuple[str, ...]
    done: Figure
    skipped: Figure
    again: Figure
    late: Figure
    same_two: Figure | None
    hours: tuple[float | None, float | None, float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaySeen:
    """How often a way out of a choice was taken; ``way`` is what the way or what follows it is called."""

    choice: str
    way: str
    taken: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSeen:
    """What became of the clocks of a milestone, in processes; ``causes`` are steps by which they were replaced."""

    milestone: str
    opened: Figure
    kept: Figure
    broken: Figure
    warned: Figure
    replaced: Figure
    causes: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSeen:
    """A published group of processes that ended in these months; ``broken`` counts those late at each milestone."""

    version: int
    first: str
    last: str
    size: Figure
    broken: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeView:
    """A procedure as one agency practises it, over the groups that the filters leave.

    ``may_open`` tells whether the reader may see the cases behind the figures.
    """

    key: str
    name: str
    agency: str
    agencies: tuple[str, ...]
    versions: tuple[int, ...]
    months: tuple[str, ...]
    size: Figure
    groups: tuple[GroupSeen, ...]
    steps: tuple[StepSeen, ...]
    ways: tuple[WaySeen, ...]
    clocks: tuple[ClockSeen, ...]
    hands: tuple[tuple[str, str, Figure], ...]
    unused: tuple[tuple[str, str], ...]
    picture: str
    may_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCases:
    """Cases behind a figure, by number, the longest ended first; ``more`` tells that some are left out.

    ``name`` is the procedure's, ``about`` what the mark is about: the name of a step, or a milestone.
    """

    name: str
    about: str
    numbers: tuple[str, ...]
    more: bool
