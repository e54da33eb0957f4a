"""What expressions mean: logic, comparison, conditions, loops, filters, paths, contexts, functions, types."""

import pytest

from engine import feel

SCOPE = {
    "risiko": "tinggi",
    "umur": 17,
    "Monthly Salary": 10,
    "Date-Time": 7,
    "Date": 9,
    "values in a list": [1, 2],
    "Person's name": "Sari",
    "kasus": {"umur": 17, "korban": [{"nama": "A", "umur": 5}, {"nama": "B", "umur": 30}]},
}
CASES = r"""
true and null => null
false and null => false
null and false => false
true and 1 => null
null or true => true
false or null => null
false or false => false
"x" or false => null
1 = 1.0 => true
1 = "1" => null
1 != "1" => null
null = null => true
null != 1 => true
[] = null => false
{a: 1, b: 2} = {b: 2, a: 1} => true
{a: 1} = {a: 2} => false
{a: 1} = {b: 1} => false
[1, [2]] = [1, [2]] => true
[1] = [1, 2] => false
[1] = ["1"] => false
sort = sort => true
1 < 2 => true
"a" < "b" => true
"a" >= 1 => null
null <= 1 => null
true > false => null
umur > umur => false
risiko > umur => null
umur != kasus.umur => false
5 between 1 and 10 => true
5 between 6 and 10 => false
5 between null and 10 => null
"b" between "a" and "c" and true => true
1 in 1 => true
1 in [2, 3, 1] => true
1 in [[2..4], [1..3]] => true
5 in [[2..4], [1..3]] => false
10 in (1, < 5, >= 10) => true
10 in (1, 5) => false
1 in (2, "a") => null
null in [1, null] => true
null in [[1..2]] => null
[1, 2] in [[1, 2], [3]] => true
[1, 2] in [1, 2] => true
[1..3] in [[1..3]] => true
5 in (? > 3) => true
5 in ([1, 2, 5][item = ?]) => true
1 in true => null
"a" in (= "a") => true
if umur < 18 then "anak" else "dewasa" => "anak"
if null then 1 else 2 => 2
if "x" then 1 else 2 => 2
for i in [1, 2] return i * 2 => [2, 4]
for i in 1..3 return i => [1, 2, 3]
for i in 3..1 return i => [3, 2, 1]
for i in 1.5..3 return i => [1.5, 2.5]
for i in @"2026-01-30"..@"2026-02-01" return i.day => [30, 31, 1]
for i in @"2026-01-02"..@"2026-01-01" return i.day => [2, 1]
for i in [1..3] return i => [1, 2, 3]
for i in (1..3) return i => [2]
for i in [2..1] return i => null
some i in [2..1] satisfies true => null
for i in @"08:00:00"..@"09:00:00" return i => null
for i in ["a".."c"] return i => null
for i in @"9999-12-30"..date("10000-01-01") return i => [@"9999-12-30", @"9999-12-31", date("10000-01-01")]
for i in 1..null return i => null
for i in null return i => null
for i in 5 return i => [5]
for i in [1, 2], j in i..2 return i + j => [2, 3, 4]
for i in 0..4 return if i = 0 then 1 else i * partial[-1] => [1, 1, 2, 6, 24]
for i in [1, 2] return function(x) x + i => null
(for i in [1, 2] return function(x) x + i)[2](10) => 12
some i in [1, 2] satisfies i > 1 => true
some i in [] satisfies i > 1 => false
some i in [1, "a"] satisfies i > 1 => null
some i in ["a", true] satisfies i => true
every i in ["a", false] satisfies i => false
every i in ["a", true] satisfies i => null
some i in null satisfies true => null
some i in [1, 2], j in [2, 3] satisfies i = j => true
every i in [1, 2] satisfies i > 0 => true
every i in [1, 2] satisfies i > 1 => false
every i in [] satisfies false => true
every i in [1] satisfies "x" => null
[1, 2, 3][2] => 2
[1, 2, 3][-1] => 3
[1, 2, 3][0] => null
[1, 2, 3][4] => null
[1, 2, 3][1.5] => null
[][1] => null
[][item > 1] => []
null[1] => null
null[true] => null
5[1] => 5
5[true] => [5]
[1, 2, 3][item >= 2] => [2, 3]
[1, 2, 3]["x"] => null
[1, 2, 3][null] => []
[{a: 1}, {a: 2, b: 3}][a = 2] => [{a: 2, b: 3}]
[{item: 1}, {item: 2}][item >= 2] => [{item: 2}]
[{a: 1}][item.a = 1] => [{a: 1}]
[{a: 1}][b = null] => [{a: 1}]
[1, 2][umur = 17] => [1, 2]
kasus.korban[umur < 18].nama => ["A"]
kasus.korban.umur => [5, 30]
kasus.korban[1].nama => "A"
kasus.tidak ada => null
"x".panjang => null
null.a => null
[1, {a: 2}].a => [null, 2]
{a: 1, b: a + 1}.b => 2
{a b: 1, c: a b + 1}.c => 2
{"a b": 1}.a b => 1
{a+b: 1, c: a+b}.c => 1
{a: 1, a: 2} => null
{} => {}
{a: 1}.b => null
Monthly Salary * 2 => 20
Date-Time - 1 => 6
Date - umur => -8
Person's name => "Sari"
some i in values in a list satisfies i = 2 => true
unknown name => null
unknown(1) => null
1(2) => null
(function(a, b) a - b)(b: 1, a: 3) => 2
(function(a, b) a - b)(3, 1) => 2
(function(a) a)(1, 2) => null
(function(a) a)(b: 1) => null
(function(a: number) a)("x") => null
(function(a: number) a)([1]) => 1
(function(a: list<number>) a)(1) => [1]
(function(a: number) a)(null) => null
(function(a: date and time) a.hour)(@"2026-01-01") => 0
(function(a: string, b) b)("x", 2) => 2
(function() 5)() => 5
(function(a) external {java: {class: "x", method signature: "y()"}})(1) => null
substring(string: "ab", string: "cd", start position: 1) => null
{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r => 120
{f: function(x) function(y) x + y, r: f(1)(2)}.r => 3
{x: 1, f: function() x, r: (function(x) f())(2)}.r => 1
1 instance of number => true
1 instance of string => false
null instance of Any => false
null instance of Null => true
1 instance of Any => true
1 instance of unknown => false
[1, null] instance of list<number> => true
[1, "a"] instance of list<number> => false
1 instance of list<number> => false
[1] instance of list => true
{a: 1} instance of context<a: number> => true
{a: 1} instance of context<a: string> => false
{b: 1} instance of context<a: string> => false
{a: 1} instance of context => true
1 instance of context<a: number> => false
[1..3] instance of range<number> => true
[1..3] instance of range<string> => false
1 instance of range<number> => false
@"P1D" instance of days and time duration => true
@"P1Y" instance of years and months duration => true
@"2026-01-01T00:00:00" instance of date and time => true
@"2026-01-01" instance of date => true
(function(a: number) a) instance of function<number> -> Any => true
(function(a: number) a) instance of function<string> -> Any => false
(function(a) a) instance of function<list<number>> -> Any => true
(function(a) a) instance of function<number> -> number => false
(function(a) a) instance of function<> -> Any => false
(function(a: Any) a) instance of function<context<a: number>> -> Any => true
(function(a: list) a) instance of function<list<number>> -> Any => true
(function(a: list<Any>) a) instance of function<list<number>> -> Any => true
(function(a: list<string>) a) instance of function<list<number>> -> Any => false
(function(a: context) a) instance of function<context<a: number>> -> Any => true
(function(a: function) a) instance of function<function<number> -> Any> -> Any => true
(function(a: context<a: Any>) a) instance of function<context<a: number, b: string>> -> Any => true
(function(a: context<b: Any>) a) instance of function<context<a: number>> -> Any => false
(function(a: function<number> -> Any) a) instance of function<function<Any> -> Any> -> Any => true
(function(a: function<number> -> Any) a) instance of function<function<> -> Any> -> Any => false
(function(a: list<number>) a) instance of function<number> -> Any => false
(function(a: number) a) instance of function<Null> -> Any => true
1 instance of function<> -> Any => false
{} instance of context<> => true
(function(a, b) a) instance of function<Any, Any> -> Any => true
1 + /* one */ 2 // three => 3
-umur => -17
-(function(a) a)(10) => -10
""".strip().splitlines()


