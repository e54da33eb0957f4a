"""What an evaluation carries: the context that the host gives, the run with its budget, and the frames of names.

A frame is one layer of names. Compiled code knows at which layer a name stands, except in filters, where the
entries of the item come first and are known only when the item is there.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.feel import values
from engine.feel.limits import DEFAULT, Budget, Limits
from engine.feel.values import ATOMS, Function

Code = Callable[["Frame"], Any]
MISSING = type("Missing", (), {})()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an evaluation may know of the world.

    ``now`` is the moment that now() and today() give, None if the host has none (they are null then); ``zone`` is
    the zone in which they give it. ``functions`` are the registered functions by FEEL name: they are called with
    FEEL values by position. ``types`` are the host's own types by name: each tells whether a value belongs to it.
    ``meter`` is a budget of many evaluations together, which each pays into at its end; None where each stands alone.
    """

    now: datetime | None = None
    zone: tzinfo = UTC
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    types: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)
    limits: Limits = DEFAULT
    meter: Budget | None = None


EMPTY = Context()


class Run(Budget):
    """One evaluation: what is left of its limits, and the host's context."""

    __slots__ = ("adopted", "context", "functions", "patterns")

    def __init__(self, context: Context, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Start with a full budget; ``functions`` were given when the text was compiled."""
        bounds = context.limits  # not through super(): this runs once an evaluation
        self.limits = bounds
        self.steps = bounds.steps
        self.depth = bounds.depth
        self.context = context
        self.functions = functions
        self.adopted: dict[int, tuple[Any, Any]] = {}
        self.patterns: dict[tuple[str, str], Any] = {}

    def settle(self, value: Any) -> Any:
        """Give the value if the host can walk it and the meter of the context has enough left for what it cost."""
        meter = self.context.meter
        if meter is not None:
            meter.spend(self.limits.steps - self.steps)
        return values.measured(value)

    def adopt(self, value: Any) -> Any:
        """Give the FEEL value of a host's value, converted once an evaluation."""
        of = type(value)
        if of in ATOMS or (of is Decimal and value.is_finite()):
            return value
        if of is int or of is float:
            return values.number(value)
        known = self.adopted.get(id(value))  # the pair keeps the value alive, so its id stays its own
        if known is None:
            known = self.adopted[id(value)] = (value, values.from_json(value))
        return known[1]

    def registered(self, name: str) -> Function | None:
        """Give the host's function of that name, or None."""
        found = self.context.functions.get(name) or self.functions.get(name)
        return None if found is None else host_function(found)


class Frame:
    """One layer of names; ``item`` is the item that a filter looks at."""

    __slots__ = ("item", "names", "parent", "run")

    def __init__(self, names: Mapping[str, Any], parent: Any, run: Run, item: Any = None) -> None:
        """Put a layer on its parent frame; the root has None."""
        self.names = names
        self.parent = parent
        self.run = run
        self.item = item


def read_root(name: str, built_in: Mapping[str, Function]) -> Code:
    """Give the code that reads a name of the host's scope, then of registered and of built-in functions; else null."""
    of_language = built_in.get(name)

    def read(frame: Frame) -> Any:
        value = frame.names.get(name, MISSING)
        of = type(value)
        if of in ATOMS or (of is Decimal and value.is_finite()):
            return value
        if value is MISSING:
            return frame.run.registered(name) or of_language
        return frame.run.adopt(value)

    return read


@lru_cache(maxsize=1024)
def host_function(call: Callable[..., Any]) -> Function:
    """Give a registered Python function as a FEEL function; wrong arguments give null, its result must be a FEEL
    value.
    """
    signature = inspect.signature(call)
    names = tuple(name.replace("_", " ") for name in signature.parameters)

    def called(run: Run, arguments: list[Any], named: Mapping[str, Any] | None) -> Any:
        run.spend(1)
        keywords = {name.replace(" ", "_"): value for name, value in (named or {}).items()}
        try:
            bound = signature.bind(*arguments, **keywords)
        except TypeError:
            return None
        return values.from_json(call(*bound.args, **bound.kwargs))

    return Function(names, called)
