"""One evaluation of a model: what it was given, what it found on the way, what it already knows.

Everything that changes while a model is evaluated is here, and nothing here outlives the evaluation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine import feel
from engine.dmn import elements, findings, types
from engine.dmn.results import MatchedRule, Problem
from engine.feel.limits import ROUND, Budget

Scope = dict[str, Any]
Logic = Callable[[Scope, "Run"], Any]

# Calls through models nest on Python's stack, and each text has a FEEL budget of its own: so the depth is bounded here
# as well, and all texts, calls, rules and rounds of one evaluation pay into one meter.
MAX_DEPTH = 48
MAX_STEPS = 300_000


@dataclass(slots=True, kw_only=True)
class Run:
    """The state of one evaluation; never kept beyond it.

    ``given`` are the variables from outside. ``values`` remembers each decision of the graph, so that one required
    twice is evaluated once. A decision service gets a run of its own (`inner`) that shares only the notes.
    """

    context: feel.Context
    meter: Budget
    given: Mapping[str, Any]
    matched: list[MatchedRule] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    values: dict[elements.Reference, Any] = field(default_factory=dict)
    open: set[elements.Reference] = field(default_factory=set)
    _contexts: dict[types.Types, feel.Context] = field(default_factory=dict)
    depth: int = 0

    def inner(self, given: Mapping[str, Any]) -> "Run":
        """Give a run that sees only ``given``, for a decision service called as a function (10.4)."""
        return Run(
            context=self.context,
            meter=self.meter,
            given=given,
            matched=self.matched,
            problems=self.problems,
            depth=self.depth,
        )

    def knowing(self, own: types.Types) -> feel.Context:
        """Give the context with the types that a model's texts may name."""
        if own not in self._contexts:
            self._contexts[own] = replace(self.context, types={**self.context.types, **own.named})
        return self._contexts[own]

    def count(self, call: Callable[[list[Any]], Any], values: list[Any]) -> Any:
        """Call a function of the model; raises feel.FeelLimitError when calls nest too deep or cost too much."""
        self.spend(4 * ROUND)
        if self.depth >= MAX_DEPTH:
            raise feel.FeelLimitError("depth")
        self.depth += 1
        value = call(values)
        self.depth -= 1
        return value

    def spend(self, steps: int) -> None:
        """Pay for work outside of FEEL texts; raises feel.FeelLimitError "steps" when nothing is left."""
        self.meter.spend(steps)

    def note(self, code: str, owner: str, *, rule_ids: tuple[str, ...] = ()) -> None:
        """Keep a problem of the catalogue; gives None, the value of whatever failed."""
        self.problems.append(findings.problem(code, owner, rule_ids=rule_ids))
