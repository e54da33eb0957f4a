"""A saved file differs from its base by the change, whatever order, lay-out and defaults the editor chose."""

import difflib
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.saving import source, stable

WORKFLOWS = Path(__file__).parents[4] / "workflows"
FILES = sorted([*WORKFLOWS.rglob("*.bpmn"), *WORKFLOWS.rglob("*.dmn")])
DIAGRAM = (WORKFLOWS / "shared" / "darurat.bpmn").read_bytes()
TABLE = (WORKFLOWS / "shared" / "risiko.dmn").read_bytes()
ORDER = "{urn:order}place"


def shuffled(data: bytes, seed: int) -> bytes:
    """Write a diagram as another editor would: other order of elements and attributes, other lay-out, no comments."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True, remove_comments=True))
    for element in root.iter():
        children = list(element)
        if children and all(child.get("id") for child in children):
            chance.shuffle(children)
            element[:] = children
        items = list(element.attrib.items())
        chance.shuffle(items)
        element.attrib.clear()
        element.attrib.update(items)
    return etree.tostring(root, pretty_print=chance.random() < 0.5)


def meaning(data: bytes) -> list[object]:
    """Give what a file says, without order, lay-out and comments."""

    def of(element: etree._Element) -> tuple[object, ...]:
        own = (str(element.tag), tuple(sorted(element.attrib.items())), (element.text or "").strip())
        return (*own, tuple(sorted((of(child) for child in element), key=repr)))

    return [of(xml.parse(data))]


def parent_of(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    assert parent is not None
    return parent


def changed(before: bytes, after: bytes) -> list[str]:
    found = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def edit(data: bytes, text: str, by: str) -> bytes:
    assert data.count(text.encode()) == 1
    return data.replace(text.encode(), by.encode())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_written_by_an_editor_without_a_change_is_byte_equal(file: Path) -> None:
    base = file.read_bytes()
    again = shuffled(base, 7) if file.suffix == ".bpmn" else etree.tostring(etree.fromstring(base), pretty_print=True)

    assert stable.stable(base, again) == base
    assert stable.stable(base, base) == base


def test_a_new_name_changes_one_line() -> None:
    edited = edit(DIAGRAM, 'name="Layanan darurat: selamatkan dan amankan"', 'name="Selamatkan &amp; amankan"')

    saved = stable.stable(DIAGRAM, shuffled(edited, 1))

    assert len(changed(DIAGRAM, saved)) == 2
    assert meaning(saved) == meaning(edited)


def test_an_attribute_goes_and_another_comes_in_the_line_of_its_element() -> None:
    edited = edit(DIAGRAM, 'lindung:form="layanan_darurat" ', 'lindung:document="surat" ')

    saved = stable.stable(DIAGRAM, shuffled(edited, 2))

    assert len(changed(DIAGRAM, saved)) == 2
    assert meaning(saved) == meaning(edited)


def test_a_removed_element_takes_its_lines_only() -> None:
    root = etree.fromstring(DIAGRAM)
    gone = root.find(f".//{xml.bpmn('userTask')}[@id='layanan_darurat']")
    assert gone is not None
    lines = etree.tostring(gone).decode().strip().count("\n") + 1
    parent_of(gone).remove(gone)

    saved = stable.stable(DIAGRAM, shuffled(etree.tostring(root), 3))

    assert [line[:1] for line in changed(DIAGRAM, saved)] == ["-"] * lines


def test_a_new_element_stands_behind_its_neighbour_in_the_lay_out_of_the_file() -> None:
    new = '<bpmn:task id="baru" name="Baru"><bpmn:documentation>Satu &lt; dua</bpmn:documentation></bpmn:task>'
    edited = edit(DIAGRAM, '<bpmn:startEvent id="darurat_dimulai"', f'{new}<bpmn:startEvent id="darurat_dimulai"')

    saved = stable.stable(DIAGRAM, edited)

    assert changed(DIAGRAM, saved) == [
        '+    <bpmn:task id="baru" name="Baru">',
        "+      <bpmn:documentation>Satu &lt; dua</bpmn:documentation>",
        "+    </bpmn:task>",
    ]


def test_a_new_shape_stands_in_one_line() -> None:
    shape = (
        '<bpmndi:BPMNShape id="baru_di" bpmnElement="baru">\n<dc:Bounds x="1" y="2" width="3" height="4"/>\n'
        "<bpmndi:BPMNLabel/>\n</bpmndi:BPMNShape>"
    )
    edited = DIAGRAM.replace(b"</bpmndi:BPMNPlane>", shape.encode() + b"</bpmndi:BPMNPlane>")

    [line] = changed(DIAGRAM, stable.stable(DIAGRAM, edited))

    bounds = '<dc:Bounds x="1" y="2" width="3" height="4" />'
    assert line == f'+      <bpmndi:BPMNShape id="baru_di" bpmnElement="baru">{bounds}</bpmndi:BPMNShape>'


def test_rows_of_a_table_stand_in_the_edited_order() -> None:
    root = etree.fromstring(TABLE)
    rules = [child for child in root.iter() if xml.local_name(child) == "rule"]
    table = rules[0].getparent()
    assert table is not None
    table.append(rules[0])
    edited = etree.tostring(root)

    saved = stable.stable(TABLE, edited)

    assert [one.get("id") for one in xml.parse(saved).iter() if xml.local_name(one) == "rule"] == [
        *(rule.get("id") for rule in rules[1:]),
        rules[0].get("id"),
    ]


SMALL = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- Kepala -->
<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:i="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:c="http://www.omg.org/spec/DD/20100524/DC" id="a">
  <d:process id="p" isClosed="false">
    <!-- Catatan yang tidak boleh hilang -->
    <d:task id="t" name="Tugas"/>
    <d:boundaryEvent id="b" attachedToRef="t" cancelActivity="true"/>
    <d:textAnnotation id="n"><d:text><![CDATA[a < b]]></d:text></d:textAnnotation>
    <d:sequenceFlow id="f"
       sourceRef="t" targetRef="b"><d:conditionExpression>x = 1</d:conditionExpression></d:sequenceFlow>
  </d:process>
  <i:BPMNDiagram id="g"><i:BPMNPlane id="h" bpmnElement="p"><i:BPMNShape id="s" bpmnElement="t" isHorizontal="1"><c:Bounds x="1.0" y="2" width="3" height="4"/></i:BPMNShape></i:BPMNPlane></i:BPMNDiagram>
</d:definitions>
"""  # noqa: E501 - a drawing stands in one line


