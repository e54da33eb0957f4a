"""What an evil or careless author may write: refused by a limit, or harmless; never Python itself."""

from typing import Any

import pytest

from engine import feel

SCOPE = {"x": 1, "s": "a" * 1000, "xs": list(range(3000))}
# Each of these must be null, false or plain text: nothing of a Python object is there to be reached.
HARMLESS = [
    "x.__class__",
    "(1).__class__.__mro__",
    '"".__class__.__subclasses__()',
    "[].__len__",
    "sort.__globals__",
    "sort.call",
    "{}.keys",
    "{}.__init__",
    'get value({}, "__class__")',
    '@"2026-01-01".replace',
    '@"P1D".total_seconds()',
    "[1..2].__dict__",
    "__import__",
    '__import__("os")',
    'eval("1")',
    'open("/etc/passwd")',
    "exec",
    "builtins",
    "run",
    "x.real",
    'string("{0.__class__}")',
    'string("%s%n")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a+)+$")',
    'date("999999999-12-31") + duration("P999999999Y")',
    "date(1e300, 1, 1)",
    'substring("a", 1e6000)',
    'duration("P999999999999999D")',
    '@"P1D" * 1e6000',
    "modulo(1e6144, 3)",
    'context put({}, for i in 1..1000 return "a", 1)',
    "9 ** 0.5 ** 9 < 0",
]
REFUSED = [
    "10 ** 10000",
    "2 ** (10 ** 6)",
    "9999999 ** 999999",
    "0.1 ** -7000",
    "1.0000001 ** 1e30",
    "exp(1e30)",
    "for i in 1..1000000000 return i",
    "for i in 1..10000, j in 1..10000 return i * j",
    "some i in 1..49999, j in 1..49999 satisfies i + j < 0",
    "for i in 1..3000 return for j in 1..3000 return 1",
    "for i in 1..40 return [partial, partial]",
    "for i in 1..20000 return partial",
    "(function(f) f(f))(function(f) f(f))",
    "{f: function(n) f(n + 1)}.f(0)",
    "{f: function(n) f(n + 1) + f(n + 1), r: f(1)}.r",
    "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(60)}.r",
    '{f: function(t, n) if n = 0 then t else f(t + t, n - 1), r: f("aaaaaaaaaa", 70)}.r',
    'string join(for i in 1..49999 return "aaaaaaaaaaaaaaaaaaaaaaaaa")',
    'matches("x", "((a{1,1000}){1,1000}){1,1000}")',
    'matches("x", "(x{1000}){1000}")',
    'for i in 1..199 return replace(s, "a", "bbbbbbbbbb")',
    "xs[count(xs[count(xs[item > 0]) > 0]) > 0]",
    "for a in xs, b in xs, c in xs return a",
    "sort(xs, function(a, b) count(sort(xs, function(c, d) c < d)) > 0)",
    "concatenate(" + ", ".join(["xs"] * 20) + ")",
    "(" * 500 + "1" + ")" * 500,
    "[" * 2000,
    "-" * 5000 + "1",
    "1" + "+1" * 4000,
    "{a:" * 300 + "1" + "}" * 300,
    "if true then " * 200 + "1",
    "a" + ".b" * 4000,
    "a" + "[1]" * 3000,
    "not(" * 300 + "true" + ")" * 300,
    "function(x) " * 200 + "x",
    "1 instance of " + "list<" * 300 + "Any" + ">" * 300,
    '"' + "a" * 30_000 + '"',
]


def value(text: str) -> Any:
    return feel.compile(text).evaluate(SCOPE)


@pytest.mark.parametrize("text", HARMLESS)
def test_nothing_of_python_is_reached(text: str) -> None:
    found = value(text)

    assert found is None or type(found) is bool or type(found) is str or found == []


@pytest.mark.parametrize("text", REFUSED)
def test_what_asks_for_too_much_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        value(text)

    assert caught.value.limit


def test_a_cell_is_held_to_the_same_limits() -> None:
    with pytest.raises(feel.FeelLimitError):
        feel.compile_unary_tests("for i in 1..1000000000 return i").matches(1, {})


def test_limits_are_the_hosts_to_set() -> None:
    few = feel.Context(limits=feel.Limits(steps=50, depth=3, list_length=5, string_length=4))

    for text in ("for i in 1..6 return i", '"abc" + "de"', "for i in 1..5 return for j in 1..5 return 1"):
        with pytest.raises(feel.FeelLimitError):
            feel.compile(text).evaluate({}, few)


@pytest.mark.parametrize("text", ["{f: function(n) 1 + f(n + 1)}.f(0)", "(function(f) f(f))(function(f) 1 + f(f))"])
def test_a_stack_that_ends_first_is_a_limit_too(text: str) -> None:
    deep = feel.Context(limits=feel.Limits(depth=10**6, steps=10**9))

    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile(text).evaluate({}, deep)

    assert caught.value.limit == "depth"


def test_the_stack_is_watched_from_outside_as_well() -> None:
    deep = feel.Context(limits=feel.Limits(depth=10**6, steps=10**9))
    endless = feel.compile("{f: function(n) 1 + f(n + 1)}.f").evaluate({})

    with pytest.raises(feel.FeelLimitError):
        feel.invoke(endless, [1], context=deep)
    with pytest.raises(feel.FeelLimitError):
        feel.compile_unary_tests("f(?)").matches(1, {"f": endless}, deep)
