"""How files are read: names, ids and shapes that tools write, and shapes that no table can have."""

import pytest

from engine import dmn
from engine.dmn import elements
from tests.unit.dmn import writing
from tests.unit.dmn.writing import decision, literal


def _reason(*parts: str) -> object:
    with pytest.raises(dmn.ModelUnreadableError) as refused:
        dmn.read(writing.model(*parts))
    return refused.value.ids["reason"]


@pytest.mark.parametrize(
    ("logic", "reason"),
    [
        (writing.table("U", ["a"], ["1 | 2 => 3"]), "rule_width"),
        (writing.table("U", ["a"], ["1 => 3 | 4"]), "rule_width"),
        ("<decisionTable/>", "output_missing"),
        ('<decisionTable hitPolicy="BEST"><output/></decisionTable>', "hit_policy"),
        ('<decisionTable hitPolicy="COLLECT" aggregation="AVG"><output/></decisionTable>', "hit_policy"),
        (f"<invocation>{literal('f')}<binding/></invocation>", "parameter_missing"),
    ],
)
def test_shapes_that_have_no_meaning_are_refused(logic: str, reason: str) -> None:
    assert _reason(decision("d", logic)) == reason


@pytest.mark.parametrize(
    "logic",
    [
        "<conditional><if/></conditional>",
        "<filter/>",
        '<for iteratorVariable="n"/>',
        "<invocation/>",
        f"<conditional><if>{literal('false')}</if><then>{literal('1')}</then></conditional>",
    ],
)
def test_parts_that_nobody_has_filled_in_are_null(logic: str) -> None:
    assert dmn.read(writing.model(decision("d", logic))).evaluate("d", {}).value is None


def test_elements_without_id_or_target_are_refused() -> None:
    assert _reason("<decision/>") == "id"
    assert (
        _reason('<decision id="d"><informationRequirement><requiredInput/></informationRequirement></decision>')
        == "href"
    )


def test_ids_and_names_stand_in_for_each_other_and_blanks_are_one() -> None:
    model = dmn.read(writing.model('<decision name="Tingkat\n  risiko"/>', '<decision id="x"/>'))
    assert [(each.id, each.name) for each in model.decisions.values()] == [("Tingkat risiko",) * 2, ("x", "x")]


def test_rules_without_ids_are_numbered() -> None:
    table = writing.table("U", ["a"], ["1 => 2"]).replace(' id="r1"', "").replace(' id="t"', "")
    box = dmn.read(writing.model(decision("d", table))).decisions["d"].box
    assert isinstance(box, elements.Table)
    assert (box.id, box.rules[0].id, box.rules[0].number) == ("d.decisionTable", "d.decisionTable.rule1", 1)


def test_a_decision_tells_the_input_expressions_of_its_table() -> None:
    model = dmn.read(writing.model(decision("d", writing.table("U", ["a", "b.c"], [])), decision("e", literal("1"))))
    assert model.decisions["d"].inputs == ("a", "b.c")
    assert model.decisions["e"].inputs == ()


def test_the_first_letter_of_a_kind_is_enough() -> None:
    model = dmn.read(writing.model(writing.knowledge("k", {}, literal("1"), kind="J")))
    function = model.definitions.knowledge["k"].function
    assert function is not None
    assert function.kind == "Java"


def test_a_column_without_an_expression_tests_null() -> None:
    table = writing.table("U", ["a"], ["null => 1"]).replace("<inputExpression><text>a</text></inputExpression>", "")
    assert dmn.read(writing.model(decision("d", table))).evaluate("d", {}).value == 1
    assert dmn.read(writing.model(name="Triase")).name == "Triase"
