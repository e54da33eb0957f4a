"""Every faulty diagram of tests/workflows/refused: exactly its own refusal, and none once the fault is mended."""

import ast
import inspect
from pathlib import Path

import pytest

from engine.bpmn import rules
from engine.bpmn.rules import checks, isolated
from engine.bpmn.rules.base.refusals import Fault
from tests.support.diagrams import refused

# Told about files, not about one diagram: their tests are in test_checks.py and test_isolated.py.
ELSEWHERE = {
    "call_recursion_across_files",
    "ambiguity_unknown",
    "audit_unknown",
    "channel_clause_unknown",
    "channel_start_unknown",
    "check_died",
    "check_timed_out",
    "clause_document_invalid",
    "clause_document_unknown",
    "decision_faulty",
    "decision_file_unreadable",
    "definition_invalid",
    "diagram_missing",
    "file_kind_unknown",
    "finding_start_unknown",
    "form_invalid",
    "id_in_two_files",
    "known_name_taken",
    "message_not_awaited_anywhere",
    "message_not_sent",
    "letter_clause_unknown",
    "letter_field_unknown",
    "letter_form_unknown",
    "letter_invalid",
    "letter_role_unknown",
    "not_bpmn",
    "multi_instance_count_unbounded",
    "overlay_message_unknown",
    "overlay_start_unknown",
    "procedure_invalid",
    "procedure_process_unknown",
    "continuation_start_unknown",
    "reading_unknown",
    "row_clause_unknown",
    "row_reading_unknown",
    "sla_clause_missing",
    "sla_clause_unknown",
    "sla_row_invalid",
    "sla_table_unknown",
    "xml_refused",
}


@pytest.mark.parametrize("name", refused.names())
def test_a_faulty_diagram_is_refused_for_its_fault_alone(name: str) -> None:
    faulty = refused.read(name)

    found = checks.check(refused.bundle(faulty.diagram), roles=refused.ROLES)

    assert [(refusal.code, refusal.element_id) for refusal in found] == [(faulty.code, faulty.element)]
    assert found[0].element_name == faulty.element_name
    assert all([found[0].file, found[0].reason_id, found[0].reason_en, found[0].remedy_id, found[0].remedy_en])


@pytest.mark.parametrize("name", refused.names())
def test_the_same_diagram_without_the_fault_is_accepted_by_rules_and_engine(name: str) -> None:
    files = refused.bundle(refused.read(name).sound)

    assert isolated.examine(files, roles=refused.ROLES, clauses=None) == []


def test_every_kind_of_refusal_has_a_faulty_diagram() -> None:
    shown = {refused.read(name).code for name in refused.names()}

    assert _codes() - shown - ELSEWHERE == set()


def test_no_text_leaves_a_placeholder_open() -> None:
    for name in refused.names():
        for refusal in checks.check(refused.bundle(refused.read(name).diagram), roles=refused.ROLES):
            assert "{" not in refusal.reason_en.replace("${", "").replace("#{", "")


@pytest.mark.parametrize("named", ["panel", "properties", "lindung:", "centang", "Executable", "General", "editor DMN"])
def test_no_text_sends_people_to_a_field_of_one_editor(named: str) -> None:
    """Procedures are drawn in the pages of the service and in other editors, which name the same thing differently."""
    assert [text for fault in _faults() for text in fault if named in text] == []


def _codes() -> set[str]:
    """Give the codes of all faults that the rules' source holds."""
    return {fault[0] for fault in _faults()}


def _faults() -> list[list[str]]:
    """Give code and texts of all faults that the rules' source holds."""
    folder = Path(inspect.getfile(rules)).parent
    sources = sorted(folder.rglob("*.py"))
    calls = (node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return [
        [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == Fault.__name__
    ]
