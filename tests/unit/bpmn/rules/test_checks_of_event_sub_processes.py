"""The lint over event sub-processes: every way to start one is accepted, and the other rules know of them."""

from typing import Any

import pytest

from engine.bpmn.rules import checks, isolated
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import diagrams, refused

P = 'lindung:basis="P"'
HEAD = """
<signal id="sinyal_lain" name="reda"/>
<message id="pesan" name="jawaban"/><signal id="sinyal" name="darurat"/><error id="lain" name="lain" errorCode="lain"/>
<error id="galat" name="gagal" errorCode="gagal"/><escalation id="eskalasi" name="lapor" escalationCode="lapor"/>
"""
LANE = """
<laneSet id="jalur"><lane id="jalur_petugas" name="Petugas" lindung:role="petugas_pengaduan">
<flowNodeRef>terima</flowNodeRef><flowNodeRef>saat</flowNodeRef>
<flowNodeRef>reda</flowNodeRef></lane></laneSet>
"""
SPINE = f"""
<startEvent id="mulai" {P} lindung:slaStart="laporan"/><endEvent id="selesai" {P}/>
<userTask id="terima" name="Terima" {P} lindung:form="terima" lindung:slaStop="tanggapan"/>
<sequenceFlow id="f1" sourceRef="mulai" targetRef="terima"/>
"""
THROUGH = '<sequenceFlow id="f2" sourceRef="terima" targetRef="selesai"/>'
# The same by way of a signal that is sent.
SENT = f"""
<intermediateThrowEvent id="kirim" {P}><signalEventDefinition signalRef="sinyal"/></intermediateThrowEvent>
<sequenceFlow id="f2" sourceRef="terima" targetRef="kirim"/>
<sequenceFlow id="f3" sourceRef="kirim" targetRef="selesai"/>
"""
LETTER = '<messageEventDefinition messageRef="pesan"/>'
ERROR = '<errorEventDefinition errorRef="galat"/>'
STARTS = {
    "message": LETTER,
    "signal": '<signalEventDefinition signalRef="sinyal"/>',
    "escalation": '<escalationEventDefinition escalationRef="eskalasi"/>',
    "condition": "<conditionalEventDefinition><condition>= bahaya</condition></conditionalEventDefinition>",
    "timer": "<timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition>",
    "promise": '<timerEventDefinition><timeDate>= batas("tanggapan")</timeDate></timerEventDefinition>',
}


def by_event(starts: str, *, interrupting: str = "true", name: str = "saat", over: str = "", more: str = "") -> str:
    """Give an event sub-process around one user task; ``over`` is what its end throws."""
    begin, work, last = f"mulai_{name}", f"urus_{name}", f"akhir_{name}"
    return (
        f'<subProcess id="{name}" {P} triggeredByEvent="true">'
        f'<startEvent id="{begin}" {P} isInterrupting="{interrupting}">{starts}</startEvent>'
        f'<userTask id="{work}" {P} lindung:form="terima"/><endEvent id="{last}" {P}>{over}</endEvent>'
        f'<sequenceFlow id="{begin}_" sourceRef="{begin}" targetRef="{work}"/>'
        f'<sequenceFlow id="{work}_" sourceRef="{work}" targetRef="{last}"/>{more}</subProcess>'
    )


def files(body: str) -> dict[str, bytes]:
    """Give the sound procedure with this diagram."""
    lane = LANE if 'id="reda"' in body else LANE.replace("<flowNodeRef>reda</flowNodeRef>", "")
    return refused.bundle(diagrams.drawn(diagrams.document(HEAD + diagrams.process(lane + SPINE + body))))


def told(found: list[Refusal] | tuple[Refusal, ...]) -> list[str]:
    """Give refusals as ``code element``."""
    return [f"{refusal.code} {refusal.element_id}" for refusal in found]


def check(body: str, **others: Any) -> list[str]:
    """Check the procedure by the rules alone."""
    return told(checks.check(files(body), roles=refused.ROLES, **others))


@pytest.mark.parametrize("interrupting", ["true", "false"])
@pytest.mark.parametrize("kind", STARTS)
def test_each_event_may_start_one_whether_it_interrupts_or_not(kind: str, interrupting: str) -> None:
    body = (SENT if kind == "signal" else THROUGH) + by_event(STARTS[kind], interrupting=interrupting)

    assert told(isolated.examine(files(body), roles=refused.ROLES, clauses=None)) == []


def test_an_error_may_start_one() -> None:
    body = THROUGH + by_event(ERROR)

    assert told(isolated.examine(files(body), roles=refused.ROLES, clauses=None)) == []


def test_one_may_lie_in_another() -> None:
    inner = by_event(STARTS["timer"], name="di_dalam")
    body = THROUGH + by_event(LETTER, more=inner)

    assert told(isolated.examine(files(body), roles=refused.ROLES, clauses=None)) == []


@pytest.mark.parametrize(("interrupting", "found"), [("false", []), ("true", ["timer_cycle_misplaced mulai_saat"])])
def test_a_cycle_starts_only_one_that_does_not_interrupt(interrupting: str, found: list[str]) -> None:
    cycle = "<timerEventDefinition><timeCycle>R3/PT10M</timeCycle></timerEventDefinition>"

    assert check(THROUGH + by_event(cycle, interrupting=interrupting)) == found


