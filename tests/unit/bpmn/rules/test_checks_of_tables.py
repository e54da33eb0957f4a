"""The lint over promised times, decisions and variables: what the tables of a bundle say and its diagrams ask."""

import pytest

from engine import dmn
from engine.bpmn.rules import checks
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import refused

SOUND = refused.read("not_executable").sound
HEAD = (refused.FOLDER / "sound" / "procedure.toml").read_bytes()
TABLES = (refused.FOLDER / "sound" / "keputusan.dmn").read_bytes()


def check(diagram: bytes = SOUND, **others: bytes) -> list[Refusal]:
    return checks.check(refused.bundle(diagram, **others), roles=refused.ROLES)


def codes(found: list[Refusal]) -> list[str]:
    return [refusal.code for refusal in found]


def test_a_procedure_without_time_limits_may_not_stop_any() -> None:
    head = HEAD.replace(b'sla = "sla"', b"")

    assert codes(check(procedure=head)) == ["sla_milestone_unknown"]
    assert check(SOUND.replace(b' lindung:slaStop="tanggapan"', b""), procedure=head) == []


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b'<text>"jam"</text>', b'<text>"abad"</text>', ["sla_row_invalid"]),
        (b'<text>"UJI-01"</text>', b'<text>"UJI-98 UJI-01"</text>', ["sla_clause_unknown"]),
        (b"<text>6</text>", b"<text>if bahaya then 1 else 6</text>", []),
        (b'<text>"laporan"</text>', b'<text>if bahaya then "a" else "b"</text>', []),
    ],
)
def test_the_rows_of_the_time_limits_are_read(before: bytes, after: bytes, code: list[str]) -> None:
    tables = TABLES.replace(before, after)

    assert [each for each in codes(check(keputusan=tables)) if each.startswith("sla")] == code


def test_only_deadlines_must_be_stopped() -> None:
    output = b'<output id="keluaran_clause" name="clause" typeRef="string" />'
    cell = b'<outputEntry id="s7"><text>"UJI-01"</text></outputEntry>'
    tables = TABLES.replace(output, output + b'<output id="k8" name="meaning" typeRef="string" />').replace(
        cell, cell + b'<outputEntry id="s8"><text>"effort"</text></outputEntry>'
    )

    assert check(SOUND.replace(b' lindung:slaStop="tanggapan"', b""), keputusan=tables) == []


def test_a_faulty_decision_is_told_with_an_example() -> None:
    gap = TABLES.replace(b"not(true)", b"true")
    found = check(refused.read("decision_unknown").sound, keputusan=gap)

    assert set(codes(found)) == {"decision_faulty"}
    assert {(refusal.file, refusal.element_id) for refusal in found} == {("keputusan.dmn", "risiko")}


CHOICE = refused.read("variable_unknown")


@pytest.mark.parametrize("declared", ['<dataObject id="d" name="bahya"/>', '<property id="bahya"/>'])
def test_a_variable_that_comes_from_outside_is_drawn_as_data(declared: str) -> None:
    place = b"<laneSet" if declared.startswith("<property") else b"<startEvent"

    assert check(CHOICE.diagram.replace(place, declared.encode() + place, 1)) == []


def test_decisions_and_their_columns_set_variables() -> None:
    for name in (b"risiko", b"milestone", b"saluran"):
        assert check(CHOICE.diagram.replace(b"bahya", name)) == []


def test_variables_of_timers_are_looked_up_too() -> None:
    sound = refused.read("sla_milestone_unknown").sound
    timer = sound.replace(b"<timeDuration>PT8H<", b'<timeDuration>= if lama = null then duration("P1D") else lama<')
    found = check(timer)

    assert [(each.code, each.element_id) for each in found] == [("variable_unknown", "tunggu")]
    assert check(sound.replace(b"<timeDuration>PT8H<", b"<timeDuration>= hari_kerja(1)<")) == []


def test_a_table_too_large_to_see_through_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    note = dmn.Problem(decision_id="risiko", code="not_checked", sentence_id="", sentence_en="")
    monkeypatch.setattr(dmn, "problems", lambda _model: [note])

    assert check() == []


def test_an_unreadable_cell_is_told_by_the_decision_not_the_row() -> None:
    found = check(keputusan=TABLES.replace(b'<text>"jam"</text>', b'<text>"jam</text>'))

    assert codes(found) == ["decision_faulty"]


def test_files_that_cannot_be_read_are_told() -> None:
    assert codes(check(keputusan=b"<a/>")) == ["decision_file_unreadable"]
    assert "clause_document_invalid" in codes(check(uji=b"id: ["))
