"""Logic, equality, membership, types, conditions and quantifiers."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.4.2 not, all, any
all([true,true]) => true
all([true,false]) => false
all([]) => true
all(true,false) => false
all(true) => true
all([true,null]) => null
all([false,null]) => false
all([null,false]) => false
all(false,null,true) => false
all(true,true) => true
all(0) => null
all() => null
all(null) => null
all([null]) => null
all(list:[true]) => true
all(b:[true]) => null
all([true,1]) => null
all("foo") => null
not(true) => false
not(null) => null
not(1) => null
not("a") => null
not() => null
not([true]) => false
not(negand: true) => false
## 10.3.2.13 disjunction
true or false => true
false or false => false
true or null => true
null or true => true
false or null => null
null or null => null
false or 1 => null
true or "a" => true
"a" or true => true
"a" or false => null
1 or 2 => null
## 10.3.2.13 equality and order
1 = "1" => null
null = null => true
null = 1 => false
1 != null => true
null != null => false
"a" != 1 => null
true = 1 => null
[] = [] => true
[] = null => false
{} = {} => true
{a:1} = {a:1} => true
{a:1,b:2} = {b:2,a:1} => true
{a:1} = {a:"1"} => false
{a:1} = {b:1} => false
@"2018-01-01" = @"2018-01-01T00:00:00" => null
@"10:00:00" = @"10:00:00Z" => false
@"10:00:00Z" = @"11:00:00+01:00" => true
@"2018-01-01T10:00:00Z" = @"2018-01-01T11:00:00+01:00" => true
@"2018-12-08T00:00:00@Etc/UTC" = @"2018-12-08T00:00:00Z" => true
@"P1Y" = @"P12M" => true
@"P1D" = @"PT24H" => true
@"P0D" = @"P0M" => null
[1..3] = [1..3] => true
[1..3] = [1..4] => false
[1..3] = (1..3] => false
(>1) = (>1) => true
[1,"a"] = [1,2] => false
100 = 100.00 => true
"a" < "b" => true
"a" < 1 => null
true < false => null
null < 1 => null
[1] < [2] => null
@"2018-01-01" < @"2018-01-02" => true
@"2018-01-01" < @"2018-01-02T00:00:00" => null
@"P1Y" < @"P1D" => null
## 10.3.1.2 rules 8 and 18: what stands at the end of a range or behind a sign is an expression
5 in [1..4+1] => true
5 in [1+1..4+1) => false
5 in ]1+1..4*2[ => true
5 in < 4+2 => true
5 in (< 4+1, > 10-4) => false
5 in 4+1 => true
5 in 4+2 or true => true
[1..4+1].end => 5
[1..-1+3].end => 2
(< 4+2).end => 6
for i in [1..1+2] return i => [1,2,3]
[@"2026-01-01"..@"2026-01-01" + @"P1D"].end => @"2026-01-02"
## 10.3.2.13 table 55 in
1 in [1,2,3] => true
4 in (1,2,3) => false
1 in [2..4] => false
1 in (>0) => true
1 in (<0, >0) => true
1 in <0 => false
1 in !=1 => false
1 in =1 => true
1 in null => false
null in null => true
null in (1, null) => true
1 in (1..3) => false
1 in ]0..1] => true
[1] in [[1]] => true
[1,2] in ([1,2]) => true
[1] in ([1]) => true
"a" in ("b","a") => true
1 in "a" => null
1 in ("a", 1) => true
@"2018-12-05" in [@"2018-12-01"..@"2018-12-31"] => true
@"2018-12-05" in (> @"2018-12-03") => true
{a:1} in {a:1} => true
{a:1} in [{a:1}] => true
5 in [[3..7]] => true
null in [1..3] => null
1 in [null..3] => null
## 10.3.2.13 between
1 between 0 and 2 => true
1 between 2 and 3 => false
1 between 1 and 1 => true
null between 1 and 2 => null
1 between null and 2 => null
1 between 0 and null => null
"b" between "a" and "c" => true
1 between "a" and "c" => null
date("2018-12-02") between date("2018-12-01") and date("2018-12-03") => true
@"P1Y" between @"P1M" and @"P2Y" => true
true between false and true => null
## 10.3.2.9 instance of
1 instance of number => true
null instance of number => false
null instance of Any => false
1 instance of Any => true
[1] instance of list => true
[1] instance of list<number> => true
[1,"a"] instance of list<number> => false
[] instance of list<number> => true
[1,null] instance of list<number> => true
{a:1} instance of context => true
{a:1} instance of context<a: number> => true
{a:1} instance of context<a: string> => false
{a:1} instance of context<b: number> => false
{a:1,b:2} instance of context<a: number> => true
{a:null} instance of context<a: number> => true
(function() 1) instance of function<> -> Any => true
(function(a: number) a) instance of function<number> -> Any => true
[1..3] instance of range<number> => true
[1..3] instance of range<string> => false
[1..3] instance of range => true
@"P1Y" instance of years and months duration => true
@"P1D" instance of years and months duration => false
@"P1D" instance of days and time duration => true
1 instance of foo => false
abs instance of function => true
## 10.3.2.13 if
if true then 1 else 2 => 1
if null then 1 else 2 => 2
if "a" then 1 else 2 => 2
if false then 1 => refused
if 1 then 1 else 2 => 2
if 1 > 0 then "a" else "b" => "a"
if (if true then false else true) then 1 else 2 => 2
(if true then 1 else 2) + 1 => 2
if true then 1 else 2 + 1 => 1
## 10.3.2.13 some and every
some i in [1,2] satisfies i > 1 => true
every i in [1,2] satisfies i > 1 => false
some i in [] satisfies true => false
every i in [] satisfies false => true
some i in null satisfies true => null
some i in 1 satisfies i = 1 => true
some i in [1,null] satisfies i > 1 => null
some i in [null,2] satisfies i > 1 => true
every i in [1,null] satisfies i > 0 => null
every i in [null,0] satisfies i > 0 => false
some i in 1..3 satisfies i = 2 => true
some i in [1,2], j in [i] satisfies i = j => true
every x in [1,2], y in [3] satisfies x < y => true
## 10.3.4.7 ranges
[1..10].start included => true
(1..10).start included => false
(>5).start => 5
(>5).end => null
(>5).start included => false
(<=5).end included => true
(<5).start included => false
(>5).end included => false
(=5).start => 5
{r: [1..3], s: r.start}.s => 1
5 in [1..10] and true => true
[1..2] instance of list => false
includes([1..10], 5) => true
during(5, [1..10]) => true
starts(1,[1..10]) => true
started by([1..10], 1) => true
coincides(5,5) => true
before(1, 10) => true
before(range1: [1..5], range2: [6..10]) => true
before(point: 1, range: [2..3]) => true
overlaps before([1..5],[3..8]) => true
overlaps([1..5],[8..10]) => false
finishes(10,[1..10]) => true
meets([1..5],[5..10]) => true
met by([5..10],[1..5]) => true
before(null, 1) => null
before(1) => null
before() => null
before("a", 1) => null
## 10.3.4.7 how ranges lie to each other
before([1..5], [6..10]) => true
before([1..5), [5..10]) => true
after([6..10], 5) => true
meets([1..5], (5..10]) => false
overlaps([1..5], [5..8]) => true
overlaps([1..5), [5..8]) => false
overlaps before([1..5], [1..8]) => false
overlaps before([1..5], (1..8]) => true
overlaps after([5..8], [1..5]) => true
finished by([1..10], 10) => true
includes((1..10), 1) => false
during([2..3], [1..4]) => true
starts([1..5], [1..10]) => true
coincides([1..5], (1..5]) => false
(<5) = (<5) => true
5 in (<=5) => true
[1..3] = [1.0..3.0] => true
{a: [1..3]}.a.end => 3
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
