"""What is accepted: one small diagram for each thing that BPMN offers and that runs here, past rules and engine."""

import pytest

from engine.bpmn.rules import isolated
from tests.support.diagrams import diagrams, refused

P = 'lindung:basis="P"'
HEAD = """
<message id="pesan" name="jawaban"/><signal id="sinyal" name="darurat"/>
<error id="galat" name="gagal" errorCode="gagal"/><escalation id="eskalasi" name="lapor" escalationCode="lapor"/>
"""
LANE = """
<laneSet id="jalur"><lane id="jalur_petugas" name="Petugas" lindung:role="petugas_pengaduan">
<flowNodeRef>terima</flowNodeRef></lane></laneSet>
"""
SPINE = f"""
<startEvent id="mulai" {P} lindung:slaStart="laporan"/><endEvent id="selesai" {P}/>
<userTask id="terima" name="Terima" {P} lindung:form="terima" lindung:slaStop="tanggapan"/>
<sequenceFlow id="f1" sourceRef="mulai" targetRef="terima"/>
"""


def flows(*ways: str) -> str:
    """Give plain flows, each written ``a>b``."""
    return "".join(
        '<sequenceFlow id="{0}_{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*way.split(">")) for way in ways
    )


def rule(*names: str) -> str:
    return "".join(f'<businessRuleTask id="{name}" {P} lindung:decision="risiko"/>' for name in names)


def ends(*names: str) -> str:
    return "".join(f'<endEvent id="{name}" {P}/>' for name in names)


def one(node: str) -> str:
    """Put a single node ``x`` between the task and the end."""
    return node + flows("terima>x", "x>selesai")


def caught(event: str, passes: str = "false") -> str:
    """Put a boundary event on the task, with a way of its own."""
    boundary = f'<boundaryEvent id="t" {P} attachedToRef="terima" cancelActivity="{passes}">{event}</boundaryEvent>'
    return boundary + ends("lain") + flows("t>lain", "terima>selesai")


def inside(content: str, attributes: str = "", after: str = "") -> str:
    """Put a sub-process ``x`` around a content between ``a`` and ``b``."""
    begun = f'<startEvent id="a" {P}/><endEvent id="b" {P}/>{content}'
    return one(f'<subProcess id="x" {P} {attributes}>{begun}</subProcess>{after}')


def around(event: str, passes: str = "true") -> str:
    """Put a boundary event on a sub-process, with a way of its own."""
    after = f'<boundaryEvent id="t" {P} attachedToRef="x" cancelActivity="{passes}">{event}</boundaryEvent>'
    return inside(rule("c") + flows("a>c", "c>b"), after=after + ends("lain") + flows("t>lain"))


def meanwhile(waiting: str, other: str) -> str:
    """Put a node ``x`` and a node ``y`` on branches beside each other."""
    gates = f'<parallelGateway id="g" {P}/><parallelGateway id="j" {P}/>'
    return gates + waiting + other + flows("terima>g", "g>x", "g>y", "x>j", "y>j", "j>selesai")


CATCH = '<intermediateCatchEvent id="x" lindung:basis="P">{}</intermediateCatchEvent>'
THROW = '<intermediateThrowEvent id="x" lindung:basis="P">{}</intermediateThrowEvent>'
CONDITION = "<conditionalEventDefinition><condition>= bahaya</condition></conditionalEventDefinition>"
TIMER = "<timerEventDefinition><timeD{0}>{1}</timeD{0}></timerEventDefinition>"
SIGNAL = '<signalEventDefinition signalRef="sinyal"/>'
LIMIT = '= if batas("tanggapan") = null then hari_kerja(1) else batas("tanggapan")'
GUARDED = (
    '<sequenceFlow id="{0}_{1}" sourceRef="{0}" targetRef="{1}">'
    "<conditionExpression>bahaya</conditionExpression></sequenceFlow>"
)
LETTER = '<messageEventDefinition messageRef="pesan"/>'

