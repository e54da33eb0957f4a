"""Which shared files a procedure reaches: by name, along calls, and never instead of its own."""

from engine.bpmn.rules import shared_files
from tests.support.diagrams import diagrams

LETTER = '<userTask id="{0}" lindung:document="surat tanda" lindung:form="isian"/>'


def diagram(content: str) -> bytes:
    """Give a process with the given content."""
    return diagrams.document(diagrams.process(content))


def calling(part: str) -> bytes:
    """Give a process that calls a part."""
    return diagram(f'<callActivity id="panggil" calledElement="{part}"/>')


def test_parts_are_reached_along_calls() -> None:
    shared = {"a.bpmn": calling("b"), "b.bpmn": calling("a"), "c.bpmn": calling("a")}

    assert shared_files.reached({"p.bpmn": calling("a")}, shared).keys() == {"a.bpmn", "b.bpmn"}


def test_tables_and_forms_are_reached_by_their_names() -> None:
    own = {"p.bpmn": diagram('<businessRuleTask id="t" lindung:decision="risiko"/><userTask id="u" lindung:form="x"/>')}
    shared = {"risiko.dmn": b"1", "lain.dmn": b"2", "forms/x.form": b"3", "forms/y.form": b"4"}

    assert shared_files.reached(own, shared) == {"risiko.dmn": b"1", "forms/x.form": b"3"}


def test_letters_bring_all_their_files_and_what_letters_share() -> None:
    shared = dict.fromkeys(
        ("documents/surat.typ", "documents/surat.toml", "documents/lain.typ", "documents/_kop.typ"), b""
    )
    own = {"p.bpmn": diagram(LETTER.format("t"))}

    found = {"documents/surat.typ", "documents/surat.toml", "documents/_kop.typ"}
    assert shared_files.reached(own, shared).keys() == found
    assert shared_files.reached(own | {"documents/_kop.typ": b""}, shared).keys() == found - {"documents/_kop.typ"}
    assert shared_files.reached({"p.bpmn": calling("a")}, shared) == {}


def test_what_the_procedure_has_itself_is_not_taken_nor_followed() -> None:
    shared = {"a.bpmn": calling("b"), "b.bpmn": diagram(""), "forms/isian.form": b""}

    found = shared_files.reached({"p.bpmn": calling("a"), "a.bpmn": diagram(LETTER.format("t"))}, shared)

    assert found.keys() == {"forms/isian.form"}


def test_what_cannot_be_read_names_nothing() -> None:
    assert shared_files.reached({"p.bpmn": b"<!DOCTYPE x><x/>", "q.bpmn": calling("tiada")}, {"a.bpmn": b""}) == {}
