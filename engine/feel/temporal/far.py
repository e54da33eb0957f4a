"""Dates outside the years 1 to 9999 that Python's own types know; XML Schema allows up to nine digits and minus
signs.

The Gregorian calendar repeats every 400 years (146,097 days, whole weeks): such a date is kept as one of the years
2000 to 2399 and a count of cycles. Everything within Python's years is always the plain Python type.
"""

from datetime import UTC, date, datetime, timedelta

from engine.feel.values import FarDate, FarMoment

AnyDate = date | FarDate
AnyMoment = datetime | FarMoment
_CYCLE_YEARS, _CYCLE_DAYS, _FIRST = 400, 146_097, 2000
_LARGEST_YEAR = 999_999_999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


def parts(value: AnyDate | AnyMoment) -> tuple[int, date]:
    """Give the cycle (0 for a plain one) and the near date, which is a moment when a moment was given."""
    return (value.cycle, value.near) if isinstance(value, FarDate | FarMoment) else (0, value)


def _moment_parts(value: AnyMoment) -> tuple[int, datetime]:
    return (value.cycle, value.near) if isinstance(value, FarMoment) else (0, value)


def year(value: AnyDate | AnyMoment) -> int:
    """Give the year, which may be negative."""
    cycle, near = parts(value)
    return near.year + cycle * _CYCLE_YEARS


def make_date(of_year: int, month: int, day: int) -> AnyDate | None:
    """Give the date, or None if the calendar has none such."""
    try:
        if 1 <= of_year <= 9999:
            return date(of_year, month, day)
        if abs(of_year) > _LARGEST_YEAR:
            return None
        cycle, rest = divmod(of_year - _FIRST, _CYCLE_YEARS)
        return FarDate(cycle, date(_FIRST + rest, month, day))
    except ValueError:
        return None


def moved(value: AnyDate | AnyMoment, of_year: int, month: int, day: int) -> AnyDate | AnyMoment | None:
    """Give the same with another year, month and day; the time of day and the zone stay."""
    target = make_date(of_year, month, day)
    _, near = parts(value)
    if target is None or not isinstance(near, datetime):
        return target
    cycle, plain = parts(target)
    moment = datetime.combine(plain, near.timetz(), near.tzinfo)
    return FarMoment(cycle, moment) if isinstance(target, FarDate) else moment


def day_part(value: AnyMoment) -> AnyDate:
    """Give the date of a date and time."""
    return FarDate(value.cycle, value.near.date()) if isinstance(value, FarMoment) else value.date()


def days(value: AnyDate) -> int:
    """Give the day's number; 1 is 0001-01-01."""
    cycle, near = parts(value)
    return near.toordinal() + cycle * _CYCLE_DAYS


def date_of(number: int) -> AnyDate | None:
    """Give the date with that day's number."""
    if 1 <= number <= date.max.toordinal():
        return date.fromordinal(number)
    cycle, rest = divmod(number - date(_FIRST, 1, 1).toordinal(), _CYCLE_DAYS)
    found = FarDate(cycle, date.fromordinal(date(_FIRST, 1, 1).toordinal() + rest))
    return found if abs(year(found)) <= _LARGEST_YEAR else None


def microseconds(value: AnyMoment) -> int:
    """Give microseconds since 1970-01-01 UTC; a moment without zone counts as if it were in UTC."""
    cycle, near = _moment_parts(value)
    aware = near if near.tzinfo is not None else near.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND + cycle * _CYCLE_DAYS * (_DAY // _MICROSECOND)


def plus(value: AnyMoment, duration: timedelta) -> AnyMoment | None:
    """Give the moment that much later: elapsed time, also across a change of summer time."""
    cycle, near = _moment_parts(value)
    try:
        later = near + duration if near.tzinfo is None else (near.astimezone(UTC) + duration).astimezone(near.tzinfo)
    except OverflowError:
        return _far_plus(cycle, near, duration)
    return renewed(cycle, later)


def _far_plus(cycle: int, near: datetime, duration: timedelta) -> AnyMoment | None:
    """Add where Python's years end: first go to the middle of them, then count whole cycles apart."""
    more, rest = divmod(near.year - _FIRST, _CYCLE_YEARS)
    whole, remaining = divmod(duration, _CYCLE_DAYS * _DAY)
    return renewed(cycle + more + whole, near.replace(year=_FIRST + rest) + remaining)


def renewed(cycle: int, near: datetime) -> AnyMoment | None:
    """Give the plain moment if the years allow it, else a far one with its near year in 2000 to 2399."""
    of_year = near.year + cycle * _CYCLE_YEARS
    if 1 <= of_year <= 9999:
        return near.replace(year=of_year)
    if abs(of_year) > _LARGEST_YEAR:
        return None
    more, rest = divmod(near.year - _FIRST, _CYCLE_YEARS)
    return FarMoment(cycle + more, near.replace(year=_FIRST + rest))
