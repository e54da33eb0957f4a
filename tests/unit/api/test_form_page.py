"""A form-js file drawn as plain HTML fields."""

import json
from typing import Any

import pytest
from flask import Flask

from api import problems
from api.web.forms import form_page
from engine.domain.forms import forms

NAME = {"type": "textfield", "key": "nama", "label": "Nama"}


@pytest.fixture
def app() -> Flask:
    """Give an application: what was typed before comes from a request."""
    return Flask("form_page")


def _form(*components: dict[str, Any]) -> forms.Form:
    named = [{"label": "L", **one} for one in components]
    return forms.parse(json.dumps({"id": "f", "type": "default", "components": named}).encode())


def _fault(pointer: str) -> problems.Problem:
    fault = problems.Fault(pointer=pointer, code="required", sentence_id="Wajib.", sentence_en="Required.")
    return problems.Problem(status=422, code="form_invalid", sentence_id="", sentence_en="", faults=(fault,))


def _one(component: dict[str, Any]) -> form_page.Widget:
    return form_page.draw(_form(component)).widgets[0]


def test_an_empty_form_shows_its_defaults() -> None:
    options = [{"value": value, "label": value} for value in "ab"]
    drawn = form_page.draw(
        _form(
            {**NAME, "defaultValue": "Tanpa nama"},
            {"type": "checkbox", "key": "ya", "defaultValue": True},
            {"type": "checklist", "key": "banyak", "values": options, "defaultValue": ["b"]},
            {"type": "radio", "key": "satu", "values": options, "defaultValue": "a"},
        )
    )

    text, box, many, one = drawn.widgets
    assert (text.value, box.ticked) == ("Tanpa nama", True)
    assert [[choice.value for choice in widget.choices if choice.chosen] for widget in (many, one)] == [["b"], ["a"]]


@pytest.mark.parametrize(
    ("component", "limits"),
    [
        ({"type": "number", "key": "a", "validate": {"min": 0, "max": 5}}, {"step": "any", "min": "0", "max": "5"}),
        ({"type": "number", "key": "a", "decimalDigits": 0}, {"step": "1"}),
        ({"type": "number", "key": "a", "decimalDigits": 2}, {"step": "0.01"}),
        ({"type": "textfield", "key": "a", "validate": {"maxLength": 9}}, {"maxlength": "9"}),
        ({"type": "checkbox", "key": "a"}, {}),
    ],
)
def test_a_browser_is_told_the_limits_that_it_can_keep(component: dict[str, Any], limits: dict[str, str]) -> None:
    assert _one(component).limits == limits


@pytest.mark.parametrize(
    ("component", "input_type"),
    [
        (NAME, "text"),
        ({**NAME, "validate": {"validationType": "email"}}, "email"),
        ({**NAME, "validate": {"validationType": "phone"}}, "tel"),
        ({"type": "datetime", "key": "a", "subtype": "date"}, "date"),
        ({"type": "datetime", "key": "a", "subtype": "datetime"}, "datetime-local"),
    ],
)
def test_a_field_has_the_input_that_fits(component: dict[str, Any], input_type: str) -> None:
    assert _one(component).input_type == input_type


def test_a_condition_is_hinted_at_instead_of_hiding() -> None:
    hidden = {"type": "textfield", "key": "lain", "conditional": {"hide": "=nama = null"}}

    assert [widget.conditional for widget in form_page.draw(_form(NAME, hidden)).widgets] == [False, True]


def test_an_expression_is_computed_and_not_drawn() -> None:
    assert form_page.draw(_form({"type": "expression", "key": "a", "expression": "=1 + 1"})).widgets == ()


def test_groups_name_their_fields_below_their_path_only() -> None:
    drawn = form_page.draw(
        _form(
            {"type": "group", "path": "pelapor", "components": [NAME]},
            {"type": "group", "components": [{**NAME, "key": "kota"}]},
        )
    )

    assert [group.rows[0][0].name for group in drawn.widgets] == ["f.pelapor.nama", "f.kota"]


def test_a_list_offers_empty_rows_below_the_filled_ones(app: Flask) -> None:
    form = _form({"type": "dynamiclist", "path": "anak", "components": [NAME]})
    fresh = form_page.draw(form).widgets[0]
    with app.test_request_context(method="POST", data={"f.anak.1.nama": "Ayu"}):
        again = form_page.draw(form, problem=_fault("/form/anak")).widgets[0]

    assert [row[0].name for row in fresh.rows] == ["f.anak.0.nama", "f.anak.1.nama"]
    assert [(row[0].name, row[0].value) for row in again.rows] == [
        ("f.anak.1.nama", "Ayu"),
        ("f.anak.2.nama", ""),
        ("f.anak.3.nama", ""),
    ]


def test_a_refused_form_keeps_what_was_typed_and_shows_each_fault(app: Flask) -> None:
    form = _form(NAME, {"type": "checkbox", "key": "ya"})
    with app.test_request_context(method="POST", data={"f.nama": "Ayu", "f.ya": "1"}):
        text, box = form_page.draw(form, problem=_fault("/form/nama")).widgets

    assert (text.value, text.fault, box.ticked, box.fault) == ("Ayu", "Wajib.", True, None)


def test_a_summary_leads_to_the_field_or_to_the_top() -> None:
    drawn = form_page.draw(_form({"type": "group", "path": "pelapor", "components": [NAME]}))

    assert (drawn.anchor("/form/pelapor/nama"), drawn.label("/form/pelapor/nama")) == ("f-pelapor-nama", "Nama")
    assert (drawn.anchor("/form/lain"), drawn.label("/form/lain")) == ("isi", "Isian")


def test_a_step_without_a_form_has_no_answers() -> None:
    assert form_page.posted(None, zone="Asia/Jakarta") == {}


def test_every_page_has_a_key_of_its_own() -> None:
    assert form_page.fresh_key() != form_page.fresh_key()
