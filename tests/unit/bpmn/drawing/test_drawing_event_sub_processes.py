"""Event sub-processes as they are drawn: a dotted border, and a start that tells whether it interrupts."""

from lxml import etree

from engine.bpmn.drawing import picture
from tests.support.diagrams import diagrams

SVG = "{http://www.w3.org/2000/svg}"
MESSAGE = "<messageEventDefinition/>"


def drawn(written: str, *, expanded: bool = True, interrupting: str = "true") -> etree._Element:
    """Give the drawn group of the event sub-process ``h`` with the start ``s``."""
    start = f'<startEvent id="s" isInterrupting="{interrupting}">{MESSAGE}</startEvent>'
    body = f'<subProcess id="h" triggeredByEvent="{written}">{start}</subProcess>'
    data = diagrams.drawn(diagrams.document(diagrams.process(body)))
    if not expanded:
        data = data.replace(b'bpmnElement="h" isExpanded="true"', b'bpmnElement="h" isExpanded="false"')
    return etree.fromstring(picture.svg(data, title="Uji"))


def rings(root: etree._Element, element: str) -> list[str | None]:
    """Give the dashes of the rings of an element, one for each ring."""
    group = next(part for part in root.iter(f"{SVG}g") if part.get("data-element-id") == element)
    return [ring.get("stroke-dasharray") for ring in group.findall(f"{SVG}circle")]


def border(root: etree._Element) -> str | None:
    """Give the dashes of the border."""
    group = next(part for part in root.iter(f"{SVG}g") if part.get("data-element-id") == "h")
    return next(group.iter(f"{SVG}rect")).get("stroke-dasharray")


def test_the_border_is_dotted_in_both_ways_to_write_it() -> None:
    assert [border(drawn(written)) for written in ("true", "1", "false")] == ["2 4", "2 4", None]


def test_the_ring_of_the_start_is_dashed_where_it_does_not_interrupt() -> None:
    assert [rings(drawn("true", interrupting=said), "s") for said in ("true", "false", "0")] == [
        [None],
        ["4 3"],
        ["4 3"],
    ]


def test_a_closed_one_shows_its_start_in_the_corner_and_an_open_one_does_not() -> None:
    closed = drawn("true", expanded=False, interrupting="false")

    assert rings(closed, "h") == ["4 3"]
    assert rings(drawn("true"), "h") == []
    assert rings(drawn("false", expanded=False), "h") == []


def test_a_closed_one_without_a_start_is_still_drawn() -> None:
    body = '<subProcess id="h" triggeredByEvent="true"/>'
    data = diagrams.drawn(diagrams.document(diagrams.process(body)))

    root = etree.fromstring(picture.svg(data.replace(b'isExpanded="true"', b'isExpanded="false"'), title="Uji"))

    assert rings(root, "h") == []
