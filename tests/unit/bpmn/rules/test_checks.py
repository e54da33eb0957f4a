"""The lint over whole bundles: what crosses files, what stays quiet, and what follows from another fault."""

import pytest

from engine.bpmn.rules import checks
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import diagrams, refused

SOUND = refused.read("not_executable").sound
CALLING = refused.read("call_recursion").sound
HEAD = (refused.FOLDER / "sound" / "procedure.toml").read_bytes()
TABLES = (refused.FOLDER / "sound" / "keputusan.dmn").read_bytes()
BASIS = 'lindung:basis="P"'
RULE = f'<businessRuleTask id="a" {BASIS} lindung:decision="risiko"'


def check(diagram: bytes = SOUND, **others: bytes) -> list[Refusal]:
    return checks.check(refused.bundle(diagram, **others), roles=refused.ROLES)


def codes(found: list[Refusal]) -> list[str]:
    return [refusal.code for refusal in found]


def loose(body: str, **options: str) -> list[Refusal]:
    """Check a loose diagram whose steps need no lane: only what is between start and end is given."""
    whole = (
        f'<startEvent id="s" {BASIS}/><endEvent id="e" {BASIS}/>{body}'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    )
    data = diagrams.drawn(diagrams.document(options.get("before", "") + diagrams.process(whole)))
    return checks.check({"a.bpmn": data, "keputusan.dmn": TABLES}, roles=())


def test_a_sound_bundle_is_accepted() -> None:
    assert check() == []
    assert check(CALLING) == []


def test_loose_diagrams_are_checked_without_channels_and_time_limits() -> None:
    files = {"proses.bpmn": SOUND, "forms/terima.form": refused.bundle(SOUND)["forms/terima.form"]}

    assert codes(checks.check(files, roles=refused.ROLES, clauses=["UJI-01"])) == []
    assert codes(checks.check(files, roles=refused.ROLES)) == ["clause_unknown"]


def test_a_file_without_a_drawing_is_told_once_however_many_elements_it_has() -> None:
    begin, _, _ = SOUND.partition(b"<bpmndi:BPMNDiagram>")

    [found] = check(begin + b"</definitions>")

    assert (found.code, found.file, found.element_id) == ("shape_missing", "proses.bpmn", "")
    assert found.reason_en == (
        "6 elements have no place in the drawing, so nobody can see them, "
        "such as 'Petugas', 'Mulai', 'Terima', 'ke_terima', 'ke_selesai'."
    )


def test_a_few_elements_that_are_not_drawn_are_all_named() -> None:
    lost = SOUND
    for name in (b"mulai", b"ke_terima"):
        lost = lost.replace(b'bpmnElement="' + name + b'"', b'bpmnElement="lain"')

    [found] = check(lost)

    assert "2 elements have no place" in found.reason_en
    assert found.reason_id.endswith(" misalnya 'Mulai', 'ke_terima'.")


def test_without_any_diagram_there_is_nothing_to_accept() -> None:
    assert codes(checks.check({}, roles=())) == ["diagram_missing"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"<a>", "xml_broken"), (b"<!DOCTYPE a><a/>", "xml_doctype"), (b"<a/>", "not_bpmn")],
)
def test_a_file_that_is_no_bpmn_is_the_only_thing_told(data: bytes, code: str) -> None:
    found = check(data)

    assert [(refusal.file, refusal.code) for refusal in found] == [("proses.bpmn", code)]


def test_broken_xml_is_told_with_its_line() -> None:
    assert check(b"<a>\n<b></a>")[0].reason_id.endswith("Baris 2.")


def test_all_faults_of_a_task_are_told_at_once() -> None:
    bare = SOUND.replace(b' lindung:form="terima"', b"").replace(b"<flowNodeRef>terima</flowNodeRef>", b"")

    assert sorted(codes(check(bare))) == ["form_missing", "user_task_without_lane"]


def test_what_only_follows_from_a_refused_element_is_left_out() -> None:
    link = loose(
        f'<intermediateThrowEvent id="a" {BASIS}><linkEventDefinition name="x"/></intermediateThrowEvent>'
        f'<transaction id="b" {BASIS}><startEvent id="c"><signalEventDefinition/></startEvent></transaction>'
    )

    assert sorted(codes(link)) == ["link_event", "transaction"]


def test_the_inside_of_a_refused_element_is_not_told_too() -> None:
    found = loose(
        f"{RULE}><dataInputAssociation><targetRef>a</targetRef>"
        "<assignment><from>1</from><to>2</to></assignment></dataInputAssociation></businessRuleTask>"
    )

    assert [(each.code, each.element_id) for each in found] == [("element_not_run", "a")]


