"""Plus and minus of dates, times and durations (DMN 1.5 table 57 and following). None where the table has no
entry.

A duration in days and time is elapsed time; one in years and months moves the calendar, and the day is cut to the
month's length.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.feel.temporal import far, reading
from engine.feel.values import FarDate, FarMoment, YearsMonths, kind

DATE, MOMENT, TIME = "date", "date and time", "time"
DAYS, MONTHS = "days and time duration", "years and months duration"
_DAY = timedelta(days=1)
_MOST_MONTHS = 10**12
_FIRST_DAY = date(2000, 1, 1)


def add_months(value: far.AnyDate | far.AnyMoment, months: int) -> far.AnyDate | far.AnyMoment | None:
    """Give the same day some months later, or the month's last day; the time of day and the zone stay."""
    cycle, near = far.parts(value)
    years, index = divmod(near.month - 1 + months, 12)
    near_year = (near.year + years) % 400 + 2000
    day = min(near.day, monthrange(near_year, index + 1)[1])
    return far.moved(value, near.year + cycle * 400 + years, index + 1, day)


def _add_days(value: far.AnyDate, duration: timedelta) -> far.AnyDate | None:
    return far.date_of(far.days(value) + duration.days)


def _add_to_clock(value: time, duration: timedelta) -> time:
    moment = datetime.combine(_FIRST_DAY, value.replace(tzinfo=None)) + timedelta(
        0, duration.seconds, duration.microseconds
    )
    return moment.time().replace(tzinfo=value.tzinfo)


def _sum(left: timedelta, right: timedelta) -> timedelta | None:
    try:
        return left + right
    except OverflowError:
        return None


def _months(months: int) -> YearsMonths | None:
    return YearsMonths(months) if abs(months) <= _MOST_MONTHS * 12 else None


_ADD: dict[tuple[str, str], Callable[[Any, Any], Any]] = {
    (DATE, DAYS): _add_days,
    (DATE, MONTHS): lambda left, right: add_months(left, right.months),
    (MOMENT, DAYS): far.plus,
    (MOMENT, MONTHS): lambda left, right: add_months(left, right.months),
    (TIME, DAYS): _add_to_clock,
    (DAYS, DAYS): _sum,
    (MONTHS, MONTHS): lambda left, right: _months(left.months + right.months),
}


def add(left: Any, right: Any) -> Any:
    """Give left plus right in either order, or None."""
    kinds = kind(left), kind(right)
    if kinds in _ADD:
        return _ADD[kinds](left, right)
    reverse = _ADD.get((kinds[1], kinds[0]))
    return reverse(right, left) if reverse else None


def negate(value: Any) -> Any:
    """Give the duration the other way round; None for others."""
    if isinstance(value, timedelta):
        return _sum(timedelta(0), -value)
    return YearsMonths(-value.months) if isinstance(value, YearsMonths) else None


def subtract(left: Any, right: Any) -> Any:
    """Give left minus right, or None."""
    kinds = kind(left), kind(right)
    if kinds[1] in {DAYS, MONTHS}:
        return add(left, negate(right)) if kinds[0] not in {DAYS, MONTHS} or kinds[0] == kinds[1] else None
    if kinds == (TIME, TIME):
        return _between_clocks(left, right)
    if kinds[0] in {DATE, MOMENT} and kinds[1] in {DATE, MOMENT}:
        return elapsed(right, left)
    return None


def elapsed(start: Any, end: Any) -> timedelta | None:
    """Give the time from one date or moment to another; a date is its midnight in UTC. None if only one has a zone."""
    start, end = as_moment(start), as_moment(end)
    if is_aware(start) != is_aware(end):
        return None
    try:
        return timedelta(microseconds=far.microseconds(end) - far.microseconds(start))
    except OverflowError:
        return None


def as_moment(value: Any) -> far.AnyMoment:
    """Give a moment as it is, and a date as its midnight in UTC."""
    return value if isinstance(value, datetime | FarMoment) else reading.combine(value, time(tzinfo=UTC))


def is_aware(value: far.AnyMoment) -> bool:
    """Tell whether the moment has an offset or a zone."""
    return (value.near if isinstance(value, FarMoment) else value).tzinfo is not None


def clock_offset(value: time) -> timedelta | None:
    """Give a time's offset; a named zone is read as in January 2000, since a time has no date."""
    if value.tzinfo is None:
        return None
    return value.tzinfo.utcoffset(datetime.combine(_FIRST_DAY, value.replace(tzinfo=None)))


def clock_value(value: time) -> timedelta:
    """Give the time since midnight UTC, or since midnight for a time without zone."""
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return since - (clock_offset(value) or timedelta(0))


def _between_clocks(left: time, right: time) -> timedelta | None:
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return clock_value(left) - clock_value(right)


def months_between(start: Any, end: Any) -> YearsMonths:
    """Give the whole months from the day of one date or moment to the day of another, cut toward zero.

    The time of day and its zone do not count. The standard says no more than "years and months duration between from
    and to" (DMN 1.5, table 72); the conformance kit counts a year as full on the day of the year, whatever the hour
    (1121, cases 024 and 034).
    """
    if _calendar(end) < _calendar(start):
        return YearsMonths(-months_between(end, start).months)
    (first_year, first_month, first_day), (last_year, last_month, last_day) = _calendar(start), _calendar(end)
    months = (last_year - first_year) * 12 + last_month - first_month
    return YearsMonths(months - (1 if last_day < first_day else 0))


def _calendar(value: Any) -> tuple[int, int, int]:
    _, near = far.parts(value)
    return far.year(value), near.month, near.day


def order(left: Any, right: Any) -> int | None:
    """Give -1, 0 or 1 for two values of the same temporal kind; None if only one has a zone."""
    of = kind(left)
    a: Any = None
    b: Any = None
    if of == DATE:
        a, b = far.days(left), far.days(right)
    elif of == MOMENT and is_aware(left) == is_aware(right):
        a, b = far.microseconds(left), far.microseconds(right)
    elif of == TIME and (left.tzinfo is None) == (right.tzinfo is None):
        a, b = clock_value(left), clock_value(right)
    elif of in {DAYS, MONTHS}:
        a, b = left, right
    return None if a is None else (a > b) - (a < b)


def same(left: Any, right: Any) -> bool:
    """Tell whether two values of the same temporal kind are equal; seconds are compared whole (DMN 1.5 section
    10.3.2.3.4).
    """
    return order(_whole_second(left), _whole_second(right)) == 0


def _whole_second(value: Any) -> Any:
    if isinstance(value, FarMoment):
        return FarMoment(value.cycle, value.near.replace(microsecond=0))
    return value.replace(microsecond=0) if isinstance(value, datetime | time) else value


def is_temporal(value: Any) -> bool:
    """Tell whether the value is a date, time, moment or duration."""
    return isinstance(value, date | time | timedelta | YearsMonths | FarDate | FarMoment)
