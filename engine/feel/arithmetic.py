"""Plus, minus, times, divide and power over all kinds that have them (DMN 1.5 section 10.3.2.8).

Numbers are rounded half even to 34 digits; what is not defined is null; a number beyond decimal128 is
FeelLimitError "decimal".
"""

import decimal
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel import errors
from engine.feel.limits import Budget
from engine.feel.temporal import arithmetic, properties
from engine.feel.values import NUMBERS, YearsMonths

_LARGEST = Decimal(86_000_000_000_000)  # seconds that a duration can hold, or months
_SERIES = 80  # steps for a number that is worked out term by term: logarithm, exponential, broken power
_Operation = Callable[[Decimal, Decimal], Decimal]


def calculate(operation: Callable[..., Decimal], *operands: Decimal) -> Decimal | None:
    """Give the result of an operation of the decimal context; None where it is not defined."""
    try:
        return operation(*operands)
    except decimal.Overflow:
        raise errors.FeelLimitError("decimal") from None
    except ArithmeticError:
        return None


def series(operation: Callable[..., Decimal], budget: Budget, *operands: Decimal) -> Decimal | None:
    """Give the result of an operation that takes as long as a hundred others, and is paid so."""
    budget.spend(_SERIES)
    return calculate(operation, *operands)


def negate(value: Any) -> Any:
    """Give minus the value, or None."""
    return NUMBERS.minus(value) if type(value) is Decimal else arithmetic.negate(value)


def plus(left: Any, right: Any, budget: Budget) -> Any:
    """Give left plus right: numbers, strings, temporal values."""
    of = type(left)
    if of is Decimal and type(right) is Decimal:
        return calculate(NUMBERS.add, left, right)
    if of is str and type(right) is str:
        budget.string_of(len(left) + len(right))
        return left + right
    return arithmetic.add(left, right)


def minus(left: Any, right: Any, _: Budget) -> Any:
    """Give left minus right: numbers, temporal values."""
    if type(left) is Decimal and type(right) is Decimal:
        return calculate(NUMBERS.subtract, left, right)
    return arithmetic.subtract(left, right)


def times(left: Any, right: Any, _: Budget) -> Any:
    """Give left times right: numbers, a duration times a number."""
    if type(left) is Decimal and type(right) is Decimal:
        return calculate(NUMBERS.multiply, left, right)
    if type(left) is Decimal:
        left, right = right, left
    return _scaled(left, right, NUMBERS.multiply) if type(right) is Decimal else None


def divide(left: Any, right: Any, _: Budget) -> Any:
    """Give left divided by right: numbers, a duration by a number, a duration by another of its kind (a number)."""
    if type(left) is Decimal and type(right) is Decimal:
        return calculate(NUMBERS.divide, left, right)
    if type(right) is Decimal:
        return _scaled(left, right, NUMBERS.divide)
    if type(left) is type(right) and type(left) in {timedelta, YearsMonths}:
        return calculate(NUMBERS.divide, _size(left), _size(right))
    return None


def power(left: Any, right: Any, budget: Budget) -> Any:
    """Give left to the power of right: numbers only; anything to the power of 0 is 1, as in IEEE 754."""
    if type(left) is not Decimal or type(right) is not Decimal:
        return None
    if not right:
        return Decimal(1)
    if right != right.to_integral_value():
        return series(NUMBERS.power, budget, left, right)
    return calculate(NUMBERS.power, left, right)


def _size(duration: timedelta | YearsMonths) -> Decimal:
    """Give months, or seconds."""
    return Decimal(duration.months) if isinstance(duration, YearsMonths) else properties.seconds(duration)


def _scaled(duration: Any, factor: Decimal, operation: _Operation) -> Any:
    """Give the duration changed by a factor: whole months cut toward zero, or microseconds."""
    if not isinstance(duration, timedelta | YearsMonths):
        return None
    size = calculate(operation, _size(duration), factor)
    if size is None or abs(size) > _LARGEST:
        return None
    if isinstance(duration, YearsMonths):
        return YearsMonths(int(size))
    return timedelta(microseconds=int((size * 1_000_000).to_integral_value(decimal.ROUND_HALF_EVEN)))


OPERATORS: Mapping[str, Callable[[Any, Any, Budget], Any]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": divide,
    "**": power,
}