def test_comments_marked_text_and_defaults_of_the_base_stay() -> None:
    edited = etree.fromstring(SMALL, etree.XMLParser(remove_comments=True, strip_cdata=True))
    for element in edited.iter():
        for name in ("isClosed", "cancelActivity"):
            element.attrib.pop(name, "")
    written = etree.tostring(edited).replace(b'x="1.0"', b'x="1"').replace(b'isHorizontal="1"', b'isHorizontal="true"')

    assert stable.stable(SMALL, written) == SMALL


FLOW = 'sourceRef="t" targetRef="b">'
CONDITION = "<d:conditionExpression>x = 1</d:conditionExpression>"
QUOTED = "Satu&#10;&#34;dua&#34;&#9;&#13;"
DOCUMENTED = '<d:documentation id="k">Baru\rlagi</d:documentation>'


@pytest.mark.parametrize(
    ("text", "by", "line"),
    [
        ("a < b", "a > b & c", '+    <d:textAnnotation id="n"><d:text>a &gt; b &amp; c</d:text></d:textAnnotation>'),
        ("x = 1", "x &lt; 2", f"+       {FLOW}{CONDITION.replace('=', '&lt;').replace('1', '2')}</d:sequenceFlow>"),
        ('name="Tugas"', f'name="{QUOTED.replace("&#34;", "&quot;")}"', f'+    <d:task id="t" name="{QUOTED}"/>'),
        ('name="Tugas"/>', f'name="Tugas">{DOCUMENTED}</d:task>', '+    <d:task id="t" name="Tugas">'),
        ('<d:task id="t" name="Tugas"/>', '<d:task id="t"/>', '+    <d:task id="t"/>'),
        (CONDITION, "", '+       sourceRef="t" targetRef="b"/>'),
        ('isClosed="false"', 'isClosed="true"', '+  <d:process id="p" isClosed="true">'),
    ],
)  # fmt: skip
def test_a_change_is_written_where_it_is(text: str, by: str, line: str) -> None:
    edited = edit(SMALL, text, by)

    saved = stable.stable(SMALL, edited)

    assert line in changed(SMALL, saved)
    assert meaning(saved) == meaning(edited)


def test_an_empty_label_that_an_editor_leaves_behind_is_no_change() -> None:
    label = SMALL.replace(b'height="4"/></i:BPMNShape>', b'height="4"/><i:BPMNLabel id="l"/></i:BPMNShape>')

    assert stable.stable(SMALL, label) == SMALL
    assert stable.stable(label, SMALL) == label


def test_a_label_moved_to_a_place_is_a_change() -> None:
    moved = SMALL.replace(
        b'height="4"/></i:BPMNShape>',
        b'height="4"/><i:BPMNLabel><c:Bounds x="1" y="1" width="1" height="1"/></i:BPMNLabel></i:BPMNShape>',
    )

    assert meaning(stable.stable(SMALL, moved)) == meaning(moved)
    assert stable.stable(moved, SMALL) == SMALL


