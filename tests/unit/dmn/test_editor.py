"""A file as dmn-js writes it: drawing, labels, annotations and all, from reading to the explanation of an answer."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel

FILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    xmlns:lindung="urn:lindung:bpmn:1" id="triase" name="Triase" namespace="http://camunda.org/schema/1.0/dmn"
    exporter="dmn-js (https://demo.bpmn.io/dmn)" exporterVersion="17.0.0">
  <inputData id="InputData_umur" name="umur korban"><variable id="v1" name="umur korban" typeRef="number" /></inputData>
  <decision id="kelompok" name="Kelompok usia">
    <variable id="v2" name="Kelompok usia" typeRef="string" />
    <informationRequirement id="ir1"><requiredInput href="#InputData_umur" /></informationRequirement>
    <literalExpression id="le1">
      <text>if umur korban = null then "tidak diketahui"
else if umur korban &lt; 18 then "anak" else "dewasa"</text>
    </literalExpression>
  </decision>
  <decision id="risiko" name="Tingkat risiko" lindung:clause="TTG-PM-KTN-03">
    <informationRequirement id="ir2"><requiredDecision href="#kelompok" /></informationRequirement>
    <decisionTable id="dt1" hitPolicy="FIRST" biodi:annotationsWidth="300">
      <input id="in1" label="Luka" biodi:width="192">
        <inputExpression id="ie1" typeRef="string"><text>luka</text></inputExpression>
        <inputValues id="iv1"><text>"berat","ringan","tidak ada"</text></inputValues>
      </input>
      <input id="in2" label="Kelompok">
        <inputExpression id="ie2" typeRef="string"><text>Kelompok usia</text></inputExpression>
      </input>
      <output id="o1" label="Risiko" name="risiko" typeRef="string" biodi:width="192">
        <outputValues id="ov1"><text>"tinggi","sedang","rendah"</text></outputValues>
      </output>
      <output id="o2" label="Jam" name="jam" typeRef="number" />
      <annotation name="Dasar" />
      <rule id="rule_berat">
        <description>luka berat selalu tinggi</description>
        <inputEntry id="c1"><text>"berat"</text></inputEntry>
        <inputEntry id="c2"><text></text></inputEntry>
        <outputEntry id="c3"><text>"tinggi"</text></outputEntry>
        <outputEntry id="c4"><text>1</text></outputEntry>
        <annotationEntry><text>pasal 3</text></annotationEntry>
      </rule>
      <rule id="rule_anak">
        <inputEntry id="c5"><text></text></inputEntry>
        <inputEntry id="c6"><text>"anak","tidak diketahui"</text></inputEntry>
        <outputEntry id="c7"><text>"tinggi"</text></outputEntry>
        <outputEntry id="c8"><text>2 * 4</text></outputEntry>
      </rule>
      <rule id="rule_lain">
        <inputEntry id="c9"><text>-</text></inputEntry>
        <inputEntry id="c10"><text>-</text></inputEntry>
        <outputEntry id="c11"><text>"sedang"</text></outputEntry>
        <outputEntry id="c12"><text>24</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram id="di"><dmndi:DMNShape id="s1" dmnElementRef="risiko">
    <dc:Bounds height="80" width="180" x="150" y="150" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>"""


@pytest.fixture
def model() -> dmn.Model:
    return dmn.read(FILE)


@pytest.mark.parametrize(
    ("variables", "answer", "rule"),
    [
        ({"luka": "berat", "umur korban": 40}, {"risiko": "tinggi", "jam": 1}, "rule_berat"),
        ({"luka": "ringan", "umur korban": 12}, {"risiko": "tinggi", "jam": 8}, "rule_anak"),
        ({"luka": "ringan"}, {"risiko": "tinggi", "jam": 8}, "rule_anak"),
        ({"umur korban": 40}, {"risiko": "sedang", "jam": 24}, "rule_lain"),
    ],
)
def test_variables_of_a_case_get_an_answer_with_its_reason(
    model: dmn.Model, variables: dict[str, Any], answer: dict[str, Any], rule: str
) -> None:
    result = model.evaluate("risiko", feel.from_json(variables))
    assert feel.to_json(result.settled()) == answer
    assert [(each.decision_id, each.table_id, each.rule_ids) for each in result.matched] == [("risiko", "dt1", (rule,))]


def test_an_unknown_age_is_never_taken_for_a_grown_up(model: dmn.Model) -> None:
    assert model.evaluate("kelompok", {}).settled() == "tidak diketahui"
    assert model.evaluate("risiko", {"luka": "tidak ada"}).settled()["risiko"] == "tinggi"


def test_a_word_that_the_column_does_not_list_gives_no_answer(model: dmn.Model) -> None:
    result = model.evaluate("risiko", {"luka": "parah", "umur korban": Decimal(40)})
    assert [(each.code, each.decision_id) for each in result.problems] == [("input_not_allowed", "risiko")]
    assert "parah" not in repr(result.problems)


def test_the_editors_own_marks_are_kept_out_and_its_words_kept(model: dmn.Model) -> None:
    table = model.decisions["risiko"].box
    assert isinstance(table, dmn.Table)
    assert [clause.label for clause in table.inputs] == ["Luka", "Kelompok"]
    assert [rule.note for rule in table.rules] == ["luka berat selalu tinggi", None, None]
    assert (model.name, model.definitions.version, model.decisions["risiko"].name) == (
        "Triase",
        "1.3",
        "Tingkat risiko",
    )


def test_the_table_has_nothing_to_complain_about(model: dmn.Model) -> None:
    found = dmn.problems(model, known=["luka"])
    assert found == []


def test_names_that_nobody_provides_are_told(model: dmn.Model) -> None:
    assert [(each.decision_id, each.code) for each in dmn.problems(model)] == [("risiko", "name_unknown")]


def test_a_model_may_be_evaluated_by_many_at_once_and_keeps_nothing(model: dmn.Model) -> None:
    first = model.evaluate("risiko", {"luka": "berat"})
    again = model.evaluate("risiko", {"luka": "ringan", "umur korban": Decimal(30)})
    assert (first.value["risiko"], again.value["risiko"]) == ("tinggi", "sedang")
    assert len(first.matched) == len(again.matched) == 1
