"""Counting promised time: elapsed ("kalender") or the agency's working time ("kerja"), with every step explained.

A wrong due moment harms people, so each count says what it counted and what it skipped and why; ``lindung due``
prints these steps. Moments come in aware and go out in UTC. Day counting has three readings (worked case 5 of the
procedures' outlines), and a row chooses one:

- ``elapsed``: the effective start day (the first with working time left) is day 1. The shortest reading.
- ``exclude_first``: the day of the start event, working or not, is not counted.
- ``exclude_first_effective``: the effective start day is not counted.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from engine.domain.time import units
from engine.domain.time.working_calendar import OUTSIDE_HOURS, Calendar
from engine.errors import LindungError

LONGEST = timedelta(days=3_660)  # ten years
NOTHING = timedelta()


class CountInvalidError(LindungError):
    """The due moment cannot be counted: its amount, unit or calendar is not valid."""

    code = "count_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stretch of a count, in UTC: the time or the working days counted in it, and the reason in Indonesian."""

    at_from: datetime
    at_to: datetime
    counted: timedelta
    days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The due moment in UTC and how it came about."""

    due: datetime
    steps: tuple[Step, ...]


def add(
    calendar: Calendar,
    start: datetime,
    *,
    amount: int | Decimal,
    unit: str,
    calendar_kind: str,
    day_count: str = "elapsed",
) -> Count:
    """Give the moment at which the amount has passed since the start, with its steps.

    ``kalender`` is elapsed real time, so a day is 24 hours and holidays count. ``kerja`` counts the agency's opening
    hours; days then are working days that end at closing time, and a week is as many as the agency has in a usual
    week. ``hari_kerja`` is always of the working calendar. Amount 0 ("langsung") is due at once, also out of hours.
    CountInvalidError for a negative or endless amount, a fraction of a working day, or an unknown word.
    """
    _check(amount, unit=unit, calendar_kind=calendar_kind, day_count=day_count)
    at = _utc(start)
    if amount == 0:
        return _single(at, at, reason="langsung: jatuh tempo seketika")
    if units.counts_days(unit, calendar_kind):
        return _add_days(calendar, at, days=_working_days(calendar, amount, unit=unit), day_count=day_count)
    length = _length(amount, unit=unit)
    if calendar_kind == "kalender":
        return _single(at, at + length, reason="waktu berjalan terus, termasuk malam dan hari libur")
    return advance(calendar, at, working=length)


def advance(calendar: Calendar, start: datetime, *, working: timedelta) -> Count:
    """Give the moment at which this much working time has passed; it lies within opening hours or at closing time.

    CountInvalidError when nothing is to be counted or the calendar does not hold that much.
    """
    left, steps = working, list[Step]()
    unknown = _UnknownYears(calendar)
    for stretch in calendar.stretches(_utc(start)):
        took = min(left, stretch.end - stretch.begin) if stretch.is_open else NOTHING
        left -= took
        end = stretch.begin + took if not left else stretch.end
        steps += unknown.steps(stretch.begin)
        steps.append(Step(at_from=stretch.begin, at_to=end, counted=took, days=0, reason=stretch.reason))
        if took and not left:
            return Count(due=end, steps=tuple(steps))
    raise CountInvalidError(agency=calendar.agency)


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Give the working time between two moments; zero when the end is not after the start."""
    total, last = NOTHING, _utc(end)
    for stretch in calendar.stretches(_utc(start)):
        if stretch.begin >= last:
            return total
        total += (min(stretch.end, last) - stretch.begin) if stretch.is_open else NOTHING
    raise CountInvalidError(agency=calendar.agency)


def fraction(calendar: Calendar, start: datetime, due: datetime, *, percent: int, calendar_kind: str) -> datetime:
    """Give the moment in UTC at which this percentage (0 to 100) of the promised time has passed.

    For ``kerja`` it is a percentage of working time, so that a warning does not fall on a closed Sunday.
    """
    if percent == 100:
        return _utc(due)
    if calendar_kind == "kalender":
        return _utc(start) + (due - start) * percent / 100
    part = between(calendar, start, due) * percent / 100
    return advance(calendar, start, working=part).due if part else _utc(start)


def resume(
    calendar: Calendar, due: datetime, *, paused_at: datetime, resumed_at: datetime, calendar_kind: str
) -> datetime:
    """Give the due moment after a pause: what was left when the clock paused runs on from the resumption."""
    if calendar_kind == "kalender":
        return _utc(due) + (resumed_at - paused_at)
    left = between(calendar, paused_at, due)
    return advance(calendar, resumed_at, working=left).due if left else _utc(due)


def _check(amount: int | Decimal, *, unit: str, calendar_kind: str, day_count: str) -> None:
    known = unit in units.UNITS and calendar_kind in units.CALENDAR_KINDS and day_count in units.DAY_COUNTS
    if not known or not Decimal(amount).is_finite() or not 0 <= amount <= LONGEST / units.UNITS[unit]:
        raise CountInvalidError(unit=unit, calendar=calendar_kind, day_count=day_count)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a count needs an aware moment")
    return moment.astimezone(UTC)


def _length(amount: int | Decimal, *, unit: str) -> timedelta:
    return timedelta(microseconds=int(amount * (units.UNITS[unit] // timedelta(microseconds=1))))


def _single(start: datetime, due: datetime, *, reason: str) -> Count:
    return Count(due=due, steps=(Step(at_from=start, at_to=due, counted=due - start, days=0, reason=reason),))


def _working_days(calendar: Calendar, amount: int | Decimal, *, unit: str) -> int:
    if amount % 1:
        raise CountInvalidError(unit=unit)
    week = sum(1 for windows in calendar.hours.values() if windows)
    return int(amount) * (week if unit == "minggu" else 1)


def _add_days(calendar: Calendar, start: datetime, *, days: int, day_count: str) -> Count:
    steps, counted, seen = list[Step](), 0, False
    unknown = _UnknownYears(calendar)
    for day, begin, end in calendar.days(start):
        steps += unknown.steps(begin)
        windows = calendar.windows(day)
        if not windows or begin >= windows[-1][1]:
            steps.append(_day_step(begin, end, reason=calendar.closed_because(day) or OUTSIDE_HOURS))
            continue
        excluded = begin == start if day_count == "exclude_first" else not seen and day_count != "elapsed"
        seen = True
        if excluded:
            steps.append(_day_step(begin, end, reason="hari pertama tidak dihitung"))
            continue
        counted += 1
        due = windows[-1][1]
        steps.append(_day_step(begin, due, days=1, reason=f"hari kerja ke-{counted} ({calendar.open_because(day)})"))
        if counted == days:
            return Count(due=due, steps=tuple(steps))
    raise CountInvalidError(agency=calendar.agency)


def _day_step(begin: datetime, end: datetime, *, reason: str, days: int = 0) -> Step:
    return Step(at_from=begin, at_to=end, counted=NOTHING, days=days, reason=reason)


class _UnknownYears:
    """Says once a year that no holidays are entered for it, so that nobody takes such a count for certain."""

    def __init__(self, calendar: Calendar) -> None:
        self._zone = calendar.zone
        self._told = set(calendar.known_years)

    def steps(self, at: datetime) -> list[Step]:
        year = at.astimezone(self._zone).year
        if year in self._told:
            return []
        self._told.add(year)
        reason = f"hari libur tahun {year} belum dimuat dalam kalender; hitungan dapat berubah"
        return [_day_step(at, at, reason=reason)]
