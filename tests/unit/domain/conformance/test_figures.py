"""Figures over groups are made from what is published alone, and say at least where something is held back."""

import pytest

from engine.domain.conformance import figures
from engine.domain.conformance.publishing import WITHHELD


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ([5, 7], "12"),
        ([5, None], "≥5"),
        ([None], "<5"),
        ([None, None], "<9"),
        ([WITHHELD], "≥5"),
        ([WITHHELD, 6, None], "≥11"),
        ([], "<5"),
    ],
)
def test_a_sum_says_no_more_than_its_parts(counts: list[int | None], text: str) -> None:
    assert figures.added(counts).text == text


def test_the_middle_of_groups_weighs_each_by_its_processes() -> None:
    assert figures.middle([(30, 2.0), (10, 1.0), (50, 8.0)]) == 8.0
    assert figures.middle([(30, 2.0), (10, 1.0)]) == 2.0
    assert figures.middle([]) is None
