"""Reading form-js files: what pages get to draw, and what is refused at deployment."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.domain.forms import forms
from tests.unit.domain.forms.form_builders import Json, choice, component, form, group, rows, schema

WORKFLOWS = Path(__file__).resolve().parents[4] / "workflows"


def test_a_field_carries_what_a_page_draws() -> None:
    found = form(
        component(
            "number",
            "usia",
            description="Dalam tahun",
            required=True,
            min=0,
            max="120",
            decimalDigits=0,
            defaultValue=7,
        )
    ).fields[0]
    assert (found.type, found.key, found.label, found.description) == ("number", "usia", "usia", "Dalam tahun")
    assert (found.required, found.min, found.max, found.decimal_digits) == (True, Decimal(0), Decimal(120), 0)
    assert (found.default, found.is_input, found.routing) == (7, True, False)


def test_text_rules_have_a_length_by_default() -> None:
    short, long, own = form(
        component(key="a"), component("textarea", "b"), component(key="c", maxLength=16, minLength=16, pattern="^x$")
    ).fields
    assert (short.max_length, long.max_length) == (500, 20_000)
    assert (own.max_length, own.min_length, own.pattern) == (16, 16, "^x$")


def test_options_keep_their_order_and_labels() -> None:
    found = form(choice("radio", "ya", "tidak", 3)).fields[0]
    assert [(option.value, option.label) for option in found.options] == [("ya", "ya"), ("tidak", "tidak"), (3, "3")]


def test_components_keep_their_order_and_nesting() -> None:
    found = form({"id": "t", "type": "text", "text": "Halo"}, group(rows(component(key="nama")), path="korban")).fields
    assert (found[0].text, found[0].key) == ("Halo", None)
    assert (found[1].key, found[1].fields[0].key, found[1].fields[0].fields[0].key) == ("korban", "anak", "nama")


def test_a_datetime_says_which_kind_and_a_format_is_named() -> None:
    day, both, mail = form(
        component("datetime", "a"),
        component("datetime", "b", subtype="datetime"),
        component(key="c", validationType="email"),
    ).fields
    assert (day.subtype, both.subtype, mail.format, mail.subtype) == ("date", "datetime", "email", None)


def test_the_submit_button_of_the_editor_is_left_out() -> None:
    assert form({"id": "b", "type": "button", "action": "submit"}).fields == ()


def test_hide_conditions_are_compiled_with_or_without_the_equals_sign() -> None:
    with_sign, without = form(component(key="a", hide="=x > 1"), component(key="b", hide="x > 1")).fields
    assert with_sign.hide is not None
    assert without.hide is not None
    assert with_sign.hide.text == without.hide.text


def deep(levels: int) -> Json:
    return component(key="dasar") if levels == 0 else group(deep(levels - 1))


@pytest.mark.parametrize(
    ("faulty", "code"),
    [
        ({"type": "filepicker", "key": "berkas"}, "unsupported_component"),
        ({"type": ["textfield"], "key": "a"}, "unsupported_component"),
        ({"key": "a"}, "unsupported_component"),
        (component("select", valuesKey="daftar"), "unsupported_setting"),
        (component("select", valuesExpression="=daftar"), "unsupported_setting"),
        (component("datetime", disallowPassedDates=True), "unsupported_setting"),
        (component(key="a.b"), "bad_key"),
        (component(key=""), "bad_key"),
        (rows(component(), path=""), "bad_key"),
        (component(hide="=x >"), "bad_feel"),
        (component(hide=7), "bad_feel"),
        (component("expression", expression=""), "bad_feel"),
        (component("expression"), "bad_feel"),
        (component() | {"validate": {"pattern": "^a", "patternErrorMessage": 1}}, "bad_rule"),
        (component(minLength="=x"), "bad_rule"),
        (component(minLength=-1), "bad_rule"),
        (component(maxLength=1.5), "bad_rule"),
        (component("number", min="Infinity"), "bad_rule"),
        (component(required="=x"), "bad_rule"),
        (component(readonly="=x"), "bad_rule"),
        (component(pattern="("), "bad_rule"),
        (component(pattern=7), "bad_rule"),
        (component(pattern="a" * 301), "bad_rule"),
        (component(validationType="nik"), "bad_rule"),
        (component("datetime", subtype="bulan"), "bad_rule"),
        (component() | {"validate": ["required"]}, "bad_rule"),
        (component() | {"properties": {"audit": "rahasia"}}, "bad_audit"),
        (choice("radio"), "bad_options"),
        (choice("radio", "a", "a"), "bad_options"),
        (choice("radio", *[True]), "bad_options"),
        (choice("radio", ""), "bad_options"),
        (choice("radio", ["a"]), "bad_options"),
        (component("radio", values=["a"]), "bad_options"),
        (component("radio", values=[{"value": "a", "label": " "}]), "bad_options"),
        (deep(9), "too_deep"),
    ],
)
def test_what_the_server_cannot_honour_is_refused(faulty: Json, code: str) -> None:
    found = forms.problems(schema(faulty))
    assert [problem.code for problem in found] == [code]
    assert all(problem.sentence_id and problem.sentence_en for problem in found)
    with pytest.raises(forms.FormSchemaInvalidError):
        forms.parse(schema(faulty))


def test_every_problem_is_reported_with_its_component() -> None:
    found = forms.problems(schema(component(key="a.b"), group(component("filepicker", "berkas"))))
    assert [(problem.component, problem.code) for problem in found] == [
        ("Field_a.b", "bad_key"),
        ("Field_berkas", "unsupported_component"),
    ]


def test_a_key_used_twice_on_one_level_is_reported_once() -> None:
    twice = group(component(key="a"), component(key="a"))
    assert [(one.component, one.code) for one in forms.problems(schema(twice))] == [("a", "double_key")]


def test_a_key_may_occur_again_under_another_path() -> None:
    assert forms.problems(schema(component(key="nama"), group(component(key="nama"), path="korban"))) == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not_json"),
        (b"\xff", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "no_components"),
        (b"{}", "no_components"),
        (b'{"components": ["teks"]}', "unsupported_component"),
    ],
)
def test_a_file_that_is_no_form_is_refused(data: bytes, code: str) -> None:
    assert [problem.code for problem in forms.problems(data)] == [code]


def test_an_oversized_file_is_refused() -> None:
    padded = json.dumps({"components": [], "catatan": "x" * 1_000_000}).encode()
    assert [problem.code for problem in forms.problems(padded)] == ["not_json"]


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*/forms/*.form")), ids=lambda path: path.name)
def test_every_form_of_the_house_may_be_deployed(path: Any) -> None:
    assert forms.problems(path.read_bytes()) == ()