ACCEPTED = {
    "nothing between task and end": flows("terima>selesai"),
    "rule task": one(rule("x")),
    "send task": one(f'<sendTask id="x" {P} messageRef="pesan"/>'),
    "receive task": one(f'<receiveTask id="x" {P} messageRef="pesan"/>'),
    "several instances at once": one(
        f'<businessRuleTask id="x" {P} lindung:decision="risiko"><multiInstanceLoopCharacteristics>'
        "<loopCardinality>= 3</loopCardinality><completionCondition>bahaya</completionCondition>"
        "</multiInstanceLoopCharacteristics></businessRuleTask>"
    ),
    "instances one after the other": one(
        f'<businessRuleTask id="x" {P} lindung:decision="risiko"><multiInstanceLoopCharacteristics isSequential="true">'
        "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></businessRuleTask>"
    ),
    "loop": one(
        f'<businessRuleTask id="x" {P} lindung:decision="risiko"><standardLoopCharacteristics>'
        "<loopCondition>bahaya</loopCondition></standardLoopCharacteristics></businessRuleTask>"
    ),
    "wait for a message": one(CATCH.format('<messageEventDefinition messageRef="pesan"/>')),
    "wait for a signal": meanwhile(CATCH.format(SIGNAL), THROW.format(SIGNAL).replace('"x"', '"y"')),
    "wait for a condition": meanwhile(CATCH.format(CONDITION), f'<receiveTask id="y" {P} messageRef="pesan"/>'),
    "race with a condition": f'<eventBasedGateway id="g" {P}/><exclusiveGateway id="j" {P}/>'
    + CATCH.format(CONDITION) + CATCH.format(LETTER).replace('"x"', '"y"')
    + flows("terima>g", "g>x", "g>y", "x>j", "y>j", "j>selesai"),
    "wait for a duration": one(CATCH.format(TIMER.format("uration", "P2DT3H"))),
    "wait for a date": one(CATCH.format(TIMER.format("ate", "2030-01-01T08:00:00+09:00"))),
    "wait for a time limit": one(CATCH.format(TIMER.format("ate", LIMIT))),
    "wait for a working day": one(CATCH.format(TIMER.format("ate", "= hari_kerja(3)"))),
    "race with a time that may be missing": f'<eventBasedGateway id="g" {P}/><exclusiveGateway id="j" {P}/>'
    + CATCH.format(TIMER.format("ate", '= batas("tanggapan")')) + CATCH.format(LETTER).replace('"x"', '"y"')
    + flows("terima>g", "g>x", "g>y", "x>j", "y>j", "j>selesai"),
    "throw nothing": one(THROW.format("")),
    "throw a message": one(THROW.format('<messageEventDefinition messageRef="pesan"/>')),
    "throw an escalation": one(THROW.format('<escalationEventDefinition escalationRef="eskalasi"/>')),
    "boundary message": caught('<messageEventDefinition messageRef="pesan"/>'),
    "boundary signal": inside(
        f'<intermediateThrowEvent id="c" {P}>{SIGNAL}</intermediateThrowEvent>' + flows("a>c", "c>b"),
        after=f'<boundaryEvent id="t" {P} attachedToRef="x">{SIGNAL}</boundaryEvent>{ends("lain")}{flows("t>lain")}',
    ),
    "boundary condition": caught(CONDITION),
    "boundary escalation": around('<escalationEventDefinition escalationRef="eskalasi"/>', passes="false"),
    "boundary error": around('<errorEventDefinition errorRef="galat"/>'),
    "boundary warning": caught(TIMER.format("ate", '= peringatan("tanggapan", 80)')),
    "boundary cycle": caught("<timerEventDefinition><timeCycle>R3/PT10M</timeCycle></timerEventDefinition>"),
    "end with a message": flows("terima>z") + f'<endEvent id="z" {P}>{LETTER}</endEvent>'
    + f'<boundaryEvent id="t" {P} attachedToRef="terima">{CONDITION}</boundaryEvent>' + flows("t>selesai"),
    "end of everything": f'<parallelGateway id="g" {P}/><endEvent id="z" {P}><terminateEventDefinition/></endEvent>'
    + flows("terima>g", "g>z", "g>selesai"),
    "sub-process": inside(rule("c") + flows("a>c", "c>b")),
    "sub-process in a sub-process": inside(
        f'<subProcess id="d" {P}><startEvent id="m" {P}/>{ends("n")}{flows("m>n")}</subProcess>{flows("a>d", "d>b")}'
    ),
    "error caught outside": inside(
        f'<exclusiveGateway id="g" {P} default="g_b"/><endEvent id="z" {P}><errorEventDefinition errorRef="galat"/>'
        f"</endEvent>{flows('a>g', 'g>b')}{GUARDED.format('g', 'z')}",
        after=f'<boundaryEvent id="t" {P} attachedToRef="x"><errorEventDefinition errorRef="galat"/></boundaryEvent>'
        + ends("lain") + flows("t>lain"),
    ),
    "parallel block in a sub-process on a loop": one(
        f'<exclusiveGateway id="k" {P}/><subProcess id="y" {P}><startEvent id="a" {P}/>{ends("b")}'
        f'{rule("c", "d")}'
        f'<parallelGateway id="p" {P}/><parallelGateway id="q" {P}/>{flows("a>p", "p>c", "p>d", "c>q", "d>q", "q>b")}'
        f'</subProcess><exclusiveGateway id="x" {P} default="x_selesai"/>'
        f'{GUARDED.format("x", "k")}{flows("k>y", "y>x")}'
    ).replace('sourceRef="terima" targetRef="x"', 'sourceRef="terima" targetRef="k"'),
    "choice of several": f'<inclusiveGateway id="g" {P} default="g_c"/><inclusiveGateway id="j" {P}/>'
    + rule("c", "d") + GUARDED.format("g", "d") + flows("terima>g", "g>c", "c>j", "d>j", "j>selesai"),
    "race": f'<eventBasedGateway id="g" {P}/><receiveTask id="c" {P} messageRef="pesan"/>'
     f'<exclusiveGateway id="j" {P}/>'
    + CATCH.format(TIMER.format("uration", "P3D")) + flows("terima>g", "g>c", "g>x", "c>j", "x>j", "j>selesai"),
    "notes and data": flows("terima>selesai")
    + '<dataObject id="d"/><dataObjectReference id="r" name="Berkas" dataObjectRef="d"/>'
    '<textAnnotation id="n"><text>Catatan</text></textAnnotation>'
    '<association id="s" sourceRef="terima" targetRef="n"/>',
    "documentation": flows("terima>selesai").replace("/>", "><documentation>Selesai.</documentation></sequenceFlow>"),
}  # fmt: skip