def test_shapes_for_a_plane_without_any_stand_in_its_line() -> None:
    start, end = SMALL.index(b"<i:BPMNShape"), SMALL.index(b"</i:BPMNPlane>")
    bare = SMALL[:start] + SMALL[end:]

    assert meaning(stable.stable(bare, SMALL)) == meaning(SMALL)
    assert len(changed(bare, stable.stable(bare, SMALL))) == 2


NEW_SPACE = b'<d:extensionElements><z:mark xmlns:z="urn:z" z:deep="1"><z:in/></z:mark></d:extensionElements>'


def test_a_namespace_that_the_base_lacks_is_declared_once() -> None:
    inside = SMALL.replace(b'<d:task id="t" name="Tugas"/>', b'<d:task id="t" name="Tugas">' + NEW_SPACE + b"</d:task>")
    at_the_root = inside.replace(b' xmlns:z="urn:z"', b"").replace(b' id="a">', b' id="a" xmlns:z="urn:z">')

    for edited in (inside, at_the_root):
        saved = stable.stable(SMALL, edited)
        assert meaning(saved) == meaning(edited)
        assert saved.count(b"urn:z") == 1


def test_other_prefixes_of_the_editor_are_not_taken() -> None:
    edited = SMALL.replace(b"<d:", b"<q:").replace(b"</d:", b"</q:").replace(b"xmlns:d=", b"xmlns:q=")
    edited = edit(edited, '<q:task id="t" name="Tugas"/>', '<q:task id="t" name="Tugas"/><q:task id="u"/>')

    assert changed(SMALL, stable.stable(SMALL, edited))[-1] == '+    <d:task id="u"/>'


def test_elements_of_the_default_namespace_are_written_without_a_prefix() -> None:
    edited = edit(TABLE, "<question>", "<allowedAnswers>Satu</allowedAnswers><question>")

    assert changed(TABLE, stable.stable(TABLE, edited)) == ["+    <allowedAnswers>Satu</allowedAnswers>"]


def test_another_root_is_given_as_it_came() -> None:
    assert stable.stable(SMALL, TABLE) == TABLE


def test_the_encoding_of_the_base_stays() -> None:
    latin = SMALL.replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"').replace(
        b"Kepala", "Kepala é".encode("latin-1")
    )
    edited = edit(latin, 'name="Tugas"', 'name="Tugas &#233; &#8364;"')

    saved = stable.stable(latin, edited)

    assert "é".encode("latin-1") in saved
    [task] = [one for one in xml.parse(saved).iter() if one.tag == xml.bpmn("task")]
    assert task.get("name") == "Tugas é €"


def test_a_mark_of_the_encoding_before_the_file_goes() -> None:
    assert stable.stable(b"\xef\xbb\xbf" + SMALL, SMALL) == SMALL


def test_hostile_files_are_refused() -> None:
    hostile = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    with pytest.raises(xml.XmlDoctypeError):
        stable.stable(SMALL, hostile)
    with pytest.raises(xml.XmlDoctypeError):
        stable.stable(hostile, SMALL)


def test_two_elements_of_one_id_are_kept_apart() -> None:
    twice = edit(SMALL, '<d:task id="t" name="Tugas"/>', '<d:task id="t" name="Tugas"/><d:task id="t" name="Lain"/>')

    assert stable.stable(twice, twice) == twice
    assert meaning(stable.stable(SMALL, twice)) == meaning(twice)


def test_the_text_of_a_long_tag_is_found_in_linear_time() -> None:
    many = " ".join(f'a{number}="{"<&gt;"[1:]}"' for number in range(20_000))
    data = f"<a {many}/>".encode()

    assert len(source.read(data).root.attributes) == 20_000


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), count=st.integers(1, 6))
def test_whatever_is_changed_the_saved_file_means_it(seed: int, count: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    root = etree.fromstring(DIAGRAM)
    for _ in range(count):
        one = chance.choice([each for each in root.iterdescendants() if not (each.text or "").strip()])
        match chance.randrange(4):
            case 0:
                one.set("name", f"Nama {chance.random()}")
            case 1:
                parent_of(one).remove(one)
            case 2:
                one.append(etree.Element(xml.bpmn("task"), id=f"baru_{chance.randrange(10**9)}"))
            case _:
                one.attrib.pop("name", "")
    edited = etree.tostring(root)

    saved = stable.stable(DIAGRAM, shuffled(edited, seed))

    assert meaning(saved) == meaning(edited)
    assert stable.stable(saved, shuffled(saved, seed)) == saved
    assert stable.stable(edited, saved) == edited
