"""Names that hold spaces, operators or keywords, and where they are known."""

from typing import Any

import pytest

from engine import feel
from engine.feel.syntax import nodes


def names_in(text: str, *known: str) -> list[str]:
    tree = feel.parse(text, names=known)
    return sorted(node.name for node in nodes.walk(tree) if isinstance(node, nodes.Name))


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("a b + c", [], ["a b", "c"]),
        ("a   b", [], ["a b"]),
        ("case 1 + 1", [], ["case 1"]),
        ("a-b", [], ["a", "b"]),
        ("a-b", ["a-b"], ["a-b"]),
        ("a - b", ["a-b"], ["a", "b"]),
        ("a-b - a-b", ["a-b"], ["a-b", "a-b"]),
        ("a-b-c", ["a-b"], ["a-b", "c"]),
        ("a-b-c", ["a-b", "a-b-c"], ["a-b-c"]),
        ("x and y", [], ["x", "y"]),
        ("x and y", ["x and y"], ["x and y"]),
        ("date and time", [], ["date and time"]),
        ("stok in gudang > 1", ["stok in gudang"], ["stok in gudang"]),
        ("if perlu then 1 else 2", [], ["perlu"]),
        ("if perlu", ["if perlu"], ["if perlu"]),
        ("not ada", [], ["not ada"]),
        ("function", [], []),
        ("Approved/Declined = 1", ["Approved/Declined"], ["Approved/Declined"]),
        ("Person's name", ["Person's name"], ["Person's name"]),
        ("*x*", ["*x*"], []),
        ("_x? + 𠮷", [], ["_x?", "𠮷"]),
        ("umur.x", ["umur.x"], ["umur.x"]),
    ],
)
def test_the_longest_known_name_wins(text: str, known: list[str], expected: list[str]) -> None:
    try:
        found = names_in(text, *known)
    except feel.FeelSyntaxError:
        found = []

    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a-b: 3, c: a-b}.c", 3),
        ("{a-b: 3}.a-b", 3),
        ("{if: 1}.if", 1),
        ("for a-b in [1] return a-b + 1", [2]),
        ("some tiap hari in [1] satisfies tiap hari = 1", True),
        ("(function(a-b, c d) a-b + c d)(1, 2)", 3),
        ("(function(a b: number) a b)(a b: 4)", 4),
        ("{a b: {c d: 1}}.a b.c d", 1),
        ("[{n a: 1}, {n a: 2}][n a > 1][1].n a", 2),
    ],
)
def test_names_are_known_where_they_are_declared(text: str, expected: Any) -> None:
    assert feel.compile(text).evaluate({}) == expected


def test_a_declared_name_is_forgotten_behind_its_scope() -> None:
    found = feel.compile("[{a-b: 1}, a-b]").evaluate({"a": 5, "b": 2})

    assert found == [{"a-b": 1}, 3]


def test_an_inner_name_hides_an_outer_one() -> None:
    found = feel.compile("[x, {x: 2, y: x}.y, (function(x) x)(3), (for x in [4] return x)[1]]").evaluate({"x": 1})

    assert found == [1, 2, 3, 4]


def test_a_filter_reads_the_item_before_the_scope() -> None:
    scope = {"items": [{"x": 1}, {"y": 1}], "x": 7}

    assert feel.compile("items[x = 1]").evaluate(scope) == [{"x": 1}]
    assert feel.compile("items[x = 7]").evaluate(scope) == [{"y": 1}]
    assert feel.compile("for k in [7] return items[x = k]").evaluate(scope) == [[{"y": 1}]]


def test_a_filter_in_a_filter_reads_the_inner_item_first() -> None:
    scope = {"depts": [{"id": 1}, {"id": 2}], "people": [{"name": "A", "dept": 2}]}

    assert feel.compile('depts[id = people[name = "A"].dept[1]]').evaluate(scope) == [{"id": 2}]


def test_a_property_with_a_space_needs_no_declaration() -> None:
    assert feel.compile("x.time offset = null and y.start included").evaluate({"y": {"start included": True}}) is True
