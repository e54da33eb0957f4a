"""The lint over processes that call each other, and over the messages by which a procedure goes on with a case."""

import itertools

import pytest

from engine.bpmn.rules import checks
from tests.support.diagrams import diagrams, refused

SOUND = refused.read("not_executable").sound
HEAD = (refused.FOLDER / "sound" / "procedure.toml").read_bytes()
BASIS = 'lindung:basis="P"'


def codes(diagram: bytes, *, procedure: bytes) -> list[str]:
    found = checks.check(refused.bundle(diagram, procedure=procedure), roles=refused.ROLES)
    return [refusal.code for refusal in found]


def called_from(*, lane: str, parts: tuple[str, ...]) -> list[str]:
    """Give the codes for parts that call each other in a row, the last with a user task; the first lies in a lane."""
    refs = "".join(f"<flowNodeRef>{name}</flowNodeRef>" for name in {"p_s": 0, lane: 0, "p_e": 0})
    held = f'<laneSet id="l"><lane id="jalur" lindung:role="petugas_pengaduan">{refs}</lane></laneSet>'
    processes = _process("p", f'<callActivity id="p_a" {BASIS} calledElement="{parts[0]}"/>', held)
    for name, called in itertools.zip_longest(parts, parts[1:]):
        task = f'<userTask id="{name}_a" {BASIS} lindung:form="terima"/>'
        call = f'<callActivity id="{name}_a" {BASIS} calledElement="{called}"/>'
        processes += _process(name, task if called is None else call)
    data = diagrams.drawn(diagrams.document(processes))
    files = {"p.bpmn": data, "forms/terima.form": refused.bundle(SOUND)["forms/terima.form"]}
    return [refusal.code for refusal in checks.check(files, roles=refused.ROLES)]


def _process(name: str, step: str, lanes: str = "") -> str:
    ends = f'<startEvent id="{name}_s" {BASIS}/><endEvent id="{name}_e" {BASIS}/>'
    flows = (
        f'<sequenceFlow id="{name}_f" sourceRef="{name}_s" targetRef="{name}_a"/>'
        f'<sequenceFlow id="{name}_g" sourceRef="{name}_a" targetRef="{name}_e"/>'
    )
    return diagrams.process(lanes + ends + step + flows, process_id=name)


def test_a_called_process_works_in_the_role_of_its_callers() -> None:
    assert called_from(lane="p_a", parts=("q",)) == []
    assert called_from(lane="p_a", parts=("q", "r")) == []


def test_a_called_process_without_any_role_is_refused() -> None:
    assert called_from(lane="p_s", parts=("q",))[-1] == "user_task_without_lane"
    assert called_from(lane="p_s", parts=("q", "r"))[-1] == "user_task_without_lane"


def test_processes_that_call_each_other_are_refused_both() -> None:
    calls = [("a", "b"), ("b", "a"), ("c", "a")]
    steps = [(name, f'<callActivity id="{name}_a" {BASIS} calledElement="{called}"/>') for name, called in calls]
    data = diagrams.drawn(diagrams.document("".join(_process(*step) for step in steps)))
    found = checks.check({"a.bpmn": data}, roles=())

    assert [(each.code, each.element_id) for each in found] == [("call_recursion", "a_a"), ("call_recursion", "b_a")]
    assert "a > b > a" in found[0].reason_en


@pytest.mark.parametrize(("message", "start"), [("lain", "lanjut"), ("kabar", "tiada"), ("kabar", "mulai")])
def test_what_goes_on_with_a_case_begins_at_a_start_of_its_message(message: str, start: str) -> None:
    event = (
        b'<startEvent id="lanjut" lindung:basis="P"><messageEventDefinition messageRef="m"/></startEvent>'
        b'<exclusiveGateway id="temu" lindung:basis="P"/><sequenceFlow id="x1" sourceRef="lanjut" targetRef="temu"/>'
        b'<sequenceFlow id="x2" sourceRef="temu" targetRef="terima"/>'
    )
    told = b'<message id="m" name="kabar"/><process '
    drawn = SOUND[: SOUND.index(b"<bpmndi:BPMNDiagram")] + b"</definitions>"
    drawn = drawn.replace(b'sourceRef="mulai" targetRef="terima"', b'sourceRef="mulai" targetRef="temu"')
    drawn = diagrams.drawn(drawn.replace(b"<process ", told, 1).replace(b"</process>", event + b"</process>", 1))
    head = HEAD + f'\n[[continues]]\nmessage = "{message}"\nstart = "{start}"\n'.encode()
    sound = HEAD + b'\n[[continues]]\nmessage = "kabar"\nstart = "lanjut"\n'

    assert codes(drawn, procedure=sound) == []
    assert "continuation_start_unknown" in codes(drawn, procedure=head)
