"""Which clocks press on an open step: one answer for due times, for who is told, and for what a diagram shows as late.

A step is due when the earliest clock is due whose stop it can lead to, be it from inside a sub-process or a called
process, over a boundary event or round a loop. Whoever has to choose between two moments is shown the earlier one.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from engine.bpmn.reading import definitions
from engine.domain.time import sla_clocks

FAR = datetime(9999, 1, 1, tzinfo=UTC)  # sorts tasks without a due time behind all others


class Moments(NamedTuple):
    """The due moment of a task, its warning, and the place by which it is sorted, named as its columns are."""

    due_at: datetime | None
    warn_at: datetime | None
    due_order: datetime


def presses(clock: sla_clocks.SlaClock) -> bool:
    """Tell whether the clock's due moment can be missed: not while it is paused, nor by what is only measured."""
    return clock.state == "running" and clock.row.is_deadline and clock.paused_at is None


def leads(definition: definitions.Definition, place: Collection[str], milestone: str) -> bool:
    """Tell whether a token can get from where it stands to the stop of a milestone's clock.

    ``place`` is its element and every activity that holds it.
    """
    return not definition.leading.get(milestone, frozenset()).isdisjoint(place)


def nearest(
    definition: definitions.Definition, place: Collection[str], clocks: Iterable[sla_clocks.SlaClock]
) -> sla_clocks.SlaClock | None:
    """Give the clock that a step in this place has to keep: of those that press on it the earliest due; None if none.

    Of clocks that are due at one moment it is the one that warns first, then the one that was opened first.
    """
    pressing = (clock for clock in clocks if presses(clock) and leads(definition, place, clock.milestone))
    return min(pressing, key=lambda clock: (clock.due_at, _first_warning(clock) or clock.due_at), default=None)


def moments(clock: sla_clocks.SlaClock | None) -> Moments:
    """Give what a task is told of the clock that it has to keep; None when no clock presses on it."""
    if clock is None:
        return Moments(due_at=None, warn_at=None, due_order=FAR)
    return Moments(due_at=clock.due_at, warn_at=_first_warning(clock), due_order=clock.due_at)


def _first_warning(clock: sla_clocks.SlaClock) -> datetime | None:
    return min((at for _, at in clock.warns), default=None)


def sla_state(*, warn_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """Give none, on_time, warning or breached; the moment itself already counts as late."""
    if due_at is None:
        return "none"
    if due_at <= now:
        return "breached"
    return "warning" if warn_at is not None and warn_at <= now else "on_time"
