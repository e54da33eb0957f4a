"""Equality, order and membership with three-valued logic (DMN 1.5 sections 10.3.2.3.9, 10.3.2.7, 10.3.2.13).

Equal is true, false, or None for values of different kinds; null equals null and nothing else. Order is None for
whatever cannot be compared.
"""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel.limits import Budget
from engine.feel.temporal import arithmetic
from engine.feel.values import KINDS, Range, kind

_DIRECT = frozenset({Decimal, str, bool})
_ORDERED = frozenset({Decimal, str})
_Direct = Callable[[Any, Any], bool]
_Order = Callable[[Any, Any], bool | None]
_PER_ITEM = 6  # steps for comparing one item of a list or context
# The kinds that a range may span.
RANGED = frozenset(KINDS.values()) - {"null", "boolean", "list", "context", "range", "function"}


def equal(left: Any, right: Any, budget: Budget) -> bool | None:
    """Tell whether two values are equal; None if their kinds differ."""
    of = type(left)
    if of is type(right) and of in _DIRECT:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if KINDS[of] != KINDS[type(right)]:
        return None
    if of is list:
        return _same_items(left, right, budget)
    if of is dict:
        return _same_entries(left, right, budget)
    if of is Range:
        return _same_range(left, right, budget)
    return arithmetic.same(left, right) if arithmetic.is_temporal(left) else left is right


def _same_items(left: list[Any], right: list[Any], budget: Budget) -> bool | None:
    if len(left) != len(right):
        return False
    budget.spend(len(left) * _PER_ITEM)
    return all(equal(a, b, budget) is True for a, b in zip(left, right, strict=True))


def _same_entries(left: dict[str, Any], right: dict[str, Any], budget: Budget) -> bool:
    budget.spend(len(left) * _PER_ITEM)
    return left.keys() == right.keys() and all(equal(value, right[key], budget) is True for key, value in left.items())


def _same_range(left: Range, right: Range, budget: Budget) -> bool:
    marks = (left.test, left.start_included, left.end_included) == (
        right.test,
        right.start_included,
        right.end_included,
    )
    ends = equal(left.start, right.start, budget) is True and equal(left.end, right.end, budget) is True
    return marks and ends


def order(left: Any, right: Any) -> int | None:
    """Give -1, 0 or 1; None for different kinds and for kinds without order."""
    of = type(left)
    if of is type(right) and of in _ORDERED:
        return int(left > right) - int(left < right)
    if KINDS[of] == KINDS[type(right)] and arithmetic.is_temporal(left):
        return arithmetic.order(left, right)
    return None


def less(left: Any, right: Any) -> bool | None:
    """Tell whether left comes before right."""
    found = order(left, right)
    return None if found is None else found < 0


def less_or_equal(left: Any, right: Any) -> bool | None:
    """Tell whether left comes not after right."""
    found = order(left, right)
    return None if found is None else found <= 0


def greater(left: Any, right: Any) -> bool | None:
    """Tell whether left comes after right."""
    return less(right, left)


def greater_or_equal(left: Any, right: Any) -> bool | None:
    """Tell whether left comes not before right."""
    return less_or_equal(right, left)


def unequal(left: Any, right: Any, budget: Budget) -> bool | None:
    """Tell whether two values differ; None if their kinds do."""
    found = equal(left, right, budget)
    return None if found is None else not found


def _of_numbers_or(direct: _Direct, general: _Order) -> Callable[[Any, Any, Budget], bool | None]:
    """Compare numbers, which conditions mostly do, at once."""

    def compare(left: Any, right: Any, _: Budget) -> bool | None:
        are_numbers = type(left) is Decimal and type(right) is Decimal
        return direct(left, right) if are_numbers else general(left, right)

    return compare


BY_SIGN: Mapping[str, Callable[[Any, Any, Budget], bool | None]] = {
    "=": equal,
    "!=": unequal,
    "<": _of_numbers_or(operator.lt, less),
    "<=": _of_numbers_or(operator.le, less_or_equal),
    ">": _of_numbers_or(operator.gt, greater),
    ">=": _of_numbers_or(operator.ge, greater_or_equal),
}


def both(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - truth values are its subject
    """Give the three-valued and."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def span(start: Any, end: Any, start_included: bool, end_included: bool) -> Range | None:  # noqa: FBT001 - as Range has them
    """Give the range between two values of one kind; None if an end is null, if they cannot be compared, or if the
    start is greater than the end: "the endpoints must be ordered such that range start <= range end" (DMN 1.5, Ranges,
    10.3.2.7).
    """
    if kind(start) != kind(end) or kind(start) not in RANGED or less_or_equal(start, end) is not True:
        return None
    return Range(start, end, start_included, end_included)


def includes(span: Range, value: Any, budget: Budget) -> bool | None:
    """Tell whether the value lies in the range; None if it cannot be compared with an end."""
    if span.test:
        found = equal(value, span.start, budget)
        return found if found is None or span.test == "=" else not found
    low = True if span.start is None else (less_or_equal if span.start_included else less)(span.start, value)
    high = True if span.end is None else (less_or_equal if span.end_included else less)(value, span.end)
    return both(low, high)


def fits(value: Any, test: Any, budget: Budget) -> bool | None:
    """Tell whether ``value in test``: a range that includes it, a list with a part that it fits, or an equal value."""
    if type(test) is Range and type(value) is not Range:
        return includes(test, value, budget)
    if type(test) is not list:
        return equal(value, test, budget)
    if type(value) is list and equal(value, test, budget) is True:
        return True
    budget.spend(len(test))
    found: bool | None = False
    for part in test:
        is_fit = equal(value, part, budget) if type(part) is list else fits(value, part, budget)
        if is_fit is True:
            return True
        if is_fit is None and value is None:
            found = None
    return found
