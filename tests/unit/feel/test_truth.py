"""Three-valued logic as whole tables, and order and equality between every two kinds."""

import itertools
from typing import Any

import pytest

from engine import feel

TRUTH = (True, False, None)
ONE_OF_EACH = {
    "number": "1",
    "string": '"a"',
    "boolean": "true",
    "date": '@"2026-01-31"',
    "time": '@"08:00:00"',
    "date and time": '@"2026-01-31T08:00:00"',
    "days and time duration": '@"P1D"',
    "years and months duration": '@"P1Y"',
    "list": "[1]",
    "context": "{a: 1}",
    "range": "[1..2]",
    "function": "count",
}
ORDERED = ("number", "string", "date", "time", "date and time", "days and time duration", "years and months duration")


def value(text: str, **scope: Any) -> Any:
    return feel.compile(text).evaluate(scope)


def known_and(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - truth values are its subject
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


@pytest.mark.parametrize(("left", "right"), [*itertools.product(TRUTH, TRUTH)])
def test_and_is_kleenes(left: bool | None, right: bool | None) -> None:  # noqa: FBT001 - truth values are its subject
    assert value("a and b", a=left, b=right) is known_and(left, right)


@pytest.mark.parametrize(("left", "right"), [*itertools.product(TRUTH, TRUTH)])
def test_or_follows_from_and(left: bool | None, right: bool | None) -> None:  # noqa: FBT001 - truth values are its subject
    assert value("(a or b) = not(not(a) and not(b))", a=left, b=right) is not False
    assert value("is(a or b, not(not(a) and not(b)))", a=left, b=right) is True


@pytest.mark.parametrize("other", ["1", '"true"', "[]", "{}", '@"P1D"'])
def test_what_is_no_truth_value_is_not_known(other: str) -> None:
    assert value(f"[true and {other}, false or {other}, {other} and true, {other} or false]") == [None] * 4
    assert value(f"[false and {other}, true or {other}]") == [False, True]


@pytest.mark.parametrize(("left", "right"), [*itertools.permutations(ONE_OF_EACH, 2)])
def test_different_kinds_are_neither_equal_nor_in_order(left: str, right: str) -> None:
    one, other = ONE_OF_EACH[left], ONE_OF_EACH[right]

    found = [value(f"{one} {sign} {other}") for sign in ("=", "!=", "<", "<=", ">", ">=")]

    assert found == [None] * 6


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_value_equals_itself(kind: str) -> None:
    text = ONE_OF_EACH[kind]

    assert value(f"{text} = {text}") is True
    assert value(f"{text} != {text}") is False
    assert value(f"{text} = null") is False


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_only_some_kinds_have_an_order(kind: str) -> None:
    text = ONE_OF_EACH[kind]

    found = value(f"[{text} < {text}, {text} <= {text}, {text} > {text}, {text} >= {text}]")

    assert found == ([False, True, False, True] if kind in ORDERED else [None] * 4)


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_null_has_no_place_in_an_order(kind: str) -> None:
    text = ONE_OF_EACH[kind]

    assert value(f"[{text} < null, null >= {text}, {text} between null and {text}]") == [None] * 3


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_a_value_is_in_itself(kind: str) -> None:
    text = ONE_OF_EACH[kind]

    assert value(f"{text} in ({text}, null)") is True
    assert value(f"{text} in [{text}]") is True


@pytest.mark.parametrize("kind", [kind for kind in ONE_OF_EACH if kind != "function"])
def test_a_value_is_an_instance_of_its_kind_alone(kind: str) -> None:
    names = [name for name in ONE_OF_EACH if name not in {"range", "function"}]

    found = [name for name in names if value(f"{ONE_OF_EACH[kind]} instance of {name}")]

    assert found == [name for name in names if name == kind]
