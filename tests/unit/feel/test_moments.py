"""Dates, times, moments and durations: reading, writing, arithmetic, properties, and the functions that make them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel.temporal import reading, writing

NOW = datetime(2026, 3, 5, 20, 30, tzinfo=UTC)
CONTEXT = feel.Context(now=NOW, zone=ZoneInfo("Asia/Jakarta"))
CASES = """
date("2026-01-31") => @"2026-01-31"
date("2026-02-30") => null
date("2026-1-1") => null
date("01211-12-31") => null
date(2026, 1, 31) => @"2026-01-31"
date(2026, 13, 1) => null
date(@"2026-01-31T08:00:00Z") => @"2026-01-31"
date(@"2026-01-31") => @"2026-01-31"
date("999999999-12-31").year => 999999999
date("9999999999-12-31") => null
date("-0044-03-15").year => -44
string(date("-0044-03-15")) => "-0044-03-15"
date(2000000000, 1, 1) => null
time("08:00:00") => @"08:00:00"
time("24:00:00") => @"00:00:00"
time("24:00:01") => null
time("23:59:60") => null
time("7:00:00") => null
time("13:20:00@xyz/abc") => null
time("13:20:00+19:00") => null
time("13:20:00+02:61") => null
time("13:20:00+02:00@Europe/Paris") => null
time(@"2026-01-31T08:00:00+07:00") => @"08:00:00+07:00"
time(@"08:00:00") => @"08:00:00"
time(@"2026-01-31") => @"00:00:00Z"
time(11, 59, 45) => @"11:59:45"
time(11, 59, 45.5, @"PT2H45M55S") => @"11:59:45.5+02:45:55"
time(11, 59, 45, @"-PT2H") => @"11:59:45-02:00"
time(11, 59, 45, @"PT19H") => null
time(24, 0, 0) => null
date and time("2026-01-31T08:00:00+07:00") => @"2026-01-31T08:00:00+07:00"
date and time("2026-01-31T24:00:00") => @"2026-02-01T00:00:00"
date and time("2026-01-31") => @"2026-01-31T00:00:00"
date and time("2026-01-32") => null
date and time("2026-01-32T08:00:00") => null
date and time("2026-01-31T25:00:00") => null
date and time(@"2026-01-31", @"08:00:00Z") => @"2026-01-31T08:00:00Z"
date and time(@"2026-01-31T01:00:00", @"08:00:00") => @"2026-01-31T08:00:00"
date and time(@"2026-01-31") => @"2026-01-31T00:00:00Z"
date and time(@"2026-01-31T08:00:00Z", "Asia/Jakarta") => @"2026-01-31T15:00:00@Asia/Jakarta"
date and time(@"2026-01-31T08:00:00", "Asia/Jakarta") => null
date and time(@"2026-01-31T08:00:00Z", "No/Where") => null
date and time(2026, 1, 31, 8, 0, 0) => @"2026-01-31T08:00:00"
date and time(2026, 1, 31, 8, 0, 0, 7) => @"2026-01-31T08:00:00+07:00"
date and time(2026, 1, 31, 8, 0, 0, 1000) => null
date and time(2026, 1, 31, 8, 0, 0, "Asia/Jakarta") => @"2026-01-31T08:00:00@Asia/Jakarta"
date and time(2026, 1, 31, 8, 0, 0, "No/Where") => null
date and time(2026, 2, 31, 8, 0, 0) => null
string(date and time("99999-12-31T11:22:33Z")) => "99999-12-31T11:22:33Z"
duration("P1DT2H3M4.5S") => @"P1DT2H3M4.5S"
duration("PT0.S") => @"PT0S"
duration("P1Y2M") => @"P14M"
duration("-P1Y") => @"-P12M"
duration("P") => null
duration("PT") => null
duration("P1Y1D") => null
duration("P999999999999999D") => null
duration(@"P1D") => @"P1D"
duration(1) => null
string(@"PT25H") => "P1DT1H"
string(@"-PT1.5S") => "-PT1.5S"
string(@"PT0S") => "PT0S"
string(@"P0M") => "P0M"
string(@"-P26M") => "-P2Y2M"
string(@"P2Y") => "P2Y"
string(@"08:00:00.120+02:00") => "08:00:00.12+02:00"
string(@"08:00:00-02:00:05") => "08:00:00-02:00:05"
years and months duration(@"2011-12-22", @"2013-08-24") => @"P1Y8M"
years and months duration(@"2013-08-24", @"2011-12-15") => @"-P1Y8M"
years and months duration(@"2026-01-31T08:00:00", @"2026-02-28") => @"P0M"
years and months duration(@"2022-03-05T17:00:00", @"2026-03-05T08:00:00") => @"P4Y"
years and months duration(@"2026-03-05T08:00:00", @"2022-03-05T17:00:00") => @"-P4Y"
years and months duration(@"2022-03-05T17:00:00+07:00", @"2026-03-05T00:30:00+09:00") => @"P4Y"
years and months duration(1, 2) => null
day of year(@"2020-12-31") => 366
day of week(@"2019-09-17") => "Tuesday"
month of year(@"2019-09-17T10:00:00") => "September"
week of year(@"2005-01-01") => 53
day of week("2019-09-17") => null
@"2026-01-31" + @"P1M" => @"2026-02-28"
@"2024-02-29" - @"P1Y" => @"2023-02-28"
@"2026-01-31" + @"PT25H" => @"2026-02-01"
@"2026-01-31" - @"PT1H" => @"2026-01-30"
@"P1D" + @"2026-01-31" => @"2026-02-01"
@"2026-01-31T23:00:00Z" + @"PT2H" => @"2026-02-01T01:00:00Z"
@"2026-01-31T23:00:00" + @"P1M" => @"2026-02-28T23:00:00"
@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H" => @"2026-03-29T03:30:00@Europe/Paris"
@"9999-12-31T23:00:00" + @"PT2H" = date and time("10000-01-01T01:00:00") => true
date("10000-01-01") - @"P1D" => @"9999-12-31"
date("999999999-12-31") + @"P1D" => null
date("999999999-12-31") + @"P1Y" => null
date and time("999999999-12-31T23:00:00") + @"PT2H" => null
date("10000-01-01") < date("10000-01-02") => true
date and time("10000-01-01T00:00:00Z") > @"9999-01-01T00:00:00Z" => true
date and time("10000-02-28T00:00:00") + @"P1Y" = date and time("10001-02-28T00:00:00") => true
date("10000-01-01").weekday => 6
day of year(date("10000-01-01")) => 1
date(date and time("10000-01-01T00:00:00")) = date("10000-01-01") => true
@"08:00:00" + @"P1DT1H" => @"09:00:00"
@"08:00:00+07:00" - @"PT9H" => @"23:00:00+07:00"
@"10:00:00" - @"08:00:00" => @"PT2H"
@"10:00:00Z" - @"08:00:00" => null
@"10:00:00+02:00" - @"08:00:00Z" => @"PT0S"
@"2026-02-01" - @"2026-01-31" => @"P1D"
@"2026-02-01T01:00:00Z" - @"2026-02-01" => @"PT1H"
@"2026-02-01T01:00:00" - @"2026-02-01" => null
@"2026-02-01T01:00:00" - @"2026-01-31T01:00:00" => @"P1D"
date("999999999-12-31") - date("-999999999-12-31") => null
@"2026-02-01" - @"08:00:00" => null
@"P1D" - @"PT1H" => @"PT23H"
@"P1D" - @"2026-01-01" => null
@"P1D" - @"P1Y" => null
@"P1Y" - @"P1M" => @"P11M"
@"P1Y" + @"P1D" => null
@"P999999999D" + @"P999999999D" => null
@"P1D" * 1.5 => @"PT36H"
2 * @"P1Y" => @"P2Y"
@"P1Y" * 0.3 => @"P3M"
@"P1D" * 1e20 => null
@"P999999999D" * 2 => null
@"P900000000D" * 1 => @"P900000000D"
@"P1D" / 2 => @"PT12H"
@"P1D" / 0 => null
@"P1Y" / @"P1M" => 12
@"P1D" / @"P1M" => null
1 / @"P1D" => null
@"08:00:00" * 2 => null
-@"P1D" => @"-P1D"
-@"P1Y" => @"-P1Y"
-@"08:00:00" => null
@"2026-03-05".weekday => 4
@"2026-03-05".month => 3
@"2026-03-05".value => 1772668800
@"2026-03-05T08:09:10".hour => 8
@"2026-03-05T08:09:10".minute => 9
@"2026-03-05T08:09:10".second => 10
@"2026-03-05T08:00:00+07:00".time offset => @"PT7H"
@"2026-03-05T08:00:00".time offset => null
@"2026-03-05T08:00:00@Asia/Jakarta".timezone => "Asia/Jakarta"
@"2026-03-05T08:00:00+07:00".timezone => null
@"2026-03-05T00:00:00Z".value => 1772668800
@"08:09:10+07:00".time offset => @"PT7H"
@"08:09:10".time offset => null
@"08:09:10@Asia/Jakarta".timezone => "Asia/Jakarta"
@"08:09:10".timezone => null
@"08:09:10".minute => 9
@"08:09:10".second => 10
@"01:00:00".value => 3600
@"P1DT2H3M4S".days => 1
@"P1DT2H3M4S".hours => 2
@"P1DT2H3M4S".minutes => 3
@"-P1DT2H3M4S".seconds => -4
@"P1DT1.5S".value => 86401.5
@"P1Y2M".years => 1
@"-P1Y2M".months => -2
@"P1Y2M".value => 14
@"P1Y".days => null
@"foo" => null
@"08:00:00.0001" = @"08:00:00.0002" => true
@"08:00:00Z" = @"08:00:00" => false
@"08:00:00Z" < @"08:00:00" => null
@"08:00:00" < @"09:00:00" => true
@"2026-01-01T00:00:00" < @"2026-01-02T00:00:00Z" => null
@"2026-01-01T00:00:00+07:00" = @"2025-12-31T17:00:00Z" => true
@"2026-01-01" = @"2026-01-01T00:00:00" => null
@"P1D" < @"PT25H" => true
@"P1Y" >= @"P13M" => false
@"P1D" < @"P1Y" => null
now() => @"2026-03-06T03:30:00@Asia/Jakarta"
today() => @"2026-03-06"
now(1) => null
""".strip().splitlines()


def value(text: str, context: feel.Context | None = CONTEXT) -> object:
    return feel.compile(text).evaluate({}, context)


@pytest.mark.parametrize("case", CASES)
def test_temporal_expressions(case: str) -> None:
    text, _, expected = case.partition(" => ")

    assert value(text) == value(expected)


def test_without_a_moment_there_is_no_now() -> None:
    assert value("[now(), today()]", None) == [None, None]


def test_moments_are_plain_python() -> None:
    assert value('@"2026-01-31"') == date(2026, 1, 31)
    assert value('@"2026-01-31T08:00:00Z"') == datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert value('@"P2DT8H"') == timedelta(days=2, hours=8)
    assert value('@"P1Y6M"') == feel.YearsMonths(18)


@given(st.dates())
def test_a_date_reads_back(day: date) -> None:
    assert reading.read_date(writing.write_date(day)) == day


@given(st.datetimes(timezones=st.sampled_from([UTC, None, ZoneInfo("Asia/Makassar")])))
def test_a_moment_reads_back(moment: datetime) -> None:
    assert reading.read_moment(writing.write_moment(moment)) == moment


@given(st.timedeltas(timedelta(days=-9999), timedelta(days=9999)) | st.integers(-(10**6), 10**6).map(feel.YearsMonths))
def test_a_duration_reads_back(duration: timedelta | feel.YearsMonths) -> None:
    assert reading.read_duration(writing.write_duration(duration)) == duration


@given(years=st.integers(-999_999, 999_999), days=st.integers(-(10**6), 10**6))
def test_days_in_far_years_can_be_taken_back(years: int, days: int) -> None:
    scope = {"d": years, "n": timedelta(days=days)}

    assert feel.compile("date(d, 2, 28) + n - n = date(d, 2, 28)").evaluate(scope) is True


def test_what_is_not_temporal_has_no_temporal_text() -> None:
    assert writing.write("x") is None
