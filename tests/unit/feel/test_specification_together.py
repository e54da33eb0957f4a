"""How the parts of the language work together: loops over ranges, functions that give functions, filters of results."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.2.13 for, some, every over all that can be walked
for i in date("2020-01-01")..date("2020-01-02") return i => [@"2020-01-01",@"2020-01-02"]
{a: 1, b: 3, r: for i in a..b return i}.r => [1,2,3]
{l: [1,2,3], r: for i in 1..count(l) return l[i]}.r => [1,2,3]
{l: [1,2,3], r: for i in count(l)..1 return l[i]}.r => [3,2,1]
for i in [1,2,3][item > 1] return i => [2,3]
for i in [[1,2],[3]] return count(i) => [2,1]
for x in [1,2], y in [x, x+1] return y => [1,2,2,3]
for i in 1..3 return partial => [[],[[]],[[],[[]]]]
{fib: for i in 1..8 return if i <= 2 then 1 else partial[-1] + partial[-2]}.fib => [1,1,2,3,5,8,13,21]
every x in [1,2,3] satisfies every y in [x] satisfies y = x => true
some x in null satisfies x => null
every x in null satisfies x => null
some a in [1,2], b in [2,3] satisfies a = b => true
## 10.3.4 functions in functions, paths and filters behind them
{f: function(x) function(y) x + y, g: f(1), r: g(2)}.r => 3
{f: function(x) [x, x], r: f(1)[2]}.r => 1
{f: function() {a: 1}, r: f().a}.r => 1
sort([{n:"b"},{n:"a"}], function(x, y) x.n < y.n).n => ["a","b"]
[function(a) a, function(b) b * 2][2](4) => 8
{pmt: function(r, n) r / n, x: pmt(r: 10, n: 5)}.x => 2
(function(a: foo) a)(1) => null
(function(a: list<string>) a)(["x"]) => ["x"]
(function(a: list<string>) a)([1]) => null
(function(a: context<x: number>) a.x)({x: 1}) => 1
(function(a: context<x: number>) a.x)({x: "1"}) => null
(function(a: range<number>) a.start)([1..2]) => 1
(function(a: days and time duration) a)(@"PT1H") => @"PT1H"
(function(a: date) a)(@"2020-01-01T00:00:00") => null
(function(a: function<number> -> number) a(1))(function(x: number) x) => 1
(function(a: function<number> -> number) a(1))(function(x: string) x) => null
(function(a: function<number> -> number) a(4))(sqrt) => 2
(function(a: function) a(1))(function(x) x + 1) => 2
get value({a: {b: 1}}, "a").b => 1
get entries({a: 1, b: 2})[key = "b"].value => [2]
context put({a: 1}, "b", 2).b => 2
context([{key: "a", value: 1}]).a => 1
context merge([{a: 1}, {b: 2}]).b => 2
number(string(5)) => 5
string(number("5")) => "5"
string({a: {b: [1, "x"]}}) => "{a: {b: [1, \"x\"]}}"
string([]) => "[]"
string({}) => "{}"
string(["a"]) => "[\"a\"]"
string([true, null]) => "[true, null]"
string([@"2020-01-01"]) => "[2020-01-01]"
decimal(number("3.14159"), 2) => 3.14
round up(-1.5) => -2
floor(1.56) => 1
ceiling(-0.1) => 0
## 10.3.2.13 table 57 durations
date("2017-08-30") = date(2017, 8, 30) => true
date("2017-08-30") in [date("2017-08-01")..date("2017-08-31")] => true
date and time("2017-08-30T10:00:00Z") - duration("PT1H") => @"2017-08-30T09:00:00Z"
(date("2017-08-30") - date("2016-08-30")).days => 365
(date("2017-08-30") - date("2016-08-30")) / duration("P1D") => 365
duration("P1D") * 1.5 => @"P1DT12H"
1.5 * duration("P1Y") => @"P18M"
duration("P1Y") * -1 => @"-P1Y"
duration("P5M") / 2 => @"P2M"
-duration("P1Y2M") => @"-P1Y2M"
time("23:59:59") + duration("PT1S") => @"00:00:00"
time("00:00:00") - duration("PT1S") => @"23:59:59"
time("10:00:00+01:00") + duration("PT1H") => @"11:00:00+01:00"
time("10:00:00") + duration("P2DT1H") => @"11:00:00"
## 10.3.4 every parameter by its name
replace(input: "abc", pattern: "b", replacement: "x", flags: "i") => "axc"
replace(input: "abc", pattern: "b", replacement: "x") => "axc"
matches(input: "abc", pattern: "B", flags: "i") => true
starts with(string: "abc", match: "a") => true
ends with(string: "abc", match: null) => null
string join(list: ["a","b"], delimiter: "-") => "a-b"
string join(list: ["a","b"]) => "ab"
sum(list: [1,2]) => 3
max(list: [1,2]) => 2
concatenate(list: [1,2]) => [1,2]
union(list: [1,1]) => [1]
list replace(list: [1], position: 1, newItem: 2) => [2]
round down(n: 1.55, scale: 1) => 1.5
round half down(n: 1.55, scale: 1) => 1.5
round up(n: 1.51, scale: 1) => 1.6
floor(n: 1.5, scale: 0) => 1
modulo(dividend: 5, divisor: 3) => 2
log(number: 1) => 0
is(value1: 1, value2: 1) => true
before(point1: 1, point2: 2) => true
overlaps(range1: [1..2], range2: [2..3]) => true
includes(range: [1..2], point: 1) => true
during(point: 1, range: [1..2]) => true
starts(point: 1, range: [1..2]) => true
started by(range: [1..2], point: 1) => true
finishes(point: 2, range: [1..2]) => true
finished by(range: [1..2], point: 2) => true
coincides(point1: 1, point2: 1) => true
range(from: "[1..2]") => [1..2]
day of year(date: @"2020-01-02") => 2
month of year(date: @"2020-01-02") => "January"
context put(context: {}, key: "a", value: 1) => {a: 1}
context put(context: {a: {}}, keys: ["a","b"], value: 1) => {a: {b: 1}}
get entries(m: {a: 1}) => [{key: "a", value: 1}]
sort(list: [2,1], precedes: function(a,b) a < b) => [1,2]
date and time(year: 2020, month: 1, day: 2, hour: 3, minute: 4, second: 5) => @"2020-01-02T03:04:05"
date and time(year: 2020, month: 1, day: 2, hour: 3, minute: 4, second: 5, hour offset: 7).time offset => @"PT7H"
date and time(year: 2020, month: 1, day: 2, hour: 3, minute: 4, second: 5, timezone: "Etc/UTC").timezone => "Etc/UTC"
time(hour: 1, minute: 2, second: 3) => @"01:02:03"
time(from: "01:02:03Z") => @"01:02:03Z"
duration(from: "P1D") => @"P1D"
string(from: null) => null
number(from: "1.5", grouping separator: null, decimal separator: ".") => 1.5
append(list: [1], item: [2]) => [1, [2]]
append(list: [1], item: null) => [1, null]
distinct values(list: [1,1]) => [1]
insert before(list: [1], position: 1, newItem: null) => [null, 1]
any(list: []) => false
stddev(list: [1, 3]) => 1.414213562373095048801688724209698
median(list: []) => null
mode(list: [1,1,2]) => [1]
mean(list: []) => null
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
