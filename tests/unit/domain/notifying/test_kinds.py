"""When mail is welcome: quiet hours over midnight, in each of Indonesia's zones, and on working days alone."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.domain.notifying import kinds
from engine.domain.time.working_calendar import Calendar, Holiday

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
NIGHT = kinds.Hours(quiet_from=time(20), quiet_until=time(6), working_days_only=False)
FRIDAY, SATURDAY, MONDAY = 20, 21, 23  # of November 2026
OFFICE = (time(8), time(16))


def calendar(zone: str = WIB) -> Calendar:
    """Give an office that works Monday to Friday, and is closed on Monday the 23rd."""
    closed = Holiday(name="Hari jadi", kind="libur_daerah", source="uji")
    day = datetime(2026, 11, MONDAY, tzinfo=UTC).date()
    return Calendar(
        agency="uji",
        version="1",
        zone=ZoneInfo(zone),
        hours=dict.fromkeys(range(5), (OFFICE,)),
        holidays={day: closed},
        cuti_bersama_is_working=False,
    )


def local(day: int, clock: str, zone: str = WIB) -> datetime:
    """Give a moment of November 2026 by the zone's clocks."""
    return datetime.combine(datetime(2026, 11, day, tzinfo=UTC).date(), time.fromisoformat(clock), ZoneInfo(zone))


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((FRIDAY, "06:00"), (FRIDAY, "06:00")),
        ((FRIDAY, "19:59:59"), (FRIDAY, "19:59:59")),
        ((FRIDAY, "20:00"), (SATURDAY, "06:00")),
        ((FRIDAY, "23:59:59"), (SATURDAY, "06:00")),
        ((SATURDAY, "00:00"), (SATURDAY, "06:00")),
        ((SATURDAY, "05:59:59"), (SATURDAY, "06:00")),
    ],
)
def test_the_night_is_quiet_by_the_clocks_of_the_agency(zone: str, now: tuple[int, str], then: tuple[int, str]) -> None:
    found = kinds.welcome(NIGHT, local(*now, zone).astimezone(UTC), calendar(zone))

    assert (found, found.tzinfo) == (local(*then, zone), UTC)


def test_one_moment_is_night_in_the_east_and_evening_in_the_west() -> None:
    now = local(FRIDAY, "18:30", WIB)

    assert kinds.welcome(NIGHT, now, calendar(WIB)) == now
    assert kinds.welcome(NIGHT, now, calendar(WIT)) == local(SATURDAY, "06:00", WIT)  # 20.30 there


@pytest.mark.parametrize(
    ("begin", "end", "clock", "then"),
    [
        ("12:00", "14:00", "11:59", (FRIDAY, "11:59")),
        ("12:00", "14:00", "12:00", (FRIDAY, "14:00")),
        ("12:00", "14:00", "14:00", (FRIDAY, "14:00")),
        ("00:00", "06:00", "03:00", (FRIDAY, "06:00")),
        ("00:00", "06:00", "23:59", (FRIDAY, "23:59")),
        ("20:00", "00:00", "21:00", (SATURDAY, "00:00")),
        ("20:00", "00:00", "00:00", (FRIDAY, "00:00")),
        ("07:00", "07:00", "07:00", (FRIDAY, "07:00")),
        ("00:00", "00:00", "00:00", (FRIDAY, "00:00")),
    ],
)
def test_quiet_hours_within_a_day_up_to_midnight_and_none(
    begin: str, end: str, clock: str, then: tuple[int, str]
) -> None:
    hours = kinds.Hours(
        quiet_from=time.fromisoformat(begin), quiet_until=time.fromisoformat(end), working_days_only=False
    )

    assert kinds.welcome(hours, local(FRIDAY, clock), calendar()) == local(*then)


def test_on_working_days_alone_a_weekend_and_a_holiday_are_waited_for() -> None:
    hours = replace(NIGHT, working_days_only=True)

    assert kinds.welcome(hours, local(FRIDAY, "21:00"), calendar()) == local(24, "06:00")
    assert kinds.welcome(hours, local(SATURDAY, "10:00"), calendar()) == local(24, "06:00")
    assert kinds.welcome(hours, local(FRIDAY, "10:00"), calendar()) == local(FRIDAY, "10:00")


@pytest.mark.parametrize("zone", [WIB, WITA, WIT])
@pytest.mark.parametrize(
    ("now", "working", "then"),
    [
        ((FRIDAY, "06:59"), False, (FRIDAY, "07:00")),
        ((FRIDAY, "07:00"), False, (SATURDAY, "07:00")),
        ((FRIDAY, "07:00"), True, (24, "07:00")),
    ],
)
def test_the_next_digest_is_at_that_hour_of_the_agencys_day(
    zone: str,
    now: tuple[int, str],
    working: bool,  # noqa: FBT001 - pytest gives it
    then: tuple[int, str],
) -> None:
    found = kinds.next_digest(7, local(*now, zone), calendar(zone), working_days_only=working)

    assert (found, found.tzinfo) == (local(*then, zone), UTC)


def test_what_is_urgent_can_be_mailed() -> None:
    assert set(kinds.URGENT) <= set(kinds.MAILABLE) < set(kinds.KINDS)
