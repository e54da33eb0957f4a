"""What must hold for every table and every file: findings are real, holes are found, bytes do no harm."""

import contextlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn, feel
from tests.unit.dmn import writing

WORDS = ("berat", "ringan")
NUMBERS = tuple(map(Decimal, range(-1, 12)))
_BOUND = st.integers(0, 10)
_NUMBER_CELLS = st.one_of(
    st.just("-"),
    _BOUND.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), _BOUND).map(lambda pair: f"{pair[0]} {pair[1]}"),
    st.tuples(st.sampled_from("[("), _BOUND, _BOUND, st.sampled_from("])")).map(
        lambda parts: f"{parts[0]}{min(parts[1:3])}..{max(parts[1:3])}{parts[3]}"
    ),
    st.tuples(_BOUND, _BOUND).map(lambda pair: f"not({pair[0]}, > {pair[1]})"),
)
_WORD_CELLS = st.sampled_from(["-", '"berat"', '"ringan"', 'not("berat")', '"berat", "ringan"', "null"])
_RULES = st.lists(st.tuples(_WORD_CELLS, _NUMBER_CELLS), min_size=1, max_size=6)


def _model(rules: list[tuple[str, str]], hit: str) -> dmn.Model:
    written = [f"{word} | {number} => {place}" for place, (word, number) in enumerate(rules, 1)]
    return dmn.read(writing.model(writing.decision("d", writing.table(hit, ["luka", "umur"], written))))


def _matching(collecting: dmn.Model, scope: Mapping[str, Any]) -> tuple[str, ...]:
    """Ask the evaluator, not the checks, which rules match; the model must collect (hit policy C)."""
    return collecting.evaluate("d", scope).matched[0].rule_ids


def _scope(example: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {name: feel.compile(text).evaluate({}) for name, text in example}


@settings(max_examples=150)
@given(rules=_RULES)
def test_every_finding_is_shown_by_its_own_example(rules: list[tuple[str, str]]) -> None:
    collecting = _model(rules, "C")
    for problem in dmn.problems(_model(rules, "U")):
        matching = _matching(collecting, _scope(problem.example))
        if problem.code == "overlap":
            assert set(problem.rule_ids) <= set(matching)
        else:
            assert problem.code in {"gap", "gap_null"}
            assert matching == ()


@settings(max_examples=150)
@given(rules=_RULES, word=st.sampled_from([None, *WORDS]), number=st.sampled_from([None, *NUMBERS]))
def test_a_table_without_findings_answers_every_input_exactly_once(
    rules: list[tuple[str, str]], word: str | None, number: Decimal | None
) -> None:
    names = {cell for row in rules for cell in row}
    codes = {problem.code for problem in dmn.problems(_model(rules, "U"))}
    is_drawn = word is None or any(word in cell for cell in names)
    matching = _matching(_model(rules, "C"), {"luka": word, "umur": number})
    if len(matching) > 1 and is_drawn:
        assert "overlap" in codes
    if not matching and is_drawn:
        assert codes & {"gap", "gap_null"}


WHOLE = writing.model(writing.decision("d", writing.table("U", ["a"], ["1 => 2"])))
_PIECES = st.binary(max_size=60) | st.text(max_size=8).map(str.encode)
_BROKEN = st.one_of(
    _PIECES,
    st.integers(0, len(WHOLE)).map(lambda at: WHOLE[:at]),
    st.tuples(st.integers(0, len(WHOLE)), _PIECES).map(lambda pair: WHOLE[: pair[0]] + pair[1] + WHOLE[pair[0] :]),
)


@settings(max_examples=300)
@given(data=_BROKEN)
def test_bytes_that_are_no_model_are_refused_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(dmn.ModelUnreadableError, dmn.ImportMissingError):
        dmn.problems(dmn.read(data))


@settings(max_examples=100)
@given(
    cell=st.text(alphabet='"<>=[]()., -?ab019null', max_size=14), value=st.sampled_from([None, True, "a", Decimal(1)])
)
def test_a_cell_of_any_text_ends_in_a_verdict(cell: str, value: Any) -> None:
    table = writing.table("U", ["x"], [f"{cell} => 1"])
    model = dmn.read(writing.model(writing.decision("d", table)))
    assert model.evaluate("d", {"x": value}).value in {None, Decimal(1)}
