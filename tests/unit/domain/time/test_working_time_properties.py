"""What holds of every count, whatever the calendar: hypothesis looks for a counterexample."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.time import working_time
from engine.domain.time.working_calendar import Calendar, Holiday
from tests.unit.domain.time.builders import WIB, WIT, WITA

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
MINUTES = st.integers(1, 6_000)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
HOLIDAYS = st.dictionaries(
    DAYS,
    st.sampled_from(["libur_nasional", "cuti_bersama", "libur_daerah"]).map(
        lambda kind: Holiday(name="Libur", kind=kind, source="SKB")
    ),
    max_size=12,
)
EDGES = st.lists(st.integers(0, 95), min_size=2, max_size=4, unique=True).map(sorted)
WINDOWS = EDGES.map(lambda edges: tuple(zip(map(quarter, edges[::2]), map(quarter, edges[1::2]), strict=False)))


def quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


@st.composite
def calendars(draw: st.DrawFn, zone: ZoneInfo | None = None) -> Calendar:
    hours = draw(st.dictionaries(st.integers(0, 6), WINDOWS, min_size=1))
    return Calendar(
        agency="uji",
        version="v1",
        zone=zone or draw(st.sampled_from([WIB, WITA, WIT])),
        hours=hours,
        holidays=draw(HOLIDAYS),
        cuti_bersama_is_working=draw(st.booleans()),
    )


def working(office: Calendar, start: datetime, minutes: int) -> datetime:
    return working_time.advance(office, start, working=timedelta(minutes=minutes)).due


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, first=MINUTES, second=MINUTES)
def test_counting_in_two_parts_ends_where_counting_at_once_ends(
    office: Calendar, start: datetime, first: int, second: int
) -> None:
    assert working(office, working(office, start, first), second) == working(office, start, first + second)


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, minutes=MINUTES, later=st.integers(0, 20_000))
def test_a_later_start_never_ends_earlier(office: Calendar, start: datetime, minutes: int, later: int) -> None:
    assert working(office, start, minutes) <= working(office, start + timedelta(minutes=later), minutes)


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, minutes=MINUTES)
def test_a_count_ends_within_opening_hours_or_at_closing_time(office: Calendar, start: datetime, minutes: int) -> None:
    due = working(office, start, minutes)
    day = (due - timedelta(microseconds=1)).astimezone(office.zone).date()
    assert any(opens < due <= closes for opens, closes in office.windows(day))


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, minutes=MINUTES)
def test_between_measures_what_a_count_counted(office: Calendar, start: datetime, minutes: int) -> None:
    due = working(office, start, minutes)
    assert working_time.between(office, start, due) == timedelta(minutes=minutes)


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, days=st.integers(1, 20))
def test_the_three_readings_of_working_days_are_ordered(office: Calendar, start: datetime, days: int) -> None:
    elapsed, from_receipt, from_effective = (
        working_time.add(office, start, amount=days, unit="hari_kerja", calendar_kind="kerja", day_count=reading).due
        for reading in ("elapsed", "exclude_first", "exclude_first_effective")
    )
    assert start < elapsed <= from_receipt <= from_effective


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, days=st.integers(1, 20))
def test_working_days_end_when_the_office_closes(office: Calendar, start: datetime, days: int) -> None:
    due = working_time.add(office, start, amount=days, unit="hari_kerja", calendar_kind="kerja").due
    day = (due - timedelta(microseconds=1)).astimezone(office.zone).date()
    assert due == office.windows(day)[-1][1]


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, minutes=MINUTES, zone=st.sampled_from([WIB, WITA, WIT]))
def test_elapsed_time_is_the_same_in_every_zone(
    office: Calendar, start: datetime, minutes: int, zone: ZoneInfo
) -> None:
    count = working_time.add(office, start.astimezone(zone), amount=minutes, unit="menit", calendar_kind="kalender")
    assert count.due - start == timedelta(minutes=minutes)


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, minutes=MINUTES, shares=st.tuples(st.integers(0, 100), st.integers(0, 100)))
def test_warnings_come_in_the_order_of_their_percentages(
    office: Calendar, start: datetime, minutes: int, shares: tuple[int, int]
) -> None:
    due = working(office, start, minutes)
    low, high = sorted(shares)
    early, late = (
        working_time.fraction(office, start, due, percent=share, calendar_kind="kerja") for share in (low, high)
    )
    assert start <= early <= late <= due


@settings(max_examples=60)
@given(office=calendars(), start=MOMENTS, minutes=MINUTES)
def test_the_steps_tile_the_way_from_start_to_due(office: Calendar, start: datetime, minutes: int) -> None:
    count = working_time.advance(office, start, working=timedelta(minutes=minutes))
    assert (count.steps[0].at_from, count.steps[-1].at_to) == (start, count.due)
    assert all(left.at_to == right.at_from for left, right in zip(count.steps, count.steps[1:], strict=False))
