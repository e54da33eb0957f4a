"""Recognises conditions that are plain literals: `-`, `"a", "b"`, `not("a")`, `>= 18`, `[10..20)`, `true`, dates.

Most cells of a triage table are of this kind. They are matched without the FEEL interpreter (`fast`), and they alone
can be reasoned about when looking for gaps and overlaps. Everything else is None here and belongs to `engine.feel`.

The two must never disagree: tests compare every form of cell with FEEL's own answer on values of every type. When in
doubt a form is left out here, which costs time and not truth.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine import feel

_STRING = r'"[^"\\]*"'
_NUMBER = r"-?(?:\d+(?:\.\d+)?|\.\d+)"
_TEMPORAL = rf"@{_STRING}|(?:date and time|date|time|duration)\s*\(\s*{_STRING}\s*\)"
_LITERAL = rf"{_STRING}|{_NUMBER}|{_TEMPORAL}|true|false|null"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<compare><=|>=|<|>)\s*(?P<bound>{_LITERAL})
    |(?P<open>[\[\]\(])\s*(?P<low>{_LITERAL})\s*\.\.\s*(?P<high>{_LITERAL})\s*(?P<close>[\[\]\)])
    |(?P<equal>{_LITERAL}))\s*(?P<comma>,|\Z)""",
    re.VERBOSE,
)
_NOT = re.compile(r"\s*not\s*\((?P<inner>.*)\)\s*\Z", re.DOTALL)
# Types whose comparison needs no calendar: equal and ordered in Python as in FEEL.
PLAIN = frozenset({str, Decimal, bool, type(None)})
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal:
    """The input is this literal."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The input lies between; an end of None is open to that side."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool

    def holds(self, value: Any) -> bool:
        """Tell whether a value of the same type as the ends lies inside."""
        above = self.low is None or (value >= self.low if self.low_included else value > self.low)
        return above and (self.high is None or (value <= self.high if self.high_included else value < self.high))

    @property
    def kind(self) -> type:
        """The type of the ends."""
        return type(self.high if self.low is None else self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A condition of literals: any of the tests, or none of them where ``negated``. No tests: everything matches."""

    tests: tuple[Equal | Interval, ...] = ()
    negated: bool = False

    def holds(self, value: Any) -> bool:
        """Tell whether the value matches, as FEEL would (7.3.3); for any value but a list, context, range or function.

        A comparison across types is null in FEEL, and so is its negation: neither matches.
        """
        if not self.tests:
            return True
        verdicts = [_fits(test, value) for test in self.tests]
        return all(verdict is False for verdict in verdicts) if self.negated else True in verdicts


ANYTHING = Cell()


def read(text: str) -> Cell | None:
    """Give the literal condition, or None where the text is anything else (to be compiled, and perhaps refused)."""
    if text.strip() in ("", "-"):
        return ANYTHING
    negation = _NOT.match(text)
    tests = tuple(_tests(negation["inner"] if negation else text))
    return None if None in tests else Cell(tests=tuple(filter(None, tests)), negated=negation is not None)


def fast(cell: Cell) -> Callable[[Any], bool | None]:
    """Give a matcher that answers True or False, and None where FEEL must decide: lists, contexts, ranges, moments."""
    if all(isinstance(test, Equal) and type(test.value) is str for test in cell.tests):
        return _among(cell, frozenset(test.value for test in cell.tests if isinstance(test, Equal)))
    if len(cell.tests) == 1 and not cell.negated and _kind(cell.tests[0]) in PLAIN:
        return _single(cell.tests[0])
    if all(_kind(test) in PLAIN for test in cell.tests):
        return lambda value: cell.holds(value) if type(value) in PLAIN else None
    return lambda _value: None


def constant(text: str) -> tuple[Any] | None:
    """Give the value of a text that is a bare literal, in a tuple since it may be null; None for any other text."""
    cell = read(text)
    if cell is None or cell.negated or len(cell.tests) != 1:
        return None
    (test,) = cell.tests
    return (test.value,) if isinstance(test, Equal) else None


def _single(test: Equal | Interval) -> Callable[[Any], bool | None]:
    """Make the matcher of the commonest cells: one bound, one interval, one value."""
    kind = _kind(test)
    holds = test.holds if isinstance(test, Interval) else test.value.__eq__

    def matcher(value: Any) -> bool | None:
        if type(value) is kind:
            return bool(holds(value))
        return False if type(value) in PLAIN else None

    return matcher


def _among(cell: Cell, words: frozenset[str]) -> Callable[[Any], bool | None]:
    """Make the matcher of lists of words, which triage tables are full of: one look-up in a set."""

    def matcher(value: Any) -> bool | None:
        if type(value) is str:
            return (value in words) is not cell.negated
        return cell.holds(value) if type(value) in PLAIN else None

    return matcher


def _kind(test: Equal | Interval) -> type:
    return type(test.value) if isinstance(test, Equal) else test.kind


def _fits(test: Equal | Interval, value: Any) -> bool | None:
    """Compare as FEEL does: null equals only null, and other types than the test's are not comparable."""
    if type(value) is _kind(test):
        return bool(value == test.value) if isinstance(test, Equal) else test.holds(value)
    is_null = isinstance(test, Equal) and (value is None or test.value is None)
    return False if is_null else None


def _tests(text: str) -> Iterator[Equal | Interval | None]:
    """Give the comma-separated tests; the first that is no literal is given as None and ends the reading."""
    position, expected = 0, True
    while expected:
        found = _TOKEN.match(text, position)
        if found is None:
            yield None
            return
        yield _test(found)
        position, expected = found.end(), found["comma"] == ","


def _test(found: re.Match[str]) -> Equal | Interval | None:
    """Give one test, or None where its literals mean nothing: ends of two types, a bound without an order."""
    if found["equal"]:
        value = _value(found["equal"])
        # A date that does not exist is null in FEEL; such a cell is left to the interpreter and to the checks.
        return None if value is None and found["equal"] != "null" else Equal(value=value)
    if found["compare"]:
        return _half(found["compare"], _value(found["bound"]))
    low, high = _value(found["low"]), _value(found["high"])
    if type(low) is not type(high) or not _ordered(low):
        return None
    return Interval(low=low, high=high, low_included=found["open"] == "[", high_included=found["close"] == "]")


def _half(compare: str, bound: Any) -> Interval | None:
    """Give the half line of a comparison; null and booleans have no order in FEEL."""
    if not _ordered(bound):
        return None
    if compare[0] == "<":
        return Interval(low=None, high=bound, low_included=False, high_included=compare == "<=")
    return Interval(low=bound, high=None, low_included=compare == ">=", high_included=False)


def _ordered(value: Any) -> bool:
    return value is not None and not isinstance(value, bool)


def _value(literal: str) -> Any:
    if literal in _WORDS:
        return _WORDS[literal]
    if literal[0] == '"':
        return literal[1:-1]
    if literal[0] in "-.0123456789":
        return Decimal(literal)
    return feel.compile(literal).evaluate({})
