"""The budget of an evaluation: each limit has its name, and is paid before the work is done."""

from typing import Any

import pytest

from engine import feel
from engine.feel.limits import Budget


def refused(call: Any, *arguments: Any) -> str:
    with pytest.raises(feel.FeelLimitError) as caught:
        call(*arguments)
    return caught.value.limit


def test_steps_run_out() -> None:
    budget = Budget(feel.Limits(steps=10))
    budget.spend(10)

    assert refused(budget.spend, 1) == "steps"


def test_a_list_is_paid_by_its_length() -> None:
    budget = Budget(feel.Limits(steps=10, list_length=8))
    budget.list_of(8)

    assert refused(budget.list_of, 9) == "list_length"
    assert refused(budget.list_of, 8) == "steps"


def test_a_string_is_cheaper_than_a_list() -> None:
    budget = Budget(feel.Limits(steps=10, string_length=160))
    budget.string_of(160)

    assert refused(budget.string_of, 161) == "string_length"
    assert refused(budget.string_of, 16) == "steps"


def test_depth_comes_back() -> None:
    budget = Budget(feel.Limits(depth=1))
    budget.enter()
    budget.leave()
    budget.enter()

    assert refused(budget.enter) == "depth"


def test_patterns_have_a_length() -> None:
    budget = Budget(feel.Limits(pattern_length=3))
    budget.pattern_of(3)

    assert refused(budget.pattern_of, 4) == "pattern_length"


def test_every_evaluation_starts_full() -> None:
    expression = feel.compile("count(for i in 1..3000 return i)")

    assert [expression.evaluate({}) for _ in range(5)] == [3000] * 5


def test_a_limit_says_its_name_in_the_error() -> None:
    error = feel.FeelLimitError("steps")

    assert error.code == "feel_limit"
    assert error.ids == {"limit": "steps"}


@pytest.mark.parametrize("text", ["(((((((((((((((1)))))))))))))))", "1" + "+1" * 150])
@pytest.mark.parametrize("read", [feel.compile, feel.compile_unary_tests, feel.parse])
def test_little_stack_is_a_limit_and_no_crash(text: str, read: Any) -> None:
    def deep(left: int) -> str:
        if left:
            return deep(left - 1)
        try:
            read(text)
        except feel.FeelLimitError as error:
            return error.limit
        return "fine"

    found = set()
    for depth in range(700, 990, 3):
        try:
            found.add(deep(depth))
        except RecursionError:
            break

    assert found <= {"fine", "nesting"}
    assert "nesting" in found