IO = (
    '<ioSpecification><dataInput id="i" name="hilang"/><inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
    "<outputSet/></ioSpecification>"
)
SCHEMA = '<import namespace="urn:x" location="x.xsd" importType="http://www.w3.org/2001/XMLSchema"/>'
OUTSIDE = (
    '<resource id="r" name="Petugas"/><interface id="n" name="Luar"><operation name="o"><inMessageRef>m</inMessageRef>'
    "</operation></interface>"
)
GRID = '<extensionElements><x:denah xmlns:x="urn:lain"><Grid/></x:denah></extensionElements>'
OWNER = (
    '<potentialOwner id="o"><resourceAssignmentExpression><formalExpression>x</formalExpression>'
    "</resourceAssignmentExpression></potentialOwner>"
)


@pytest.mark.parametrize(
    ("before", "inside"),
    [("", IO), ("", OWNER), (SCHEMA, ""), (OUTSIDE, ""), ("", GRID)],
)
def test_what_no_canvas_shows_and_nothing_runs_is_passed_over(before: str, inside: str) -> None:
    assert loose(f"{RULE}>{inside}</businessRuleTask>", before=before) == []


def test_a_flow_to_a_note_is_not_called_a_crossing() -> None:
    flow = b'<sequenceFlow id="salah" sourceRef="terima" targetRef="catatan"/></process>'
    note = b'<textAnnotation id="catatan"><text>Ingat</text></textAnnotation></process>'
    found = check(SOUND.replace(b"</process>", flow).replace(b"</process>", note))

    assert ("flow_to_no_step", "salah") in [(each.code, each.element_id) for each in found]
    assert "flow_crosses_border" not in codes(found)


def test_a_reserved_id_silences_nothing() -> None:
    reserved = refused.read("reserved_id").diagram.replace(b' lindung:form="terima"', b"")

    assert sorted(codes(check(reserved))) == ["form_missing", "reserved_id"]


def test_an_activity_for_compensation_is_refused() -> None:
    assert "compensation" in codes(loose(f'{RULE} isForCompensation="true"/>'))


def test_a_process_without_a_start_is_refused_whole() -> None:
    data = diagrams.drawn(diagrams.document(diagrams.process(f'<endEvent id="e" {BASIS}/>')))

    assert codes(checks.check({"a.bpmn": data}, roles=())) == ["start_missing"]


def test_extensions_that_only_inform_are_let_through() -> None:
    harmless = '<extensionElements><warna xmlns="urn:lain" kode="3"/></extensionElements>'

    assert loose(f"{RULE}>{harmless}</businessRuleTask>") == []


def test_a_fault_of_the_outermost_element_names_no_element() -> None:
    space = b'xmlns:z="http://camunda.org/schema/zeebe/1.0" z:mode="x"'

    assert [(each.code, each.element_id) for each in check(SOUND.replace(b'id="definisi"', space))] == [
        ("other_engine_extension", "")
    ]


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ('<in xmlns="http://camunda.org/schema/1.0/bpmn"/>', "other_engine_extension"),
        ("<lindung:peran/>", "lindung_attribute_unknown"),
        ('<catatan xmlns="urn:lain" id="a1"/>', "extension_id"),
    ],
)
def test_extension_elements_that_promise_something_are_refused(element: str, code: str) -> None:
    inside = f"<extensionElements>{element}</extensionElements>"
    found = loose(f"{RULE}>{inside}</businessRuleTask>")

    assert [(each.code, each.element_id) for each in found] == [(code, "a")]


@pytest.mark.parametrize(("word", "found"), [("ya", []), ("tidak", []), ("siapa", ["audit_unknown"])])
def test_who_sees_an_outcome_is_said_in_words_that_are_known(word: str, found: list[str]) -> None:
    assert codes(loose(f'{RULE} lindung:audit="{word}"/>')) == found


def test_a_condition_event_must_hold_feel() -> None:
    def event(text: str) -> list[str]:
        inside = f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"
        return codes(loose(f'<intermediateCatchEvent id="a" {BASIS}>{inside}</intermediateCatchEvent>'))

    assert event("= bahaya") == []
    assert event("bahaya ==") == ["expression_faulty"]


def test_an_expression_beyond_the_limits_is_refused() -> None:
    deep = "(" * 2000 + "1" + ")" * 2000
    inside = f"<conditionalEventDefinition><condition>{deep}</condition></conditionalEventDefinition>"

    assert codes(loose(f'<intermediateCatchEvent id="a" {BASIS}>{inside}</intermediateCatchEvent>')) == [
        "expression_faulty"
    ]


