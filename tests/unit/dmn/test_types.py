"""Item definitions: conformance, allowed values, and the conversions that DMN allows itself."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn, feel
from tests.unit.dmn import writing
from tests.unit.dmn.writing import component, item, literal

ITEMS = (
    item("tRisiko", "string", allowed='"tinggi", "rendah"'),
    item("tUmur", "number", allowed="[0..150]"),
    item("tDaftar", "tRisiko", collection=True),
    item("tOrang", inside=component("nama", "string") + component("umur", "tUmur")),
    item("tPohon", inside=component("isi", "string") + component("anak", "tPohon")),
    item("tA", "tB"),
    item("tB", "tA"),
    item("tRusak", "string", allowed="< <"),
    writing.constrained("tTiga", "tDaftar", "count(?) = 2"),
)  # fmt: skip


def _converted(text: str, type_ref: str) -> tuple[Any, list[str]]:
    model = dmn.read(writing.model(*ITEMS, writing.decision("d", literal(text), type_ref=type_ref)))
    result = model.evaluate("d", {})
    return feel.to_json(result.value), [problem.code for problem in result.problems]


@pytest.mark.parametrize(
    ("text", "type_ref", "value"),
    [
        ('"tinggi"', "tRisiko", "tinggi"),
        ("[1]", "number", 1),
        ("1", "tAngka", 1),
        ('"rendah"', "tDaftar", ["rendah"]),
        ('["rendah", "tinggi"]', "tDaftar", ["rendah", "tinggi"]),
        ('["rendah", "tinggi"]', "tTiga", ["rendah", "tinggi"]),
        ('[["tinggi"]]', "tDaftar", ["tinggi"]),
        ('{nama: "A", umur: 3}', "tOrang", {"nama": "A", "umur": 3}),
        ('{nama: "A", umur: null, lain: 1}', "tOrang", {"nama": "A", "umur": None, "lain": 1}),
        ('{isi: "a", anak: {isi: "b", anak: null}}', "tPohon", {"isi": "a", "anak": {"isi": "b", "anak": None}}),
        ("null", "tUmur", None),
        ("1", "Any", 1),
        ("1", "integer", 1),
        ("true", "boolean", True),
        ("5", "tA", 5),
        ('"x"', "tRusak", "x"),
        ("1", "list", [1]),
        ("{a: 1}", "context", {"a": 1}),
    ],
)
def test_values_that_conform_or_convert_are_kept(text: str, type_ref: str, value: Any) -> None:
    assert _converted(text, type_ref) == (value, [])


@pytest.mark.parametrize(
    ("text", "type_ref"),
    [
        ('"sedang"', "tRisiko"),
        ("200", "tUmur"),
        ('"1"', "number"),
        ("[1, 2]", "number"),
        ('["rendah", "sedang"]', "tDaftar"),
        ('["rendah"]', "tTiga"),
        ('{nama: "A"}', "tOrang"),
        ('{nama: "A", umur: 200}', "tOrang"),
        ('"A"', "tOrang"),
        ('{isi: "a", anak: {isi: 1, anak: null}}', "tPohon"),
        ("1", "context"),
        ("1", "date"),
    ],
)
def test_values_that_do_not_conform_are_null_and_noted(text: str, type_ref: str) -> None:
    assert _converted(text, type_ref) == (None, ["value_not_conforming"])


def test_a_date_becomes_midnight_utc_where_a_date_and_time_is_wanted() -> None:
    assert _converted('date("2026-03-01")', "dateTime")[0] == "2026-03-01T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"sedang" instance of tRisiko', True),
        ("1 instance of tRisiko", False),
        ('["x"] instance of tDaftar', True),
        ('{nama: "A", umur: 1000} instance of tOrang', True),
        ('{nama: "A"} instance of tOrang', False),
        ('{isi: "a", anak: {isi: "b", anak: null}} instance of tPohon', True),
        ('{isi: "a", anak: {isi: 2, anak: null}} instance of tPohon', False),
    ],
)
def test_instance_of_knows_the_models_types_and_leaves_allowed_values_aside(text: str, value: bool) -> None:  # noqa: FBT001 - a row of the table above
    assert _converted(text, "boolean") == (value, [])


def test_function_types_compare_signatures() -> None:
    signature = '<functionItem><parameters name="p" typeRef="number"/></functionItem>'
    text = '[(function(a: number) "x") instance of tF, (function(a: string) "x") instance of tF, 1 instance of tF]'
    model = dmn.read(writing.model(item("tF", inside=signature), writing.decision("d", literal(text))))
    assert model.evaluate("d", {}).value == [True, False, False]


def test_knowledge_has_the_type_of_its_signature() -> None:
    signature = '<functionItem><parameters name="p" typeRef="number"/></functionItem>'
    parts = (item("tF", inside=signature), writing.knowledge("a", {"p": "number"}, literal("p")))
    others = (writing.knowledge("b", {"p": "string"}, literal("p")), writing.knowledge("c", {"p": ""}, literal("p")))
    body = literal("[a instance of tF, b instance of tF, c instance of tF]")
    model = dmn.read(writing.model(*parts, *others, writing.decision("d", body, knows=["a", "b", "c"])))
    assert model.evaluate("d", {}).value == [True, False, True]


def test_inputs_are_converted_and_checked() -> None:
    parts = (
        *ITEMS,
        writing.input_data("umur", "tUmur"),
        writing.decision("d", literal("umur + 1"), requires=["in:umur"]),
    )
    model = dmn.read(writing.model(*parts))
    assert model.evaluate("d", {"umur": [Decimal(3)]}).settled() == Decimal(4)
    refused = model.evaluate("d", {"umur": Decimal(900)})
    assert (refused.value, refused.problems[0].code) == (None, "input_not_conforming")


def test_dmn_1_1_writes_type_names_with_a_prefix() -> None:
    old = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    xml = writing.model(*ITEMS, writing.decision("d", literal("1"), type_ref="feel:string"), namespace=old)
    assert dmn.read(xml).evaluate("d", {}).problems[0].code == "value_not_conforming"
