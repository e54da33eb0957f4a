"""Whatever JSON is sent, the check answers with what is kept or with named faults, and never with anything else."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.domain.forms import forms
from tests.unit.domain.forms.form_builders import choice, component, form, group, rows

TEXTS = st.text(max_size=12) | st.sampled_from(["ya", "fisik", "2026-11-20", "15:00", "\x00", "\ud800", " ", "9" * 30])
NUMBERS = st.integers() | st.floats()  # NaN and infinities too: Python's JSON reader lets them in
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
FORM = form(
    choice("radio", "ya", "tidak", key="setuju", routing=True),
    component(key="alasan", hide='=setuju = "ya"', required=True, pattern="^[a-z ]+$", routing=True),
    component("number", "usia", min=0, max=120, decimalDigits=1),
    component("checkbox", "anonim", routing=True),
    choice("checklist", "fisik", "psikis", key="jenis", hide="=usia < 5 and anonim"),
    component("datetime", "tanggal", subtype="datetime"),
    component("expression", "dewasa", expression="=usia >= 18"),
    group(component(key="kota", hide="=count(jenis) > 1", routing=True), path="tempat"),
    rows(component(key="nama", hide="=usia > setuju"), component("number", "usia", routing=True)),
)
KEYS = ["setuju", "alasan", "usia", "anonim", "jenis", "tanggal", "dewasa", "tempat", "anak"]
ANSWERS = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=9)


def checked(answers: dict[str, Any]) -> forms.Checked | None:
    try:
        return FORM.check(answers)
    except forms.FormInvalidError:
        return None


@settings(max_examples=60)
@given(answers=ANSWERS)
def test_any_answers_are_kept_or_refused_by_name(answers: dict[str, Any]) -> None:
    kept = checked(answers)
    if kept is not None:
        assert set(kept.values) <= set(KEYS)
        assert set(kept.routing) == set(FORM.routing_names)


@settings(max_examples=60)
@given(answers=ANSWERS)
def test_what_is_kept_can_be_stored_as_json(answers: dict[str, Any]) -> None:
    kept = checked(answers)
    if kept is not None:
        text = json.dumps([kept.values, kept.routing], allow_nan=False)
        assert json.loads(text.encode("utf-8").decode()) == [kept.values, kept.routing]


@settings(max_examples=60)
@given(answers=ANSWERS)
@example(answers={"setuju": "ya", "anonim": []})
def test_what_was_kept_is_right_again(answers: dict[str, Any]) -> None:
    kept = checked(answers)
    if kept is not None:
        assert checked(kept.values) == kept


@settings(max_examples=60)
@given(answers=ANSWERS, extra=JSON)
def test_an_unknown_key_is_always_refused(answers: dict[str, Any], extra: Any) -> None:
    assert checked(answers | {"peran": extra}) is None


@settings(max_examples=60)
@given(schema=st.dictionaries(st.sampled_from(["id", "components"]), JSON))
def test_any_file_is_read_or_refused_by_name(schema: Any) -> None:
    data = json.dumps(schema).encode()
    if forms.problems(data) == ():
        assert forms.parse(data).check({}).values == {}


COMPONENTS = st.dictionaries(
    st.sampled_from(["id", "type", "key", "path", "validate", "conditional", "properties", "values", "components"]),
    JSON | st.sampled_from(["textfield", "number", "group", "dynamiclist", "radio", "expression", "datetime"]),
)


@settings(max_examples=60)
@given(components=st.lists(COMPONENTS, max_size=4))
def test_any_components_are_read_or_refused_by_name(components: list[Any]) -> None:
    found = forms.problems(json.dumps({"components": components}).encode())
    assert all(problem.sentence_id and problem.code for problem in found)
