"""Counting promised time, with its reasons."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from engine.domain.time import working_time
from engine.domain.time.working_time import CountInvalidError
from tests.unit.domain.time.builders import at, calendar

FRIDAY = at("2026-11-20 15:00")


def add(start: datetime, amount: int | Decimal, unit: str, kind: str = "kerja", **options: str) -> working_time.Count:
    return working_time.add(
        calendar(),
        start,
        amount=amount,
        unit=unit,
        calendar_kind=kind,
        day_count=options.get("day_count", "elapsed"),
    )


def reasons(count: working_time.Count) -> list[str]:
    return [step.reason for step in count.steps]


def test_due_moments_are_utc() -> None:
    assert add(FRIDAY, 6, "jam").due.tzinfo is UTC


def test_hours_explain_every_stretch_that_they_skip() -> None:
    assert reasons(add(FRIDAY, 6, "jam")) == [
        "jam layanan",
        "di luar jam layanan",
        "Sabtu",
        "Minggu",
        "di luar jam layanan",
        "jam layanan",
    ]


def test_the_counted_parts_of_the_steps_add_up() -> None:
    count = add(FRIDAY, 24, "jam")
    assert sum((step.counted for step in count.steps), timedelta()) == timedelta(hours=24)
    assert (count.steps[0].at_from, count.steps[-1].at_to) == (FRIDAY, count.due)


def test_working_days_explain_holidays_and_the_first_day() -> None:
    count = add(at("2026-03-17 10:00"), 1, "hari_kerja", day_count="exclude_first")
    assert reasons(count) == [
        "hari pertama tidak dihitung",
        "Hari Suci Nyepi (cuti bersama)",
        "Hari Suci Nyepi (libur nasional)",
        "Idul Fitri (cuti bersama)",
        "Idul Fitri (libur nasional)",
        "Idul Fitri (libur nasional)",
        "Idul Fitri (cuti bersama)",
        "Idul Fitri (cuti bersama)",
        "hari kerja ke-1 (jam layanan)",
    ]


def test_at_once_is_due_at_once_even_on_a_sunday() -> None:
    sunday = at("2026-11-22 03:00")
    assert add(sunday, 0, "jam").due == sunday
    assert reasons(add(sunday, 0, "hari_kerja")) == ["langsung: jatuh tempo seketika"]


def test_a_count_that_begins_out_of_hours_begins_when_the_office_opens() -> None:
    assert add(at("2026-11-21 09:00"), 2, "jam").due == at("2026-11-23 10:00")


def test_a_count_may_end_at_closing_time() -> None:
    assert add(FRIDAY, 1, "jam").due == at("2026-11-20 16:00")


def test_a_working_day_that_begins_after_closing_time_is_the_next_one() -> None:
    count = add(at("2026-11-20 16:00"), 1, "hari_kerja")
    assert count.due == at("2026-11-23 16:00")
    assert reasons(count)[0] == "di luar jam layanan"


def test_after_hours_on_the_receipt_day_the_two_ways_of_excluding_differ() -> None:
    evening = at("2026-11-19 17:00")
    assert add(evening, 1, "hari_kerja", day_count="exclude_first").due == at("2026-11-20 16:00")
    assert add(evening, 1, "hari_kerja", day_count="exclude_first_effective").due == at("2026-11-23 16:00")


def test_days_of_the_working_calendar_are_working_days() -> None:
    assert add(FRIDAY, 2, "hari").due == add(FRIDAY, 2, "hari_kerja").due == at("2026-11-23 16:00")


def test_a_week_of_the_working_calendar_is_as_many_days_as_the_office_opens() -> None:
    assert add(at("2026-11-16 09:00"), 1, "minggu").due == add(at("2026-11-16 09:00"), 5, "hari_kerja").due


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [(30, "menit", "2026-11-20 15:30"), (14, "hari", "2026-12-04 15:00"), (2, "minggu", "2026-12-04 15:00")],
)
def test_elapsed_time_runs_through_nights_and_holidays(amount: int, unit: str, expected: str) -> None:
    assert add(FRIDAY, amount, unit, kind="kalender").due == at(expected)


def test_half_an_hour_may_be_written_as_a_decimal() -> None:
    assert add(FRIDAY, Decimal("0.5"), "jam").due == at("2026-11-20 15:30")


def test_collective_leave_that_counts_is_named_in_the_steps() -> None:
    office = calendar(cuti_bersama_is_working=True)
    count = working_time.add(office, at("2026-03-18 09:00"), amount=1, unit="hari_kerja", calendar_kind="kerja")
    assert reasons(count) == ["hari kerja ke-1 (Hari Suci Nyepi (cuti bersama) dihitung sebagai hari kerja)"]


@pytest.mark.parametrize("unit", ["jam", "hari_kerja"])
def test_a_year_without_holidays_is_reported_once(unit: str) -> None:
    told = [reason for reason in reasons(add(at("2028-01-03 09:00"), 5, unit)) if "belum dimuat" in reason]
    assert told == ["hari libur tahun 2028 belum dimuat dalam kalender; hitungan dapat berubah"]


@pytest.mark.parametrize(
    ("amount", "unit", "kind", "day_count"),
    [
        (-1, "jam", "kalender", "elapsed"),
        (Decimal("NaN"), "jam", "kalender", "elapsed"),
        (Decimal("1.5"), "hari_kerja", "kerja", "elapsed"),
        (4_000, "hari", "kalender", "elapsed"),
        (1, "bulan", "kalender", "elapsed"),
        (1, "jam", "kantor", "elapsed"),
        (1, "jam", "kerja", "lewati"),
    ],
)
def test_what_cannot_be_counted_is_refused(amount: int | Decimal, unit: str, kind: str, day_count: str) -> None:
    with pytest.raises(CountInvalidError):
        add(FRIDAY, amount, unit, kind=kind, day_count=day_count)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        add(datetime(2026, 11, 20, 15), 1, "jam")  # noqa: DTZ001 - the naive moment is what is tested


def test_a_count_that_the_calendar_cannot_hold_is_refused() -> None:
    rare = calendar(hours={0: ((time(8), time(9)),)})
    with pytest.raises(CountInvalidError):
        working_time.add(rare, FRIDAY, amount=2_000, unit="jam", calendar_kind="kerja")
    with pytest.raises(CountInvalidError):
        working_time.add(rare, FRIDAY, amount=2_000, unit="hari_kerja", calendar_kind="kerja")


def test_working_time_between_two_moments_skips_the_weekend() -> None:
    monday = at("2026-11-23 10:00")
    assert working_time.between(calendar(), FRIDAY, monday) == timedelta(hours=3)
    assert working_time.between(calendar(), monday, FRIDAY) == timedelta()


def test_working_time_past_the_horizon_is_refused() -> None:
    with pytest.raises(CountInvalidError):
        working_time.between(calendar(), FRIDAY, FRIDAY + timedelta(days=8_000))


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, FRIDAY), (50, at("2026-11-23 10:00")), (100, at("2026-11-23 13:00"))]
)
def test_a_warning_of_working_time_falls_within_working_time(percent: int, expected: datetime) -> None:
    due = at("2026-11-23 13:00")
    assert working_time.fraction(calendar(), FRIDAY, due, percent=percent, calendar_kind="kerja") == expected


def test_a_warning_of_elapsed_time_is_a_share_of_it() -> None:
    due = FRIDAY + timedelta(hours=10)
    found = working_time.fraction(calendar(), FRIDAY, due, percent=80, calendar_kind="kalender")
    assert found == FRIDAY + timedelta(hours=8)


def test_a_pause_moves_an_elapsed_clock_by_its_length() -> None:
    found = working_time.resume(
        calendar(),
        FRIDAY + timedelta(hours=6),
        paused_at=FRIDAY,
        resumed_at=FRIDAY + timedelta(days=2),
        calendar_kind="kalender",
    )
    assert found == FRIDAY + timedelta(days=2, hours=6)


@pytest.mark.parametrize(
    ("resumed", "expected"), [("2026-11-22 15:00", "2026-11-23 13:00"), ("2026-11-23 09:00", "2026-11-23 14:00")]
)
def test_a_pause_over_closed_days_costs_a_working_clock_only_working_time(resumed: str, expected: str) -> None:
    found = working_time.resume(
        calendar(),
        at("2026-11-23 13:00"),
        paused_at=at("2026-11-20 16:00"),
        resumed_at=at(resumed),
        calendar_kind="kerja",
    )
    assert found == at(expected)


def test_a_pause_after_the_last_working_minute_changes_nothing() -> None:
    due = at("2026-11-20 16:00")
    found = working_time.resume(
        calendar(), due, paused_at=due, resumed_at=at("2026-11-24 16:00"), calendar_kind="kerja"
    )
    assert found == due