@pytest.mark.parametrize(
    ("time", "code"),
    [
        ("<timeDate>2026-01-01T08:00:00+07:00</timeDate>", []),
        ("<timeDate>1 Januari</timeDate>", ["timer_unreadable"]),
        ("<timeDate>= hari_kerja(3)</timeDate>", []),
        ('<timeDate>= batas("x")</timeDate>', ["timer_may_be_null"]),
        ('<timeDuration>= duration("besok")</timeDuration>', ["timer_may_be_null"]),
        ('<timeDuration>= now() + duration("PT1H")</timeDuration>', []),
        ("<timeDuration>-PT1H</timeDuration>", ["timer_unreadable"]),
        ("<timeDuration>${lama}</timeDuration>", ["expression_of_other_engine"]),
        ("<timeDuration/>", ["expression_empty"]),
    ],
)
def test_the_text_of_a_timer_is_read_strictly(time: str, code: list[str]) -> None:
    timer = f"<timerEventDefinition>{time}</timerEventDefinition>"

    assert codes(loose(f'<intermediateCatchEvent id="a" {BASIS}>{timer}</intermediateCatchEvent>')) == code


@pytest.mark.parametrize(
    ("cycle", "code"),
    [
        ("R3/PT10M", []),
        ("R/PT10M/2026-12-31T00:00:00Z", []),
        ('= "R3/PT10M"', []),
        ("@daily", ["timer_cron"]),
        ("R0/PT10M", ["timer_unreadable"]),
    ],
)
def test_a_cycle_ends_and_is_no_cron_schedule(cycle: str, code: list[str]) -> None:
    sound = refused.read("timer_cron").sound

    assert codes(check(sound.replace(b"R3/PT10M", cycle.encode()))) == code


def test_an_error_may_be_caught_further_out() -> None:
    error = '<errorEventDefinition errorRef="x"/>'
    inner = (
        f'<startEvent id="s2" {BASIS}/><sequenceFlow id="g" sourceRef="s2" targetRef="e2"/>'
        f'<endEvent id="e2" {BASIS}>{error}</endEvent>'
    )
    middle = (
        f'<startEvent id="s1" {BASIS}/><sequenceFlow id="h" sourceRef="s1" targetRef="b"/>'
        f'<subProcess id="b" {BASIS}>{inner}</subProcess>'
        f'<sequenceFlow id="h2" sourceRef="b" targetRef="e1"/><endEvent id="e1" {BASIS}/>'
    )
    outer = (
        f'<subProcess id="a" {BASIS}>{middle}</subProcess><boundaryEvent id="c" {BASIS} attachedToRef="a">{error}'
        f'</boundaryEvent><endEvent id="e3" {BASIS}/><sequenceFlow id="k" sourceRef="c" targetRef="e3"/>'
    )

    assert loose(outer, before='<error id="x" name="gagal" errorCode="gagal"/>') == []


@pytest.mark.parametrize(
    ("kind", "inside", "code"),
    [
        ("standard", "<loopCondition>bahaya</loopCondition>", []),
        ("multiInstance", "<loopCardinality>3 +</loopCardinality>", ["expression_faulty"]),
        ("multiInstance", "<loopDataInputRef>d</loopDataInputRef>", []),
    ],
)
def test_repetitions_say_when_they_end(kind: str, inside: str, code: list[str]) -> None:
    loop = f"<{kind}LoopCharacteristics>{inside}</{kind}LoopCharacteristics>"
    body = f'<dataObject id="d"/><businessRuleTask id="a" {BASIS} lindung:decision="risiko">{loop}</businessRuleTask>'

    assert codes(loose(body)) == code


def test_a_loop_may_end_by_its_number_of_rounds() -> None:
    loop = '<standardLoopCharacteristics loopMaximum="3"/>'

    assert loose(f"{RULE}>{loop}</businessRuleTask>") == []


def test_inner_lanes_inherit_the_role_around_them() -> None:
    lane = b'<lane id="jalur_dalam"><flowNodeRef>terima</flowNodeRef></lane>'
    inner = b'<childLaneSet id="dalam">' + lane + b"</childLaneSet></lane>"
    place = (
        b'<bpmndi:BPMNShape bpmnElement="jalur_dalam"><dc:Bounds x="1" y="1" width="9" height="9"/></bpmndi:BPMNShape>'
    )
    nested = SOUND.replace(b"</lane>", inner).replace(b"</bpmndi:BPMNPlane>", place + b"</bpmndi:BPMNPlane>")

    assert check(nested) == []


