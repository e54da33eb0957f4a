"""The working calendar of an agency: its zone, its hours and its holidays, each holiday with a source.

Pure values: the arithmetic stands in ``working_time``. Holidays are data that a person corrects (a newspaper and the
joint decree of three ministers, SKB 3 Menteri, have differed by a day), so a calendar carries a version, and every
SLA clock names the version that it was counted with.
"""

import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
HOLIDAY_KINDS = {
    "libur_nasional": "libur nasional",
    "cuti_bersama": "cuti bersama",
    "libur_daerah": "libur daerah",
}
OUTSIDE_HOURS = "di luar jam layanan"
WITHIN_HOURS = "jam layanan"
ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 7_320  # twenty years: past it a count is a mistake in the calendar, not a promise

Windows = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day on which the agency is closed. ``source`` names the decree or the seed; ``estimated`` marks a date that
    the government has not fixed yet (shown to people as "perkiraan").
    """

    name: str
    kind: str
    source: str
    estimated: bool = False

    def __post_init__(self) -> None:
        """Refuse an unknown kind: whether a day counts depends on it."""
        if self.kind not in HOLIDAY_KINDS:
            raise ValueError(f"unknown kind of holiday: {self.kind}")

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form, whose names are those of the fields."""
        return {"name": self.name, "kind": self.kind, "source": self.source, "estimated": self.estimated}

    @property
    def label(self) -> str:
        """Give name and kind as people read them, such as "Hari Raya Idul Fitri (libur nasional)"."""
        guess = ", perkiraan" if self.estimated else ""
        return f"{self.name} ({HOLIDAY_KINDS[self.kind]}{guess})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """An unbroken piece of time in UTC, open or closed, with the reason in Indonesian."""

    begin: datetime
    end: datetime
    is_open: bool
    reason: str


def version_of(data: Mapping[str, Any]) -> str:
    """Give the version of a calendar in its JSON form: a digest of all else in it."""
    text = json.dumps({**data, "version": ""}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When an agency works.

    ``hours`` maps weekday (0 Monday to 6 Sunday) to opening windows in local time; a window that ends at 00:00
    ends at midnight. A weekday without windows is closed. ``cuti_bersama_is_working`` says whether collective leave
    counts as working (the decree lets direct public services stay open).
    """

    agency: str
    version: str
    zone: ZoneInfo
    hours: Mapping[int, Windows]
    holidays: Mapping[date, Holiday]
    cuti_bersama_is_working: bool
    # A calendar serves many cases, and finding a day's moments in UTC is what a count spends its time on.
    _known_days: dict[date, tuple[Stretch, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse hours in which no count would ever end, or windows out of order."""
        if not any(self.hours.values()):
            raise ValueError("a working calendar needs at least one opening window")
        for windows in self.hours.values():
            ends = [edge for opens, closes in windows for edge in (_minute(opens), _minute(closes) or 1440)]
            if any(left >= right for left, right in itertools.pairwise(ends)):
                raise ValueError("opening windows must be in order and must not touch or overlap")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Calendar":
        """Rebuild a calendar from ``to_json``; KeyError or ValueError when it is no such form."""
        return cls(
            agency=data["agency"],
            version=data["version"],
            zone=ZoneInfo(data["zone"]),
            hours={int(day): _windows(windows) for day, windows in data["hours"].items()},
            holidays={date.fromisoformat(day): Holiday(**row) for day, row in data["holidays"].items()},
            cuti_bersama_is_working=data["cuti_bersama_is_working"],
        )

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form, in the order of days, so that equal calendars give equal text."""
        return {
            "agency": self.agency,
            "version": self.version,
            "zone": self.zone.key,
            "hours": {
                str(day): [[opens.isoformat(), closes.isoformat()] for opens, closes in windows]
                for day, windows in sorted(self.hours.items())
            },
            "holidays": {day.isoformat(): row.to_json() for day, row in sorted(self.holidays.items())},
            "cuti_bersama_is_working": self.cuti_bersama_is_working,
        }

    @property
    def known_years(self) -> frozenset[int]:
        """Give the years for which holidays are entered; a count past them is uncertain and says so."""
        return frozenset(day.year for day in self.holidays)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the agency opens on this local date."""
        return self.closed_because(day) is None

    def closed_because(self, day: date) -> str | None:
        """Give why the agency is closed on this local date, in Indonesian; None on a working day."""
        holiday = self.holidays.get(day)
        if holiday is not None and not self._counts_as_working(holiday):
            return holiday.label
        return None if self.hours.get(day.weekday()) else DAY_NAMES[day.weekday()]

    def open_because(self, day: date) -> str:
        """Give why time on this working day counts, in Indonesian."""
        holiday = self.holidays.get(day)
        return f"{holiday.label} dihitung sebagai hari kerja" if holiday else WITHIN_HOURS

    def windows(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Give the opening windows of a local date as moments in UTC; empty when closed."""
        return tuple((stretch.begin, stretch.end) for stretch in self._tiles(day) if stretch.is_open)

    def days(self, start: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        """Give each local date from the start on with its begin and end in UTC; the first begins at the start."""
        day, begin = start.astimezone(self.zone).date(), start
        for _ in range(HORIZON_DAYS):
            end = self._tiles(day)[-1].end
            yield day, begin, end
            day, begin = day + ONE_DAY, end

    def stretches(self, start: datetime) -> Iterator[Stretch]:
        """Give the open and closed stretches that tile the time from the start on, up to the horizon."""
        for day, begin, _ in self.days(start):
            for stretch in self._tiles(day):
                if stretch.begin >= begin:
                    yield stretch
                elif stretch.end > begin:
                    yield replace(stretch, begin=begin)

    def _tiles(self, day: date) -> tuple[Stretch, ...]:
        found = self._known_days.get(day)
        if found is None:
            found = self._known_days[day] = tuple(self._tiled(day))
        return found

    def _tiled(self, day: date) -> Iterator[Stretch]:
        cursor, end = self._at(day, time()), self._at(day + ONE_DAY, time())
        closed, reason = self.closed_because(day) or OUTSIDE_HOURS, self.open_because(day)
        for opens, closes in self._windows(day):
            if cursor < opens:
                yield Stretch(begin=cursor, end=opens, is_open=False, reason=closed)
            yield Stretch(begin=opens, end=closes, is_open=True, reason=reason)
            cursor = closes
        if cursor < end:
            yield Stretch(begin=cursor, end=end, is_open=False, reason=closed)

    def _windows(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_working_day(day):
            for opens, closes in self.hours[day.weekday()]:
                yield self._at(day, opens), self._end(day, closes)

    def _counts_as_working(self, holiday: Holiday) -> bool:
        return holiday.kind == "cuti_bersama" and self.cuti_bersama_is_working

    def _at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, tzinfo=self.zone).astimezone(UTC)

    def _end(self, day: date, closes: time) -> datetime:
        return self._at(day, closes) if _minute(closes) else self._at(day + ONE_DAY, time())


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _windows(rows: list[list[str]]) -> Windows:
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in rows)
