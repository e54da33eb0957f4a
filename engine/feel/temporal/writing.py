"""Writes temporal values in the canonical form of XML Schema 1.1 part 2; zones by name as ``@Asia/Jakarta``."""

from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from engine.feel.temporal import far, reading
from engine.feel.values import FarDate, FarMoment, YearsMonths

_SECOND = timedelta(seconds=1)


def write_date(value: far.AnyDate) -> str:
    """Give ``2026-01-31``; a far year has its sign and all its digits."""
    of_year = far.year(value)
    _, near = far.parts(value)
    sign = "-" if of_year < 0 else ""
    return f"{sign}{abs(of_year):04d}-{near.month:02d}-{near.day:02d}"


def write_time(value: time) -> str:
    """Give ``08:00:00+07:00``."""
    return _clock(value) + _place(value.tzinfo, value.utcoffset())


def write_moment(value: far.AnyMoment) -> str:
    """Give ``2026-01-31T08:00:00Z``."""
    near = value.near if isinstance(value, FarMoment) else value
    return f"{write_date(far.day_part(value))}T{_clock(near)}{_place(near.tzinfo, near.utcoffset())}"


def _clock(value: time | datetime) -> str:
    nanos = value.microsecond * 1000 + reading.nanos_of(value)
    fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}"


def _place(zone: tzinfo | None, offset: timedelta | None) -> str:
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if zone is None or offset is None:
        return ""
    seconds = abs(offset) // _SECOND
    if not seconds:
        return "Z"
    sign = "-" if offset < timedelta(0) else "+"
    behind = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{behind}"


def write_duration(value: timedelta | YearsMonths) -> str:
    """Give ``P2DT8H`` or ``P1Y6M``; nothing at all is ``PT0S`` or ``P0M``."""
    return _years_months(value) if isinstance(value, YearsMonths) else _days_time(value)


def _years_months(value: YearsMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return f"{'-' if value.months < 0 else ''}P{body}"


def _days_time(value: timedelta) -> str:
    size = abs(value)
    hours, minutes, seconds = size.seconds // 3600, size.seconds // 60 % 60, size.seconds % 60
    fraction = f".{size.microseconds:06d}".rstrip("0") if size.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    body = (f"{size.days}D" if size.days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if value < timedelta(0) else ''}P{body or 'T0S'}"


def write(value: object) -> str | None:
    """Give the text of any temporal value; None for others."""
    if isinstance(value, datetime | FarMoment):
        return write_moment(value)
    if isinstance(value, time):
        return write_time(value)
    if isinstance(value, timedelta | YearsMonths):
        return write_duration(value)
    return write_date(value) if isinstance(value, date | FarDate) else None
