"""Literal conditions: recognised without FEEL, and never more than FEEL would say."""

from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from engine.dmn import cells

SAMPLES: tuple[Any, ...] = (
    None, True, False, "a", "b", "", Decimal(-1), Decimal(0), Decimal("17.5"), Decimal(18), Decimal(20), ["a"],
)  # fmt: skip


@pytest.mark.parametrize("text", ["", "-", "  - "])
def test_a_dash_or_nothing_matches_anything(text: str) -> None:
    assert cells.read(text) == cells.ANYTHING
    assert cells.ANYTHING.holds(None)


@pytest.mark.parametrize(
    "text",
    [
        "> umur", '"a" + "b"', 'contains(?, "a")', '"a",', '"a" "b"', ', "a"', "not(", 'not("a"', "[1..umur]", "1..2",
        '["a", "b"]', "< null", "> true", '[1.."a"]', 'date("2026-02-30")', r'"a\"b"', "umur", '"a", -', "18 or 19",
    ],
)  # fmt: skip
def test_whatever_is_no_list_of_literals_is_left_to_feel(text: str) -> None:
    assert cells.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '"a"', '"a","b"', 'not("a")', 'not("a", "b")', "18", "-1", ".5", "< 18", "<= 18", "> 18", ">=18", "[0..18]",
        "(0..18)", "]0..18[", "[0..18)", "(0..18]", "< 0, > 18", "not(18)", "true", "false", "not(true)", "null",
        'null, "a"', "not(null)", "18, 20",
    ],
)  # fmt: skip
def test_literal_conditions_agree_with_feel_on_every_value(text: str) -> None:
    cell = cells.read(text)
    tests = feel.compile_unary_tests(text)
    assert cell is not None
    for value in SAMPLES:
        expected = tests.matches(value, {}, None) is True
        if not isinstance(value, list):
            assert cell.holds(value) is expected, value
        assert cells.fast(cell)(value) in (None, expected), value


def test_negated_bounds_do_not_hold_for_null() -> None:
    cell = cells.read("not(> 5)")
    assert cell is not None
    assert not cell.holds(None)
    assert cell.holds(Decimal(5))


def test_dates_and_durations_are_literals_too() -> None:
    cell = cells.read('[date("2026-01-01")..@"2026-12-31"], duration("P1D")')
    assert cell is not None
    assert cell.holds(feel.compile('@"2026-06-01"').evaluate({}))
    assert not cell.holds(feel.compile('@"2027-01-01"').evaluate({}))
    assert cells.fast(cell)(Decimal(1)) is None


@pytest.mark.parametrize(
    ("text", "value", "verdict"), [('"a"', "a", True), ('not("a")', "a", False), ("< 5", Decimal(4), True)]
)
def test_the_fast_matcher_answers_for_its_own_type(text: str, value: Any, verdict: bool) -> None:  # noqa: FBT001 - a row of the table above
    cell = cells.read(text)
    assert cell is not None
    assert cells.fast(cell)(value) is verdict
