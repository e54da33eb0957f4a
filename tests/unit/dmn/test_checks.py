"""What policy staff are told before publishing: holes and contradictions with examples, bad cells, unknown names."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel
from tests.unit.dmn import writing
from tests.unit.dmn.writing import decision, input_data, knowledge, literal


def _found(*parts: str, known: list[str] | None = None) -> list[dmn.Problem]:
    return dmn.problems(dmn.read(writing.model(*parts)), known=known)


def _codes(logic: str, **more: Any) -> list[str]:
    return [problem.code for problem in _found(decision("d", logic), **more)]


def _table(rules: list[str], *, hit: str = "U", **more: Any) -> list[dmn.Problem]:
    return _found(decision("d", writing.table(hit, ["luka", "umur"], rules, **more)))


LISTED = {"luka": '"berat", "ringan"', "umur": "[0..150]"}


def test_a_complete_table_has_no_findings() -> None:
    rules = ['"berat" | - => 1', '"ringan" | < 18 => 2', '"ringan" | >= 18 => 3']
    assert _table(rules, values=LISTED) == []


def test_a_gap_is_shown_by_an_input_that_the_table_really_leaves_open() -> None:
    rules = ['"berat" | - => 1', '"ringan" | < 18 => 2', '"ringan" | > 18 => 3']
    (gap,) = _table(rules, values=LISTED)
    assert (gap.code, gap.example) == ("gap", (("luka", '"ringan"'), ("umur", "18")))
    assert 'luka = "ringan", umur = 18' in gap.sentence_id
    scope = {name: feel.compile(text).evaluate({}) for name, text in gap.example}
    model = dmn.read(writing.model(decision("d", writing.table("U", ["luka", "umur"], rules))))
    assert model.evaluate("d", scope).matched[0].rule_ids == ()


def test_an_overlap_names_both_rules() -> None:
    rules = ['"berat" | - => 1', "- | < 18 => 2", '"ringan" | >= 18 => 3']
    (overlap,) = _table(rules, values=LISTED)
    assert (overlap.code, overlap.rule_ids, overlap.rule_id) == ("overlap", ("r1", "r2"), "r1")
    assert overlap.example[0] == ("luka", '"berat"')


def test_a_missing_input_that_no_rule_takes_is_a_finding_of_its_own() -> None:
    rules = ['"berat" | - => 1', '"ringan" | < 18 => 2', '"ringan" | >= 18 => 3']
    found = _table(rules)
    assert {problem.code for problem in found} == {"gap_null"}
    assert (("luka", "null"), ("umur", "17")) in [problem.example for problem in found]
    assert _table([*rules, "- | - => 4"], hit="F") == []


def test_a_default_output_or_a_collecting_policy_leaves_no_gap() -> None:
    rules = ['"berat" | > 18 => 1']
    assert _table(rules, defaults=["0"]) == []
    assert _table(rules, hit="C") == []


def test_any_allows_rules_to_meet_when_they_agree() -> None:
    agreeing, differing = ["- | - => 1", '"berat" | - => 1'], ["- | - => 1", '"berat" | - => 2']
    assert _table(agreeing, hit="A") == []
    assert [problem.code for problem in _table(differing, hit="A")] == ["overlap"]


def test_a_rule_behind_others_that_always_come_first_is_unreachable() -> None:
    rules = ["- | < 18 => 1", "- | >= 18 => 2", '"berat" | 17 => 3', "- | - => 4"]
    found = _table(rules, hit="F", values=LISTED)
    assert [(problem.code, problem.rule_id) for problem in found] == [
        ("rule_unreachable", "r3"),
        ("rule_unreachable", "r4"),
    ]


def test_a_condition_that_is_no_literal_is_neither_gap_nor_overlap_but_not_checked() -> None:
    found = _table(['"berat" | - => 1', '"ringan" | umur > batas => 2'], values=LISTED)
    assert [problem.code for problem in found] == ["not_checked"]


def test_a_last_rule_that_takes_everything_leaves_nothing_to_check() -> None:
    assert _table(['"berat" | umur > batas => 1', "- | - => 2"], hit="F") == []


def test_an_input_without_atoms_is_named_as_not_checked() -> None:
    (found,) = _table(['"berat" | [1..sampai] => 1', '"ringan" | - => 2'], values={"luka": LISTED["luka"]})
    assert found.code == "not_checked"
    assert "umur" in found.sentence_en


def test_a_table_too_large_to_walk_says_so() -> None:
    inputs = [f"k{n}" for n in range(18)]
    rules = [" | ".join("true" if n == m else "-" for n in range(18)) + " => 1" for m in range(18)]
    types = dict.fromkeys(inputs, "boolean")
    assert "not_checked" in _codes(writing.table("U", inputs, rules, types=types))


def test_a_column_with_too_many_bounds_is_not_checked_but_soon_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.dmn.holes.MAX_VERDICTS", 10)
    assert "not_checked" in _codes(writing.table("U", ["x"], [f"{n} => 1" for n in range(4)]))


@pytest.mark.parametrize(
    ("cells", "type_ref", "examples"),
    [
        (["true"], "boolean", ["false", "null"]),
        (["< 10", "(10..20)", "> 20"], "number", ["10", "20", "null"]),
        (['<= @"2026-01-01"', '>= @"2026-01-03"'], "date", ['@"2026-01-02"', "null"]),
        (['< duration("P1D")', '> duration("P1D")'], "", ['@"P1D"', "null"]),
        (['< duration("P1Y")', '> duration("P1Y2M")'], "", ['@"P1Y"', '@"P1Y1M"', '@"P1Y2M"', "null"]),
        (['< @"2026-01-01T00:00:00Z"'], "", ['@"2026-01-01T00:00:00Z"', '@"2026-01-01T00:00:01Z"', "null"]),
        (["null", "not(null)"], "", []),
        (["null"], "", ['"ada"']),
    ],
)
def test_gaps_of_every_ordered_type_have_an_example(cells: list[str], type_ref: str, examples: list[str]) -> None:
    rules = [f"{cell} => {place}" for place, cell in enumerate(cells)]
    found = _found(decision("d", writing.table("U", ["x"], rules, types={"x": type_ref} if type_ref else {})))
    shown = [problem.example[0][1] for problem in found if problem.code.startswith("gap")]
    assert set(shown) <= set(examples)
    assert bool(shown) is bool(examples)


@pytest.mark.parametrize(
    "cell",
    ['@"10:00:00"', '"a", 1', '["a".."b"]', '< @"2026-01-01T00:00:00", < @"2026-01-01T00:00:00Z"', '< @"9999-12-31"'],
)
def test_what_cannot_be_cut_into_atoms_is_not_checked(cell: str) -> None:
    assert "not_checked" in _codes(writing.table("U", ["x"], [f"{cell} => 1"]))


def test_allowed_values_of_an_item_definition_count_and_may_name_null() -> None:
    item = writing.item("tLuka", "string", allowed='"berat", "ringan", null')
    table = writing.table("U", ["luka"], ['"berat" => 1', '"ringan" => 2'], types={"luka": "tLuka"})
    assert [problem.example for problem in _found(item, decision("d", table))] == [(("luka", "null"),)]


def test_columns_with_one_expression_are_one_input() -> None:
    table = writing.table(
        "U", ["umur", "umur"], ["< 10 | - => 1", "- | >= 10 => 2", "< 5 | > 7 => 3"], values={"umur": "[0..20]"}
    )
    assert _codes(table) == []


def test_a_table_without_rules_is_one_gap() -> None:
    assert _codes(writing.table("U", ["a"], [])) == ["gap"]


def test_unreadable_texts_are_found_wherever_they_stand() -> None:
    table = writing.table("C", ["a +"], ["< < => 1 +"], values={"a +": "< <", "": "< <"}, defaults=["1 +"])
    found = _found(decision("d", table), knowledge("k", {}, literal("1 +")))
    assert [problem.code for problem in found].count("expression_unreadable") == 7
    assert [problem.rule_ids for problem in found].count(("r1",)) == 2
    assert "Line 1" in found[0].sentence_en


def test_texts_beyond_the_limits_of_feel_are_found() -> None:
    assert _codes(literal("1 + " * 20_000 + "1")) == ["expression_unreadable"]
    assert _found('<businessKnowledgeModel id="k" name="k"/>') == []


def test_texts_of_other_languages_are_found() -> None:
    foreign = 'expressionLanguage="urn:groovy"'
    table = writing.table("C", ["n"], ["1 => 1"]).replace("<inputEntry>", f"<inputEntry {foreign}>")
    assert _codes(f"<literalExpression {foreign}><text>1</text></literalExpression>") == ["language_unknown"]
    assert _codes(table) == ["language_unknown"]


def test_unknown_names_are_found_where_requirements_are_drawn() -> None:
    parts = (input_data("umur"), decision("d", literal("umur + batas"), requires=["in:umur"]))
    (found,) = _found(*parts)
    assert (found.code, "batas" in found.sentence_id) == ("name_unknown", True)
    assert _found(*parts, known=["batas"]) == []


def test_names_of_contexts_filters_iterators_and_parameters_are_known_inside() -> None:
    entry = '<contextEntry><variable name="a"/>' + literal("n") + "</contextEntry>"
    loop = f'<for iteratorVariable="b"><in>{literal("[a]")}</in><return>{literal("b + count(partial)")}</return></for>'
    kept = f"<filter><in>{loop}</in><match>{literal('item > 1')}</match></filter>"
    function = f'<functionDefinition><formalParameter name="p"/>{literal("p + a")}</functionDefinition>'
    logic = f"<context>{entry}<contextEntry>{kept}</contextEntry></context>"
    more = f"<context>{entry}<contextEntry>{function}</contextEntry></context>"
    parts = [decision("d", logic, requires=["in:n"]), decision("e", more, requires=["in:n"]), input_data("n")]
    assert _found(*parts) == []
    assert [problem.code for problem in _found(decision("d", literal("b"), requires=["in:n"]), input_data("n"))] == [
        "name_unknown"
    ]


def test_knowledge_may_name_only_its_parameters_and_what_it_knows() -> None:
    parts = (knowledge("a", {"n": ""}, literal("n + m")), knowledge("b", {}, literal("a(1)"), knows=["a"]))
    assert [(problem.decision_id, problem.code) for problem in _found(*parts)] == [("a", "name_unknown")]


def test_parameters_and_iterators_may_hold_blanks() -> None:
    loop = (
        f'<for iteratorVariable="tiap anak"><in>{literal("[1]")}</in><return>{literal("tiap anak + 1")}</return></for>'
    )
    body = f'<functionDefinition><formalParameter name="usia anak"/>{literal("usia anak + 1")}</functionDefinition>'
    parts = (decision("d", loop), decision("e", body), knowledge("k", {"nama anak": ""}, literal("nama anak")))
    assert _found(*parts, decision("kosong", literal(""))) == []


def test_missing_and_circular_requirements_are_found() -> None:
    found = _found(
        decision("a", literal("b"), requires=["b"]),
        decision("b", literal("a"), requires=["a"]),
        decision("c", literal("1"), requires=["hilang", "a"], knows=["urn:lain#k"]),
        knowledge("k", {}, literal("1"), knows=["tiada"]),
    )
    assert [(problem.decision_id, problem.code) for problem in found] == [
        ("a", "requirement_cycle"),
        ("b", "requirement_cycle"),
        ("c", "requirement_unknown"),
        ("c", "requirement_unknown"),
        ("k", "requirement_unknown"),
    ]


def test_types_that_nothing_defines_are_found() -> None:
    table = writing.table("C", ["n"], [], types={"n": "tHilang", "": "tHilang"})
    parts = (input_data("n", "tHilang"), decision("d", table, type_ref="tHilang"), decision("e", "", type_ref="Any"))
    assert [problem.code for problem in _found(*parts)] == ["type_unknown"] * 4


def test_examples_are_written_as_feel() -> None:
    table = writing.table("U", ["x"], ["0.5 => 1", "not(0.5) => 2"], values={"x": "[0.5..1]"})
    assert _codes(table) == []
    (gap,) = _found(decision("d", writing.table("U", ["x"], ["< 0.5 => 1", "> 0.5 => 2"], values={"x": "[0..1]"})))
    assert (gap.example, Decimal(gap.example[0][1])) == ((("x", "0.5"),), Decimal("0.5"))
