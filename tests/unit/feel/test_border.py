"""The border to the host: JSON values, registered functions, host types, and that nothing else comes through."""

import enum
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import feel


def value(text: str, context: feel.Context | None = None, **scope: Any) -> Any:
    return feel.compile(text).evaluate(scope, context)


class Risk(enum.StrEnum):
    TINGGI = "tinggi"


def test_json_values_become_feel_values() -> None:
    found = feel.from_json({"a": [1, 2.5, "x", True, None], "b": (Decimal(3),), 4: Risk.TINGGI})

    assert found == {"a": [Decimal(1), Decimal("2.5"), "x", True, None], "b": [Decimal(3)], "4": "tinggi"}
    assert type(found["4"]) is str


@pytest.mark.parametrize(
    "number", [float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("NaN" + "1" * 50)]
)
def test_what_is_no_number_is_null(number: float | Decimal) -> None:
    assert feel.from_json([number]) == [None]
    assert value("x = null", x=number) is True


@pytest.mark.parametrize("thing", [object(), {1, 2}, b"x", int, len, 1j])
def test_other_objects_are_refused(thing: object) -> None:
    with pytest.raises(feel.FeelEvaluationError) as caught:
        value("x", x=thing)

    assert caught.value.kind == type(thing).__name__


def test_feel_values_become_json_values() -> None:
    found = value('[1, 1.5, "x", null, true, {a: @"P1D"}, @"2026-01-31", @"08:00:00Z", @"P1M", [1..2]]')

    assert feel.to_json(found) == [1, 1.5, "x", None, True, {"a": "P1D"}, "2026-01-31", "08:00:00Z", "P1M", "[1..2]"]


def test_a_function_is_no_json() -> None:
    with pytest.raises(feel.FeelEvaluationError):
        feel.to_json(value("[sort]"))


def test_too_deep_a_value_stays_outside() -> None:
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]

    with pytest.raises(feel.FeelLimitError):
        value("x", x=deep)


def test_python_moments_come_in_as_they_are() -> None:
    scope = {"d": date(2026, 1, 31), "t": time(8), "m": datetime(2026, 1, 31, tzinfo=UTC), "s": timedelta(hours=1)}

    assert feel.compile("[d.day, t.hour, m.year, s.hours]").evaluate(scope) == [31, 8, 2026, 1]


def test_a_value_is_adopted_once_an_evaluation() -> None:
    assert value("for i in 1..3 return x[i]", x=[1, 2, 3]) == [1, 2, 3]
    assert value("x.a + x.a + n + f", x={"a": 1}, n=2, f=0.5) == Decimal("4.5")


def test_registered_functions_are_called_with_feel_values() -> None:
    def hari_kerja(n: Decimal, mulai_dari: str = "kini") -> str:
        return f"{n} {mulai_dari}"

    context = feel.Context(functions={"hari kerja": hari_kerja})

    assert value("hari kerja(3)", context) == "3 kini"
    assert value('hari kerja(n: 3, mulai dari: "besok")', context) == "3 besok"
    assert value("hari kerja()", context) is None
    assert value("hari kerja(1, 2, 3)", context) is None


def test_functions_given_when_compiling_are_known_by_name() -> None:
    found = feel.compile('batas dan waktu("x")', functions={"batas dan waktu": lambda name: name + "!"})

    assert found.evaluate({}) == "x!"
    assert found.evaluate({}, feel.Context(functions={"batas dan waktu": lambda name: name + "?"})) == "x?"


def test_a_registered_function_gives_feel_values_only() -> None:
    context = feel.Context(functions={"f": lambda: 1, "g": object})

    assert value("f() + 1", context) == 2
    with pytest.raises(feel.FeelEvaluationError):
        value("g()", context)


def test_the_scope_comes_before_functions() -> None:
    assert value("count", count=5) == 5
    assert value("count([1])") == 1


def test_host_types_are_asked() -> None:
    context = feel.Context(types={"umur": lambda number: number < 150})

    assert value("[17 instance of umur, 170 instance of umur]", context) == [True, False]
    assert feel.conforms(Decimal(17), feel.parse("1 instance of umur").type, context)  # type: ignore[attr-defined] # InstanceOf


def test_a_function_value_can_be_called_from_outside() -> None:
    function = value("function(a, b) a - b")

    assert feel.invoke(function, [Decimal(3), Decimal(1)]) == 2
    assert feel.invoke(function, named={"b": Decimal(3), "a": Decimal(1)}) == -2
    assert feel.invoke(function, [Decimal(3)]) is None


def test_a_function_value_lives_in_another_evaluation() -> None:
    function = value("function(a) a + base", base=10)

    assert value("f(1)", f=function) == 11


def test_kinds_have_the_names_of_the_specification() -> None:
    found = [feel.kind(item) for item in value('[1, "a", null, [], {}, @"P1D", [1..2], sort]')]

    assert found == ["number", "string", "null", "list", "context", "days and time duration", "range", "function"]