def test_a_task_in_a_sub_process_has_the_lane_of_the_sub_process() -> None:
    sound = refused.read("error_not_caught").sound
    task = b'<userTask id="isi" name="Isi" lindung:basis="P" lindung:form="terima"/>'
    held = sound.replace(b'<businessRuleTask id="isi" name="Isi" lindung:basis="P" lindung:decision="risiko"/>', task)

    assert codes(check(held)) == ["user_task_without_lane"]
    assert check(held.replace(b"</lane>", b"<flowNodeRef>bagian</flowNodeRef></lane>")) == []


def test_a_second_person_rule_names_another_task() -> None:
    named = SOUND.replace(b'lindung:form="terima"', b'lindung:form="terima" lindung:separateFrom="tiada"')

    assert codes(check(named)) == ["separate_from_unknown"]


def test_a_faulty_form_is_told_at_its_file() -> None:
    found = check(terima=b'{"type": "default", "components": [{"type": "filepicker", "key": "x"}]}')

    assert {(refusal.file, refusal.code) for refusal in found} == {("forms/terima.form", "form_invalid")}


def test_a_called_process_may_lie_in_another_file() -> None:
    called, calling = CALLING, CALLING
    start = called.index(b'<process id="lanjutan"')
    end = called.index(b"</process>", start) + len(b"</process>")
    alone = calling[:start] + calling[end:]
    other = diagrams.drawn(diagrams.document(called[start:end].decode()))

    assert codes(check(alone)) == ["called_process_missing"]
    assert check(alone, **{"shared/lanjutan.bpmn": other}) == []


def test_an_id_means_one_thing_in_all_files() -> None:
    found = check(CALLING, **{"shared/kedua.bpmn": CALLING})

    assert set(codes(found)) == {"id_in_two_files"}
    assert {refusal.file for refusal in found} == {"shared/kedua.bpmn"}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b'key = "uji"', b"", "procedure_invalid"),
        (b'process = "proses"', b'process = "lain"', "procedure_process_unknown"),
        (b'bpmn = "proses.bpmn"', b'bpmn = "lain.bpmn"', "procedure_process_unknown"),
        (b'clauses = ["uji"]', b'clauses = ["uji", "lain"]', "clause_document_unknown"),
        (b'sla = "sla"', b'sla = "batas"', "sla_table_unknown"),
        (b'start = "mulai"', b'start = "terima"', "channel_start_unknown"),
    ],
)
def test_a_head_that_names_what_is_not_there_is_refused(before: bytes, after: bytes, code: str) -> None:
    found = check(procedure=HEAD.replace(before, after))

    assert code in codes(found)
    assert {refusal.file for refusal in found if refusal.code == code} == {"procedure.toml"}


def test_the_follow_up_of_a_finding_that_could_never_begin_is_refused() -> None:
    head = HEAD[: HEAD.index(b"[channels")].replace(b'key = "uji"', b'key = "tindak_lanjut_temuan"')

    assert "finding_start_unknown" in codes(check(procedure=head + b'[finding]\nstart = "terima"\n'))
    assert "finding_start_unknown" not in codes(check(procedure=head + b'[finding]\nstart = "mulai"\n'))


XPATH = SOUND.replace(b'targetNamespace="urn:uji"', b'targetNamespace="urn:uji" expressionLanguage="http://x/XPath"')


def test_a_language_that_no_expression_uses_is_no_fault() -> None:
    assert check(XPATH) == []


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>", []),
        ("<timerEventDefinition><timeDuration>= hari_kerja(1)</timeDuration></timerEventDefinition>", []),
        ("<conditionalEventDefinition><condition>bahaya</condition></conditionalEventDefinition>", ["a"]),
        ("<conditionalEventDefinition><condition>= bahaya</condition></conditionalEventDefinition>", []),
    ],
)
def test_an_expression_is_marked_as_feel_where_the_file_declares_another_language(inside: str, told: list[str]) -> None:
    event = f'<intermediateCatchEvent id="a" {BASIS}>{inside}</intermediateCatchEvent>'
    spine = f'<startEvent id="s" {BASIS}/>{event}<endEvent id="e" {BASIS}/>'
    flows = '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    data = diagrams.drawn(diagrams.document(diagrams.process(spine + flows)))
    declared = data.replace(b'id="definisi"', b'id="definisi" expressionLanguage="http://www.w3.org/1999/XPath"')

    found = checks.check({"a.bpmn": declared}, roles=())

    assert [each.element_id for each in found if each.code == "expression_not_marked"] == told
    assert {each.code for each in found} <= {"expression_not_marked"}
