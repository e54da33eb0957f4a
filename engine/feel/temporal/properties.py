"""The properties of temporal values: ``.year``, ``.time offset``, ``.value`` and so on (DMN 1.5 table 65)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import values
from engine.feel.temporal import arithmetic, far, reading

_Read = Callable[[Any], Any]


def _near(read: Callable[[Any], int]) -> _Read:
    return lambda value: Decimal(read(far.parts(value)[1]))


def seconds(value: timedelta) -> Decimal:
    """Give a days and time duration as seconds."""
    return Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds).scaleb(-6)


def _moment_offset(value: far.AnyMoment) -> timedelta | None:
    near: Any = far.parts(value)[1]
    offset: timedelta | None = near.utcoffset()
    return offset


def _zone(value: Any) -> str | None:
    near = value if isinstance(value, time) else far.parts(value)[1]
    return near.tzinfo.key if isinstance(near, datetime | time) and isinstance(near.tzinfo, ZoneInfo) else None


def _moment_value(value: far.AnyMoment) -> Decimal:
    return Decimal(far.microseconds(value)).scaleb(-6)


def _whole(value: timedelta, unit: int, *, within: int | None = None) -> Decimal:
    """Give whole units of the size; the sign of the duration goes to each part."""
    size = abs(value)
    found = (size.days * 86_400 + size.seconds) // unit
    return Decimal((found % within if within else found) * (-1 if value < timedelta(0) else 1))


def _of_months(value: values.YearsMonths, *, years: bool) -> Decimal:
    whole, rest = divmod(abs(value.months), 12)
    return Decimal((whole if years else rest) * (-1 if value.months < 0 else 1))


_CALENDAR: Mapping[str, _Read] = {
    "year": lambda value: Decimal(far.year(value)),
    "month": _near(lambda near: near.month),
    "day": _near(lambda near: near.day),
    "weekday": _near(lambda near: near.isoweekday()),
}
_CLOCK: Mapping[str, _Read] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": arithmetic.clock_offset,
    "timezone": _zone,
    "value": lambda value: seconds(arithmetic.clock_value(value)),
}
PROPERTIES: Mapping[str, Mapping[str, _Read]] = {
    "date": {**_CALENDAR, "value": lambda value: _moment_value(reading.combine(value, time(tzinfo=UTC)))},
    "date and time": {
        **_CALENDAR,
        "hour": _near(lambda near: near.hour),
        "minute": _near(lambda near: near.minute),
        "second": _near(lambda near: near.second),
        "time offset": _moment_offset,
        "timezone": _zone,
        "value": _moment_value,
    },
    "time": _CLOCK,
    "days and time duration": {
        "days": lambda value: _whole(value, 86_400),
        "hours": lambda value: _whole(value, 3600, within=24),
        "minutes": lambda value: _whole(value, 60, within=60),
        "seconds": lambda value: _whole(value, 1, within=60),
        "value": seconds,
    },
    "years and months duration": {
        "years": lambda value: _of_months(value, years=True),
        "months": lambda value: _of_months(value, years=False),
        "value": lambda value: Decimal(value.months),
    },
    "range": {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}
NAMES = frozenset(name for properties in PROPERTIES.values() for name in properties)
