"""Lists, contexts, paths, filters, loops and functions."""

import pytest

from tests.unit.feel import tables

TABLES = tables.read(r"""
## 10.3.2.6 contexts
{} => {}
{foo: "bar"} => {"foo": "bar"}
{"foo": "bar"}.foo => "bar"
{"": "foo"} => {"": "foo"}
{"foo bar": "baz"} => {foo bar: "baz"}
{foo bar: "baz"}.foo bar => "baz"
{"foo+bar((!!],foo": "foo"} => {"foo+bar((!!],foo": "foo"}
{foo+bar: "foo"} => {"foo+bar": "foo"}
{foo: "bar", foo: "baz"} => null
{foo: "bar", "foo": "baz"} => null
{foo: bar, bar: "baz"} => {foo: null, bar: "baz"}
{a: 1, b: a + 1} => {a:1,b:2}
{a: 1, b: {c: a}} => {a:1,b:{c:1}}
{a: 1 + 2, b: 3, c: {d e: a + b}} => {a:3,b:3,c:{d e: 6}}
{a: 1, b: a + 1}.b => 2
{a: {b: {c: 3}}}.a.b.c => 3
{foo: function(a,b) a+b, bar: foo(1,2)}.bar => 3
{a: 1}.c => null
{}.c => null
{"foo": 1 = 1} => {foo: true}
{\u0066oo: 1} => refused
{🐎: "bar"}.🐎 => "bar"
{ a b : 1, c: a  b + 1}.c => 2
{a/b: 1, c: a/b}.c => 1
{if: 1} => {"if": 1}
{true: 1} => {"true": 1}
{1: 2} => {"1": 2}
## 10.3.2.5 lists and filters
[] => []
[1,2,3] => [1,2,3]
[1,2,3][1] => 1
[1,2,3][-1] => 3
[1,2,3][-3] => 1
[1,2,3][-4] => null
[1,2,3][0] => null
[1,2,3][4] => null
[1,2,3][1.5] => null
[][1] => null
[[1,2],[3]][1][2] => 2
1[1] => 1
1[2] => null
1[0] => null
1[-1] => 1
"foo"[1] => "foo"
true[1] => true
{a:1}[1] => {a:1}
{a:1}[a=1] => [{a:1}]
{a:1}[a=2] => []
1[true] => [1]
1[false] => []
[1,2,3][true] => [1,2,3]
[1,2,3][false] => []
[1,2,3]["a"] => null
[1,2,3][null] => []
[1,2,3][date("2018-01-01")] => null
null[1] => null
[1,2,3][item > 1] => [2,3]
[1,2,3][item >= 5] => []
[{a:1},{a:2},{b:3}][a = 2] => [{a:2}]
[{a:1},{a:2}][a = null] => []
[{a:1},{b:2}][a = null] => [{b:2}]
[{item:1},{item:2}][item = 1] => [{item:1}]
[{item:1},{a:2}][item.a = 2] => [{a:2}]
[{x:1,y:2},{x:2,y:3}][x=1].y => [2]
[{x:1,y:2},{x:null,y:3}][x<2] => [{x:1,y:2}]
[{x:1,y:2},{y:3}][x<2] => [{x:1,y:2}]
[1,2,3,4][item > 1][2] => 3
[1,2,3][[1]] => null
[1,2,"a"][item = 1] => [1]
[1,2,3][item = "a"] => []
[[1]][1] => [1]
[1,2,3] = [1,2,3] => true
[1,2,3] = [1,3,2] => false
[1] = 1 => null
[1,2,3] != [1] => true
[1,2,null] => [1,2,null]
[1, 2, 3,] => refused
## 10.3.2.5 paths
{a: 1}.a => 1
[{b:1},{b:[2.1,2.2]},{b:3}].b => [1,[2.1,2.2],3]
[{a:{b:1}},{a:{b:[2.1,2.2]}},{a:{b:3}},{a:{b:4}},{a:{b:5}}].a.b => [1,[2.1,2.2],3,4,5]
[{b:1}].b => [1]
[].b => []
null.b => null
"a".b => null
[1].b => [null]
[{a:1},null].a => [1,null]
{a: [{b: 1}]}.a.b => [1]
{a:null}.a.b => null
## 10.3.1.2 comments
1 + /* 1 + */ 1 => 2
1 + 1 // + 2 => 2
/* foo */ 1 => 1
// foo => refused
"// not" => "// not"
"/* not */" => "/* not */"
1 /* a /* b */ + 1 => 2
1 /* a // b */ + 1 => 2
[1, // x] => refused
1 + 1 /* foo => refused
## 10.3.2.13 for
for i in [1,2,3] return i+1 => [2,3,4]
for i in 2..4 return i+1 => [3,4,5]
for i in 4..2 return i+1 => [5,4,3]
for i in -1..1 return i => [-1,0,1]
for i in 1..1 return i => [1]
for i in 0..4 return if i = 0 then 1 else i * partial[-1] => [1,1,2,6,24]
for i in [1,2], j in [3,4] return i*j => [3,4,6,8]
for i in [[1,2],[3]], j in i return j => [1,2,3]
for i in [] return i => []
for i in null return i => null
for i in 1 return i => [1]
for i in "foo" return i => ["foo"]
for i in 1..null return i => null
for i in null..1 return i => null
for i in "a".."c" return i => null
for i in 1..3 return for j in 1..i return j => [[1],[1,2],[1,2,3]]
for i in [1..3] return i => [1,2,3]
for i in (1..3) return i => [2]
for i in [1..3) return i => [1,2]
for i in (1..3] return i => [2,3]
for i in ]1..3[ return i => [2]
for i in [3..1] return i => null
for i in @"2020-01-01"..@"2020-01-03" return i => [@"2020-01-01",@"2020-01-02",@"2020-01-03"]
for i in @"2020-01-03"..@"2020-01-01" return i => [@"2020-01-03",@"2020-01-02",@"2020-01-01"]
for i in [@"2020-01-01"..@"2020-01-03"] return i => [@"2020-01-01",@"2020-01-02",@"2020-01-03"]
for i in [@"2020-01-01"..@"2020-01-03") return i => [@"2020-01-01",@"2020-01-02"]
for i in @"2020-01-01T00:00:00"..@"2020-01-03T00:00:00" return i => null
for i in @"10:00:00"..@"12:00:00" return i => null
for i in @"P1D"..@"P2D" return i => null
for i in ["a".."c"] return i => null
for i in (< 3) return i => null
for i in 1..(1+2) return i => [1,2,3]
for i in 1+1..2+2 return i => [2,3,4]
for i in 1..2, j in 2..1 return [i,j] => [[1,2],[1,1],[2,2],[2,1]]
for i in [{a:1},{a:2}] return i.a => [1,2]
for x in [1,2] return x + "a" => [null,null]
for i in 1..3 return {a: i} => [{a:1},{a:2},{a:3}]
for some one in [1,2] return some one => [1,2]
{r: [1..3], x: for i in r return i}.x => [1,2,3]
for i in 1..3 return count(partial) => [0,1,2]
for i in 1.5..3 return i => [1.5,2.5]
for i in [1,2,3] return if partial = [] then i else i + sum(partial) => [1,3,7]
## 10.3.2.8 functions
(function(a) a+1)(2) => 3
(function() "foo")() => "foo"
(function() function() 1)()() => 1
{f: function(a) a*2, r: f(3)}.r => 6
[function(a) a+1][1](2) => 3
{f: {g: function(x) x}}.f.g(1) => 1
sort([3,1,2], function(x,y) x < y) => [1,2,3]
sort(list: [3,1,2], precedes: function(x,y) x > y) => [3,2,1]
(function(a: number) a)(1) => 1
(function(a: number, b: string) b)(a: 1, b: "x") => "x"
(function(a) a)() => null
(function(a) a)(1,2) => null
(function(a) a)(b: 1) => null
{a: 1, f: function(b) a + b, r: f(2)}.r => 3
{fact: function(n) if n <= 1 then 1 else n * fact(n-1), r: fact(5)}.r => 120
(function(x) for i in 1..x return i)(3) => [1,2,3]
(if true then function(a) a else null)(4) => 4
(function(f, x) f(x))(function(y) y*2, 4) => 8
(function(f, x) f(x))(abs, -4) => 4
(function(a, b) a - b)(b: 1, a: 2) => 1
{f: function(a: string) a, r: f(1)}.r => null
{f: function(a: string) "x", r: f(1)}.r => null
{f: function(a: list<number>) a, r: f(1)}.r => [1]
{f: function(a: number) a, r: f([1])}.r => 1
{f: function(a: date and time) a, r: f(@"2020-01-01")}.r => @"2020-01-01T00:00:00Z"
{f: function(a: Any) a, r: f(1)}.r => 1
{f: function(a: number) "x", r: f(null)}.r => "x"
substring("foobar") => null
foo(1) => null
abs(1,2) => null
abs(n: 1, m: 2) => null
substring("foobar", start position: 3) => refused
substring(string: "foobar", 3) => refused
substring(length: 3, start position: 3, string: "foobar") => "oba"
substring(string: "foobar", length: 3) => null
number(from: "1") => 1
date(year: 2017, month: 1, foo: 1) => null
"a"("b") => null
null(1) => null
1(1) => null
## 10.3.4.10 get value, get entries
get value({foo: "bar"}, "foo") => "bar"
get value(m: {foo: "bar"}, key: "foo") => "bar"
get value({foo: "bar"}, "fo") => null
get value({foo: "bar"}, null) => null
get value(null, "foo") => null
get value(null, null) => null
get value({}, "foo") => null
get value() => null
get value({}) => null
get value({a:1},"a","b") => null
get value([], "a") => null
get value({a:1}, 1) => null
get value(key: "foo", m: {foo: "bar"}) => "bar"
get value({foo: null}, "foo") => null
get value({foo bar: 1}, "foo bar") => 1
get entries({a:1}) => [{key:"a",value:1}]
## 10.3.4.10 context, context merge
context([]) => {}
context([{key:"a", value:1}]) => {a:1}
context([{key:"a", value:1},{key:"b", value:2}]) => {a:1,b:2}
context([{key:"a", value:1},{key:"a", value:2}]) => null
context([{key:"a"}]) => null
context([{value:1}]) => null
context([{key:null, value:1}]) => null
context([{key:"a", value:null}]) => {a:null}
context([{key:1, value:1}]) => null
context([{key:"", value:1}]) => {"":1}
context({key:"a", value:1}) => {a:1}
context(entries: [{key:"a", value:1}]) => {a:1}
context(entries: null) => null
context(null) => null
context([null]) => null
context() => null
context([{}]) => null
context(1) => null
context([1]) => null
context([{key:"a", value:1, foo: 2}]) => {a:1}
context([],[]) => null
context(e: []) => null
context merge([{a:1},{b:2}]) => {a:1,b:2}
context merge([{a:1},{a:2}]) => {a:2}
context merge([{a:1}]) => {a:1}
context merge({a:1}) => {a:1}
context merge([]) => {}
context merge([{}]) => {}
context merge([null]) => null
context merge([{a:1},null]) => null
context merge(null) => null
context merge() => null
context merge([1]) => null
context merge(1) => null
context merge({a:1},{b:2}) => null
context merge(contexts: [{a:1},{b:2}]) => {a:1,b:2}
context merge(contexts: null) => null
context merge([{a:{b:1}},{a:{c:2}}]) => {a:{c:2}}
context merge([{a:1},{a:null}]) => {a:null}
## 10.3.1.4 names, and how all of it works together
[ {b: 1}, {b: [2.1, 2.2]}, {b: 3}, {b: 4}, {b: 5} ].b => [1, [2.1, 2.2], 3, 4, 5]
[ {b: [1]}, {b: [2.1, 2.2]}, {b: [3]}, {b: [4]}, {b: [5]} ].b => [[1], [2.1, 2.2], [3], [4], [5]]
[ {a: {b: 1}}, {a: {b: [2.1, 2.2]}}, {a: {b: 3}}, {a: {b: 4}}, {a: {b: 5}} ].a.b => [1, [2.1, 2.2], 3, 4, 5]
[ {a: [{b: 1}]}, {a: [{b: 2.1}, {b: 2.2}]}, {a: [{b: 3}]}, {a: [{b: 4}, {b: 5}]} ].a.b => [[1], [2.1, 2.2], [3], [4, 5]]
[[{b:1}]].b => [[1]]
[[1,2]].b => [[null,null]]
{a: {a: 1}}.a.a => 1
{a: 1, b: {a: 2, c: a}}.b.c => 2
{a: {b: 1}, b: a.b}.b => 1
[{a:1},{a:2}].a[2] => 2
[{a:{b:[1,2]}}].a.b[1] => [1,2]
some x in [1,2,3] satisfies x in [2..5] => true
if 1 = 1 and 2 = 2 then "a" else "b" => "a"
1 < 2 and 2 < 3 or false => true
not(1 = 2) => true
[1,2,3][item in [2..3]] => [2,3]
[1,2,3][not(item = 2)] => [1,3]
[{a:1},{a:2}][a > 1 and true].a => [2]
for x in [1,2] return for y in [x] return y => [[1],[2]]
every x in [1,2] satisfies some y in [1,2] satisfies y = x => true
count([1,2,3][item > 1]) => 2
{"a b": 1}.a b => 1
{a-b: 1, c: a-b}.c => 1
{a: 5, b: 3, c: a-b}.c => 2
{a: 5, b: 3, a-b: 9, c: a-b}.c => 9
{a.b: 1} => {"a.b": 1}
{a'b: 1, c: a'b}.c => 1
{a*b: 2, c: a*b}.c => 2
{and one: 1} => {and one: 1}
{for loop: 1, b: for loop + 1}.b => 2
{in: 1} => {"in": 1}
{order: 1, b: order + 1}.b => 2
{android: 1, b: android}.b => 1
{a: 1}["a"] => null
{list: [1,2], b: list[1]}.b => 1
{date: 1, b: date}.b => 1
{string: "x", b: string}.b => "x"
{time: 2, b: time * 2}.b => 4
{date: "2020-01-01", b: date(date)}.b => null
{number: 3, f: function(number) number + 1, r: f(2)}.r => 3
{min: function(a) a + 100, r: min(1)}.r => 101
[1,2,3] instance of list<number> => true
"foo" + "bar" = "foobar" => true
{a: "x"}.a + "y" => "xy"
"a" in ["a","b"] and 1 in [1..2] => true
5 in > 3 => true
5 in (>3, <1) => true
1 between 0 and 2 and true => true
1 between 0 and 2 or false => true
(1 between 0 and 2) = true => true
x instance of number => false
null in [null] => true
-5 in [-10..-1] => true
[-1, -2] => [-1,-2]
## 10.3.1 grammar
1 + 1 => 2
{a: 1 /* c */, b: 2} => {a:1,b:2}
{/* c */} => {}
[/* c */] => []
/* a */ // b => refused
10/*c*/+2 => 12
"a" /* x */ + "b" => "ab"
function(a, b) a + b => function(a, b) a + b
{f: function(a, b) a + b, r: f(b: 2, a: 1)}.r => 3
{f: function(a /* c */) a, r: f(1)}.r => 1
{Mother's name: "A", b: Mother's name}.b => "A"
is(1, 1) => true
[1,2,3][-1] + 1 => 4
[[1,2],[3,4]][1][2] => 2
{a: [1,2,3]}.a[2] => 2
{a: [{b: 1},{b: 2}]}.a[b = 2] => [{b: 2}]
{a: [{b: 1},{b: 2}]}.a[b = 2].b => [2]
(function(x) x.a)({a: 3}) => 3
count([{a:1},{a:2}][a >= 1]) = 2 => true
sum([{a:1},{a:2}].a) => 3
if null = null then 1 else 2 => 1
if not(true) then 1 else 2 => 2
some x in [1,2] satisfies x = 1 and true => true
for a in [1], b in [a + 1], c in [b + 1] return c => [3]
for i in 1..2 return [i][1] => [1,2]
for i in [1,2] return {x: i}.x => [1,2]
for i in range("[1..3]") return i => [1,2,3]
[1,2,3,4,5][item > 2 and item < 5] => [3,4]
[1,2][item = partial] => []
{partial: 3, a: partial}.a => 3
{item: 5, a: [1,5][item = 5]}.a => [5]
string length("👨‍👩‍👧") => 5
""")


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_the_specification_holds(text: str, expected: str) -> None:
    assert tables.outcome(text) == tables.outcome(expected)
