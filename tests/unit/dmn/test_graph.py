"""The requirement graph: decisions of decisions, knowledge, services, imports."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel
from tests.unit.dmn import writing
from tests.unit.dmn.writing import decision, input_data, knowledge, literal


def _read(*parts: str) -> dmn.Model:
    return dmn.read(writing.model(*parts))


def test_required_decisions_are_evaluated_first_and_once() -> None:
    table = writing.table("U", ["n"], ["- => n + 1"])
    model = _read(
        decision("a", table),
        decision("b", literal("a * 2"), requires=["a"]),
        decision("c", literal("a + b"), requires=["a", "b"]),
    )
    result = model.evaluate("c", {"n": Decimal(1)})
    assert result.settled() == Decimal(6)
    assert [each.decision_id for each in result.matched] == ["a"]


def test_a_required_decision_is_evaluated_even_where_a_variable_has_its_name() -> None:
    model = _read(decision("a", literal("1")), decision("b", literal("a"), requires=["a"]))
    assert model.evaluate("b", {"a": Decimal(99)}).value == Decimal(1)


def test_decisions_are_found_by_id_and_by_name() -> None:
    model = _read('<decision id="x1" name="Tingkat risiko">' + literal("1") + "</decision>")
    assert model.evaluate("x1", {}).value == model.evaluate("Tingkat risiko", {}).value == Decimal(1)
    with pytest.raises(dmn.DecisionUnknownError):
        model.evaluate("lain", {})


def test_names_with_blanks_and_signs_are_resolved() -> None:
    parts = (input_data("umur anak"), input_data("pra-sidang"))
    model = _read(*parts, decision("d", literal("umur anak + pra-sidang"), requires=["in:umur anak", "in:pra-sidang"]))
    assert model.evaluate("d", {"umur anak": Decimal(3), "pra-sidang": Decimal(4)}).settled() == Decimal(7)


def test_a_decision_without_logic_is_null() -> None:
    assert _read(decision("d", "")).evaluate("d", {}).settled() is None


def test_what_is_required_but_missing_is_noted() -> None:
    model = _read(decision("d", literal("1"), requires=["hilang", "urn:lain#x"]))
    assert [each.code for each in model.evaluate("d", {}).problems] == ["requirement_unknown"] * 2


def test_decisions_that_require_each_other_are_refused() -> None:
    model = _read(decision("a", literal("b"), requires=["b"]), decision("b", literal("a"), requires=["a"]))
    with pytest.raises(dmn.RequirementCycleError):
        model.evaluate("a", {})


def test_a_knowledge_model_is_a_function_that_sees_only_its_parameters() -> None:
    parts = (knowledge("tambah", {"n": "number"}, literal("n + m")), knowledge("satu", {}, literal("1")))
    body = literal("[tambah(1), satu()]")
    result = _read(*parts, decision("d", body, knows=["tambah", "satu"])).evaluate("d", {"m": Decimal(5)})
    assert result.value == [None, Decimal(1)]


def test_knowledge_models_use_each_other_and_their_rules_are_named() -> None:
    table = writing.table("U", ["n"], ['< 18 => "anak"'])
    parts = (
        knowledge("kelompok", {"n": "number"}, table),
        knowledge("sapa", {"n": "number"}, literal('"untuk " + kelompok(n)'), knows=["kelompok"]),
    )
    result = _read(*parts, decision("d", literal("sapa(3)"), knows=["sapa"])).evaluate("d", {})
    assert result.value == "untuk anak"
    assert [(each.decision_id, each.rule_ids) for each in result.matched] == [("kelompok", ("r1",))]


def test_knowledge_is_evaluated_for_a_caller_with_the_variables_of_its_parameters() -> None:
    model = _read(knowledge("tambah", {"n": "number"}, literal("n + 1")))
    assert model.evaluate("tambah", {"n": Decimal(2)}).settled() == Decimal(3)
    assert model.evaluate("tambah", {}).settled() is None


def test_knowledge_without_logic_gives_null() -> None:
    parts = ('<businessKnowledgeModel id="k" name="k"/>', decision("d", literal("k() = null"), knows=["k"]))
    assert _read(*parts).evaluate("d", {}).settled() is True


@pytest.mark.parametrize(("type_ref", "value"), [("string", None), ("number", 1), ("tF", None), ("tG", 1)])
def test_the_result_of_knowledge_has_the_type_that_its_variable_names(type_ref: str, value: Any) -> None:
    items = "".join(
        writing.item(name, inside=f'<functionItem outputTypeRef="{of}"/>')
        for name, of in (("tF", "string"), ("tG", "number"))
    )
    head = f'<businessKnowledgeModel id="k" name="k"><variable name="k" typeRef="{type_ref}"/>'
    model = f"{head}<encapsulatedLogic>{literal('1')}</encapsulatedLogic></businessKnowledgeModel>"
    assert _read(items, model, decision("d", literal("k()"), knows=["k"])).evaluate("d", {}).value == value


def test_knowledge_that_calls_itself_without_end_meets_a_limit() -> None:
    parts = (knowledge("k", {"n": ""}, literal("k(n)"), knows=["k"]), decision("d", literal("k(1)"), knows=["k"]))
    with pytest.raises(feel.FeelLimitError):
        _read(*parts).evaluate("d", {})


def test_calls_of_knowledge_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.dmn.model.MAX_STEPS", 40)
    parts = (knowledge("k", {}, literal("1")), decision("d", literal("for a in 1..9 return k()"), knows=["k"]))
    with pytest.raises(feel.FeelLimitError):
        _read(*parts).evaluate("d", {})


def _loop(name: str, body: str) -> str:
    return f'<for iteratorVariable="{name}"><in>{literal("[1..9000]")}</in><return>{body}</return></for>'


@pytest.mark.parametrize(
    "parts",
    [
        (decision("d", _loop("a", _loop("b", literal("1")))),),
        (
            knowledge("k", {"n": ""}, literal("count(for i in 1..5000 return i)")),
            decision("d", literal("for i in 1..5000 return k(i)"), knows=["k"]),
        ),
        (
            knowledge("k", {"n": ""}, literal("if n = 0 then 1 else k(n - 1) + k(n - 1)")),
            decision("d", literal("k(40)"), knows=["k"]),
        ),
        (
            decision(
                "d",
                f"<filter><in>{literal('for i in 1..5000 return i')}</in><match>{_loop('a', literal('1'))}"
                "</match></filter>",
            ),
        ),
        (
            knowledge("k", {"n": ""}, writing.table("U", ["n"], [f"{row} => 1" for row in range(200)])),
            decision("d", literal("for i in 1..5000 return k(i)"), knows=["k"]),
        ),
    ],
)
def test_a_whole_model_has_one_limit(parts: tuple[str, ...]) -> None:
    with pytest.raises(feel.FeelLimitError) as caught:
        _read(*parts).evaluate("d", {})

    assert caught.value.limit == "steps"


SERVICE = (
    input_data("n", "number"),
    decision("dasar", literal("n + 1"), requires=["in:n"], type_ref="number"),
    decision("hasil", literal("[n, dasar]"), requires=["in:n", "dasar"]),
    decision("lagi", literal("dasar"), requires=["dasar"]),
    writing.service("layanan", ["hasil"], decisions=["dasar"], data=["n"]),
    writing.service("dua", ["hasil", "lagi"], data=["n"]),
    writing.service("rusak", ["hilang"]),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("layanan(1, 5)", [1, 5]),
        ("layanan(dasar: 5, n: 1)", [1, 5]),
        ('layanan("x", 5)', None),
        ("layanan(1)", None),
        ("dua(1)", {"hasil": [1, 2], "lagi": 2}),
        ("rusak()", None),
    ],
)
def test_a_decision_service_is_a_function_of_its_inputs_then_its_input_decisions(text: str, value: Any) -> None:
    caller = decision("d", literal(text), knows=["layanan", "dua", "rusak"])
    assert _read(*SERVICE, caller).evaluate("d", {"n": Decimal(70)}).value == value


def test_a_service_does_not_disturb_the_decisions_around_it() -> None:
    caller = decision("d", literal("[layanan(1, 5), dasar, n]"), requires=["dasar", "in:n"], knows=["layanan"])
    assert _read(*SERVICE, caller).evaluate("d", {"n": Decimal(70)}).value == [[1, 5], 71, 70]


def test_a_service_is_evaluated_for_a_caller_with_its_inputs_alone() -> None:
    model = _read(*SERVICE)
    assert model.evaluate("layanan", {"n": Decimal(1), "dasar": Decimal(2)}).settled() == [1, 2]
    refused = model.evaluate("layanan", {"n": "satu"})
    assert (refused.value, refused.problems[0].code) == ([None, None], "input_not_conforming")


def test_inputs_that_a_service_names_but_nobody_has_are_left_out() -> None:
    service = writing.service("s", ["lagi"], data=["n", "hilang", "urn:lain#x"])
    assert _read(*SERVICE, service).evaluate("s", {"n": Decimal(1)}).settled() == Decimal(2)


def test_the_result_of_a_service_has_the_type_of_its_variable() -> None:
    variable = '<variable name="s" typeRef="string"/>'
    service = writing.service("s", ["hasil"], data=["n"]).replace("<outputDecision", f"{variable}<outputDecision", 1)
    result = _read(*SERVICE, service).evaluate("s", {"n": Decimal(1)})
    assert (result.value, result.problems[0].code) == (None, "value_not_conforming")


SHARED = writing.model(
    input_data("umur anak", "number"),
    writing.item("tKelompok", "string", allowed='"anak", "dewasa"'),
    decision("kelompok usia", literal('if umur anak < 18 then "anak" else "dewasa"'), requires=["in:umur anak"]),
    knowledge("sapa", {"kata": "string"}, literal('"halo " + kata')),
    own="urn:bersama",
)


def _user(name: str, text: str, type_ref: str = "") -> bytes:
    needs = ["urn:bersama#kelompok usia", "in:urn:bersama#umur anak"]
    knows = ["urn:bersama#sapa"]
    return writing.model(
        writing.imported(name, "urn:bersama"),
        decision("d", literal(text), requires=needs, knows=knows, type_ref=type_ref),
    )


@pytest.mark.parametrize(
    "scope",
    [
        {"umur anak": Decimal(3)},
        {"urn:bersama#umur anak": Decimal(3), "umur anak": Decimal(40)},
        {"umum": {"umur anak": Decimal(3)}},
    ],
)
def test_imported_elements_are_known_by_the_imports_name(scope: dict[str, Any]) -> None:
    text = 'umum.sapa(umum.kelompok usia) + " " + string(umum.umur anak)'
    model = dmn.read(_user("umum", text, "umum.tKelompok"), imports=[dmn.read(SHARED)])
    assert model.evaluate("d", scope).problems[0].code == "value_not_conforming"
    untyped = dmn.read(_user("umum", text), imports=[dmn.read(SHARED)])
    assert untyped.evaluate("d", {**scope, "umur anak": Decimal(3)}).value == "halo anak 3"


def test_an_import_without_a_name_brings_its_elements_in_bare() -> None:
    model = dmn.read(_user("", "sapa(kelompok usia)", "tKelompok"), imports=[dmn.read(SHARED)])
    assert model.evaluate("d", {"umur anak": Decimal(3)}).problems[0].code == "value_not_conforming"


def test_several_files_are_linked_in_any_order() -> None:
    models = dmn.read_all({"a.dmn": _user("umum", "umum.sapa(umum.kelompok usia)"), "b.dmn": SHARED})
    assert list(models) == ["a.dmn", "b.dmn"]
    assert models["a.dmn"].evaluate("d", {"umur anak": Decimal(3)}).settled() == "halo anak"


def test_a_model_may_import_several() -> None:
    other = writing.model(decision("x", literal("7")), own="urn:lain")
    needs = ["urn:bersama#kelompok usia", "urn:lain#x"]
    user = decision("d", literal("[lain.x, umum.kelompok usia]"), requires=needs)
    parts = (writing.imported("lain", "urn:lain"), writing.imported("umum", "urn:bersama"), user)
    model = dmn.read(writing.model(*parts), imports=[dmn.read(SHARED), dmn.read(other)])
    assert model.evaluate("d", {"umur anak": Decimal(3)}).settled() == [Decimal(7), "anak"]
    assert dmn.problems(model) == []


def test_an_import_that_is_not_at_hand_is_refused() -> None:
    with pytest.raises(dmn.ImportMissingError) as refused:
        dmn.read_all({"a.dmn": _user("umum", "1")})
    assert refused.value.ids == {"namespace": "urn:bersama"}


def test_imports_of_other_documents_are_left_alone() -> None:
    foreign = '<import name="x" namespace="urn:x" importType="http://www.w3.org/2001/XMLSchema"/>'
    assert _read(foreign, decision("d", literal("1"))).evaluate("d", {}).value == Decimal(1)


def test_dmn_1_1_knows_imports_by_their_xml_prefix() -> None:
    old = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    xml = _user("umum", '"lain"', "u:tKelompok").replace(writing.NAMESPACE.encode(), old.encode())
    xml = xml.replace(b' name="umum"', b"", 1).replace(b"<definitions ", b'<definitions xmlns:u="urn:bersama" ')
    model = dmn.read(xml, imports=[dmn.read(SHARED)])
    assert list(model.imported) == ["u"]
    assert model.evaluate("d", {}).problems[0].code == "value_not_conforming"
