"""Hit policies: which of the rules that match decide, and what no policy may hide."""

from decimal import Decimal
from typing import Any

import pytest

from engine.dmn import hits

ONE = hits.Shape(names=(), ranks=(None,))


def _hits(*outputs: Any) -> tuple[hits.Hit, ...]:
    return tuple(hits.Hit(rule=place, outputs=(output,)) for place, output in enumerate(outputs))


@pytest.mark.parametrize(
    ("policy", "outputs", "value"),
    [
        ("U", ["a"], "a"),
        ("A", ["a", "a"], "a"),
        ("F", ["b", "a"], "b"),
        ("R", ["b", "a"], ["b", "a"]),
        ("C", ["b", "a"], ["b", "a"]),
        ("C+", [Decimal(1), Decimal("2.5")], Decimal("3.5")),
        ("C<", [Decimal(3), Decimal(2)], Decimal(2)),
        ("C>", [Decimal(3), Decimal(2)], Decimal(3)),
        ("C>", ["rendah", "tinggi"], "tinggi"),
        ("C#", ["b", "b"], Decimal(2)),
    ],
)
def test_each_policy_gives_its_value(policy: str, outputs: list[Any], value: Any) -> None:
    outcome = hits.settle(policy, _hits(*outputs), ONE)
    assert (outcome.value, outcome.problem) == (value, None)


@pytest.mark.parametrize(
    ("policy", "outputs", "problem"),
    [
        ("U", ["a", "a"], "unique_overlap"),
        ("A", ["a", "b"], "any_disagreement"),
        ("A", [True, Decimal(1)], "any_disagreement"),
        ("C+", ["a", "b"], "not_aggregable"),
        ("C+", [Decimal(1), None], "not_aggregable"),
        ("C<", [True, False], "not_aggregable"),
        ("C>", [["a"], ["b"]], "not_aggregable"),
    ],
)
def test_a_broken_policy_gives_null_and_says_so(policy: str, outputs: list[Any], problem: str) -> None:
    outcome = hits.settle(policy, _hits(*outputs), ONE)
    assert (outcome.value, outcome.problem, len(outcome.hits)) == (None, problem, 2)


def test_priority_follows_the_list_of_output_values_not_the_order_of_rules() -> None:
    shape = hits.Shape(names=(), ranks=(["tinggi", "sedang", "rendah"],))
    outcome = hits.settle("P", _hits("rendah", "tinggi", "sedang"), shape)
    assert outcome.value == "tinggi"
    assert [hit.rule for hit in outcome.hits] == [1]


def test_output_order_sorts_all_and_keeps_rule_order_among_equals() -> None:
    shape = hits.Shape(names=(), ranks=(["tinggi", "rendah"],))
    outcome = hits.settle("O", _hits("rendah", "lain", "tinggi", "rendah"), shape)
    assert outcome.value == ["tinggi", "rendah", "rendah", "lain"]
    assert [hit.rule for hit in outcome.hits] == [2, 0, 3, 1]


def test_several_outputs_make_a_context_ranked_by_columns_from_the_left() -> None:
    shape = hits.Shape(names=("a", "b"), ranks=(["x", "y"], None))
    found = (hits.Hit(rule=0, outputs=("y", 1)), hits.Hit(rule=1, outputs=("x", 2)))
    assert hits.settle("P", found, shape).value == {"a": "x", "b": 2}
    assert hits.settle("C+", found, shape).problem == "not_aggregable"


def test_sums_keep_thirty_four_digits() -> None:
    large = Decimal(1234567890123456789012345678901234)
    assert str(hits.settle("C+", _hits(large, Decimal(1)), ONE).value) == "1234567890123456789012345678901235"


@pytest.mark.parametrize(
    ("policy", "value"), [("U", None), ("F", None), ("C+", None), ("C", []), ("R", []), ("C#", Decimal(0))]
)
def test_without_a_hit_lists_are_empty_counts_zero_and_all_else_null(policy: str, value: Any) -> None:
    assert hits.nothing(policy) == value
