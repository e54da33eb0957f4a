"""Expressions that always give a value, and those that may be null when something is missing."""

import pytest

from engine import feel

ALWAYS = (
    '"P1D"',
    'duration("P1D")',
    '@"P1D"',
    'now() + duration("PT8H")',
    'date("2026-01-01") - duration("P1D")',
    '-duration("P1D")',
    'max([duration("P1D"), duration("P2D")])',
    "hari_kerja(3)",
    'if x = null then duration("P1D") else duration("P" + string(x) + "D")',
    'if x != null then x else duration("P1D")',
    'if x = "cepat" then x else duration("P1D")',
    'if x > 3 then duration("P" + string(x) + "D") else duration("P1D")',
    "if x between 1 and y then x + y else 1",
    "if x != null and y != null then x + y else 1",
    "if x = null or y = null then 1 else x * y",
    "if not(x = null) then x else 1",
    'if batas("a") = null then 1 else batas("a")',
    "if x.y != null then x.y else 1",
    "if (x != null and y = 1) or x > 2 then x else 1",
    "if x = null and (x = null or y = null) then 1 else x",
)  # fmt: skip
PERHAPS = (
    "null",
    "x",
    "duration(x)",
    'duration("P" + string(x) + "D")',
    'batas("tanggapan")',
    "x + 1",
    "6 / 2",
    "[]",
    "max([1, x])",
    "a.b",
    'if batas("a") = null then 1 else batas("b")',
    "if x = null then x else 1",
    "if x != null then y else 1",
    'if x != "cepat" then x else 1',
    "if x then 1 else y",
    "if x = null or y = null then 1 else z",
    "if x != null or y != null then x else 1",
    "if x = null and y = null then 1 else x",
    "if not(x != null) then x else 1",
    "if x = 1 then 1 else x",
    "(function(a) 1)(2)",
)


@pytest.mark.parametrize("text", ALWAYS)
def test_a_value_is_certain_where_the_text_itself_sees_to_it(text: str) -> None:
    assert feel.always_answers(text, functions=("hari_kerja",))


@pytest.mark.parametrize("text", PERHAPS)
def test_in_doubt_the_answer_may_be_null(text: str) -> None:
    assert not feel.always_answers(text, functions=("hari_kerja",))


@pytest.mark.parametrize(
    "text", [text for text in ALWAYS if "now" not in text and "kerja" not in text and "batas" not in text]
)
@pytest.mark.parametrize("scope", [{}, {"x": None}, {"y": 2}, {"x": 3}, {"x": 3, "y": 5}])
def test_what_is_certain_is_never_null_when_it_is_evaluated(text: str, scope: dict[str, int | None]) -> None:
    assert feel.compile(text).evaluate(feel.from_json(scope)) is not None


def test_a_text_that_is_no_feel_is_refused() -> None:
    with pytest.raises(feel.FeelSyntaxError):
        feel.always_answers("1 +")
