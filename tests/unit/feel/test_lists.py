"""List functions, statistics and context functions."""

import pytest

from engine import feel

CASES = """
list contains([1, 2, null], null) => true
list contains([1, 2], "1") => false
count([1, [2, 3]]) => 2
count([]) => 0
count(null) => null
count("a") => 1
min([2, 1, 3]) => 1
min(2, 1, 3) => 1
min([]) => null
min(["b", "a"]) => "a"
min([1, "a"]) => null
min([null]) => null
min([@"P2D", @"P1D"]) => @"P1D"
max(1, 3, 2) => 3
max([@"2026-01-01", @"2026-02-01"]) => @"2026-02-01"
max([{a: 1}]) => null
all([true, true]) => true
all([true, null]) => null
all([false, null]) => false
all([]) => true
all(true, 1) => null
any([false, true]) => true
any(false, null) => null
any([false, null, true]) => true
any(list: [true]) => true
any(l: [true]) => null
any() => null
sublist([1, 2, 3], 2) => [2, 3]
sublist([1, 2, 3], 1, 2) => [1, 2]
sublist([1, 2, 3], -2, 1) => [2]
sublist([1, 2, 3], 2, 5) => null
sublist([1, 2, 3], 0) => null
sublist([1, 2, 3], 4) => null
sublist([1, 2, 3], 1, -1) => null
append([1], 2, 3) => [1, 2, 3]
append([1], [2]) => [1, [2]]
append([1]) => null
append(null, 1) => null
append(1, 2) => [1, 2]
concatenate([1], [2, 3]) => [1, 2, 3]
concatenate([1], 2) => [1, 2]
concatenate([1], null) => null
insert before([1, 3], 2, 2) => [1, 2, 3]
insert before([1, 3], -1, 2) => [1, 2, 3]
insert before([1, 3], 4, 2) => null
remove([1, 2, 3], 2) => [1, 3]
remove([1, 2, 3], -1) => [1, 2]
remove([1], 2) => null
list replace([1, 2, 3], 2, 9) => [1, 9, 3]
list replace([1, 2, 3], -1, 9) => [1, 2, 9]
list replace([1, 2, 3], 5, 9) => null
list replace([1, 2, 3], function(item, new) item > new, 1) => [1, 1, 1]
list replace([1, 2], function(item, new) "x", 1) => null
list replace(list: [1, 2], match: function(a, b) a = 1, newItem: 5) => [5, 2]
reverse([1, 2, 3]) => [3, 2, 1]
index of([1, 2, 3, 2], 2) => [2, 4]
index of([1, null], null) => [2]
union([1, 2], [2, 3]) => [1, 2, 3]
union([1, 2], null) => null
distinct values([1, 2, 1, "1", null, null, {a: 1}, {a: 1}, true, 1]) => [1, 2, "1", null, {a: 1}, true]
flatten([[1, 2], [[3]], 4]) => [1, 2, 3, 4]
sort([3, 1, 2]) => [1, 2, 3]
sort([3, "a"]) => null
sort([2, 1, 1, 3], function(a, b) a > b) => [3, 2, 1, 1]
sort([{n: 2}, {n: 1}], function(a, b) a.n < b.n) => [{n: 1}, {n: 2}]
sort(null) => null
sum([1, 2, 3]) => 6
sum(1, 2) => 3
sum([]) => null
sum([1, null]) => null
sum(["a", "b"]) => null
sum([@"P1D", @"PT1H"]) => @"P1DT1H"
product([2, 3, 4]) => 24
product([]) => null
product([2, "a"]) => null
mean([1, 2, 3]) => 2
mean([]) => null
mean([1, null]) => null
median([8, 2, 5, 3, 4]) => 4
median([6, 1, 2, 3]) => 2.5
median([]) => null
stddev([2, 4, 7, 5]) => 2.081665999466132735282297706979931
stddev([1]) => null
stddev([1, "a"]) => null
mode([6, 3, 9, 6, 6]) => [6]
mode([6, 1, 9, 6, 1]) => [1, 6]
mode([]) => []
mode(null) => null
get value({a: 1}, "a") => 1
get value({a: 1}, "b") => null
get value(null, "a") => null
get entries({a: 1, b: 2}) => [{key: "a", value: 1}, {key: "b", value: 2}]
get entries({}) => []
context([{key: "a", value: 1}, {key: "b", value: null}]) => {a: 1, b: null}
context({key: "a", value: 1}) => {a: 1}
context([{key: "a", value: 1}, {key: "a", value: 2}]) => null
context([{key: "a"}]) => null
context([{key: 1, value: 1}]) => null
context([1]) => null
context put({a: 1}, "b", 2) => {a: 1, b: 2}
context put({a: 1, b: 2}, "a", null) => {a: null, b: 2}
context put({a: {b: 1}}, ["a", "b"], 2) => {a: {b: 2}}
context put({a: {b: 1}}, ["a", "c"], 2) => {a: {b: 1, c: 2}}
context put({a: 1}, ["a", "b"], 2) => null
context put({a: 1}, ["a", "b", "c"], 2) => null
context put({a: 1}, [], 2) => null
context put({a: 1}, [null], 2) => null
context put({a: 1}, 1, 2) => null
context merge([{a: 1}, {b: 2, a: 3}]) => {a: 3, b: 2}
context merge({a: 1}) => {a: 1}
context merge([{a: 1}, null]) => null
is(1, 1) => true
is(1, "1") => false
is(@"23:00:50Z", @"23:00:50+00:00") => true
is(@"23:00:50", @"23:00:50Z") => false
is(@"2002-04-02T12:00:00-01:00", @"2002-04-02T17:00:00+04:00") => false
is(@"P1Y", @"P12M") => true
is(@"P0Y", @"P0D") => false
is(value1: 1) => false
is(1, 1, 1) => null
""".strip().splitlines()


def value(text: str, **scope: object) -> object:
    return feel.compile(text).evaluate(scope)


@pytest.mark.parametrize("case", CASES)
def test_list_and_context_expressions(case: str) -> None:
    text, _, expected = case.partition(" => ")

    assert value(text) == value(expected)


@pytest.mark.parametrize(
    "text",
    [
        "append(xs, xs, xs)[1] = concatenate(xs, xs)",
        "for i in 1..60000 return i",
        "for i in [1..60000] return i",
        "some i in 60000..1 satisfies i = 0",
    ],
)
def test_a_long_list_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        value(text, xs=list(range(30_000)))

    assert caught.value.limit == "list_length"


@pytest.mark.parametrize(
    "text",
    [
        "distinct values(for i in 1..900 return {a: i})",
        "count(flatten(for i in 1..40 return [partial, partial]))",
        "string(for i in 1..40 return [partial, partial])",
        "(for i in 1..40 return [partial, partial]) = (for i in 1..40 return [partial, partial])",
        "sort(xs, function(a, b) count(sort(xs, function(c, d) c < d)) > 0)",
    ],
)
def test_a_list_that_unfolds_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        value(text, xs=list(range(3000, 0, -1)))

    assert caught.value.limit == "steps"


def test_a_result_that_unfolds_never_leaves() -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        value("for i in 1..40 return [partial, partial]")

    assert caught.value.limit == "value_size"
