"""Months between dates, arithmetic with durations, properties, and the functions that read the calendar."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.4.1 years and months duration()
years and months duration(date("2011-12-22"), date("2013-08-24")) => @"P1Y8M"
years and months duration(date("2013-08-24"), date("2011-12-22")) => @"-P1Y8M"
years and months duration(date("2015-01-21"), date("2016-01-25")) => @"P1Y"
years and months duration(date("2016-01-25"), date("2015-01-21")) => @"-P1Y"
years and months duration(date("2016-01-01"), date("2016-01-01")) => @"P0M"
years and months duration(date("2016-01-01"), date and time("2016-01-01T00:00:00")) => @"P0M"
years and months duration(date and time("2017-12-31T13:00:00"), date and time("2017-12-31T12:00:00")) => @"P0M"
years and months duration(date and time("2016-09-30T23:25:00"), date and time("2017-12-28T12:12:12")) => @"P1Y2M"
years and months duration(date and time("2010-05-30T03:55:58"), date and time("2017-12-15T00:59:59")) => @"P7Y6M"
years and months duration(date and time("2014-12-31T23:59:59"), date and time("2019-10-01T12:32:59")) => @"P4Y9M"
years and months duration(date and time("2018-02-05T20:00:00"), date and time("2014-07-27T11:12:13")) => @"-P3Y6M"
years and months duration(date("-2016-01-30"), date("-2014-01-31")) => @"P2Y"
years and months duration(date and time("-2016-02-01T00:00:00"), date and time("2016-02-01T00:00:00")).years => 4032
years and months duration(date("2014-02-28"), date("2016-02-29")) => @"P2Y"
years and months duration(null,null) => null
years and months duration(date("2015-01-21"), null) => null
years and months duration(null, date("2015-01-21")) => null
years and months duration() => null
years and months duration(date("2015-01-21")) => null
years and months duration("2015-01-21","2016-01-25") => null
years and months duration(2016,2017) => null
years and months duration(from: date("2016-01-21"), to: date("2015-01-21")) => @"-P1Y"
years and months duration(to: date("2016-01-21"), from: date("2015-01-21")) => @"P1Y"
years and months duration(from: date("2016-01-21"), two: date("2015-01-21")) => null
years and months duration(time("10:00:00"), date("2015-01-21")) => null
years and months duration([], []) => null
years and months duration([date("2015-01-21")], date("2016-01-25")) => @"P1Y"
## 10.3.2.13 table 57 arithmetic on dates, times and durations
-@"P1D" => @"-P1D"
-@"2018-01-01" => null
@"2018-01-01" + @"P1D" => @"2018-01-02"
@"P1D" + @"2018-01-01" => @"2018-01-02"
@"2018-01-31" + @"P1M" => @"2018-02-28"
@"2020-02-29" + @"P1Y" => @"2021-02-28"
@"2018-03-31" - @"P1M" => @"2018-02-28"
@"2018-01-01" - @"P1D" => @"2017-12-31"
@"2018-01-01" + @"PT1H" => @"2018-01-01"
@"2018-01-01" + @"PT24H" => @"2018-01-02"
@"2018-01-01" - @"PT1H" => @"2017-12-31"
@"2018-01-01" - @"2017-12-31" => @"P1D"
@"2018-01-01" + @"2017-12-31" => null
@"2018-01-01T00:00:00" + @"PT1H" => @"2018-01-01T01:00:00"
@"2018-01-01T00:00:00" - @"P1Y" => @"2017-01-01T00:00:00"
@"2018-01-01T00:00:00Z" - @"2018-01-01T00:00:00+01:00" => @"PT1H"
@"2018-01-01T00:00:00Z" - @"2018-01-01T00:00:00" => null
@"2018-01-01T00:00:00Z" - @"2018-01-01" => @"PT0S"
@"2018-01-02" - @"2018-01-01T00:00:00Z" => @"P1D"
@"2018-01-02" - @"2018-01-01T00:00:00" => null
@"10:00:00" + @"PT1H" => @"11:00:00"
@"23:00:00" + @"PT2H" => @"01:00:00"
@"10:00:00" - @"PT1H" => @"09:00:00"
@"10:00:00" - @"09:00:00" => @"PT1H"
@"09:00:00" - @"10:00:00" => @"-PT1H"
@"10:00:00Z" - @"10:00:00" => null
@"10:00:00+01:00" - @"10:00:00Z" => @"-PT1H"
@"10:00:00" + @"P1M" => null
@"10:00:00" + @"10:00:00" => null
@"P1D" + @"P1M" => null
@"P1D" + @"PT1H" => @"P1DT1H"
@"P1Y" - @"P1M" => @"P11M"
@"P1M" - @"P1Y" => @"-P11M"
@"P1D" * 2 => @"P2D"
2 * @"P1D" => @"P2D"
@"P1Y" * 0.5 => @"P6M"
@"P1M" * 1.5 => @"P1M"
@"P1Y" / 2 => @"P6M"
@"P1D" / 2 => @"PT12H"
@"P1D" / 0 => null
@"P1D" / @"PT12H" => 2
@"P1Y" / @"P6M" => 2
@"P1Y" / @"P1D" => null
2 / @"P1D" => null
@"P1D" * @"P1D" => null
@"P1D" + 1 => null
@"2018-01-01" + 1 => null
@"2018-01-01" * 2 => null
@"P1D" - @"2018-01-01" => null
@"PT1H" - @"10:00:00" => null
@"P1D" + null => null
@"P1D" * null => null
@"P1Y" * null => null
null * @"P1D" => null
@"P1D" / null => null
null / @"P1D" => null
@"2021-01-12" instance of date => true
@"2018-01-01T10:00:00@Europe/Paris" + @"P1D" => @"2018-01-02T10:00:00@Europe/Paris"
@"2018-12-10T10:30:00" - @"2018-12-10T10:30:00@Europe/Paris" => null
[@"2020-01-01", @"2021-01-01"].year => [2020, 2021]
date and time("2020-01-01T00:00:00").year => 2020
years and months duration(date("2020-01-01"), date("2021-01-01")).years => 1
@"2020-01-01T00:00:00".time offset => null
(@"2020-01-01T00:00:00+02:00").time offset => @"PT2H"
date("2020-01-01") < date("2020-01-02") and true => true
time("08:00:00@Asia/Jakarta") instance of time => true
time(10,20,30,null) => @"10:20:30"
time(10,20,30.5) => @"10:20:30.5"
time("T10:20:30") => null
date("2020-01-01") + duration("P1M") => @"2020-02-01"
date and time("2020-03-28T12:00:00@Europe/Paris") + duration("P1D") => date and time("2020-03-29T13:00:00@Europe/Paris")
date and time("2020-03-28T12:00:00@Europe/Paris") + @"P1M" => date and time("2020-04-28T12:00:00@Europe/Paris")
@"2020-12-31".month => 12
@"PT36H".days => 1
@"PT36H".hours => 12
@"PT36H" = @"P1DT12H" => true
@"-P1Y6M".months => -6
@"P1DT2H" > @"P1D" => true
max(@"P1D", @"PT25H") => @"PT25H"
## 10.3.2.13 table 65 properties
@"2018-12-10".weekday => 1
@"2018-12-16".weekday => 7
@"2018-12-10T10:30:00.0001".second => 0
@"10:30:01.5".second => 1
@"2018-12-10".hour => null
@"10:00:00+05:00".time offset => @"PT5H"
@"10:00:00".time offset => null
@"10:00:00@Etc/UTC".timezone => "Etc/UTC"
@"2018-12-10T10:30:01Z".time offset => @"PT0S"
@"2018-12-10T10:30:01Z".timezone => null
@"2018-12-10T10:30:01@Etc/UTC".timezone => "Etc/UTC"
@"P1DT2H3M4S".days => 1
@"P1DT2H3M4S".hours => 2
@"P1DT2H3M4S".minutes => 3
@"P1DT2H3M4S".seconds => 4
@"P1Y2M".years => 1
@"P1Y2M".months => 2
@"P1Y2M".days => null
@"P1D".years => null
@"-P1DT2H".hours => -2
[1..3].start => 1
[1..3].end included => true
[1..3).end included => false
## 10.3.4.8 the calendar
day of week(@"2019-09-17") => "Tuesday"
day of week(@"2019-09-17T00:00:00") => "Tuesday"
day of week(@"2019-09-17T00:00:00+01:00") => "Tuesday"
day of week(null) => null
day of week() => null
day of week("2019-09-17") => null
day of week(date: @"2019-09-17") => "Tuesday"
day of week([@"2019-09-17"]) => "Tuesday"
day of week(@"10:00:00") => null
week of year(@"2019-09-17") => 38
week of year(date(2003,12,29)) => 1
week of year(date(2004,1,4)) => 1
week of year(date(2005,1,1)) => 53
week of year(date(2005,1,3)) => 1
week of year(date(2005,1,9)) => 1
week of year(null) => null
week of year() => null
week of year(date: date(2005,1,9)) => 1
month of year(@"2019-09-17") => "September"
day of year(@"2019-09-17") => 260
day of year(date(2020,12,31)) => 366
today() instance of date => true
today(1) => null
now(1) => null
now() instance of date and time => true
is(@"23:00:50", @"23:00:50") => true
## 10.3.2.3 far years, zones and months of different length
date("2020-01-01").weekday + 1 => 4
years and months duration(@"2020-01-31", @"2020-02-29") => @"P0M"
years and months duration(@"2020-02-29", @"2020-03-29") => @"P1M"
years and months duration(@"2021-02-28", @"2020-02-29") => @"-P11M"
date and time("2020-01-01T00:00:00Z") = date and time("2020-01-01T00:00:00@Etc/UTC") => true
date and time("2020-01-01T00:00:00Z") < date and time("2020-01-01T00:00:00-01:00") => true
time("23:59:00Z") < time("23:59:00-01:00") => true
time("10:00:00@Europe/Paris") = time("10:00:00+01:00") => true
@"2020-01-01T00:00:00" in [@"2020-01-01T00:00:00"..@"2020-01-02T00:00:00"] => true
duration("P1Y") in [duration("P1M")..duration("P2Y")] => true
duration("P1D") = duration("P1M") => null
duration("P1Y") + date("2020-02-29") => @"2021-02-28"
date("2020-02-29") - duration("P4Y") => @"2016-02-29"
@"2021-03-28T00:30:00@Europe/London" + @"PT1H" => @"2021-03-28T02:30:00@Europe/London"
date(2020, 2, 30) => null
date and time(date(2020,1,1), time(10,0,0)) => @"2020-01-01T10:00:00"
date and time("2020-01-01T10:00:00").date => null
@"2020-01-01T10:00:00.5".second => 0
string(@"-P1DT2H3M4.5S") => "-P1DT2H3M4.5S"
string(@"P13M") => "P1Y1M"
string(@"PT60S") => "PT1M"
string(@"2020-01-01T10:00:00.100") => "2020-01-01T10:00:00.1"
string(time("10:00:00+00:00")) => "10:00:00Z"
string(time("10:00:00-05:30")) => "10:00:00-05:30"
string(date("10000-01-01")) => "10000-01-01"
date("10000-01-01") > date("9999-12-31") => true
date("10000-01-01") - date("9999-12-31") => @"P1D"
date("9999-12-31") + @"P1D" => date("10000-01-01")
date("-0001-12-31") + @"P1D" => date("0000-01-01")
day of week(date("10000-01-01")) => "Saturday"
week of year(date("10000-01-01")) => 52
day of year(date("10000-12-31")) => 366
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
