"""Decision tables from file to answer: cells, policies, allowed values, defaults, and which rules matched."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn
from tests.unit.dmn import writing

RISK = ['"berat" | - => "tinggi"', '"ringan" | < 18 => "tinggi"', '"ringan" | >= 18 => "rendah"']


def _evaluate(logic: str, scope: dict[str, Any], **more: Any) -> dmn.Result:
    return dmn.read(writing.model(writing.decision("putusan", logic, **more))).evaluate("putusan", scope)


def test_a_triage_table_answers_and_names_its_rule() -> None:
    result = _evaluate(writing.table("U", ["luka", "umur"], RISK), {"luka": "ringan", "umur": Decimal(12)})
    assert result.settled() == "tinggi"
    assert result.matched == (
        dmn.MatchedRule(decision_id="putusan", table_id="t", rule_ids=("r2",), rule_numbers=(2,)),
    )


def test_no_match_gives_null_and_a_matched_entry_without_rules() -> None:
    result = _evaluate(writing.table("U", ["luka", "umur"], RISK), {"luka": "tidak ada", "umur": Decimal(1)})
    assert result.settled() is None
    assert result.matched[0].rule_ids == ()


def test_an_input_that_is_not_given_is_null_and_matches_only_dashes() -> None:
    table = writing.table("F", ["luka", "umur"], [*RISK, '- | - => "tidak diketahui"'])
    assert _evaluate(table, {}).settled() == "tidak diketahui"


def test_overlapping_unique_rules_give_no_answer_and_name_each_other() -> None:
    result = _evaluate(writing.table("U", ["umur"], ['< 18 => "a"', '> 10 => "b"']), {"umur": Decimal(12)})
    assert result.value is None
    assert [(each.code, each.rule_ids) for each in result.problems] == [("unique_overlap", ("r1", "r2"))]
    with pytest.raises(dmn.DecisionUnsettledError) as refused:
        result.settled()
    assert refused.value.ids == {"decision": "putusan", "problem": "unique_overlap", "rules": "r1 r2"}


def test_any_rules_that_agree_are_one_answer_and_all_are_named() -> None:
    rules = ['< 18 => "a"', '> 10 => "a"', '> 100 => "b"']
    result = _evaluate(writing.table("A", ["umur"], rules), {"umur": Decimal(12)})
    assert (result.value, result.matched[0].rule_ids) == ("a", ("r1", "r2"))


def test_any_rules_that_disagree_are_a_problem() -> None:
    result = _evaluate(writing.table("A", ["umur"], ['< 18 => "a"', '> 10 => "b"']), {"umur": Decimal(12)})
    assert result.problems[0].code == "any_disagreement"


def test_priority_needs_the_list_of_output_values() -> None:
    rules = ['- => "rendah"', '> 10 => "tinggi"']
    table = writing.table("P", ["umur"], rules, values={"": '"tinggi", "rendah"'}, types={"": "string"})
    assert _evaluate(table, {"umur": Decimal(12)}).value == "tinggi"
    assert _evaluate(table, {"umur": Decimal(2)}).value == "rendah"


def test_priority_without_literal_output_values_keeps_the_order_of_rules() -> None:
    table = writing.table("P", ["umur"], ['- => "rendah"', '- => "tinggi"'], values={"": "string length(?) > 1"})
    assert _evaluate(table, {"umur": Decimal(12)}).value == "rendah"


def test_several_outputs_are_a_context_by_name() -> None:
    table = writing.table("U", ["umur"], ['< 18 => "anak" | true'], outputs=["kelompok", "wali"])
    assert _evaluate(table, {"umur": Decimal(3)}).value == {"kelompok": "anak", "wali": True}


def test_defaults_stand_in_where_no_rule_matches() -> None:
    one = writing.table("U", ["umur"], ['< 18 => "anak"'], defaults=['"dewasa"'])
    two = writing.table("U", ["umur"], ['< 18 => "anak" | 1'], outputs=["a", "b"], defaults=['"dewasa"', ""])
    assert _evaluate(one, {"umur": Decimal(30)}).value == "dewasa"
    assert _evaluate(two, {"umur": Decimal(30)}).value == {"a": "dewasa", "b": None}


def test_an_input_outside_its_values_gives_no_answer_but_null_is_left_to_the_rules() -> None:
    table = writing.table("U", ["luka"], ['- => "ok"'], values={"luka": '"berat", "ringan"'})
    refused = _evaluate(table, {"luka": "parah"})
    assert (refused.value, refused.problems[0].code) == (None, "input_not_allowed")
    assert _evaluate(table, {"luka": "berat"}).settled() == "ok"
    assert _evaluate(table, {"luka": None}).settled() == "ok"


def test_values_that_are_no_literals_are_tested_by_feel() -> None:
    table = writing.table("U", ["luka"], ['- => "ok"'], values={"luka": "string length(?) = 5"})
    assert _evaluate(table, {"luka": "berat"}).settled() == "ok"
    assert _evaluate(table, {"luka": "ringan"}).problems[0].code == "input_not_allowed"


def test_an_output_of_the_wrong_type_or_outside_its_values_is_null_and_noted() -> None:
    typed = writing.table("U", ["umur"], ['- => "lima"'], types={"": "number"})
    listed = writing.table("U", ["umur"], ['- => "lima"'], values={"": '"satu"'})
    assert _evaluate(typed, {}).problems[0].code == "value_not_conforming"
    assert _evaluate(listed, {}).problems[0].code == "output_not_allowed"


def test_an_input_expression_of_the_wrong_type_is_null_and_noted() -> None:
    table = writing.table("U", ["umur"], ["null => 1", "- => 2"], types={"umur": "number"})
    result = _evaluate(table.replace('"UNIQUE"', '"FIRST"'), {"umur": "dua"})
    assert (result.value, result.problems[0].code) == (Decimal(1), "value_not_conforming")


def test_cells_may_use_the_question_mark_functions_and_other_variables() -> None:
    rules = ['contains(?, "pisau") => 1', "= kata => 2", "string length(?) > batas => 3"]
    table = writing.table("F", ["cerita"], rules)
    scope: dict[str, Any] = {"kata": "lari", "batas": Decimal(6)}
    values = [
        _evaluate(table, {**scope, "cerita": text}).value for text in ("ada pisau", "lari", "panjang sekali", "a")
    ]
    assert values == [Decimal(1), Decimal(2), Decimal(3), None]


def test_collected_rows_keep_rule_order_and_empty_is_an_empty_list() -> None:
    table = writing.table("C", ["umur"], ["> 1 => umur + 1", "> 2 => 20"])
    assert _evaluate(table, {"umur": Decimal(3)}).value == [Decimal(4), Decimal(20)]
    assert _evaluate(table, {"umur": Decimal(0)}).value == []


def test_aggregations_work_on_the_collected_outputs() -> None:
    rules = ["> 1 => 10", "> 2 => 20"]
    found = {
        hit: _evaluate(writing.table(hit, ["n"], rules), {"n": Decimal(3)}).value for hit in ("C+", "C<", "C>", "C#")
    }
    assert found == {"C+": Decimal(30), "C<": Decimal(10), "C>": Decimal(20), "C#": Decimal(2)}


def test_an_unreadable_cell_matches_nothing_and_is_noted() -> None:
    result = _evaluate(writing.table("U", ["n"], ["< < 3 => 1"]), {"n": Decimal(3)})
    assert (result.value, result.problems[0].code) == (None, "expression_unreadable")


def test_a_cell_in_another_language_matches_nothing_and_is_noted() -> None:
    cell = '<inputEntry expressionLanguage="urn:groovy">'
    result = _evaluate(writing.table("U", ["n"], ["n > 1 => 1"]).replace("<inputEntry>", cell), {"n": Decimal(3)})
    assert (result.value, result.problems[0].code) == (None, "language_unknown")


def test_an_empty_output_is_null() -> None:
    assert _evaluate(writing.table("U", ["n"], ["- =>"]), {}).settled() is None


def test_booleans_and_numbers_are_never_taken_for_each_other() -> None:
    table = writing.table("F", ["n"], ["true => 1", "1 => 2", "- => 3"])
    assert [_evaluate(table, {"n": value}).value for value in (True, Decimal(1), "1")] == [1, 2, 3]
