"""Dates, times and durations: what is read and what is refused, arithmetic, properties, the calendar."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.4.1 date()
date("2017-12-31") => @"2017-12-31"
date("2017-01-01").year => 2017
date("-2017-12-31").year => -2017
date("-99999-12-31").year => -99999
date("99999-12-31").year => 99999
date("999999999-12-31").year => 999999999
date("-999999999-12-31").year => -999999999
date("9999999999-12-25") => null
date("0000-01-01").year => 0
date("2017-13-10") => null
date("2017-12-32") => null
date("998-12-31") => null
date("01211-12-31") => null
date("2012T-12-2511:00:00Z") => null
date("+99999-12-01") => null
date("2012-12-25T") => null
date("2012-12-25Z") => null
date("2012-12-25+02:00") => null
date("20121225") => null
date("2012-12") => null
date("2012-1-1") => null
date("") => null
date(null) => null
date() => null
date(2017) => null
date(null,null,null) => null
date(2017,null,1) => null
date(2017,1,null) => null
date(null,1,1) => null
date(2017,12,31) => @"2017-12-31"
date(-2017,12,31).year => -2017
date(999999999,12,31).year => 999999999
date(1000000000,12,31) => null
date(-1000000000,12,31) => null
date(2017,-1,31) => null
date(2017,13,31) => null
date(2017,12,32) => null
date(2017,12,0) => null
date(2017,2,29) => null
date(2016,2,29) => @"2016-02-29"
date("2017-02-29") => null
date([]) => null
date([2017]) => null
date(["2017-01-01"]) => @"2017-01-01"
date(date and time("2017-08-14T14:25:00")) => @"2017-08-14"
date(date and time("2017-08-14T14:25:00.123456789")) => @"2017-08-14"
date(date and time("2017-08-14T14:25:00@Europe/Paris")) => @"2017-08-14"
date(date and time("2017-09-03T09:45:30@Asia/Dhaka")) => @"2017-09-03"
date(date("2017-08-14")) => @"2017-08-14"
date(time("10:00:00")) => null
date(true) => null
date(duration("P1D")) => null
date(from:"2012-12-25") => @"2012-12-25"
date(from:date and time("2017-08-14T14:25:00")) => @"2017-08-14"
date(from:date("2017-08-14")) => @"2017-08-14"
date(year:2017,month:08,day:30) => @"2017-08-30"
date(year:2017,month:08) => null
date(day:30,month:8,year:2017) => @"2017-08-30"
date(date:"2012-12-25") => null
date("2017-12-31", 1) => null
date(2017,1) => null
string(date("2017-01-02")) => "2017-01-02"
string(date("-0005-01-02")) => "-0005-01-02"
date("2017-12-31") = date("2017-12-31") => true
date("2018-12-31") instance of date => true
## 10.3.4.1 date and time()
date and time("2017-12-31T11:22:33") => @"2017-12-31T11:22:33"
date and time("-2017-12-31T11:22:33").year => -2017
date and time("99999-12-31T11:22:33").year => 99999
date and time("-99999-12-31T11:22:33").year => -99999
date and time("999999999-12-31T23:59:59.999999999@Europe/Paris").year => 999999999
string(date and time("99999-12-31T11:22:33.444@Europe/Paris")) => "99999-12-31T11:22:33.444@Europe/Paris"
string(date and time("-99999-12-31T11:22:33+01:00")) => "-99999-12-31T11:22:33+01:00"
string(date and time("2017-12-31T11:22:33.123456789")) => "2017-12-31T11:22:33.123456789"
string(date and time("99999-12-31T11:22:33.123456789@Europe/Paris")) => "99999-12-31T11:22:33.123456789@Europe/Paris"
string(date and time(@"2017-09-05", time("09:15:30.987654321@Etc/UTC"))) => "2017-09-05T09:15:30.987654321@Etc/UTC"
string(time(date and time("2017-12-31T11:22:33.123456789Z"))) => "11:22:33.123456789Z"
string(time("11:22:33.123456789")) => "11:22:33.123456789"
string(time("11:22:33.0000000019")) => "11:22:33.000000001"
time("11:22:33.123456789") + @"PT1S" => @"11:22:34.123456"
date and time("2017-12-31T11:22:33.123456789") instance of date and time => true
date and time("2017-12-31T11:22:33.345") => @"2017-12-31T11:22:33.345"
date and time("2017-12-31T24:00:00") => @"2018-01-01T00:00:00"
date and time("2017-12-31T24:00:01") => null
date and time("2017-12-31T25:00:00") => null
date and time("2017-12-31T00:60:00") => null
date and time("2017-12-31T00:00:60") => null
date and time("2017-13-31T00:00:00") => null
date and time("2017-12-32T00:00:00") => null
date and time("2017-02-29T00:00:00") => null
date and time("2016-02-29T00:00:00") => @"2016-02-29T00:00:00"
date and time("998-12-31T11:22:33") => null
date and time("01211-12-31T11:22:33") => null
date and time("9999999999-12-27T11:22:33") => null
date and time("2017-12-31T7:00:00") => null
date and time("2017-12-31T07:1:00") => null
date and time("2017-12-31T07:01:2") => null
date and time("2017-12-31T7:20") => null
date and time("2017-12-31T07:20") => null
date and time("2017-12-31T13:20:00@xyz/abc") => null
date and time("2017-12-31T13:20:00+19:00") => null
date and time("2017-12-31T13:20:00-19:00") => null
date and time("2017-12-31T13:20:00+18:00") => @"2017-12-31T13:20:00+18:00"
date and time("2017-12-31T13:20:00+5:00") => null
date and time("2017-12-31T13:20:00+5") => null
date and time("2017-12-31T13:20:00+02:00@Europe/Paris") => null
date and time("2017-12-31 13:20:00") => null
date and time("2017-12-31T13:20:00.") => null
date and time("11:00:00") => null
date and time("2011-12-3") => null
date and time("") => null
date and time(null) => null
date and time() => null
date and time(1) => null
date and time([]) => null
date and time("2017-12-31") => @"2017-12-31T00:00:00"
date and time(null,null) => null
date and time(date("2017-01-01"), null) => null
date and time(null, time("10:00:00")) => null
date and time(date("2017-08-10"),time("23:59:01")) => @"2017-08-10T23:59:01"
date and time(date("2017-08-10"),time("23:59:01.987654321")) => @"2017-08-10T23:59:01.987654321"
date and time(date("2017-08-10"),time("23:59:01+02:00")) => @"2017-08-10T23:59:01+02:00"
date and time(date("2017-08-10"),time("23:59:01@Europe/Paris")) => @"2017-08-10T23:59:01@Europe/Paris"
date and time(date and time("2017-08-10T10:20:00"),time("23:59:01")) => @"2017-08-10T23:59:01"
date and time(date and time("2017-08-10T10:20:00@Europe/Paris"),time("23:59:01")) => @"2017-08-10T23:59:01"
date and time(from: "2012-12-24T23:59:00") => @"2012-12-24T23:59:00"
date and time(date: date("2017-08-10"), time: time("23:59:01")) => @"2017-08-10T23:59:01"
date and time(date: date and time("2017-08-10T10:20:00"), time: time("23:59:01")) => @"2017-08-10T23:59:01"
date and time(date("2017-08-10"), date("2017-08-10")) => null
date and time("2017-08-10", "23:59:01") => null
date and time(2017,1,1) => null
date and time(date and time("2017-08-10T10:20:00")) => @"2017-08-10T10:20:00"
date and time(date("2017-08-10")) => @"2017-08-10T00:00:00Z"
date and time(2017,12,31,11,22,33) => @"2017-12-31T11:22:33"
date and time(2017,12,31,11,22,33,-5) => @"2017-12-31T11:22:33-05:00"
date and time(2017,12,31,11,22,33,"Europe/Paris") => @"2017-12-31T11:22:33@Europe/Paris"
date and time(2017,12,31,11,22,33,null) => @"2017-12-31T11:22:33"
date and time("2017-12-31T11:22:33Z") = date and time("2017-12-31T11:22:33+00:00") => true
date and time("2017-12-31T11:22:33-00:00") = date and time("2017-12-31T11:22:33Z") => true
string(date and time("2018-12-06T00:00:00+00:00")) => "2018-12-06T00:00:00Z"
string(date and time("2018-12-06T00:00:00@Etc/UTC")) => "2018-12-06T00:00:00@Etc/UTC"
string(date and time("2017-12-31T11:22:33@Australia/Melbourne")) => "2017-12-31T11:22:33@Australia/Melbourne"
string(date and time("2018-10-11T23:59:00+02:45:55")) => "2018-10-11T23:59:00+02:45:55"
string(date and time("0001-01-01T00:00:00")) => "0001-01-01T00:00:00"
date and time("2011-12-03T10:15:30+01:00:00") => @"2011-12-03T10:15:30+01:00"
date and time("2011-12-03T10:15:30+01:00@Europe/Paris") => null
date and time("2011-12-03T10:15:30Europe/Paris") => null
date and time("2011-12-03T10:15:30@") => null
@"2017-12-31T11:22:33.123456789" - @"2017-12-31T11:22:33" => @"PT0.123456789S"
## 10.3.4.1 duration()
string(duration("P1Y13M")) => "P2Y1M"
string(duration("P24M")) => "P2Y"
string(duration("PT24H")) => "P1D"
string(duration("PT1500M")) => "P1DT1H"
string(duration("-PT0S")) => "PT0S"
string(duration("P0Y")) => "P0M"
string(duration("-P0M")) => "P0M"
duration("P") => null
duration("PT") => null
duration("P1DT") => null
duration("P1Y1D") => null
duration("P1M1Y") => null
duration("1Y") => null
duration("P1.5D") => null
duration("PT1.5S") = duration("PT1.500S") => true
duration("+P1D") => null
duration("P-1D") => null
duration("P1W") => null
duration("P1S") => null
duration("PT.5S") => null
@"2018-01-01" instance of date => true
@"foo" => null
@"" => null
@"P1D" instance of days and time duration => true
string(@"2018-12-08T10:30:01@Europe/Paris") => "2018-12-08T10:30:01@Europe/Paris"
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