def value(text: str, scope: object = None) -> object:
    return feel.compile(text, names=SCOPE).evaluate(SCOPE)


@pytest.mark.parametrize("case", CASES)
def test_expressions(case: str) -> None:
    text, _, expected = case.rpartition(" => ")

    found = value(text)

    if expected == "null" and isinstance(found, list):
        assert all(isinstance(item, feel.Function) for item in found)
    else:
        assert found == value(expected)


CELLS = """
- | 1 | true
- | null | true
< 18 | 17 | true
< 18 | 18 | false
< 18 | null | null
not(< 18) | 17 | false
not(< 18) | null | null
not(1, 2) | 3 | true
"tinggi", "sedang" | "sedang" | true
"tinggi", "sedang" | "rendah" | false
[1..5] | 5 | true
[1..5) | 5 | false
(1..batas] | 10 | true
null | null | true
null | 1 | false
daftar | 2 | true
? > 3 and ? < 9 | 5 | true
? + 1 | 5 | false
? = null | null | true
contains(?, "uru") | "buruk" | true
batas > 5 | 1 | true
batas > 50 | 1 | false
true | true | true
true | false | false
false | null | false
not(true) | false | true
not(?) or ? | true | true
@"2026-01-01", < @"2025-01-01" | @"2024-05-05" | true
!= 5 | 4 | true
= 5 | 4 | false
""".strip().splitlines()


@pytest.mark.parametrize("case", CELLS)
def test_cells(case: str) -> None:
    text, given, expected = (part.strip() for part in case.split(" | "))
    scope = {"batas": 10, "daftar": [1, 2]}

    found = feel.compile_unary_tests(text).matches(value(given), scope)

    assert found is value(expected)


def test_a_cell_takes_values_of_json() -> None:
    assert feel.compile_unary_tests("< 18").matches(17, {}) is True
    assert feel.compile_unary_tests("1.5").matches(1.5, {}) is True


def test_free_names_are_what_the_scope_must_give() -> None:
    found = feel.compile("for x in daftar return x + batas(count(daftar[umur > 1 and nama = risiko]))")

    assert found.names == {"daftar", "batas"}
    assert found.text.startswith("for x")
