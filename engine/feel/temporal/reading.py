"""Reads the ISO 8601 texts of FEEL: dates, times, moments and durations (XML Schema 1.1 part 2, and zones as
``@Asia/Jakarta``).

Each function gives None for a text that is not exactly of its form. Fractions of a second are kept to the
nanosecond in times and moments, to the microsecond in durations.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.temporal import far
from engine.feel.values import FarMoment, FineMoment, FineTime, YearsMonths

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,20}))?"
    r"(?:(?P<utc>Z)|(?P<sign>[+-])(?P<oh>\d\d):(?P<om>\d\d)(?::(?P<os>\d\d))?|@(?P<zone>[A-Za-z0-9_+/-]{1,60}))?"
)
_DATE_ONLY = re.compile(_DATE, re.ASCII)
_TIME_ONLY = re.compile(_TIME, re.ASCII)
_MOMENT = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_YEARS_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
_DAYS_TIME = re.compile(
    r"(-?)P(?=[\dT])(?:(\d{1,15})D)?(?:T(?=\d)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d{0,20}))?S)?)?",
    re.ASCII,
)
_LARGEST_OFFSET = timedelta(hours=18)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(name: str) -> tzinfo | None:
    """Give the zone of the IANA database, or None; a name that is none never reaches the disk."""
    return _zone(name) if name in _zones() else None


_zone = cache(ZoneInfo)


def offset(duration: timedelta) -> tzinfo | None:
    """Give the fixed offset, None beyond 18 hours; zero is UTC."""
    if abs(duration) > _LARGEST_OFFSET:
        return None
    return timezone(duration) if duration else UTC


def read_date(text: str) -> far.AnyDate | None:
    """Read ``2026-01-31``."""
    match = _DATE_ONLY.fullmatch(text)
    return far.make_date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None


def read_time(text: str) -> time | None:
    """Read ``08:00:00``, with fraction, offset or zone; ``24:00:00`` is midnight."""
    match = _TIME_ONLY.fullmatch(text)
    return _clock(match)[0] if match else None


def read_moment(text: str) -> far.AnyMoment | None:
    """Read ``2026-01-31T08:00:00+07:00``; a date alone is its midnight, ``24:00:00`` the next day's."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        day = read_date(text)
        return None if day is None else combine(day, time())
    day = far.make_date(int(match["year"]), int(match["month"]), int(match["day"]))
    clock, is_next_day = _clock(match)
    if day is None or clock is None:
        return None
    moment = combine(day, clock)
    return far.plus(moment, timedelta(days=1)) if is_next_day else moment


def combine(day: far.AnyDate, clock: time) -> far.AnyMoment:
    """Give the date and time of both, in the zone of the time."""
    cycle, near = far.parts(day)
    moment = datetime.combine(near, clock)
    if nanos := nanos_of(clock):
        moment = FineMoment.combine(near, clock)
        moment.nanos = nanos
    return FarMoment(cycle, moment) if cycle else moment


def nanos_of(value: time | datetime) -> int:
    """Give the nanoseconds behind the microseconds."""
    return value.nanos if isinstance(value, FineTime | FineMoment) else 0


def fine(clock: time, nanos: int) -> time:
    """Give the time with nanoseconds behind its microseconds, a plain one if there are none."""
    if not nanos:
        return clock
    found = FineTime(clock.hour, clock.minute, clock.second, clock.microsecond, clock.tzinfo)
    found.nanos = nanos
    return found


def _clock(match: re.Match[str]) -> tuple[time | None, bool]:
    """Give the time, and whether it was written as 24:00:00."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    is_next_day = hour == 24 and not (minute or second or int(match["fraction"] or 0))
    place = _place(match)
    if place is False:
        return None, False
    try:
        micros, nanos = divmod(_nanos(match["fraction"]), 1000)
        clock = time(0 if is_next_day else hour, minute, second, micros, tzinfo=place)
    except ValueError:
        return None, False
    return fine(clock, nanos), is_next_day


def _place(match: re.Match[str]) -> Any:
    """Give the zone of a time, None if there is none, False if it is not valid."""
    if match["utc"]:
        return UTC
    if match["zone"]:
        return zone(match["zone"]) or False
    if not match["sign"]:
        return None
    if int(match["om"]) > 59 or int(match["os"] or 0) > 59:
        return False
    size = timedelta(hours=int(match["oh"]), minutes=int(match["om"]), seconds=int(match["os"] or 0))
    return offset(-size if match["sign"] == "-" else size) or False


def _nanos(fraction: str | None) -> int:
    return int((fraction or "").ljust(9, "0")[:9])


def read_duration(text: str) -> timedelta | YearsMonths | None:
    """Read ``P2DT8H`` or ``P1Y6M``; never both kinds in one."""
    match = _YEARS_MONTHS.fullmatch(text)
    if match is not None:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _DAYS_TIME.fullmatch(text)
    if match is None:
        return None
    try:
        size = timedelta(
            days=int(match[2] or 0),
            hours=int(match[3] or 0),
            minutes=int(match[4] or 0),
            seconds=int(match[5] or 0),
            microseconds=_nanos(match[6]) // 1000,
        )
    except OverflowError:
        return None
    return -size if match[1] else size


def read_literal(text: str) -> date | Any:
    """Read the text of ``@"..."``: whichever of the forms it has, or None."""
    for read in (read_date, read_time, read_duration):
        found: Any = read(text)
        if found is not None:
            return found
    return read_moment(text)
