"""Strict reading of ISO 8601 moments, durations and cycles, the bare literals of BPMN timers (ISO 8601-1:2019).

Stricter than the standard where a guess would be dangerous: a moment needs its offset, a duration is positive and
does not mix weeks with other units, a cycle repeats at least once. Everything else is refused, never guessed.
"""

import calendar as months_of
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from engine.errors import LindungError

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W|(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d{1,6})?)S)?)?)",
    re.ASCII,
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?P<first>[^/]+)(?:/(?P<second>[^/]+))?", re.ASCII)
_EXACT = {
    "weeks": timedelta(weeks=1),
    "days": timedelta(days=1),
    "hours": timedelta(hours=1),
    "minutes": timedelta(minutes=1),
    "seconds": timedelta(seconds=1),
}
LONGEST_DAYS = 36_525  # a hundred years: a longer timer is a slip of the keyboard


class Iso8601Error(LindungError):
    """The text is no valid ISO 8601 time. Write it like PT8H, R3/PT10M or 2026-01-01T08:00:00+07:00."""

    code = "iso8601_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Calendar months plus an exact length; both count from the moment to which the duration is added."""

    months: int
    exact: timedelta

    def after(self, at: datetime, *, zone: tzinfo, times: int = 1) -> datetime:
        """Give the moment, in UTC, that lies this long (or this many times as long) after another.

        Months keep the local day and time of the zone; a day that the month lacks becomes its last (31 January plus
        one month is 28 or 29 February). OverflowError past the year 9999.
        """
        local = at.astimezone(zone)
        month = local.month - 1 + self.months * times
        year, month = local.year + month // 12, month % 12 + 1
        if year > 9999:
            raise OverflowError("a moment past the year 9999")
        last_day = months_of.monthrange(year, month)[1]
        moved = local.replace(year=year, month=month, day=min(local.day, last_day))
        return moved.astimezone(UTC) + self.exact * times


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A repetition: how often (None means for ever), the interval, and the first moment or the end if stated."""

    times: int | None
    interval: Duration
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def next_after(self, at: datetime, *, since: datetime, fired: int, zone: tzinfo) -> datetime | None:
        """Give the next firing in UTC later than ``at``, on the grid that began at ``since``; None when spent.

        ``fired`` firings have been used up. Grid moments missed during an outage are skipped, not made up for: after
        the one late firing the next lies in the future, so there is no burst. With a stated beginning the first firing
        is at that beginning, else one interval after ``since``.
        """
        if self.times is not None and fired >= self.times:
            return None
        step = 0 if self.begins_at else 1
        origin = self.begins_at or since
        step = max(step, self._steps_before(origin, at))
        moment = self.interval.after(origin, zone=zone, times=step)
        while moment <= at:
            step += 1
            moment = self.interval.after(origin, zone=zone, times=step)
        return None if self.ends_at is not None and moment > self.ends_at else moment

    def _steps_before(self, origin: datetime, at: datetime) -> int:
        """Give a number of steps that surely ends before ``at``, so that a long outage costs no long loop."""
        longest_step = self.interval.exact + timedelta(days=31) * self.interval.months
        return max(0, (at - origin) // longest_step)


def moment(text: str) -> datetime:
    """Read a date and time with its offset and give it in UTC; Iso8601Error for anything else, a naive one too."""
    if not _MOMENT.fullmatch(text):
        raise Iso8601Error(text=text[:40])
    try:
        return datetime.fromisoformat(text.replace(",", ".")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Iso8601Error(text=text[:40]) from None


def duration(text: str) -> Duration:
    """Read a positive duration such as PT8H, P3D, P1M or P2W; Iso8601Error for anything else."""
    found = _DURATION.fullmatch(text)
    if not found or len(text) > 60:
        raise Iso8601Error(text=text[:40])
    number = {unit: float(part.replace(",", ".")) for unit, part in found.groupdict(default="0").items()}
    months = number["years"] * 12 + number["months"]
    days = sum(number[unit] * (length / timedelta(days=1)) for unit, length in _EXACT.items())
    if not 0 < months * 30 + days <= LONGEST_DAYS:
        raise Iso8601Error(text=text[:40])
    exact = sum((number[unit] * length for unit, length in _EXACT.items()), timedelta())
    return Duration(months=int(months), exact=exact)


def cycle(text: str) -> Cycle:
    """Read R3/PT10M, R/PT1H, R3/<moment>/PT10M or R3/PT10M/<moment>; Iso8601Error for anything else, R0 too."""
    found = _CYCLE.fullmatch(text)
    if not found or len(found["times"]) > 6 or (found["times"] and int(found["times"]) == 0):
        raise Iso8601Error(text=text[:40])
    times = int(found["times"]) if found["times"] else None
    first, second = found["first"], found["second"]
    if second is None:
        return Cycle(times=times, interval=duration(first))
    if first.startswith("P"):
        return Cycle(times=times, interval=duration(first), ends_at=moment(second))
    return Cycle(times=times, interval=duration(second), begins_at=moment(first))


def parse(text: str) -> datetime | Duration | Cycle:
    """Read any of the three, told apart by their first letter."""
    if text.startswith("R"):
        return cycle(text)
    return duration(text) if text.startswith("P") else moment(text)
