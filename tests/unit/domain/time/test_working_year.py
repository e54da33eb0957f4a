"""The working calendar of 2026 as it really falls: counted here by hand, month by month, from the decree's list."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.domain.people import agencies
from engine.domain.time import working_time
from engine.domain.time.working_calendar import Calendar
from tests.unit.domain.time.builders import WIB, WIT, WITA

WORKFLOWS = Path(__file__).resolve().parents[4] / "workflows"
NATIONAL = agencies.national(path.read_bytes() for path in sorted((WORKFLOWS / "calendars").glob("*.toml")))
PROFILE = (WORKFLOWS / "agencies" / "uptd_ppa_tebing_tinggi.toml").read_text()
# weekdays of the month, national holidays on weekdays, collective leave
MONTHS = {
    1: (22, 2, 0),
    2: (20, 1, 1),
    3: (22, 1, 4),
    4: (22, 1, 0),
    5: (21, 3, 2),
    6: (22, 2, 0),
    7: (23, 0, 0),
    8: (21, 2, 0),
    9: (22, 0, 0),
    10: (22, 0, 0),
    11: (21, 0, 0),
    12: (23, 1, 1),
}


def office(*, leave_works: bool = False, zone: str = "Asia/Jakarta") -> Calendar:
    text = PROFILE.replace("cuti_bersama_is_working = true", f"cuti_bersama_is_working = {str(leave_works).lower()}")
    return agencies.calendar(agencies.parse(text.replace("Asia/Jakarta", zone).encode()), NATIONAL)


def days_of(month: int) -> list[date]:
    first = date(2026, month, 1)
    return [day for day in (first + timedelta(days=step) for step in range(31)) if day.month == month]


@pytest.mark.parametrize("month", sorted(MONTHS))
def test_a_month_has_its_weekdays_without_holidays_and_leave(month: int) -> None:
    weekdays, off, leave = MONTHS[month]
    worked = [day for day in days_of(month) if office().is_working_day(day)]
    assert len(worked) == weekdays - off - leave


@pytest.mark.parametrize("month", [2, 3, 5, 12])
def test_leave_that_counts_gives_its_days_back(month: int) -> None:
    weekdays, off, _ = MONTHS[month]
    worked = [day for day in days_of(month) if office(leave_works=True).is_working_day(day)]
    assert len(worked) == weekdays - off


def test_the_year_has_as_many_working_hours_as_its_working_days_times_eight() -> None:
    begin, end = datetime(2026, 1, 1, tzinfo=WIB), datetime(2027, 1, 1, tzinfo=WIB)
    days = sum(weekdays - off - leave for weekdays, off, leave in MONTHS.values())
    assert working_time.between(office(), begin, end) == timedelta(hours=8 * days)


@pytest.mark.parametrize(("zone", "name"), [(WIB, "Asia/Jakarta"), (WITA, "Asia/Makassar"), (WIT, "Asia/Jayapura")])
def test_a_day_in_each_zone_opens_at_eight_there(zone: ZoneInfo, name: str) -> None:
    midnight = datetime(2026, 11, 23, tzinfo=zone)
    count = working_time.add(office(zone=name), midnight, amount=1, unit="menit", calendar_kind="kerja")
    assert count.due == datetime(2026, 11, 23, 8, 1, tzinfo=zone)


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2025-12-31 10:00", 3, "2026-01-06 16:00"),  # New Year on a Thursday
        ("2026-02-13 10:00", 1, "2026-02-18 16:00"),  # leave on Monday, Imlek on Tuesday
        ("2026-04-02 10:00", 1, "2026-04-06 16:00"),  # Good Friday
        ("2026-05-26 10:00", 1, "2026-05-29 16:00"),  # Idul Adha and its leave
        ("2026-08-14 10:00", 1, "2026-08-18 16:00"),  # Independence Day on a Monday
        ("2026-12-23 10:00", 1, "2026-12-28 16:00"),  # Christmas and its leave before a weekend
        ("2026-12-30 10:00", 2, "2027-01-04 16:00"),  # over the turn of the year
    ],
)
def test_a_reply_in_working_days_after_the_first_steps_over_holidays(received: str, days: int, expected: str) -> None:
    start = datetime.fromisoformat(received).replace(tzinfo=WIB)
    count = working_time.add(
        office(), start, amount=days, unit="hari_kerja", calendar_kind="kerja", day_count="exclude_first"
    )
    assert count.due == datetime.fromisoformat(expected).replace(tzinfo=WIB)


@pytest.mark.parametrize("percent", [10, 50, 80, 99])
def test_no_warning_of_a_working_clock_falls_on_a_holiday(percent: int) -> None:
    start = datetime(2026, 3, 17, 10, tzinfo=WIB)
    due = working_time.add(office(), start, amount=5, unit="hari_kerja", calendar_kind="kerja").due
    warned = working_time.fraction(office(), start, due, percent=percent, calendar_kind="kerja")
    assert office().is_working_day(warned.astimezone(WIB).date())
    assert 8 <= warned.astimezone(WIB).hour <= 16


def test_an_estimated_holiday_is_marked_in_the_steps() -> None:
    start = datetime(2027, 3, 9, 10, tzinfo=WIB)
    count = working_time.add(office(), start, amount=1, unit="jam", calendar_kind="kerja")
    assert "Hari Raya Idul Fitri (libur nasional, perkiraan)" in [step.reason for step in count.steps]
