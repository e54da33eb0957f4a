"""Which events from outside a case waited for, as its history tells: where a wait began, and how many ended.

The history names the element of a wait when it begins, and only counts those that end. Of several, those ended whose
element was passed in the same step, then the oldest.
"""

from collections.abc import Mapping, Sequence
from typing import Any

IN_THE_FLOW = frozenset({"intermediateCatchEvent", "receiveTask"})
"""Kinds of elements at which a case itself waits; what guards an activity or a scope is no wait of the case."""

Wait = tuple[str, str]
"""Its element, and a name of its own."""


def after(
    before: Sequence[Wait], effects: Mapping[str, Any], *, step: str
) -> tuple[list[Wait], list[Wait], list[Wait]]:
    """Give the waits after a step, those that began in it and those that ended; ``step`` is a name for the step."""
    begun = [(element, f"{step}:{number}") for number, (element, _) in enumerate(effects.get("awaits", ()))]
    every, passed = [*before, *begun], set(effects.get("passed", ((), ()))[0])
    over = sorted(every, key=lambda one: one[0] not in passed)[: len(effects.get("awaits_no_more", ()))]
    return [one for one in every if one not in over], begun, over
