"""Cuts what a decision table looks at into atoms: inputs that no literal condition of the table can tell apart.

One atom stands for all values between two neighbouring bounds (or for one string, one boolean, null), so whatever holds
for its example holds for every value in it. That makes a finding about atoms a finding about all inputs.

For ``< 18`` and ``>= 60`` the atoms are: below 18, 18, between 18 and 60, 60, above 60. Numbers are dense: between
``<= 17`` and ``>= 18`` lies 17.5, a gap. Days and months are not: between two days that follow each other lies nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine import feel
from engine.dmn import cells

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

# What stands for "something was given" where a column asks for null only.
_GIVEN: Mapping[type | None, Any] = {None: "ada", str: "ada", Decimal: Decimal(0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """How to find an example below, above and strictly between bounds of one type; None where there is none."""

    below: Callable[[Any], Any]
    above: Callable[[Any], Any]
    between: Callable[[Any, Any], Any]


def _middle_day(low: date, high: date) -> date | None:
    return low + (high - low) // 2 if high - low > _DAY else None


def _middle_month(low: feel.YearsMonths, high: feel.YearsMonths) -> feel.YearsMonths | None:
    return feel.YearsMonths((low.months + high.months) // 2) if high.months - low.months > 1 else None


# The types whose values lie on a line. Strings do too, but nobody reads a gap between two words.
STEPS: Mapping[type, Steps] = {
    Decimal: Steps(below=lambda a: a - 1, above=lambda a: a + 1, between=lambda a, b: (a + b) / 2),
    date: Steps(below=lambda a: a - _DAY, above=lambda a: a + _DAY, between=_middle_day),
    datetime: Steps(below=lambda a: a - _SECOND, above=lambda a: a + _SECOND, between=lambda a, b: a + (b - a) / 2),
    timedelta: Steps(below=lambda a: a - _DAY, above=lambda a: a + _DAY, between=lambda a, b: a + (b - a) / 2),
    feel.YearsMonths: Steps(
        below=lambda a: feel.YearsMonths(a.months - 1),
        above=lambda a: feel.YearsMonths(a.months + 1),
        between=_middle_month,
    ),
}


def atoms(conditions: Sequence[cells.Cell | None], allowed: cells.Cell | None, kind: type | None) -> list[Any] | None:
    """Give an example of each atom of an input, null last, or None where its values cannot be cut into atoms.

    ``conditions`` are the cells of every column with this input (None: not literal, left to whoever asks); ``allowed``
    its list of values, None where it has none; ``kind`` its declared type. Null is possible without a list of values,
    and with one where a cell or the list names it.
    """
    known = [cell for cell in (*conditions, allowed) if cell is not None]
    tests = [test for cell in known for test in cell.tests]
    if any(isinstance(test, cells.Interval) and test.kind not in STEPS for test in tests):
        return None
    literals = [value for test in tests for value in _literals(test)]
    kinds = {type(value) for value in literals if value is not None}
    if kind is bool:
        kinds.add(bool)
    if not kinds and None in literals and kind in _GIVEN:
        literals.append(_GIVEN[kind])
        kinds.add(type(_GIVEN[kind]))
    found = _along(kinds, [value for value in literals if value is not None])
    if found is None:
        return None
    if allowed is None:
        return [*found, None]
    permitted = [value for value in found if allowed.holds(value)]
    return [*permitted, None] if None in literals else permitted


def _literals(test: "cells.Equal | cells.Interval") -> tuple[Any, ...]:
    if isinstance(test, cells.Equal):
        return (test.value,)
    return tuple(end for end in (test.low, test.high) if end is not None)


def _along(kinds: set[type], literals: Iterable[Any]) -> list[Any] | None:
    """Give the atoms of the one type that the literals have; None for a mixture or a type without atoms."""
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if kind is bool:
        return [True, False]
    if kind is str:
        return list(dict.fromkeys(literals))
    return _line(STEPS[kind], list(literals)) if kind in STEPS else None


def _line(steps: Steps, bounds: list[Any]) -> list[Any] | None:
    """Give an example below, at, between and above the bounds, in order."""
    try:
        ordered = sorted(set(bounds))
        found = [steps.below(ordered[0]), ordered[0]]
        for low, high in pairwise(ordered):
            found += [steps.between(low, high), high]
        found.append(steps.above(ordered[-1]))
    except (TypeError, OverflowError):  # moments with and without a zone have no common order; year 9999 has no next
        return None
    return [value for value in found if value is not None]


def text(value: Any) -> str:
    """Give an example as FEEL text, as policy staff would write it in a cell."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return f'@"{feel.to_json(value)}"'
