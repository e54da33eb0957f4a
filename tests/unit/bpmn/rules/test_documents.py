"""Letters of a bundle: what their heads name must be there."""

from collections.abc import Mapping

import pytest

from engine.bpmn.rules import checks
from engine.domain.policy.refusals import Refusal
from tests.support.offices import procedures

ROLES = ("petugas_pengaduan", "penyelia")
SOURCE = '"isian.kronologi"'


def check(head: str = procedures.HEAD, others: Mapping[str, bytes] | None = None) -> list[Refusal]:
    return checks.check({**procedures.with_letter(head), **(others or {})}, roles=ROLES)


def told(found: list[Refusal]) -> list[tuple[str, str, str]]:
    return [(one.file, one.element_id, one.code) for one in found]


def test_a_letter_whose_head_names_what_is_there_is_accepted() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("before", "after", "element", "code"),
    [
        ('title = "Tanda Terima"', "", "", "letter_invalid"),
        (SOURCE, '"lain.kronologi"', "answers.kronologi", "letter_form_unknown"),
        (SOURCE, '["lain.kronologi", "satu.dua"]', "answers.kronologi", "letter_form_unknown"),
        (SOURCE, '"isian.alamat"', "answers.kronologi", "letter_field_unknown"),
        (SOURCE, '"isian.kronologi.dalam"', "answers.kronologi", "letter_field_unknown"),
        (SOURCE, '["lain.kronologi", "isian.alamat"]', "answers.kronologi", "letter_field_unknown"),
        ('basis = "P"', 'basis = "P"\nclauses = ["UJI-77"]', "clauses", "letter_clause_unknown"),
    ],
)
def test_a_head_that_names_what_is_not_there_is_refused(before: str, after: str, element: str, code: str) -> None:
    found = check(procedures.HEAD.replace(before, after))

    assert told(found) == [("documents/tanda_terima.toml", element, code)]
    assert all([found[0].reason_id, found[0].reason_en, found[0].remedy_id, found[0].remedy_en])


def test_of_several_forms_one_is_enough() -> None:
    for sources in ('["lain.kronologi", "isian.kronologi"]', '["isian.uraian", "isian.kronologi"]'):
        assert check(procedures.HEAD.replace(SOURCE, sources)) == []


def test_a_letter_may_rest_on_clauses_of_the_procedure() -> None:
    assert check(procedures.HEAD.replace('basis = "P"', 'basis = "C"\nclauses = ["UJI-01"]')) == []


def test_who_must_sign_is_a_known_role() -> None:
    found = check(procedures.TWO_PEOPLE.replace('"penyelia"', '"bupati"'))

    assert told(found) == [("documents/tanda_terima.toml", "second_signature", "letter_role_unknown")]
    assert "bupati" in found[0].reason_id


def test_both_files_of_a_letter_must_be_there() -> None:
    files = procedures.with_letter()
    del files["documents/tanda_terima.typ"]

    found = checks.check(files, roles=ROLES)

    assert told(found) == [("uji.bpmn", "terima", "document_unknown")]


def test_letters_of_no_step_are_left_alone() -> None:
    assert check(others={"documents/lain.toml": b"salah", "shared/documents/lain.toml": b"salah"}) == []


def test_the_procedure_s_own_head_stands_in_for_the_shared_one() -> None:
    assert check(others={"shared/documents/tanda_terima.toml": b"salah"}) == []


def test_a_form_that_cannot_be_read_is_told_by_its_own_rule() -> None:
    found = check(others={"forms/lain.form": b"{}"})

    assert "letter_form_unknown" not in [one.code for one in found]
