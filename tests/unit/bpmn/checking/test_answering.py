"""What a child answers: refusals, a saved or merged file, or why a file cannot be read."""

from pathlib import Path
from typing import Any

import pytest

from engine.bpmn.checking import answering
from engine.bpmn.checking.parcels import Parcel
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import refused
from tests.support.offices import procedures

WORKFLOWS = Path(__file__).parents[4] / "workflows"
DIAGRAM = (WORKFLOWS / "shared" / "darurat.bpmn").read_bytes()
TABLE = (WORKFLOWS / "shared" / "risiko.dmn").read_bytes()
FORM = procedures.form()
FAULTY = refused.read("not_executable")


def check(files: dict[str, bytes]) -> list[Refusal]:
    head: dict[str, Any] = {"kind": "check", "roles": refused.ROLES, "clauses": None, "messages": None}
    answered = answering.answer(Parcel(head={**head, "most_instances": 10}, files=files))
    return [Refusal(**fields) for fields in answered.head["refusals"]]


def asked(kind: str, path: str, **files: bytes) -> Parcel:
    return answering.answer(Parcel(head={"kind": kind, "path": path}, files=files))


def test_a_check_gives_refusals() -> None:
    assert [one.code for one in check(refused.bundle(FAULTY.diagram))] == ["not_executable"]
    assert check(refused.bundle(FAULTY.sound)) == []


def test_of_very_many_refusals_the_first_are_told_and_the_rest_counted() -> None:
    unknown = {f"berkas{number:03}.txt": b"" for number in range(answering.MOST_REFUSALS + 7)}

    found = check(unknown)

    assert {one.code for one in found[:-1]} == {"file_kind_unknown"}
    assert len(found) == answering.MOST_REFUSALS + 1
    assert found[-1].code == "refusals_left_out"
    assert (found[-1].reason_en, found[-1].file) == ("7 more findings are not shown yet.", "")


def test_a_name_of_any_length_is_told_in_short() -> None:
    long = FAULTY.diagram.replace(b'name="Proses uji"', b'name="' + b"x" * 100_000 + b'"')

    [found] = check(refused.bundle(long))

    assert (found.code, found.element_id) == ("not_executable", "proses")
    assert found.element_name == "x" * (answering.LONGEST_TEXT - 1) + "…"


@pytest.mark.parametrize(
    ("path", "base"), [("a.bpmn", DIAGRAM), ("a.dmn", TABLE), ("forms/isian.form", FORM)], ids=["bpmn", "dmn", "form"]
)
def test_a_save_and_a_merge_give_a_file(path: str, base: bytes) -> None:
    spaced = base.replace(b"<", b"\n<").replace(b"{", b"{\n") if path.endswith("form") else base

    assert asked("save", path, base=base, edited=spaced).files["saved"] == base
    assert asked("merge", path, base=base, mine=base, theirs=base).files["saved"] == base


@pytest.mark.parametrize("kind", ["save", "merge"])
def test_a_file_that_cannot_be_read_is_told_by_code_and_ids(kind: str) -> None:
    others = {"edited": b"<a>", "mine": b"<a>", "theirs": DIAGRAM}

    diagram = asked(kind, "a.bpmn", base=DIAGRAM, **others)
    form = asked(kind, "a.form", base=FORM, **others)

    assert diagram.head == {"refused": "xml_broken", "ids": {"line": 1, "column": 4}}
    assert form.head == {"refused": "form_unreadable", "ids": {}}


def test_a_collision_is_told_by_what_both_changed() -> None:
    mine, theirs = (FORM.replace(b'"Risiko"', name) for name in (b'"Bahaya"', b'"Gawat"'))

    assert asked("merge", "a.form", base=FORM, mine=mine, theirs=theirs).head == {
        "refused": "changes_collide",
        "elements": ("field_risiko",),
    }
