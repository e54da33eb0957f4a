"""Which open steps a clock presses on: one answer for the inbox's due times and for what a diagram shows as late."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from engine.bpmn import definitions
from engine.domain.time import sla


def presses(clock: sla.SlaClock) -> bool:
    """Tell whether the clock's due moment can be missed: not while it is paused, nor by what is only measured."""
    return clock.state == "running" and clock.row.is_deadline and clock.paused_at is None


def before_stop(definition: definitions.Definition, milestone: str, elements: AbstractSet[str]) -> AbstractSet[str]:
    """Give those of the elements that lead to the stop of a milestone's clock.

    Elements that reach it only round a loop count when no other does: after a re-triage the way back is the way on, but
    while a task stands before the stop, one that lies behind it is not late for it.
    """
    onward = elements & definition.milestone_upstream.get(milestone, frozenset())
    return onward or elements & definition.milestone_ancestors.get(milestone, frozenset())


def sla_state(*, warn_at: datetime | None, due_at: datetime | None, now: datetime) -> str:
    """Give none, on_time, warning or breached; the moment itself already counts as late."""
    if due_at is None:
        return "none"
    if due_at <= now:
        return "breached"
    return "warning" if warn_at is not None and warn_at <= now else "on_time"