def test_one_without_a_start_is_told_as_any_scope() -> None:
    empty = f'<subProcess id="saat" {P} triggeredByEvent="true"/>'

    assert check(THROUGH + empty) == ["start_missing saat"]


def test_what_no_way_leads_to_inside_is_told() -> None:
    lost = f'<userTask id="lepas" {P} lindung:form="terima"/><endEvent id="ujung" {P}/>'
    lost += '<sequenceFlow id="lepas_" sourceRef="lepas" targetRef="ujung"/>'

    assert check(THROUGH + by_event(LETTER, more=lost)) == ["unreachable lepas", "unreachable ujung"]


def test_a_join_inside_that_never_completes_is_told() -> None:
    gates = f'<exclusiveGateway id="p" {P} default="p_j"/><parallelGateway id="j" {P}/>'
    ways = '<sequenceFlow id="p_j" sourceRef="p" targetRef="j"/>'
    ways += '<sequenceFlow id="p_k" sourceRef="p" targetRef="j"><conditionExpression>bahaya</conditionExpression>'
    body = by_event(LETTER, more=gates + ways + "</sequenceFlow>")
    body = body.replace('targetRef="akhir_saat"', 'targetRef="p"')
    body = body.replace("</subProcess>", '<sequenceFlow id="j_" sourceRef="j" targetRef="akhir_saat"/></subProcess>')

    assert check(THROUGH + body) == ["join_never_completes j"]


def test_a_compensation_starts_none() -> None:
    assert check(THROUGH + by_event("<compensateEventDefinition/>")) == ["compensation mulai_saat"]


@pytest.mark.parametrize(("known", "found"), [({"jawaban"}, []), (set(), ["message_not_sent mulai_saat"])])
def test_a_message_that_starts_one_is_sent_by_somebody(known: set[str], found: list[str]) -> None:
    assert check(THROUGH + by_event(LETTER), messages=frozenset(known)) == found


CALM = by_event(STARTS["signal"].replace("sinyal", "sinyal_lain"), name="reda")


@pytest.mark.parametrize(
    ("sent", "beside", "found"),
    [("sinyal", "", ["event_sub_process_endless x"]), ("sinyal_lain", CALM, [])],
)
def test_a_signal_that_is_sent_inside_starts_no_second_one(sent: str, beside: str, found: list[str]) -> None:
    thrown = f'<intermediateThrowEvent id="x" {P}><signalEventDefinition signalRef="{sent}"/></intermediateThrowEvent>'
    thrown += '<sequenceFlow id="x_" sourceRef="x" targetRef="akhir_saat"/>'
    body = by_event(STARTS["signal"], interrupting="false", more=thrown)
    body = body.replace('targetRef="akhir_saat"', 'targetRef="x"', 1)

    assert check(SENT + body + beside) == found


def around(inner: str, *, beside: str = "") -> str:
    """Put a sub-process ``x`` with a task between the task and the end; ``inner`` is within it."""
    begun = f'<startEvent id="a" {P}/><endEvent id="b" {P}/><sequenceFlow id="a_b" sourceRef="a" targetRef="b"/>'
    ways = '<sequenceFlow id="f2" sourceRef="terima" targetRef="x"/><sequenceFlow id="f3" sourceRef="x" '
    return f'<subProcess id="x" {P}>{begun}{inner}</subProcess>{ways}targetRef="selesai"/>{beside}'


# The error is thrown by an event sub-process in ``x``.
CAUGHT = {
    "by none": (around(by_event(LETTER, over=ERROR)), False),
    "by itself": (around(by_event(ERROR, over=ERROR)), False),
    "by its neighbour": (
        around(by_event(LETTER, interrupting="false", over=ERROR) + by_event(ERROR, name="tetangga")),
        True,
    ),
    "by a neighbour that it withdrew": (around(by_event(LETTER, over=ERROR) + by_event(ERROR, name="tetangga")), False),
    "further out": (around(by_event(LETTER, over=ERROR), beside=by_event(ERROR, name="luar")), True),
    "another error": (
        around(by_event(LETTER, over=ERROR), beside=by_event(ERROR.replace("galat", "lain"), name="luar")),
        False,
    ),
}


@pytest.mark.parametrize("name", CAUGHT)
def test_an_error_is_caught_by_who_still_waits_for_it(name: str) -> None:
    body, caught = CAUGHT[name]

    codes = [each for each in check(body) if each.startswith("error_")]

    assert codes == ([] if caught else ["error_not_caught akhir_saat"])


@pytest.mark.parametrize(("other", "found"), [("galat", ["handler_twice mulai_tetangga"]), ("lain", [])])
def test_two_in_one_scope_are_not_for_the_same_error(other: str, found: list[str]) -> None:
    second = by_event(ERROR.replace("galat", other), name="tetangga")

    assert [each for each in check(around(by_event(ERROR) + second)) if "handler" in each] == found
