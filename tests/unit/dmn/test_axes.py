"""Atoms: one example for all inputs that a table cannot tell apart."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from engine.dmn import axes, cells


def _atoms(*texts: str, allowed: str | None = None, kind: type | None = None) -> list[str] | None:
    permitted = None if allowed is None else cells.read(allowed)
    found = axes.atoms([cells.read(text) for text in texts], permitted, kind)
    return None if found is None else [axes.text(value) for value in found]


@pytest.mark.parametrize(
    ("texts", "atoms"),
    [
        (["< 18", ">= 60"], ["17", "18", "39", "60", "61", "null"]),
        (["[1..2]", "-"], ["0", "1", "1.5", "2", "3", "null"]),
        (["5", "5"], ["4", "5", "6", "null"]),
        (["-0.5"], ["-1.5", "-0.5", "0.5", "null"]),
        (['"a"', 'not("b")'], ['"a"', '"b"', "null"]),
        (["true"], ["true", "false", "null"]),
        (
            ['@"2026-02-28"', '> @"2026-03-01"'],
            ['@"2026-02-27"', '@"2026-02-28"', '@"2026-03-01"', '@"2026-03-02"', "null"],
        ),
        (['@"PT1H"'], ['@"-PT23H"', '@"PT1H"', '@"P1DT1H"', "null"]),
        (['@"P1Y"'], ['@"P11M"', '@"P1Y"', '@"P1Y1M"', "null"]),
    ],
)
def test_bounds_words_and_booleans_become_atoms(texts: list[str], atoms: list[str]) -> None:
    assert _atoms(*texts) == atoms


def test_a_list_of_values_keeps_other_values_and_null_away() -> None:
    assert _atoms('"a"', allowed='"a", "b"') == ['"a"', '"b"']
    assert _atoms("< 10", allowed="[0..20]") == ["0", "5", "10", "15", "20"]
    assert _atoms('"a"', allowed='"a", null') == ['"a"', "null"]


def test_a_declared_boolean_needs_no_cell_to_be_cut() -> None:
    assert _atoms("-", kind=bool) == ["true", "false", "null"]


def test_where_only_emptiness_is_asked_for_any_word_stands_for_the_rest() -> None:
    assert _atoms("null") == ['"ada"', "null"]
    assert _atoms("null", kind=str) == ['"ada"', "null"]
    assert _atoms("null", kind=Decimal) == ["-1", "0", "1", "null"]
    assert _atoms("null", kind=date) is None


def test_a_list_of_values_does_not_keep_null_away_from_a_cell_that_asks_for_it() -> None:
    assert _atoms('"a"', "null", allowed='"a", "b"') == ['"a"', '"b"', "null"]


@pytest.mark.parametrize("texts", [["-"], ["umur > 3"], ['"a"', "1"], ['["a".."b"]'], ['@"10:00:00"']])
def test_what_has_no_atoms_says_so(texts: list[str]) -> None:
    assert _atoms(*texts) is None


@pytest.mark.parametrize(
    "text", ["null", "true", "false", '"kata"', "17.5", "-3", '@"2026-01-02"', '@"P1DT2H"', '@"P1Y"']
)
def test_examples_are_feel_texts_of_their_values(text: str) -> None:
    value: Any = feel.compile(text).evaluate({})
    assert axes.text(value) == text
    assert feel.compile(axes.text(value)).evaluate({}) == value
