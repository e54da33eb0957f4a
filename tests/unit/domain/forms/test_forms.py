"""The check of whole forms: nesting, hiding, routing, and what is refused."""

from typing import Any

import pytest

from engine.domain.forms import forms
from tests.unit.domain.forms.form_builders import choice, component, faults, form, group, rows

LAIN = component(key="jenis_lain", hide='=jenis != "lain"', required=True, routing=True)
JENIS = choice("radio", "fisik", "lain", key="jenis", routing=True)


def test_right_answers_are_kept_and_routing_split_off() -> None:
    checked = form(JENIS, component(key="kronologi")).check({"jenis": "fisik", "kronologi": "..."})
    assert checked.values == {"jenis": "fisik", "kronologi": "..."}
    assert checked.routing == {"jenis": "fisik"}


def test_answers_left_out_are_absent_but_routing_says_null() -> None:
    checked = form(JENIS, component(key="catatan")).check({"catatan": " "})
    assert (checked.values, checked.routing) == ({}, {"jenis": None})


@pytest.mark.parametrize("sent", [{}, {"anonim": None}, {"anonim": ""}, {"anonim": []}])
def test_a_box_that_was_sent_blank_or_not_at_all_is_not_ticked(sent: dict[str, Any]) -> None:
    checked = form(component("checkbox", key="anonim", routing=True)).check(sent)
    assert (checked.values, checked.routing) == ({"anonim": False}, {"anonim": False})


def test_only_a_box_answers_false() -> None:
    checked = form(JENIS, component(key="catatan")).check({"jenis": False, "catatan": False})
    assert (checked.values, checked.routing) == ({}, {"jenis": None})


def test_a_hidden_answer_is_dropped_and_not_required() -> None:
    checked = form(JENIS, LAIN).check({"jenis": "fisik", "jenis_lain": "disisipkan"})
    assert (checked.values, checked.routing) == ({"jenis": "fisik"}, {"jenis": "fisik", "jenis_lain": None})


def test_a_shown_answer_is_required() -> None:
    assert faults(form(JENIS, LAIN), {"jenis": "lain"}) == {"/jenis_lain": ["required"]}


def test_a_condition_that_is_unknown_shows_the_field() -> None:
    unsure = component(key="catatan", hide="=tidak_ada > 3")
    assert form(unsure).check({"catatan": "tetap"}).values == {"catatan": "tetap"}


def test_a_field_that_depends_on_a_hidden_answer_does_not_see_it() -> None:
    detail = component(key="rincian", hide="=jenis_lain = null")
    checked = form(JENIS, LAIN, detail).check({"jenis": "fisik", "jenis_lain": "sisipan", "rincian": "sisipan"})
    assert checked.values == {"jenis": "fisik"}


def test_a_wrong_answer_does_not_steer_a_condition() -> None:
    detail = component(key="rincian", hide='=jenis = "palsu"', required=True)
    assert faults(form(JENIS, detail), {"jenis": "palsu"}) == {"/jenis": ["not_an_option"], "/rincian": ["required"]}


def test_a_condition_may_look_at_process_variables() -> None:
    urgent = component(key="alasan", hide='=risiko != "tinggi"', required=True)
    assert form(urgent).check({}, variables={"risiko": "rendah"}).values == {}
    with pytest.raises(forms.FormInvalidError):
        form(urgent).check({}, variables={"risiko": "tinggi"})


@pytest.mark.parametrize("name", ["label", "dateLabel", "timeLabel"])
def test_a_field_of_a_moment_is_called_as_its_day_or_time(name: str) -> None:
    (field,) = form({"type": "datetime", "subtype": "date", "id": "f", "key": "hari", name: "Hari"}).fields
    assert field.label == "Hari"


def test_unknown_answers_are_refused_by_an_escaped_pointer() -> None:
    assert faults(form(JENIS), {"a/b~c": 1}) == {"/a~1b~0c": ["unknown_field"]}


def test_the_pointer_of_an_unknown_answer_is_cut_short() -> None:
    assert faults(form(JENIS), {"x" * 5_000: 1}) == {"/" + "x" * 80: ["unknown_field"]}


def test_disabled_and_read_only_answers_are_never_taken() -> None:
    shown = [component(key="nomor", disabled=True, routing=True), component(key="tanggal", readonly=True)]
    checked = form(*shown).check({"nomor": "palsu", "tanggal": "palsu"})
    assert (checked.values, checked.routing) == ({}, {})


def test_an_expression_is_computed_here_and_not_believed() -> None:
    total = component("expression", "jumlah", expression="=a + b", routing=True)
    checked = form(component("number", "a"), component("number", "b"), total).check({"a": 1, "b": 2, "jumlah": 99})
    assert checked.values == {"a": 1, "b": 2, "jumlah": 3}
    assert checked.routing == {"jumlah": 3}


def test_later_conditions_see_a_computed_value() -> None:
    adult = component("expression", "dewasa", expression="=usia >= 18")
    wali = component(key="wali", hide="=dewasa", required=True)
    assert faults(form(component("number", "usia"), adult, wali), {"usia": 15}) == {"/wali": ["required"]}
    assert faults(form(component("number", "usia"), adult, wali), {"usia": 20}) == {}


