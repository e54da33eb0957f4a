"""The calendar of an agency: what is open, what is closed and why."""

import json
from datetime import date, time, timedelta
from itertools import pairwise

import pytest

from engine.domain.time.working_calendar import Calendar, Holiday, Stretch
from tests.unit.domain.time.builders import OFFICE, at, calendar


def tiles(office: Calendar, start: str, *, days: int) -> list[Stretch]:
    last = at(start) + timedelta(days=days)
    return [stretch for stretch in office.stretches(at(start)) if stretch.begin < last]


def test_a_holiday_closes_a_weekday_and_says_which() -> None:
    assert calendar().closed_because(date(2026, 3, 19)) == "Hari Suci Nyepi (libur nasional)"


def test_a_weekend_is_closed_and_says_its_day() -> None:
    assert calendar().closed_because(date(2026, 11, 21)) == "Sabtu"
    assert not calendar().is_working_day(date(2026, 11, 22))


def test_a_holiday_on_a_weekend_is_named_before_the_day() -> None:
    assert calendar().closed_because(date(2026, 3, 21)) == "Idul Fitri (libur nasional)"


def test_collective_leave_works_when_the_agency_says_so() -> None:
    office = calendar(cuti_bersama_is_working=True)
    assert office.is_working_day(date(2026, 3, 18))
    assert office.open_because(date(2026, 3, 18)) == "Hari Suci Nyepi (cuti bersama) dihitung sebagai hari kerja"
    assert not office.is_working_day(date(2026, 3, 19))


def test_an_estimated_holiday_is_shown_as_a_guess() -> None:
    guess = Holiday(name="Idul Fitri", kind="libur_nasional", source="paket holidays", estimated=True)
    assert guess.label == "Idul Fitri (libur nasional, perkiraan)"


def test_stretches_tile_time_without_a_gap() -> None:
    found = tiles(calendar(), "2026-11-20 15:00", days=5)
    assert found[0].begin == at("2026-11-20 15:00")
    assert all(left.end == right.begin for left, right in pairwise(found))


def test_a_lunch_break_is_closed_time() -> None:
    windows = ((time(8), time(12)), (time(13), time(16)))
    friday = tiles(calendar(hours={4: windows}), "2026-11-20 08:00", days=1)[:4]
    assert [stretch.is_open for stretch in friday] == [True, False, True, False]


def test_an_office_that_never_closes_has_no_closed_stretch() -> None:
    always = calendar(hours={day: ((time(), time()),) for day in range(7)}, holidays={})
    assert all(stretch.is_open for stretch in tiles(always, "2026-11-20 08:00", days=3))
    assert always.windows(date(2026, 11, 20)) == ((at("2026-11-20 00:00"), at("2026-11-21 00:00")),)


def test_json_gives_the_same_calendar_back() -> None:
    office = calendar()
    assert Calendar.from_json(json.loads(json.dumps(office.to_json()))) == office


def test_the_known_years_are_those_of_its_holidays() -> None:
    assert calendar().known_years == {2026, 2027}


def test_an_unknown_kind_of_holiday_is_refused() -> None:
    with pytest.raises(ValueError, match="kind of holiday"):
        Holiday(name="Pilkada", kind="libur", source="SK")


@pytest.mark.parametrize("hours", [{}, {0: ()}])
def test_a_calendar_that_never_opens_is_refused(hours: object) -> None:
    with pytest.raises(ValueError, match="at least one"):
        calendar(hours=hours)


@pytest.mark.parametrize(
    "windows",
    [
        ((time(16), time(8)),),
        ((time(8), time(12)), (time(11), time(16))),
        ((time(8), time()), (time(8), time(9))),
    ],
)
def test_windows_out_of_order_are_refused(windows: object) -> None:
    with pytest.raises(ValueError, match="in order"):
        calendar(hours=OFFICE | {0: windows})
