"""Files that come alone: a table, a form, a diagram with another ending; each is really looked at."""

import pytest

from engine.bpmn.rules import checks
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import refused

TABLES = refused.bundle(b"")["keputusan.dmn"]
FORM = refused.bundle(b"")["forms/terima.form"]
SOUND = refused.read("not_executable").sound
DMN = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:a">'

NO_OUTPUT = b'<decision id="a" name="a"><decisionTable id="tabel"/></decision>'


def check(name: str, data: bytes) -> list[Refusal]:
    return checks.check({name: data}, roles=refused.ROLES, clauses=["UJI-01"])


def told(name: str, data: bytes) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.element_id) for refusal in check(name, data)]


def test_a_sound_table_and_a_sound_form_are_accepted() -> None:
    assert told("keputusan.dmn", TABLES) == []
    assert told("terima.form", FORM) == []


def test_a_faulty_table_and_a_faulty_form_are_told() -> None:
    unread = TABLES.replace(b'<text>"jam"</text>', b'<text>"jam</text>')

    assert {code for code, _ in told("keputusan.dmn", unread)} == {"decision_faulty"}
    assert told("terima.form", b"{}") == [("form_invalid", "")]


@pytest.mark.parametrize(
    ("data", "element", "words"),
    [
        (DMN + NO_OUTPUT + b"</definitions>", "tabel", "kolom keluaran"),
        (DMN + b"<decision/></definitions>", "decision", "tanpa id"),
        (b"<a>\n<b></a>", "", "XML yang utuh. Baris 2."),
        (b"<a/>", "", "bukan DMN 1.1 sampai 1.5."),
        (DMN + b'<import name="x" namespace="urn:lain"/></definitions>', "urn:lain", "tidak disertakan"),
    ],
)  # fmt: skip
def test_an_unreadable_table_says_why_and_where(data: bytes, element: str, words: str) -> None:
    (found,) = check("keputusan.dmn", data)

    assert (found.code, found.element_id) == ("decision_file_unreadable", element)
    assert words in found.reason_id


def test_a_diagram_may_end_in_bpmn2() -> None:
    files = refused.bundle(SOUND)
    files["lain.bpmn2"] = files.pop("proses.bpmn")
    files["procedure.toml"] = files["procedure.toml"].replace(b"proses.bpmn", b"lain.bpmn2")

    assert checks.check(files, roles=refused.ROLES) == []


def test_a_file_of_another_kind_is_answered_as_such() -> None:
    assert told("gambar.xml", SOUND) == [("file_kind_unknown", "")]
    assert told("procedure.toml", refused.bundle(b"")["procedure.toml"])[0] == ("diagram_missing", "")
