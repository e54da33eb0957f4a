"""One evaluation of a model: what it was given, what it found on the way, what it already knows.

Everything that changes while a model is evaluated is here, and nothing here outlives the evaluation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine import feel
from engine.dmn import elements, findings, types
from engine.dmn.results import MatchedRule, Problem

Scope = dict[str, Any]
Logic = Callable[[Scope, "Run"], Any]

# Calls through models nest on Python's stack and start a new FEEL budget each, so they are bounded here as well.
MAX_DEPTH = 48
MAX_CALLS = 20_000


@dataclass(slots=True, kw_only=True)
class Run:
    """The state of one evaluation; never kept beyond it.

    ``given`` are the variables from outside. ``values`` remembers each decision of the graph, so that one required
    twice is evaluated once. A decision service gets a run of its own (`inner`) that shares only the notes.
    """

    context: feel.Context
    given: Mapping[str, Any]
    matched: list[MatchedRule] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    values: dict[elements.Reference, Any] = field(default_factory=dict)
    open: set[elements.Reference] = field(default_factory=set)
    _contexts: dict[types.Types, feel.Context] = field(default_factory=dict)
    calls: int = 0
    depth: int = 0

    def inner(self, given: Mapping[str, Any]) -> "Run":
        """Give a run that sees only ``given``, for a decision service called as a function (10.4)."""
        return Run(
            context=self.context,
            given=given,
            matched=self.matched,
            problems=self.problems,
            calls=self.calls,
            depth=self.depth,
        )

    def knowing(self, own: types.Types) -> feel.Context:
        """Give the context with the types that a model's texts may name."""
        if own not in self._contexts:
            self._contexts[own] = replace(self.context, types={**self.context.types, **own.named})
        return self._contexts[own]

    def count(self, call: Callable[[list[Any]], Any], values: list[Any]) -> Any:
        """Call a function of the model; raises feel.FeelLimitError when calls nest too deep or become too many."""
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise feel.FeelLimitError("steps")
        if self.depth >= MAX_DEPTH:
            raise feel.FeelLimitError("depth")
        self.depth += 1
        value = call(values)
        self.depth -= 1
        return value

    def note(self, code: str, owner: str, *, rule_ids: tuple[str, ...] = ()) -> None:
        """Keep a problem of the catalogue; gives None, the value of whatever failed."""
        self.problems.append(findings.problem(code, owner, rule_ids=rule_ids))
