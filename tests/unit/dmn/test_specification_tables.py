"""Decision tables over lists, contexts and every hit policy, and boxes that call (DMN 1.5 sections 8 and 10.2)."""

from typing import Any

import pytest

from engine import dmn, feel
from tests.unit.dmn import writing
from tests.unit.dmn.writing import decision, literal


def answer(logic: str, given: dict[str, Any] | None = None, *parts: str, knows: tuple[str, ...] = ()) -> str:
    """Give the text of the value of a decision with that logic."""
    model = dmn.read(writing.model(*parts, decision("d", logic, knows=knows)))
    return feel.to_text([model.evaluate("d", feel.from_json(given or {})).value])[1:-1]


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("count(?) > 1", [1, 2], True),
        ('list contains(?, "a")', ["a", "b"], True),
        ("some i in ? satisfies i > 1", [1, 2], True),
        ("every i in ? satisfies i > 1", [1, 2], False),
        ("[1, 2]", [1, 2], True),
        ("[1, 2]", 1, True),
        ("[1, 2]", 3, False),
        ('["a", "b"]', "a", True),
        ('"a"', ["a", "b"], False),
        ("limit", 5, True),
        ("list", 2, True),
        ("not(list)", 3, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("null", None, True),
        ("not(null)", None, False),
        ("not(null)", 1, True),
        ("?.a > 1", {"a": 2}, True),
        ('starts with(?, "a")', "abc", True),
        ("> limit * 2", 11, True),
        ("> limit + 2", 7, False),
        ("[1..limit - 1]", 5, False),
        ("< limit - 1, > limit + 1", 3, True),
        ("limit + 1", 6, True),
        ("(limit..20]", 5, False),
        ("true", True, True),
        ("true", None, False),
        ("-1", -1, True),
        ("[-5..-1]", -1, True),
        ("< 3, > 7", 8, True),
        ("!= 3", 3, False),
        ("1", "1", False),
        ("", None, True),
    ],
)
def test_a_cell_says_what_it_matches(cell: str, value: object, *, matches: bool) -> None:
    logic = writing.table("U", ["x"], [f'{cell} => "yes"'])

    found = answer(logic, {"x": value, "limit": 5, "list": [1, 2]})

    assert found == ('"yes"' if matches else "null")


@pytest.mark.parametrize(
    ("hit", "rules", "expected"),
    [
        ("U", ["1 => 1", "2 => 2"], "1"),
        ("U", ["1 => 1", "1 => 1"], "null"),
        ("A", ["> 0 => 1", "1 => 1"], "1"),
        ("A", ["> 0 => 1", "1 => 2"], "null"),
        ("F", ["2 => 1", "> 0 => 2", "1 => 3"], "2"),
        ("P", ["> 0 => 1", "1 => 3"], "3"),
        ("O", ["> 0 => 1", "1 => 3"], "[3, 1]"),
        ("R", ["> 0 => 1", "1 => 3"], "[1, 3]"),
        ("C", ["> 0 => 1", "1 => 1"], "[1, 1]"),
        ("C+", ["> 0 => 1", "1 => 2"], "3"),
        ("C<", ["> 0 => 1", "1 => 2"], "1"),
        ("C>", ["> 0 => 1", "1 => 2"], "2"),
        ("C#", ["> 0 => 1", "1 => 1"], "2"),
        ("C", ["2 => 1"], "[]"),
        ("C#", ["2 => 1"], "0"),
        ("C+", ["2 => 1"], "null"),
        ("C+", ["1 => null", "1 => 2"], "null"),
        ("C+", ['1 => @"P1D"', '1 => @"PT12H"'], "P1DT12H"),
        ("C<", ['1 => @"2020-01-01T00:00:00Z"', '1 => @"2020-01-01T00:00:00"'], "null"),
        ("C>", ["1 => [1..2]", "1 => [1..3]"], "null"),
        ("C>", ['1 => "a"', '1 => "b"'], '"b"'),
    ],
)
def test_a_hit_policy_settles_the_rules_that_match(hit: str, rules: list[str], expected: str) -> None:
    values = {"": "3, 2, 1"} if hit in {"P", "O"} else {}

    assert answer(writing.table(hit, ["x"], rules, values=values), {"x": 1}) == expected


@pytest.mark.parametrize("hit", ["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"])
def test_the_default_is_the_answer_of_every_policy_where_no_rule_matches(hit: str) -> None:
    assert answer(writing.table(hit, ["x"], ["2 => 1"], defaults=["9"]), {"x": 1}) == "9"


def called(function: str, **bindings: str) -> str:
    """Give a boxed invocation."""
    lines = [f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in bindings.items()]
    return f"<invocation>{literal(function)}{''.join(lines)}</invocation>"


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (called("f", a="1"), "1"),
        (called("f"), "null"),
        (called("f", b="1"), "null"),
        (called("sum", list="[1, 2, 3]"), "6"),
        (called("contains", string='"abc"', match='"b"'), "true"),
        (called("number", **{"from": '"5"'}), "5"),
        (called("number", **{"from": '"1,5"', "decimal separator": '","'}), "1.5"),
        (called("date", year="2020", month="1", day="1"), "2020-01-01"),
        (called("date", **{"from": '"2020-01-01"'}), "2020-01-01"),
        (called("date", century="21"), "null"),
        (called("nothing"), "null"),
    ],
)
def test_a_boxed_invocation_calls_what_the_model_and_the_language_define(logic: str, expected: str) -> None:
    assert answer(logic, {}, writing.knowledge("f", {"a": ""}, literal("a")), knows=("f",)) == expected


def entries(**boxes: str) -> str:
    """Give a boxed context; the entry ``result`` has no name."""
    heads = {name: "" if name == "result" else f'<variable name="{name}"/>' for name in boxes}
    lines = [f"<contextEntry>{heads[name]}{box}</contextEntry>" for name, box in boxes.items()]
    return f"<context>{''.join(lines)}</context>"


def function(parameter: str, body: str) -> str:
    """Give a boxed function definition."""
    return f'<functionDefinition><formalParameter name="{parameter}"/>{body}</functionDefinition>'


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (entries(f=function("a", literal("a + 1")), result=literal("f(2)")), "3"),
        (entries(k=literal("4"), f=function("a", literal("a + k")), result=literal("f(1)")), "5"),
        (entries(f=function("a", function("b", literal("a + b"))), result=literal("f(2)(3)")), "5"),
        (entries(a=literal("1 +"), b=literal("1")), "{a: null, b: 1}"),
        (entries(a=literal("1"), b=entries(c=literal("a + 1"))), "{a: 1, b: {c: 2}}"),
        (entries(a=literal("1")).replace("</context>", entries(a=literal("2"))[9:]), "null"),
        (function("a", literal("a")), "function"),
        (f"<list>{literal('1')}{literal('')}</list>", "[1, null]"),
        (f"<filter><in>{literal('[1, 2]')}</in><match>{literal('item > 1')}</match></filter>", "[2]"),
        (f"<filter><in>{literal('null')}</in><match>{literal('true')}</match></filter>", "null"),
        (f"<filter><in>{literal('[]')}</in><match>{literal('1')}</match></filter>", "null"),
        (f"<filter><in>{literal('[]')}</in><match>{literal('item > 1')}</match></filter>", "[]"),
        (f"<filter><in>{literal('1')}</in><match>{literal('item = 1')}</match></filter>", "[1]"),
    ],
)
def test_boxes_nest_and_see_what_stands_above_them(logic: str, expected: str) -> None:
    assert answer(logic) == expected
