"""The values of FEEL as Python objects, and the border over which the host's values come in and go out.

number Decimal (34 digits), string str, boolean bool, null None, list list, context dict, date, date and time
(datetime), time, days and time duration (timedelta), years and months duration, range, function. Only these exact
types ever live inside an evaluation: whatever else the host passes is refused at the border, so no Python object
can be reached from an expression.
"""

import decimal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import errors

# decimal128 of IEEE 754-2008 (DMN 1.5 section 10.3.2.3.1)
NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
ZERO = Decimal(0)
_DEEPEST = 100  # lists in lists that cross the border
_LARGEST = 100_000  # items that cross the border at once


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, kept as whole months."""

    months: int


class FineTime(time):
    """A time as it was read, with ``nanos`` (0 to 999) behind Python's microseconds; arithmetic drops them."""

    nanos = 0


class FineMoment(datetime):
    """A date and time with nanoseconds; see FineTime."""

    nanos = 0


@dataclass(frozen=True, slots=True)
class FarDate:
    """A date outside the years 1 to 9999: ``near`` moved by ``cycle`` times 400 years, after which the calendar
    repeats.
    """

    cycle: int
    near: date


@dataclass(frozen=True, slots=True)
class FarMoment:
    """A date and time outside the years 1 to 9999; see FarDate."""

    cycle: int
    near: datetime


@dataclass(frozen=True, slots=True)
class Range:
    """A range; an end that is None is open. ``test`` is "=" or "!=" for ``(= 1)`` and ``(!= 1)``, and empty for
    all others.
    """

    start: Any
    end: Any
    start_included: bool
    end_included: bool
    test: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value. ``call`` is given the run, the arguments by position, and those by name (None: all by
    position).

    ``types`` and ``result`` are type nodes for ``instance of``; None means Any.
    """

    parameters: tuple[str, ...]
    call: Callable[[Any, list[Any], Mapping[str, Any] | None], Any]
    types: tuple[Any, ...] = ()
    result: Any = None


KINDS: Mapping[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    date: "date",
    FarDate: "date",
    datetime: "date and time",
    FineMoment: "date and time",
    FarMoment: "date and time",
    time: "time",
    FineTime: "time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    type(None): "null",
}
# Types whose values need no look inside when they come from the host; floats and integers are turned into numbers.
ATOMS = frozenset(KINDS) - {list, dict, Decimal, Function}


def kind(value: Any) -> str:
    """Give the FEEL type's name of a value; "null" for None."""
    return KINDS[type(value)]


def number(value: Decimal | float | str) -> Decimal | None:
    """Give a number rounded to 34 digits; None for what is no finite number, FeelLimitError for one too large."""
    try:
        found = NUMBERS.create_decimal(repr(value) if type(value) is float else value)
    except decimal.Overflow:
        raise errors.FeelLimitError("decimal") from None
    except decimal.InvalidOperation:
        return None
    return found if found.is_finite() else None


class _Border:
    """One crossing: counts the items, so that a structure that shares its parts cannot unfold without end."""

    def __init__(self) -> None:
        self.items = 0

    def adopt(self, value: Any, depth: int) -> Any:
        """Turn one host value into a FEEL value."""
        self.count(depth)
        of = type(value)
        if of in ATOMS or of is Function:
            return value
        if of is int or of is float or of is Decimal:
            return number(value)
        if of is list or of is tuple:
            return [self.adopt(item, depth + 1) for item in value]
        if isinstance(value, Mapping):
            return {str(key): self.adopt(item, depth + 1) for key, item in value.items()}
        if isinstance(value, str):  # a member of an enumeration
            return str.__str__(value)
        raise errors.FeelEvaluationError(of.__name__)

    def release(self, value: Any, depth: int, write: Callable[[Any], str]) -> Any:
        """Turn one FEEL value into JSON."""
        self.count(depth)
        of = type(value)
        if of is Decimal:
            return int(value) if value == value.to_integral_value() else float(value)
        if of is list:
            return [self.release(item, depth + 1, write) for item in value]
        if of is dict:
            return {key: self.release(item, depth + 1, write) for key, item in value.items()}
        if of is Function:
            raise errors.FeelEvaluationError("function")
        return value if value is None or of is str or of is bool else write(value)

    def measure(self, value: Any, depth: int) -> None:
        """Count the parts of a FEEL value; FeelLimitError "value_size" if they unfold to more than may leave."""
        self.count(depth)
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        for part in parts:
            self.measure(part, depth + 1)

    def count(self, depth: int) -> None:
        """Count one part, that many lists and contexts deep."""
        self.items += 1
        if depth > _DEEPEST or self.items > _LARGEST:
            raise errors.FeelLimitError("value_size")


def measured(value: Any) -> Any:
    """Give a FEEL value as it is if the host can walk it: lists that share their parts may unfold without end."""
    if type(value) is list or type(value) is dict:
        _Border().measure(value, 0)
    return value


def from_json(value: Any) -> Any:
    """Give the FEEL value of a JSON value (or of a FEEL value); texts stay strings. FeelEvaluationError for other
    objects.
    """
    return _Border().adopt(value, 0)


def to_json(value: Any, *, write: Callable[[Any], str]) -> Any:
    """Give the JSON value: whole numbers as int, others as float, ``write`` for dates, durations and ranges."""
    return _Border().release(value, 0, write)
