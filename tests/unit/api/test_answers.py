"""Posted HTML fields become the answers that form-js would have sent."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from api.web.forms import answers
from engine.domain.forms import forms

ZONE = "Asia/Jakarta"


def _form(*components: dict[str, Any]) -> forms.Form:
    named = [{"label": "L", **one} for one in components]
    return forms.parse(json.dumps({"id": "f", "type": "default", "components": named}).encode())


def _read(form: forms.Form, *posted: tuple[str, str]) -> dict[str, Any]:
    return answers.read(form.fields, MultiDict(posted), zone=ZONE)


@pytest.mark.parametrize(
    ("component", "typed", "answer"),
    [
        ({"type": "textfield"}, "  Siti ", "Siti"),
        ({"type": "textarea"}, "a\r\nb", "a\nb"),
        ({"type": "number"}, "7", 7),
        ({"type": "number"}, "1,5", 1.5),
        ({"type": "number"}, "tujuh", "tujuh"),
        ({"type": "number"}, "1e999", "1e999"),
        ({"type": "number"}, "NaN", "NaN"),
        ({"type": "datetime", "subtype": "date"}, "2026-03-17", "2026-03-17"),
        ({"type": "datetime", "subtype": "datetime"}, "2026-03-17T10:00", "2026-03-17T10:00:00+07:00"),
        ({"type": "datetime", "subtype": "datetime"}, "2026-03-17T10:00Z", "2026-03-17T10:00:00+00:00"),
        ({"type": "datetime", "subtype": "datetime"}, "besok", "besok"),
        ({"type": "select", "values": [{"value": 1, "label": "satu"}]}, "1", 1),
        ({"type": "radio", "values": [{"value": "a", "label": "A"}]}, "z", "z"),
    ],
)
def test_a_typed_value_becomes_its_answer(component: dict[str, Any], typed: str, answer: Any) -> None:
    form = _form({"key": "a", **component})

    assert _read(form, ("f.a", typed)) == {"a": answer}


def test_what_is_left_empty_is_left_out() -> None:
    form = _form({"type": "textfield", "key": "a"}, {"type": "number", "key": "b"})

    assert _read(form, ("f.a", "  ")) == {}


def test_a_box_is_ticked_or_not() -> None:
    form = _form({"type": "checkbox", "key": "a"}, {"type": "checkbox", "key": "b"})

    assert _read(form, ("f.a", "1")) == {"a": True, "b": False}


def test_a_checklist_gives_what_was_chosen() -> None:
    options = [{"value": name, "label": name} for name in "xyz"]
    form = _form({"type": "checklist", "key": "a", "values": options})

    assert _read(form, ("f.a", "x"), ("f.a", "z")) == {"a": ["x", "z"]}
    assert _read(form) == {}


def test_groups_nest_under_their_path_only() -> None:
    inner = [{"type": "textfield", "key": "nama", "label": "Nama"}]
    form = _form(
        {"type": "group", "path": "pelapor", "components": inner},
        {"type": "group", "components": [{"type": "textfield", "key": "kota", "label": "Kota"}]},
    )

    assert _read(form, ("f.pelapor.nama", "S"), ("f.kota", "T")) == {"pelapor": {"nama": "S"}, "kota": "T"}
    assert _read(form) == {}


def test_rows_of_a_list_come_in_order_and_empty_ones_are_dropped() -> None:
    inner = [{"type": "textfield", "key": "nama", "label": "Nama"}, {"type": "checkbox", "key": "ya", "label": "Ya"}]
    form = _form({"type": "dynamiclist", "path": "anak", "components": inner})

    found = _read(form, ("f.anak.3.nama", "B"), ("f.anak.0.nama", "A"), ("f.anak.1.nama", ""), ("f.anak.x.nama", "C"))

    assert found == {"anak": [{"nama": "A", "ya": False}, {"nama": "B", "ya": False}]}
    assert _read(form) == {}


def test_disabled_fields_and_explanations_are_not_taken() -> None:
    form = _form({"type": "textfield", "key": "a", "disabled": True}, {"type": "text", "text": "Halo"})

    assert _read(form, ("f.a", "x")) == {}
