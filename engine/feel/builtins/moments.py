"""Functions that make dates, times and durations, and those that read the calendar (DMN 1.5 tables 72, 78 and 80)."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import Registry
from engine.feel.builtins.strings import whole
from engine.feel.frames import Run
from engine.feel.temporal import arithmetic, far, reading
from engine.feel.values import FarMoment, YearsMonths

REGISTRY = Registry()
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime | FarMoment)


@REGISTRY.form("date(from: string)")
def _date_read(_: Run, text: str) -> far.AnyDate | None:
    return reading.read_date(text)


@REGISTRY.form("date(from: date|date and time)")
def _date_of(_: Run, value: Any) -> far.AnyDate:
    return far.day_part(value) if _is_moment(value) else value


@REGISTRY.form("date(year: number, month: number, day: number)")
def _date_made(_: Run, year: Decimal, month: Decimal, day: Decimal) -> far.AnyDate | None:
    return far.make_date(whole(year), whole(month), whole(day))


@REGISTRY.form("time(from: string)")
def _time_read(_: Run, text: str) -> time | None:
    return reading.read_time(text)


@REGISTRY.form("time(from: time|date|date and time)")
def _time_of(_: Run, value: Any) -> time:
    """A date is its midnight in UTC."""
    if isinstance(value, time):
        return value
    near: Any = far.parts(value)[1]
    return reading.fine(near.timetz(), reading.nanos_of(near)) if isinstance(near, datetime) else time(tzinfo=UTC)


@REGISTRY.form("time(hour: number, minute: number, second: number, offset?: days and time duration|null)")
def _time_made(_: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> time | None:
    place = None if offset is None else reading.offset(offset)
    if offset is not None and place is None:
        return None
    micros = whole((second - whole(second)) * 1_000_000)
    try:
        return time(whole(hour), whole(minute), whole(second), micros, tzinfo=place)
    except ValueError:
        return None


@REGISTRY.form("date and time(from: string)")
def _moment_read(_: Run, text: str) -> far.AnyMoment | None:
    return reading.read_moment(text)


@REGISTRY.form("date and time(from: date|date and time)")
def _moment_of(_: Run, value: Any) -> far.AnyMoment:
    return arithmetic.as_moment(value)


@REGISTRY.form("date and time(date: date|date and time, time: time)")
def _moment_combined(_: Run, day: Any, clock: time) -> far.AnyMoment:
    return reading.combine(far.day_part(day) if _is_moment(day) else day, clock)


@REGISTRY.form("date and time(date: date and time, timezone: string)")
def _moment_moved(_: Run, moment: Any, name: str) -> far.AnyMoment | None:
    """The same instant in another zone."""
    zone = reading.zone(name)
    if zone is None or not arithmetic.is_aware(moment):
        return None
    cycle, near = far.parts(moment)
    return far.renewed(cycle, near.astimezone(zone)) if isinstance(near, datetime) else None


_CLOCK = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@REGISTRY.form(f"date and time({_CLOCK}, hour offset?: number|null)")
def _moment_made(run: Run, *parts: Any) -> far.AnyMoment | None:
    *numbers, hours = parts
    offset = None if hours is None else timedelta(seconds=whole(hours * 3600) if abs(hours) < 100 else 10**6)
    return _moment(run, numbers, offset, None)


@REGISTRY.form(f"date and time({_CLOCK}, timezone: string)")
def _moment_made_in(run: Run, *parts: Any) -> far.AnyMoment | None:
    *numbers, name = parts
    return _moment(run, numbers, None, name)


def _moment(run: Run, numbers: list[Decimal], offset: timedelta | None, zone_name: str | None) -> far.AnyMoment | None:
    day = _date_made(run, *numbers[:3])
    clock = _time_made(run, *numbers[3:], offset)
    if day is None or clock is None:
        return None
    if zone_name is not None:
        zone = reading.zone(zone_name)
        return None if zone is None else reading.combine(day, clock.replace(tzinfo=zone))
    return reading.combine(day, clock)


@REGISTRY.form("duration(from: string)")
def _duration_read(_: Run, text: str) -> timedelta | YearsMonths | None:
    return reading.read_duration(text)


@REGISTRY.form("duration(from: days and time duration|years and months duration)")
def _duration_of(_: Run, value: timedelta | YearsMonths) -> timedelta | YearsMonths:
    return value


@REGISTRY.form("years and months duration(from: date|date and time, to: date|date and time)")
def _months_between(_: Run, start: Any, end: Any) -> YearsMonths:
    return arithmetic.months_between(start, end)


@REGISTRY.form("now()")
def _now(run: Run) -> datetime | None:
    now = run.context.now
    return None if now is None else now.astimezone(run.context.zone)


@REGISTRY.form("today()")
def _today(run: Run) -> Any:
    now = _now(run)
    return None if now is None else now.date()


@REGISTRY.form("day of year(date: date|date and time)")
def _day_of_year(_: Run, value: Any) -> Decimal:
    return Decimal(far.parts(value)[1].timetuple().tm_yday)


@REGISTRY.form("day of week(date: date|date and time)")
def _day_of_week(_: Run, value: Any) -> str:
    return _DAYS[far.parts(value)[1].weekday()]


@REGISTRY.form("month of year(date: date|date and time)")
def _month_of_year(_: Run, value: Any) -> str:
    return _MONTHS[far.parts(value)[1].month - 1]


@REGISTRY.form("week of year(date: date|date and time)")
def _week_of_year(_: Run, value: Any) -> Decimal:
    """The week of ISO 8601."""
    return Decimal(far.parts(value)[1].isocalendar().week)
