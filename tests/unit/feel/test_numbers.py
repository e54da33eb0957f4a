"""Numeric functions and arithmetic, each case as FEEL on both sides."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel.values import NUMBERS

CASES = """
decimal(1/3, 2) => 0.33
decimal(2.5, 0) => 2
decimal(3.5, 0) => 4
decimal(1234, -2) => 1200
decimal(1, 99999) => null
floor(1.5) => 1
floor(-1.56, 1) => -1.6
floor(1.5, null) => null
ceiling(1.5) => 2
ceiling(-1.5) => -1
ceiling(-1.56, 1) => -1.5
ceiling(n: 1.2, scale: 0) => 2
round up(5.5) => 6
round up(-5.5, 0) => -6
round up(1.121, 2) => 1.13
round down(5.5, 0) => 5
round down(-1.126, 2) => -1.12
round half up(5.5, 0) => 6
round half up(-5.5, 0) => -6
round half up(5.4, 0) => 5
round half down(5.5, 0) => 5
round half down(5.6, 0) => 6
round half down(5.5, 6176) => 5.5
round half down(5.5, 6177) => null
round up(5.5, -6112) => null
round up(0.001, -1) => 10
round half up(0.001, -5) => 0
round down("5.5", 0) => null
round up() => null
abs(-1) => 1
abs(@"-P1D") => @"P1D"
abs(@"-P1Y") => @"P1Y"
abs("-1") => null
abs(n: -1) => 1
abs(number: -1) => null
modulo(10, 4) => 2
modulo(10, -4) => -2
modulo(-10, 4) => 2
modulo(-10.1, 4.5) => 3.4
modulo(10, 0) => null
modulo(8, 4) => 0
sqrt(16) => 4
sqrt(-1) => null
sqrt(null) => null
log(1) => 0
log(0) => null
log(-1) => null
exp(0) => 1
odd(5) => true
odd(-2) => false
odd(1.5) => null
even(0) => true
even(-1) => false
even(1e60) => true
even(0.5) => null
1 + 2 * 3 - 4 / 2 => 5
-2 ** 2 => 4
2 ** 3 ** 2 => 64
10 ** -5 => 0.00001
10 / 0 => null
0 / 0 => null
0 ** 0 => 1
(-8) ** 0.5 => null
1 + null => null
null * 2 => null
"a" - "b" => null
true + 1 => null
[1] * 2 => null
--3 => 3
-"a" => null
.5 + 1.5e1 => 15.5
"2" ** 2 => null
@"P1D" ** 2 => null
""".strip().splitlines()


def value(text: str) -> object:
    return feel.compile(text).evaluate({})


@pytest.mark.parametrize("case", CASES)
def test_numeric_expressions(case: str) -> None:
    text, _, expected = case.partition(" => ")

    assert value(text) == value(expected)


def test_numbers_have_thirty_four_digits() -> None:
    assert str(value("1 / 3")) == "0." + "3" * 34
    assert str(value("2 / 3")) == "0." + "6" * 33 + "7"


@pytest.mark.parametrize("text", ["10 ** 7000", "1e6144 * 10", "exp(100000)", "9 ** (9 ** 9)", "1e7000"])
def test_a_number_beyond_decimal128_is_refused(text: str) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        value(text)

    assert caught.value.limit == "decimal"


NUMBER = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)


@given(left=NUMBER, right=NUMBER)
def test_arithmetic_agrees_with_decimal(left: Decimal, right: Decimal) -> None:
    scope = {"a": left, "b": right}
    found = feel.compile("[a + b, a - b, a * b, if b = 0 then null else a / b]").evaluate(scope)

    expected = [NUMBERS.add(left, right), NUMBERS.subtract(left, right), NUMBERS.multiply(left, right)]
    assert found == [*expected, NUMBERS.divide(left, right) if right else None]


@given(number=NUMBER, places=st.integers(-3, 6))
def test_rounding_down_and_up_enclose_the_number(number: Decimal, places: int) -> None:
    scope = {"n": number, "s": places}

    low, high = feel.compile("[floor(n, s), ceiling(n, s)]").evaluate(scope)

    assert low <= number <= high
    assert high - low <= Decimal(1).scaleb(-places)