def examine(body: str, *, head: str = HEAD) -> list[str]:
    data = diagrams.drawn(diagrams.document(head + diagrams.process(LANE + SPINE + body)))
    found = isolated.examine(refused.bundle(data), roles=refused.ROLES, clauses=None)
    return [f"{refusal.code} {refusal.element_id}" for refusal in found]


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_runs_as_bpmn_says_is_accepted(body: str) -> None:
    assert examine(body) == []


def test_an_empty_pool_and_a_message_flow_are_accepted() -> None:
    pools = (
        '<collaboration id="k"><participant id="kami" name="UPTD" processRef="proses"/>'
        '<participant id="rs" name="Rumah sakit"/>'
        '<messageFlow id="m" sourceRef="terima" targetRef="rs"/></collaboration>'
    )

    assert examine(flows("terima>selesai"), head=HEAD + pools) == []


def test_a_message_start_that_a_channel_opens_is_accepted() -> None:
    surat = SPINE.replace(
        'lindung:slaStart="laporan"/>',
        'lindung:slaStart="laporan"><messageEventDefinition messageRef="pesan"/></startEvent>',
    )
    data = diagrams.drawn(diagrams.document(HEAD + diagrams.process(LANE + surat + flows("terima>selesai"))))

    assert isolated.examine(refused.bundle(data), roles=refused.ROLES, clauses=None) == []
