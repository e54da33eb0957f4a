"""ISO 8601 texts of BPMN timers, read strictly."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.time import iso8601
from engine.domain.time.iso8601 import Cycle, Duration, Iso8601Error
from tests.unit.domain.time.builders import WIB, at

NEW_YEAR = at("2026-01-01 00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-01T00:00:00+07:00", NEW_YEAR),
        ("2025-12-31T17:00Z", NEW_YEAR),
        ("2025-12-31T17:00:00.5Z", NEW_YEAR + timedelta(seconds=0.5)),
        ("2025-12-31T17:00:00,25Z", NEW_YEAR + timedelta(seconds=0.25)),
    ],
)
def test_a_moment_with_an_offset_is_given_in_utc(text: str, expected: datetime) -> None:
    found = iso8601.moment(text)
    assert (found, found.tzinfo) == (expected, UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00Z", "2026-01-01 00:00Z", "besok", "0001-01-01T00:00+07:00"],
)
def test_a_moment_without_an_offset_or_off_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(Iso8601Error):
        iso8601.moment(text)


@pytest.mark.parametrize(
    ("text", "months", "exact"),
    [
        ("PT8H", 0, timedelta(hours=8)),
        ("P1Y2M", 14, timedelta()),
        ("P2W", 0, timedelta(weeks=2)),
        ("P3DT4H5M6.5S", 0, timedelta(days=3, hours=4, minutes=5, seconds=6.5)),
        ("PT0,5S", 0, timedelta(seconds=0.5)),
    ],
)
def test_a_duration_is_read_with_all_its_parts(text: str, months: int, exact: timedelta) -> None:
    assert iso8601.duration(text) == Duration(months=months, exact=exact)


@pytest.mark.parametrize(
    "text",
    [
        "P",
        "PT",
        "P1DT",
        "PT0S",
        "-PT1H",
        "P-1D",
        "P1WT1H",
        "PT1.5H",
        "8H",
        "P999999999W",
        "P102Y",
        "P" + "9" * 80 + "D",
    ],
)
def test_an_empty_negative_mixed_or_endless_duration_is_refused(text: str) -> None:
    with pytest.raises(Iso8601Error):
        iso8601.duration(text)


def test_months_keep_the_local_day_and_shrink_to_the_months_last() -> None:
    month = iso8601.duration("P1M")
    assert month.after(at("2026-01-31 09:00"), zone=WIB) == at("2026-02-28 09:00")
    assert month.after(at("2026-01-31 09:00"), zone=WIB, times=2) == at("2026-03-31 09:00")
    assert month.after(at("2026-12-15 23:00"), zone=WIB) == at("2027-01-15 23:00")


def test_a_moment_past_the_year_9999_is_refused() -> None:
    with pytest.raises(OverflowError):
        iso8601.duration("P1M").after(datetime(9999, 12, 31, tzinfo=UTC), zone=WIB)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/PT10M", Cycle(times=3, interval=iso8601.duration("PT10M"))),
        ("R/PT1H", Cycle(times=None, interval=iso8601.duration("PT1H"))),
        (
            "R3/2026-01-01T00:00:00+07:00/P1D",
            Cycle(times=3, interval=iso8601.duration("P1D"), begins_at=NEW_YEAR),
        ),
        ("R/P1D/2026-01-01T00:00:00+07:00", Cycle(times=None, interval=iso8601.duration("P1D"), ends_at=NEW_YEAR)),
    ],
)
def test_a_cycle_is_read_with_its_beginning_or_end(text: str, expected: Cycle) -> None:
    assert iso8601.cycle(text) == expected


@pytest.mark.parametrize("text", ["R0/PT1H", "R3", "R3/", "R-1/PT1H", "R9999999/PT1H", "R3/PT1H/besok", "R3/PT0S"])
def test_a_cycle_that_never_or_wrongly_repeats_is_refused(text: str) -> None:
    with pytest.raises(Iso8601Error):
        iso8601.cycle(text)


def test_the_first_letter_tells_the_three_apart() -> None:
    kinds = [type(iso8601.parse(text)) for text in ("R/PT1H", "PT1H", "2026-01-01T00:00Z")]
    assert kinds == [Cycle, Duration, datetime]


def following(text: str, *, now: datetime, fired: int = 0) -> datetime | None:
    return iso8601.cycle(text).next_after(now, since=NEW_YEAR, fired=fired, zone=WIB)


def test_a_cycle_first_fires_one_interval_after_it_began_waiting() -> None:
    assert following("R3/PT10M", now=NEW_YEAR) == NEW_YEAR + timedelta(minutes=10)


def test_a_cycle_with_a_stated_beginning_first_fires_there() -> None:
    assert following("R3/2026-01-02T00:00:00+07:00/P1D", now=NEW_YEAR) == NEW_YEAR + timedelta(days=1)


def test_after_an_outage_the_next_firing_is_the_next_of_the_grid_and_no_burst() -> None:
    late = NEW_YEAR + timedelta(days=400, minutes=3)
    assert following("R/PT10M", now=late, fired=1) == NEW_YEAR + timedelta(days=400, minutes=10)
    assert following("R/P1M", now=late, fired=1) == at("2027-03-01 00:00")


def test_a_spent_cycle_fires_no_more() -> None:
    assert following("R3/PT10M", now=NEW_YEAR, fired=3) is None
    assert following("R/PT10M/2026-01-01T01:00:00+07:00", now=NEW_YEAR + timedelta(hours=1)) is None


@settings(max_examples=100)
@given(minutes=st.integers(1, 100_000), months=st.integers(0, 30), hours=st.integers(0, 200_000))
def test_the_next_firing_is_the_first_of_the_grid_that_lies_ahead(minutes: int, months: int, hours: int) -> None:
    cycle = Cycle(times=None, interval=Duration(months=months, exact=timedelta(minutes=minutes)))
    now = NEW_YEAR + timedelta(hours=hours)
    found = cycle.next_after(now, since=NEW_YEAR, fired=0, zone=WIB)
    assert found is not None
    assert now < found <= now + cycle.interval.exact + timedelta(days=31) * months
