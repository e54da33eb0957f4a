"""Numeric functions (DMN 1.5 table 77)."""

import decimal
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic
from engine.feel.builtins.registry import Registry
from engine.feel.frames import Run
from engine.feel.values import NUMBERS, ZERO, YearsMonths

REGISTRY = Registry()
# The scales that decimal128 can have.
_SMALLEST, _LARGEST = -6111, 6176


def rounded(n: Decimal, scale: Decimal | None, mode: str) -> Decimal | None:
    """Round to that many decimals (negative: to tens, hundreds); None if the scale is outside of decimal128."""
    places = ZERO if scale is None else scale.to_integral_value(decimal.ROUND_DOWN)
    if not _SMALLEST <= places <= _LARGEST:
        return None
    exponent = -int(places)
    sign, digits, own = n.as_tuple()
    if not isinstance(own, int) or own >= exponent:
        return n
    if len(digits) + own < exponent - 1:  # everything is far behind the place
        n = Decimal((sign, (1,), exponent - 2)) if n else ZERO
    result = n.quantize(Decimal((0, (1,), exponent)), rounding=mode, context=_WIDE)
    return result or ZERO


_WIDE = decimal.Context(prec=60, Emin=-6300, Emax=6300)


@REGISTRY.form("decimal(n: number, scale: number)")
def _decimal(_: Run, n: Decimal, scale: Decimal) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_HALF_EVEN)


@REGISTRY.form("floor(n: number, scale?: number)")
def _floor(_: Run, n: Decimal, scale: Decimal | None) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_FLOOR)


@REGISTRY.form("ceiling(n: number, scale?: number)")
def _ceiling(_: Run, n: Decimal, scale: Decimal | None) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_CEILING)


@REGISTRY.form("round up(n: number, scale?: number)")
def _round_up(_: Run, n: Decimal, scale: Decimal | None) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_UP)


@REGISTRY.form("round down(n: number, scale?: number)")
def _round_down(_: Run, n: Decimal, scale: Decimal | None) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_DOWN)


@REGISTRY.form("round half up(n: number, scale?: number)")
def _round_half_up(_: Run, n: Decimal, scale: Decimal | None) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_HALF_UP)


@REGISTRY.form("round half down(n: number, scale?: number)")
def _round_half_down(_: Run, n: Decimal, scale: Decimal | None) -> Decimal | None:
    return rounded(n, scale, decimal.ROUND_HALF_DOWN)


@REGISTRY.form("abs(n: number|days and time duration|years and months duration)")
def _abs(_: Run, n: Decimal | timedelta | YearsMonths) -> Any:
    if isinstance(n, YearsMonths):
        return YearsMonths(abs(n.months))
    return abs(n)


@REGISTRY.form("modulo(dividend: number, divisor: number)")
def _modulo(_: Run, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The sign is the divisor's, as in dividend - divisor * floor(dividend / divisor)."""
    rest = arithmetic.calculate(NUMBERS.remainder, dividend, divisor)
    if rest is None or not rest:
        return rest
    return NUMBERS.add(rest, divisor) if (rest < 0) != (divisor < 0) else rest


@REGISTRY.form("sqrt(number: number)")
def _sqrt(_: Run, number: Decimal) -> Decimal | None:
    return arithmetic.calculate(NUMBERS.sqrt, number)


@REGISTRY.form("log(number: number)")
def _log(run: Run, number: Decimal) -> Decimal | None:
    return arithmetic.series(NUMBERS.ln, run, number) if number > 0 else None


@REGISTRY.form("exp(number: number)")
def _exp(run: Run, number: Decimal) -> Decimal | None:
    return arithmetic.series(NUMBERS.exp, run, number)


# "Returns true if number is odd, false if it is even" (DMN 1.5, table 76). A number that is not whole is neither, so
# the standard gives no answer, and an input without one gives null (10.3.2.15), not "no".
@REGISTRY.form("odd(number: number)")
def _odd(_: Run, number: Decimal) -> bool | None:
    return _remainder_of_two(number) == 1 if number == number.to_integral_value() else None


@REGISTRY.form("even(number: number)")
def _even(_: Run, number: Decimal) -> bool | None:
    return _remainder_of_two(number) == 0 if number == number.to_integral_value() else None


def _remainder_of_two(number: Decimal) -> Decimal | None:
    if number.adjusted() >= 40:  # the last digit is a zero
        return ZERO
    return abs(_WIDE.remainder(number, Decimal(2)))
