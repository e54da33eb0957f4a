"""What an evaluation gives back: the value, the rules that matched, and what went wrong on the way."""

from dataclasses import dataclass
from typing import Any

from engine.dmn import errors


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """The rules of one table whose outputs made its value, in the order in which they count.

    ``decision_id`` names the decision or business knowledge model that owns the table; ``rule_numbers`` count from 1.
    A table without a match is named too, with no rules: that too is a reason that the history must show.
    """

    decision_id: str
    table_id: str
    rule_ids: tuple[str, ...]
    rule_numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a value is null, or a finding of the checks: a stable code, a place, a sentence in both languages.

    ``rule_ids`` are the rules concerned. ``example`` (checks only) is an input that shows a gap or an overlap, as FEEL
    texts by input expression. Sentences never carry values of a case.
    """

    decision_id: str
    code: str
    sentence_id: str
    sentence_en: str
    rule_ids: tuple[str, ...] = ()
    example: tuple[tuple[str, str], ...] = ()

    @property
    def rule_id(self) -> str | None:
        """The first rule concerned, or None where no rule is."""
        return self.rule_ids[0] if self.rule_ids else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A decision's answer. ``value`` is a FEEL value, None for null; with ``problems`` null may mean "no answer"."""

    value: Any
    matched: tuple[MatchedRule, ...]
    problems: tuple[Problem, ...]

    def settled(self) -> Any:
        """Give the value; raises DecisionUnsettledError where the way to it had a problem, even if a value came out."""
        if self.problems:
            first = self.problems[0]
            rules = " ".join(first.rule_ids) or None
            raise errors.DecisionUnsettledError(decision=first.decision_id, problem=first.code, rules=rules)
        return self.value
