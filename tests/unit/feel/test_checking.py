"""Checks at publish time: what is unknown, where, and said in two languages."""

import pytest

from engine import feel

KNOWN = ["risiko", "umur", "korban", "hari kerja"]


@pytest.mark.parametrize(
    "text",
    [
        'risiko = "tinggi" and umur < 18',
        "korban[umur < 18 and disabilitas].nama",
        "count(korban) > hari kerja(3)",
        "for k in korban return k.umur",
        "{a: 1, b: a}.b instance of days and time duration",
        "function(x: list<number>) x",
        "some k in korban satisfies umur < k.umur",
    ],
)
def test_a_sound_expression_has_no_problems(text: str) -> None:
    assert feel.check(text, KNOWN) == []


def test_an_unknown_name_is_named_with_its_place() -> None:
    problems = feel.check('risiko = "tinggi" and\n  umru < 18', KNOWN)

    assert [(each.code, each.name, each.line, each.column) for each in problems] == [("unknown_name", "umru", 2, 3)]
    assert problems[0].sentence_id == 'Nama "umru" tidak dikenal.'
    assert problems[0].sentence_en == 'The name "umru" is not known.'


def test_problems_come_in_the_order_of_the_text() -> None:
    problems = feel.check("b + (1 instance of tX) + a + hitung(1)", KNOWN)

    assert [each.name for each in problems] == ["b", "tX", "a", "hitung"]


def test_types_of_the_host_can_be_known() -> None:
    assert [each.code for each in feel.check("umur instance of tUmur", KNOWN)] == ["unknown_type"]
    assert feel.check("umur instance of tUmur", KNOWN, known_types=["tUmur"]) == []


def test_a_syntax_error_is_a_problem() -> None:
    (problem,) = feel.check("umur <", KNOWN)

    assert (problem.code, problem.line, problem.column) == ("syntax", 1, 7)
    assert problem.sentence_id == "Baris 1, kolom 7: ditemukan akhir ekspresi, seharusnya sebuah ekspresi."


def test_a_text_beyond_the_limits_is_a_problem() -> None:
    (problem,) = feel.check("(" * 200, KNOWN)

    assert (problem.code, problem.name) == ("limit", "nesting")
    assert problem.sentence_en == feel.FeelLimitError.sentence_en


def test_cells_are_checked_as_cells() -> None:
    assert feel.check("< 18, ? > umur", KNOWN, unary=True) == []
    assert [each.name for each in feel.check("< usia", KNOWN, unary=True)] == ["usia"]
    assert [each.code for each in feel.check("<", KNOWN, unary=True)] == ["syntax"]


def test_the_input_mark_is_unknown_outside_of_cells() -> None:
    assert [each.name for each in feel.check("? > 1", KNOWN)] == ["?"]
