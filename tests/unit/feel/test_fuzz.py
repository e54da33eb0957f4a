"""Arbitrary bytes and broken expressions: each ends in a value or in a FEEL error."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.feel import builtins

SEEDS = (
    'risiko = "tinggi" and umur < 18',
    "for i in 1..3, j in [1, 2] return {a: i, b: j}.a",
    "some k in korban satisfies k.umur < 18 or k.disabilitas",
    'if batas > now() then string join(["a", "b"], ", ") else null',
    '@"2026-01-31T08:00:00+07:00" + duration("P1DT2H") - @"2026-01-01T00:00:00Z"',
    "sort(xs, function(x, y) x > y)[1..3][item >= 2]",
    'replace("abracadabra", "a(.)", "$1$1") in ("x", [1..5], < 3, not(true))',
    "{f: function(a: list<number>, b) a[-1] + b, r: f(b: 1, a: [1, 2])}.r instance of number",
)
PIECES = (
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "..",
        ",",
        ".",
        ":",
        "+",
        "-",
        "**",
        "=",
        "<=",
        "!=",
        '"',
        "@",
        "?",
        "'",
        "\\",
        "//",
    ),
    *(" and ", " or ", " in ", " between ", " instance of ", " then ", " else ", " return ", " satisfies ", "not("),
    *(
        "null",
        "true",
        "1e400",
        "0",
        "xs",
        "partial",
        "item",
        "list<",
        "function(",
        "for ",
        "if ",
        "\ud800",
        "\U0001f40e",
    ),
)
SCOPE = {"risiko": "tinggi", "umur": 17, "xs": [3, 1, 2], "korban": [{"umur": 5}]}


def ends_well(text: str) -> None:
    for compile_ in (feel.compile, feel.compile_unary_tests):
        try:
            compiled = compile_(text)
            if isinstance(compiled, feel.Expression):
                feel.to_json(compiled.evaluate(SCOPE))
            else:
                compiled.matches(5, SCOPE)
        except feel.FeelError:
            continue


CUTS = st.tuples(st.integers(0, 200), st.integers(0, 8), st.sampled_from(PIECES) | st.text(max_size=2))


def broken(text: str, cuts: list[tuple[int, int, str]]) -> str:
    """Give the text with a piece put in the place of a few characters, for each cut."""
    for place, length, piece in cuts:
        start = place % (len(text) + 1)
        text = text[:start] + piece + text[start + length :]
    return text


BROKEN = st.builds(broken, st.sampled_from(SEEDS), st.lists(CUTS, min_size=1, max_size=4))


@settings(max_examples=400)
@given(BROKEN)
@example('"\ud800"')
@example('matches("\ud800", "\ud800")')
@example('replace("a\ud800b", "[^a]", "\ud800")')
@example("1e400000000")
@example('@"P1D" in [@"P1Y"..@"P2Y"]')
def test_broken_expressions_end_in_a_value_or_an_error(text: str) -> None:
    ends_well(text)


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_bytes_end_in_a_value_or_an_error(data: bytes) -> None:
    ends_well(data.decode("latin-1"))


FUNCTIONS = st.sampled_from(sorted(name for name in builtins.FUNCTIONS))
VALUES = st.sampled_from(
    [
        *(
            "1",
            "-2",
            "0.5",
            "1e6000",
            '"a"',
            '""',
            "null",
            "true",
            "[]",
            "[1, 2]",
            '["a"]',
            "[null]",
            "{}",
            "{a: 1}",
            "sort",
        ),
        *('@"2026-01-31"', '@"08:00:00"', '@"08:00:00@Asia/Jakarta"', '@"2026-01-31T08:00:00Z"', '@"P1D"', '@"-P1Y"'),
        *("[1..5]", "(< 3)", '["a".."b")', "function(a, b) a", 'date("-999999999-01-01")', '"(a)\\\\1"', '"[a-"', "xs"),
    ]
)


@settings(max_examples=400)
@given(FUNCTIONS, st.lists(VALUES, max_size=4))
def test_any_function_takes_any_arguments(name: str, arguments: list[str]) -> None:
    ends_well(f"{name}({', '.join(arguments)})")


OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "in", "between 1 and", "instance of"]
)


@settings(max_examples=300)
@given(VALUES, OPERATORS, VALUES)
def test_any_operator_takes_any_operands(left: str, operator: str, right: str) -> None:
    ends_well(f"{left} {operator} {right}")
