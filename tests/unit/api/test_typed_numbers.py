"""A number in a field or an address is read in one place, and nothing that is typed there can do harm."""

import pytest

from api.web.frame import page


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("999999999", 999_999_999)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert page.number(text) == number


@pytest.mark.parametrize("text", [None, "", " ", "-1", "+1", "1.5", "1,5", "1e3", "²", "dua", "1" * 10, "9" * 5000])
def test_all_else_is_none(text: str | None) -> None:
    assert page.number(text) is None