def test_texts_and_lines_have_no_answers() -> None:
    shown = [{"id": "t", "type": "text", "text": "# Judul"}, {"id": "s", "type": "separator"}]
    assert form(*shown).check({}).values == {}
    assert faults(form(*shown), {"t": "x"}) == {"/t": ["unknown_field"]}


def test_a_group_without_a_path_stands_on_its_level() -> None:
    checked = form(group(JENIS, component(key="kota"))).check({"jenis": "lain", "kota": "TT"})
    assert (checked.values, checked.routing) == ({"jenis": "lain", "kota": "TT"}, {"jenis": "lain"})


def test_a_group_with_a_path_nests_answers_and_routing() -> None:
    checked = form(group(JENIS, component(key="kota"), path="kejadian")).check(
        {"kejadian": {"jenis": "lain", "kota": "TT"}}
    )
    assert checked.values == {"kejadian": {"jenis": "lain", "kota": "TT"}}
    assert checked.routing == {"kejadian": {"jenis": "lain"}}


def test_an_empty_group_leaves_nothing_but_null_routing() -> None:
    checked = form(group(JENIS, path="kejadian"), group(component(), path="lain")).check({})
    assert (checked.values, checked.routing) == ({}, {"kejadian": {"jenis": None}})


@pytest.mark.parametrize("path", [None, "kejadian"])
def test_a_hidden_group_hides_all_that_is_in_it(path: str | None) -> None:
    hidden = group(component(key="alamat", required=True, routing=True), path=path, hide="=true")
    checked = form(hidden).check({})
    assert (checked.values, checked.routing) == ({}, {path or "alamat": None})


def test_faults_inside_a_group_are_pointed_to() -> None:
    inner = group(component("number", "usia"), path="korban")
    assert faults(form(inner), {"korban": {"usia": "lima", "lain": 1}}) == {
        "/korban/lain": ["unknown_field"],
        "/korban/usia": ["wrong_type"],
    }
    assert faults(form(inner), {"korban": "siapa"}) == {"/korban": ["wrong_type"]}


ANAK = rows(component("number", "usia", required=True, routing=True), component(key="nama"))


def test_rows_are_checked_one_by_one() -> None:
    checked = form(ANAK).check({"anak": [{"usia": 5, "nama": "A"}, {"usia": 9}]})
    assert checked.values == {"anak": [{"usia": 5, "nama": "A"}, {"usia": 9}]}
    assert checked.routing == {"anak": [{"usia": 5}, {"usia": 9}]}


def test_faults_inside_a_row_carry_its_number() -> None:
    answers = {"anak": [{"usia": 5}, {"nama": "B", "lain": 1}, "C", None]}
    assert faults(form(ANAK), answers) == {
        "/anak/1/lain": ["unknown_field"],
        "/anak/1/usia": ["required"],
        "/anak/2": ["wrong_type"],
        "/anak/2/usia": ["required"],
        "/anak/3/usia": ["required"],
    }


def test_conditions_inside_a_row_see_the_row_and_what_is_around_it() -> None:
    child = rows(component("number", "usia"), component(key="wali", hide="=usia >= 18 or anonim", required=True))
    whole = form(component("checkbox", "anonim"), child)
    assert faults(whole, {"anak": [{"usia": 20}, {"usia": 5}]}) == {"/anak/1/wali": ["required"]}
    assert faults(whole, {"anonim": True, "anak": [{"usia": 5}]}) == {}


@pytest.mark.parametrize(("value", "code"), [("dua", "wrong_type"), ([{"usia": 1}] * 101, "too_many_rows")])
def test_a_list_of_the_wrong_kind_or_size_is_refused(value: Any, code: str) -> None:
    assert faults(form(ANAK), {"anak": value}) == {"/anak": [code]}


def test_no_rows_leave_an_empty_routing_list() -> None:
    checked = form(ANAK, rows(component(), path="lampiran")).check({})
    assert (checked.values, checked.routing) == ({}, {"anak": []})


def test_a_form_knows_which_variables_it_sets() -> None:
    whole = form(
        JENIS,
        group(LAIN, path="rincian"),
        group(component(key="kota", routing=True)),
        ANAK,
        rows(component(), path="x"),
    )
    assert whole.routing_names == {"jenis", "rincian", "kota", "anak"}


def test_nested_answers_say_who_sees_them_under_the_outermost_path() -> None:
    inner = component(key="umur") | {"properties": {"routing": "true", "audit": "tidak"}}
    plain = component(key="putusan") | {"properties": {"routing": "true"}}
    whole = form(rows(inner, path="anak"), plain, component(key="cerita"))

    assert [mark for one in whole.fields for mark in one.audit_marks()] == [
        ("anak", "tidak"),
        ("putusan", "dengan_alasan"),
    ]


def test_a_refusal_repeats_no_answer() -> None:
    secret = "Nama Rahasia"
    with pytest.raises(forms.FormInvalidError) as refusal:
        form(component("number", "usia")).check({"usia": secret})
    assert secret not in f"{refusal.value} {refusal.value.problems} {refusal.value.ids}"
    assert refusal.value.problems[0].sentence_id == "Jenis isian ini tidak sesuai."


def test_limits_are_named_in_both_sentences() -> None:
    with pytest.raises(forms.FormInvalidError) as refusal:
        form(component("number", "usia", max=120)).check({"usia": 121})
    found = refusal.value.problems[0]
    assert (found.sentence_id, found.sentence_en) == ("Angka paling besar 120.", "The number must be at most 120.")
