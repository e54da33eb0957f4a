"""What an evil or careless author may write: refused by a limit, or harmless; never Python itself."""

import subprocess
import sys
from typing import Any

import pytest

from engine import feel
from tests.unit.feel.attacks import HARMLESS, REFUSED, SCOPE

TIMES = 15  # how many honest evaluations the dearest attack may cost: some work is paid by its usual price


def value(text: str) -> Any:
    return feel.compile(text).evaluate(SCOPE)


@pytest.mark.parametrize("text", HARMLESS)
def test_nothing_of_python_is_reached(text: str) -> None:
    found = value(text)

    assert found is None or type(found) is bool or type(found) is str or found == []


@pytest.mark.parametrize("text", REFUSED)
def test_what_asks_for_too_much_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        value(text)

    assert caught.value.limit


def _dearest() -> float:
    """Measure in a process of its own, where nothing counts the lines that run."""
    command = [sys.executable, "-m", "tests.unit.feel.attacks"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0])


def test_none_costs_much_more_than_honest_work_up_to_the_limit() -> None:
    # What runs beside may spoil one measure; three are spoiled only by an attack that works.
    assert any(_dearest() < TIMES for _ in range(3))


def test_a_cell_is_held_to_the_same_limits() -> None:
    with pytest.raises(feel.FeelLimitError):
        feel.compile_unary_tests("for i in 1..1000000000 return i").matches(1, {})


def test_limits_are_the_hosts_to_set() -> None:
    few = feel.Context(limits=feel.Limits(steps=50, depth=3, list_length=5, string_length=4))

    for text in ("for i in 1..6 return i", '"abc" + "de"', "for i in 1..5 return for j in 1..5 return 1"):
        with pytest.raises(feel.FeelLimitError):
            feel.compile(text).evaluate({}, few)


@pytest.mark.parametrize("text", ["{f: function(n) 1 + f(n + 1)}.f(0)", "(function(f) f(f))(function(f) 1 + f(f))"])
def test_a_stack_that_ends_first_is_a_limit_too(text: str) -> None:
    deep = feel.Context(limits=feel.Limits(depth=10**6, steps=10**9))

    with pytest.raises(feel.FeelLimitError) as caught:
        feel.compile(text).evaluate({}, deep)

    assert caught.value.limit == "depth"


def test_the_stack_is_watched_from_outside_as_well() -> None:
    deep = feel.Context(limits=feel.Limits(depth=10**6, steps=10**9))
    endless = feel.compile("{f: function(n) 1 + f(n + 1)}.f").evaluate({})

    with pytest.raises(feel.FeelLimitError):
        feel.invoke(endless, [1], context=deep)
    with pytest.raises(feel.FeelLimitError):
        feel.compile_unary_tests("f(?)").matches(1, {"f": endless}, deep)
