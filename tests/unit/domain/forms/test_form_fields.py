"""What fields ask of a text: patterns of policy staff, in linear time."""

import pytest

from engine.domain.forms import form_fields


@pytest.mark.parametrize(("pattern", "found"), [("^[0-9]{16}$", True), ("^[0-9]{15}$", False), ("(", None)])
def test_a_pattern_is_searched_as_a_browser_does(pattern: str, *, found: bool | None) -> None:
    assert form_fields.matches("1234567890123456", pattern) is found


def test_a_pattern_too_large_to_be_run_in_linear_time_is_no_pattern() -> None:
    assert form_fields.matches("x", "x" * 501) is None
