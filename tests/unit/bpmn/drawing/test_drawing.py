"""The drawing: everything of BPMN has its form, marks show without colour, and nothing in it needs a style or an id."""

import re

import pytest
from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.drawing import canvas, layout, picture
from tests.support.diagrams import diagrams

SVG = f"{{{canvas.SVG}}}"
TASKS = [
    "userTask",
    "manualTask",
    "serviceTask",
    "businessRuleTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "task",
    "callActivity",
]
GATEWAYS = ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"]
DEFINITIONS = [
    "message",
    "timer",
    "signal",
    "error",
    "escalation",
    "conditional",
    "terminate",
    "link",
    "compensate",
    "cancel",
]


def draw(body: str, *, before: str = "", marks: dict[str, str] | None = None, **badges: str) -> etree._Element:
    data = diagrams.drawn(diagrams.document(before + diagrams.process(body)))
    return etree.fromstring(picture.svg(data, title="Uji", marks=marks, badges=badges))


def placed(body: str, interchange: str) -> etree._Element:
    """Draw a model with hand-made places."""
    parts = f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="proses">{interchange}</bpmndi:BPMNPlane>'
    data = diagrams.document(diagrams.process(body) + parts + "</bpmndi:BPMNDiagram>")
    return etree.fromstring(picture.svg(data, title="Uji"))


def shape(element: str, bounds: str = 'x="0" y="0" width="100" height="80"', **more: str) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in more.items())
    return f'<bpmndi:BPMNShape bpmnElement="{element}"{attributes}><dc:Bounds {bounds}/></bpmndi:BPMNShape>'


def group(root: etree._Element, element: str) -> etree._Element:
    return next(part for part in root.iter(f"{SVG}g") if part.get("data-element-id") == element)


def attribute(part: etree._Element, tag: str, name: str) -> str:
    """Give an attribute of the first SVG element of a kind within a part."""
    return str(next(part.iter(f"{SVG}{tag}")).get(name, ""))


def paths(part: etree._Element) -> list[str]:
    return [str(path.get("d")) for path in part.iter(f"{SVG}path")]


