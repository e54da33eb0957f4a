"""The rules of single answers, one kind of component after the other."""

from typing import Any

import pytest

from tests.unit.domain.forms.form_builders import Json, choice, component, faults, form

WRONG_TYPE = ["wrong_type"]
CASES: list[tuple[Json, Any, list[str]]] = [
    (component(), "Siti", []),
    (component(), 7, WRONG_TYPE),
    (component(), "a" * 500, []),
    (component(), "a" * 501, ["too_long"]),
    (component("textarea"), "baris\nbaru\ttab", []),
    (component("textarea"), "a" * 20_001, ["too_long"]),
    (component(), "nul\x00", ["control_character"]),
    (component(), "\ud800", ["control_character"]),
    (component(minLength=3), "ab", ["too_short"]),
    (component(maxLength=3), "abcd", ["too_long"]),
    (component(pattern="^[0-9]{16}$"), "1234567890123456", []),
    (component(pattern="^[0-9]{16}$"), "123", ["pattern"]),
    (component(validationType="email"), "siti@contoh.go.id", []),
    (component(validationType="email"), "siti@contoh", ["email"]),
    (component(validationType="phone"), "0812-3456-7890", []),
    (component(validationType="phone"), "+62 812 3456 7890", []),
    (component(validationType="phone"), "delapan satu", ["phone"]),
    (component("number"), 15, []),
    (component("number"), 1.5, []),
    (component("number"), "15", WRONG_TYPE),
    (component("number"), True, WRONG_TYPE),
    (component("number"), float("nan"), WRONG_TYPE),
    (component("number", min=0, max=120), 0, []),
    (component("number", min=0, max=120), -1, ["too_small"]),
    (component("number", min=0, max=120), 121, ["too_large"]),
    (component("number"), 10**16, ["too_large"]),
    (component("number"), -(10**16), ["too_small"]),
    (component("number", decimalDigits=1), 1.5, []),
    (component("number", decimalDigits=0), 1.5, ["too_precise"]),
    (component("number", decimalDigits=0), 100, []),
    (component("number", decimalDigits=1), 1e300, ["too_large"]),
    (component("number", decimalDigits=1), -(10**4000), ["too_small"]),
    (component("checkbox"), True, []),
    (component("checkbox"), "ya", WRONG_TYPE),
    (choice("radio", "ya", "tidak"), "ya", []),
    (choice("radio", "ya", "tidak"), "mungkin", ["not_an_option"]),
    (choice("select", 1, 2), 1, []),
    (choice("select", 1, 2), True, ["not_an_option"]),
    (choice("select", 1, 2), {"nilai": 1}, ["not_an_option"]),
    (choice("checklist", "fisik", "psikis"), ["fisik", "psikis"], []),
    (choice("checklist", "fisik", "psikis"), "fisik", WRONG_TYPE),
    (choice("taglist", "fisik", "psikis"), ["fisik", "lain"], ["not_an_option"]),
    (choice("taglist", "fisik", "psikis"), ["fisik", ["psikis"]], ["not_an_option"]),
    (choice("checklist", "fisik", "psikis"), ["fisik", "fisik"], ["chosen_twice"]),
    (component("datetime"), "2026-11-20", []),
    (component("datetime"), "2026-02-30", ["not_a_date"]),
    (component("datetime"), "20-11-2026", ["not_a_date"]),
    (component("datetime"), 20261120, WRONG_TYPE),
    (component("datetime", subtype="time"), "15:00", []),
    (component("datetime", subtype="time"), "15:00+07:00", []),
    (component("datetime", subtype="time"), "25:00", ["not_a_date"]),
    (component("datetime", subtype="time"), "sore", ["not_a_date"]),
    (component("datetime", subtype="datetime"), "2026-11-20T15:00", []),
    (component("datetime", subtype="datetime"), "2026-11-20T15:00:30+07:00", []),
    (component("datetime", subtype="datetime"), "2026-11-20", ["not_a_date"]),
    (component("datetime", subtype="datetime"), "2026-11-31T15:00", ["not_a_date"]),
]


@pytest.mark.parametrize(("one", "value", "expected"), CASES)
def test_an_answer_is_right_or_its_fault_is_named(one: Json, value: Any, expected: list[str]) -> None:
    assert faults(form(one), {"isian": value}).get("/isian", []) == expected


@pytest.mark.parametrize("value", [None, "", "   ", []])
@pytest.mark.parametrize("one", [component(required=True), choice("checklist", "a", required=True)])
def test_a_required_answer_must_be_given(one: Json, value: Any) -> None:
    assert faults(form(one), {"isian": value}) == {"/isian": ["required"]}
    assert faults(form(one), {}) == {"/isian": ["required"]}


def test_a_required_box_must_be_ticked() -> None:
    assert faults(form(component("checkbox", required=True)), {"isian": False}) == {"/isian": ["required"]}


@pytest.mark.parametrize("one", [component(), component("number"), choice("radio", "a"), component("datetime")])
def test_an_answer_that_is_not_required_may_be_left_out(one: Json) -> None:
    assert faults(form(one), {}) == {}
    assert faults(form(one), {"isian": None}) == {}


def test_several_faults_of_one_answer_are_all_named() -> None:
    one = component(minLength=5, pattern="^[0-9]+$", validationType="email")
    assert faults(form(one), {"isian": "a"}) == {"/isian": ["too_short", "pattern", "email"]}