def texts(part: etree._Element) -> list[str]:
    return [str(text.text) for text in part.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", TASKS)
def test_each_task_is_a_rounded_box_with_its_name(kind: str) -> None:
    part = group(draw(f'<{kind} id="a" name="Terima laporan"/>'), "a")

    assert attribute(part, "rect", "rx") == "10"
    assert " ".join(texts(part)) == "Terima laporan"
    assert bool(paths(part)) == (kind != "task")


def test_task_signs_differ_and_a_sent_letter_is_filled() -> None:
    root = draw("".join(f'<{kind} id="{kind}"/>' for kind in TASKS))
    signs = {kind: tuple(paths(group(root, kind))) for kind in TASKS}

    assert len({*signs.values()}) == len(TASKS) - 1
    assert attribute(group(root, "sendTask"), "path", "fill") == canvas.INK
    assert attribute(group(root, "receiveTask"), "path", "fill") == "none"


def test_a_call_activity_has_a_thick_border_and_a_plus() -> None:
    root = draw('<userTask id="a"/><callActivity id="b"/>')
    thin, thick = (float(attribute(group(root, name), "rect", "stroke-width")) for name in "ab")

    assert thick > thin
    assert "M-4 0H4M0-4V4" in paths(group(root, "b"))


@pytest.mark.parametrize("kind", GATEWAYS)
def test_each_gateway_is_a_diamond_with_its_own_sign_and_its_name_below(kind: str) -> None:
    part = group(draw(f'<{kind} id="a" name="Risiko?"/>'), "a")

    assert len(paths(part)) >= 2
    assert texts(part) == ["Risiko?"]


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_each_event_definition_has_a_sign_filled_when_thrown(definition: str) -> None:
    inside = f"<{definition}EventDefinition/>"
    root = draw(f'<startEvent id="a">{inside}</startEvent><endEvent id="b">{inside}</endEvent>')
    caught, thrown = (group(root, name) for name in "ab")

    assert paths(caught) == paths(thrown)
    assert attribute(thrown, "path", "fill") == canvas.INK
    assert (attribute(caught, "path", "fill") == "none") == (definition != "terminate")


def test_an_event_with_several_definitions_has_a_pentagon() -> None:
    both = "<messageEventDefinition/><timerEventDefinition/>"

    assert len(paths(group(draw(f'<startEvent id="a">{both}</startEvent>'), "a"))) == 1


def test_an_event_of_an_unknown_definition_is_still_drawn() -> None:
    assert paths(group(draw('<startEvent id="a"><otherEventDefinition/></startEvent>'), "a"))


def test_rings_tell_start_middle_end_and_boundary_apart() -> None:
    root = draw(
        '<startEvent id="a"/><intermediateThrowEvent id="b"/><endEvent id="c"/><userTask id="t"/>'
        '<boundaryEvent id="d" attachedToRef="t"/><boundaryEvent id="e" attachedToRef="t" cancelActivity="false"/>'
    )
    rings = {name: group(root, name).findall(f"{SVG}circle") for name in "abcde"}

    assert [len(rings[name]) for name in "abcde"] == [1, 2, 1, 2, 2]
    assert rings["c"][0].get("stroke-width", "") > rings["a"][0].get("stroke-width", "")
    assert [rings[name][0].get("stroke-dasharray") is not None for name in "de"] == [False, True]


def test_repetitions_stand_at_the_foot() -> None:
    root = draw(
        '<userTask id="a"><multiInstanceLoopCharacteristics isSequential="true"/></userTask>'
        '<userTask id="b"><multiInstanceLoopCharacteristics/></userTask>'
        '<userTask id="c" isForCompensation="true"><standardLoopCharacteristics/></userTask>'
    )

    assert "M-6-4H6M-6 0H6M-6 4H6" in paths(group(root, "a"))
    assert "M-4-6V6M0-6V6M4-6V6" in paths(group(root, "b"))
    assert len(paths(group(root, "c"))) == 3


def test_sub_processes_show_whether_they_are_open() -> None:
    body = '<subProcess id="a" name="Asesmen"/><subProcess id="b" name="Asesmen"/>'
    root = placed(body, shape("a", isExpanded="true") + shape("b", isExpanded="false") + shape("tidak_ada"))

    assert paths(group(root, "a")) == []
    assert "M-4 0H4M0-4V4" in paths(group(root, "b"))


def test_transactions_event_and_ad_hoc_sub_processes_have_their_borders() -> None:
    root = draw('<transaction id="a"/><subProcess id="b" triggeredByEvent="true"/><adHocSubProcess id="c"/>')

    assert len(group(root, "a").findall(f"{SVG}rect")) == 2
    assert attribute(group(root, "b"), "rect", "stroke-dasharray") == "2 4"
    assert any("C-3-4" in path for path in paths(group(root, "c")))


def test_pools_and_lanes_turn_their_names() -> None:
    lanes = '<laneSet><lane id="l" name="Petugas"><flowNodeRef>a</flowNodeRef></lane></laneSet><userTask id="a"/>'
    pools = '<collaboration id="k"><participant id="p" name="UPTD" processRef="proses"/><participant id="q" name="RS"/>'
    root = draw(lanes, before=pools + "</collaboration>")

    for name, turned in (("p", True), ("l", True), ("q", False)):
        assert any("rotate(-90)" in str(part.get("transform")) for part in group(root, name).iter()) == turned
    assert texts(group(root, "q")) == ["RS"]


def test_the_lanes_of_a_sub_process_lie_upon_it() -> None:
    body = '<subProcess id="b"><laneSet><lane id="l" name="Petugas"/></laneSet><userTask id="a"/></subProcess>'
    root = placed(body, shape("b", isExpanded="true") + shape("l") + shape("a"))

    drawn = [part.get("data-element-id") for part in root.iter(f"{SVG}g") if part.get("data-element-id")]
    assert drawn == ["b", "l", "a"]


def test_an_upright_pool_has_its_name_on_top() -> None:
    pool = '<collaboration id="k"><participant id="p" name="UPTD" processRef="proses"/></collaboration>'
    where = shape("p", isHorizontal="false")
    data = diagrams.document(
        pool + f"<bpmndi:BPMNDiagram><bpmndi:BPMNPlane>{where}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    part = group(etree.fromstring(picture.svg(data, title="Uji")), "p")

    assert paths(part) == ["M0 30H100"]
    assert texts(part) == ["UPTD"]


def test_data_notes_and_groups_are_drawn() -> None:
    body = (
        '<dataObjectReference id="a" name="Berkas"/><dataStoreReference id="b" name="Arsip"/>'
        '<textAnnotation id="c"><text>Catatan</text></textAnnotation><textAnnotation id="d"/><group id="e"/>'
    )
    root = placed(body, "".join(map(shape, "abcde")))

    assert [texts(group(root, name)) for name in "abcd"] == [["Berkas"], ["Arsip"], ["Catatan"], []]
    assert group(root, "b").find(f"{SVG}ellipse") is not None
    assert attribute(group(root, "e"), "rect", "fill") == "none"


FLOWS = """
<exclusiveGateway id="g" default="d"/><userTask id="t"/><endEvent id="e"/>
<sequenceFlow id="d" sourceRef="g" targetRef="e"/><sequenceFlow id="p" sourceRef="t" targetRef="e" name="lanjut"/>
<sequenceFlow id="c" sourceRef="t" targetRef="e"><conditionExpression>x</conditionExpression></sequenceFlow>
<sequenceFlow id="v" sourceRef="g" targetRef="e"><conditionExpression>x</conditionExpression></sequenceFlow>
<sequenceFlow id="w" targetRef="e"/>
"""


def test_sequence_flows_have_heads_and_tails() -> None:
    root = draw(FLOWS)

    assert [len(paths(group(root, name))) for name in "dpcvw"] == [3, 2, 3, 2, 2]
    assert texts(group(root, "p")) == ["lanjut"]
    assert all(attribute(group(root, name), "path", "stroke-dasharray") == "" for name in "dpcvw")


def test_message_flows_and_associations_are_dashed() -> None:
    before = (
        '<collaboration id="k"><participant id="p" processRef="proses"/><participant id="q"/>'
        '<messageFlow id="m" sourceRef="a" targetRef="q"/></collaboration>'
    )
    body = (
        '<userTask id="a"/><textAnnotation id="n"/><association id="x" sourceRef="a" targetRef="n"/>'
        '<association id="y" associationDirection="One" sourceRef="a" targetRef="n"/>'
    )
    root = draw(body, before=before)

    assert attribute(group(root, "m"), "path", "stroke-dasharray") == "9 6"
    assert group(root, "m").find(f"{SVG}circle") is not None
    assert [len(paths(group(root, name))) for name in "xy"] == [1, 2]


def test_an_edge_of_no_length_does_no_harm() -> None:
    ways = '<di:waypoint x="5" y="5"/><di:waypoint x="5" y="5"/>'
    label = '<bpmndi:BPMNLabel><dc:Bounds x="0" y="0" width="20" height="10"/></bpmndi:BPMNLabel>'
    edge = f'<bpmndi:BPMNEdge bpmnElement="f">{ways}{label}</bpmndi:BPMNEdge>'
    root = placed('<userTask id="a"/><sequenceFlow id="f" name="ya" sourceRef="a" targetRef="a"/>', shape("a") + edge)

    assert texts(group(root, "f")) == ["ya"]


def test_labels_stand_where_the_editor_put_them() -> None:
    label = '<bpmndi:BPMNLabel><dc:Bounds x="200" y="300" width="40" height="14"/></bpmndi:BPMNLabel>'
    event = shape("a", 'x="0" y="0" width="36" height="36"').replace(
        "</bpmndi:BPMNShape>", f"{label}</bpmndi:BPMNShape>"
    )
    part = group(placed('<startEvent id="a" name="Mulai"/>', event), "a")

    assert attribute(part, "text", "x") == "220"
    assert 300 < float(attribute(part, "text", "y")) < 314


DESCRIBED = {"done": "Selesai: 1 langkah.", "current": "Sedang berjalan: Terima.", "late": "Terlambat: Terima."}


@pytest.mark.parametrize("mark", DESCRIBED)
def test_marks_show_in_colour_and_by_a_sign(mark: str) -> None:
    root = draw('<userTask id="a" name="Terima"/>', marks={"a": mark})
    signs = [part for part in root.iter(f"{SVG}g") if part.get("class") == f"sign {mark}"]

    assert group(root, "a").get("class") == f"element userTask {mark}"
    assert group(root, "a").get("stroke") == canvas.MARKED[mark].line
    assert len(signs) == 1
    assert str(root.findtext(f"{SVG}desc")).endswith(DESCRIBED[mark])


def test_late_outweighs_current_and_an_unknown_mark_is_only_a_class() -> None:
    root = draw('<userTask id="a"/><userTask id="b"/>', marks={"a": "current late", "b": "asing", "tiada": "late"})

    assert group(root, "a").get("stroke") == canvas.MARKED["late"].line
    assert group(root, "b").get("stroke") == canvas.INK
    assert group(root, "b").get("class") == "element userTask asing"


def test_a_marked_flow_lies_over_the_others() -> None:
    drawn = [part.get("data-element-id") for part in draw(FLOWS, marks={"p": "done"}).iter(f"{SVG}g")]
    flows = [name for name in drawn if name in set("dpcvw")]

    assert flows[-1] == "p"


def test_marked_flows_and_lanes_carry_no_sign() -> None:
    lanes = '<laneSet><lane id="l" name="Petugas"/></laneSet><userTask id="a"/><endEvent id="e"/>'
    root = draw(lanes + '<sequenceFlow id="f" sourceRef="a" targetRef="e"/>', marks={"f": "done", "l": "done"})

    assert group(root, "f").get("stroke") == canvas.MARKED["done"].line
    assert not [part for part in root.iter(f"{SVG}g") if "sign" in str(part.get("class"))]


def test_a_mark_inside_a_closed_sub_process_shows_on_it() -> None:
    root_data = diagrams.process('<subProcess id="s"><userTask id="a" name="Dalam"/><userTask id="b"/></subProcess>')
    parts = f"<bpmndi:BPMNDiagram><bpmndi:BPMNPlane>{shape('s')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    data = diagrams.document(root_data + parts)
    root = etree.fromstring(picture.svg(data, title="Uji", marks={"a": "done", "b": "current"}))

    assert group(root, "s").get("class") == "element subProcess done current"


def test_badges_are_short_texts_at_a_corner() -> None:
    root = draw('<userTask id="a"/><userTask id="b"/>', a="3 kali")
    badges = [part for part in root.iter(f"{SVG}g") if part.get("class") == "badge"]

    assert [texts(badge) for badge in badges] == [["3 kali"]]


def test_the_drawing_is_right_under_a_strict_policy_and_for_a_screen_reader() -> None:
    text = etree.tostring(draw(FLOWS, marks={"t": "late", "p": "done"}), encoding="unicode")

    assert not re.search(r"<style|style=|<script|\sid=|url\(|href|on\w+=", text)
    assert 'role="img"' in text
    assert "<title>Uji</title>" in text


def test_names_are_text_and_never_markup() -> None:
    root = draw('<userTask id="a" name="&lt;script&gt;alert(1)&lt;/script&gt; &amp; kawan"/>')

    assert root.find(".//script") is None
    assert "".join(texts(group(root, "a"))).startswith("<script>")


def test_the_same_file_gives_the_same_drawing() -> None:
    data = diagrams.drawn(diagrams.document(diagrams.process(FLOWS)))

    assert picture.svg(data, title="Uji") == picture.svg(data, title="Uji")


def test_the_frame_holds_everything_also_left_of_zero() -> None:
    root = placed('<userTask id="a"/>', shape("a", 'x="-500" y="-40" width="100" height="80"'))

    assert root.get("viewBox") == "-516 -56 132 112"


def test_the_frame_leaves_room_for_a_name_without_a_place() -> None:
    event = shape("a", 'x="0" y="0" width="36" height="36"')
    bare = placed('<startEvent id="a"/>', event)
    named = placed('<startEvent id="a" name="Laporan diterima"/>', event)

    assert bare.get("viewBox") == "-16 -16 68 68"
    assert named.get("viewBox") == "-48 -16 132 108"


@pytest.mark.parametrize("interchange", ["", "<bpmndi:BPMNDiagram><bpmndi:BPMNPlane/></bpmndi:BPMNDiagram>"])
def test_a_file_without_a_drawing_says_so(interchange: str) -> None:
    data = diagrams.document(diagrams.process('<userTask id="a"/>') + interchange)

    with pytest.raises(layout.DrawingMissingError):
        picture.svg(data, title="Uji")
    assert picture.places(data) == {}


def test_an_element_is_found_under_the_drawn_one_around_it() -> None:
    inside = '<subProcess id="wadah"><userTask id="dalam"/></subProcess>'
    shape = (
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane><bpmndi:BPMNShape bpmnElement="wadah">'
        '<dc:Bounds x="0" y="0" width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    found = picture.places(diagrams.document(diagrams.process(inside) + shape))

    assert found == {"wadah": "wadah", "dalam": "wadah"}


@pytest.mark.parametrize("number", ["INF", "NaN", "kiri"])
def test_a_place_that_is_no_number_says_so(number: str) -> None:
    with pytest.raises(layout.DrawingUnreadableError):
        placed('<userTask id="a"/>', shape("a", f'x="{number}" y="0" width="1" height="1"'))


def test_hostile_xml_is_not_drawn() -> None:
    with pytest.raises(xml.XmlDoctypeError):
        picture.svg(b"<!DOCTYPE a><a/>", title="Uji")


def test_a_long_name_stays_inside_its_box_and_below_the_sign() -> None:
    long = "Periksa kembali seluruh kelengkapan dokumen pengaduan bersama pendamping"
    part = group(placed(f'<userTask id="a" name="{long}"/>', shape("a")), "a")
    baselines = [float(str(text.get("y"))) for text in part.iter(f"{SVG}text")]

    assert min(baselines) > 20
    assert max(baselines) < 80
