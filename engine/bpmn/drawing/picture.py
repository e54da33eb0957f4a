"""Draws a process as SVG from its BPMN diagram interchange, with no browser: pages, print and the history of a case.

The picture looks as in bpmn-js. It carries ``data-element-id`` and classes for a page's own style sheet, and
presentation attributes that hold without one.
"""

from collections.abc import Iterable, Mapping

from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.drawing import canvas, edges, icons
from engine.bpmn.drawing import layout as drawing_layout
from engine.bpmn.drawing import shapes as drawing_shapes
from engine.bpmn.drawing import text as drawing_text
from engine.bpmn.drawing.layout import Layout, Shape

_MARGIN = 16
# What encloses others is drawn first, what is attached to others last.
_NODES = 4
_LAYERS = {
    "participant": 0,
    "lane": 1,
    "group": 2,
    **dict.fromkeys(("subProcess", "transaction", "adHocSubProcess"), 3),
    "boundaryEvent": _NODES + 1,
}
_SENTENCES = {"current": "Sedang berjalan", "late": "Terlambat"}


def svg(
    bpmn: bytes, *, title: str, marks: Mapping[str, str] | None = None, badges: Mapping[str, str] | None = None
) -> str:
    """Give the process's first diagram as an SVG element that also stands alone as a file.

    ``marks`` gives classes by element id: ``done``, ``current`` and ``late`` have colours and a sign, others are
    only written down. A mark of an element inside a collapsed sub-process shows on the sub-process. ``badges`` are
    short texts at an element's corner. Raises RefusedXmlError, DrawingMissingError
    and DrawingUnreadableError.
    """
    layout = drawing_layout.read(xml.parse(bpmn))
    shown = _lifted(marks or {}, layout)
    root = _sheet(layout)
    canvas.add(root, "title").text = title
    canvas.add(root, "desc").text = _description(shown, layout)
    _draw_all(root, layout, shown)
    for shape in layout.shapes:
        _sign(root, shape, shown.get(shape.element.get("id", ""), ""))
        _badge(root, shape, (badges or {}).get(shape.element.get("id", ""), ""))
    return etree.tostring(root, encoding="unicode")


def places(bpmn: bytes) -> dict[str, str]:
    """Give for each element of a file the drawn element that shows it; what nothing shows is left out.

    Raises as ``svg`` does, but for a file without a drawing, which shows nothing.
    """
    try:
        layout = drawing_layout.read(xml.parse(bpmn))
    except drawing_layout.DrawingMissingError:
        return {}
    drawn = _drawn(layout)
    shown = ((element_id, _around(element_id, layout, drawn)) for element_id in layout.elements)
    return {element_id: place for element_id, place in shown if place is not None}


def _sheet(layout: Layout) -> xml.Element:
    """Give the empty drawing: its frame with a margin, and the attributes that everything inherits."""
    frame = layout.frame
    x, y = frame.x - _MARGIN, frame.y - _MARGIN
    width, height = frame.width + 2 * _MARGIN, frame.height + 2 * _MARGIN
    root: xml.Element = etree.Element(f"{{{canvas.SVG}}}svg", nsmap={None: canvas.SVG})  # type: ignore[dict-item]  # stubs lack None
    root.attrib.update(
        {
            "viewBox": f"{x:g} {y:g} {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "role": "img",
            "class": "bpmn",
            "font-family": "Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
            "fill": "none",
            "stroke": canvas.INK,
            "stroke-width": "1.6",
        }
    )
    return root


def _draw_all(root: xml.Element, layout: Layout, marks: Mapping[str, str]) -> None:
    # Flows run over what encloses them and under the nodes, whose names stay legible; marked ones over the others.
    ordered = sorted(layout.shapes, key=_layer)
    _draw_shapes(root, (shape for shape in ordered if _layer(shape) < _NODES), marks)
    for edge in sorted(layout.edges, key=lambda edge: edge.element.get("id", "") in marks):
        mark = marks.get(edge.element.get("id", ""), "")
        edges.draw(_group(root, edge.element, mark), edge, canvas.paint(mark))
    _draw_shapes(root, (shape for shape in ordered if _layer(shape) >= _NODES), marks)


def _layer(shape: Shape) -> int:
    """Give the layer on which a node lies; higher ones cover lower ones. A sub-process's own lanes lie upon it."""
    kind = xml.local_name(shape.element)
    if kind == "lane" and next(shape.element.iterancestors(xml.bpmn("subProcess")), None) is not None:
        kind = "subProcess"
    return _LAYERS.get(kind, _NODES)


def _draw_shapes(root: xml.Element, shapes: Iterable[Shape], marks: Mapping[str, str]) -> None:
    for shape in shapes:
        mark = marks.get(shape.element.get("id", ""), "")
        drawing_shapes.draw(_group(root, shape.element, mark), shape, canvas.paint(mark))


def _group(root: xml.Element, element: xml.Element, mark: str) -> xml.Element:
    """Append the group of one element, by which pages and tests find it."""
    classes = f"element {xml.local_name(element)} {mark}".rstrip()
    group = canvas.add(root, "g", class_=classes, stroke=canvas.paint(mark).line)
    group.set("data-element-id", element.get("id", ""))
    return group


def _lifted(marks: Mapping[str, str], layout: Layout) -> dict[str, str]:
    """Move the mark of an element that is not drawn to the nearest drawn one around it."""
    drawn = _drawn(layout)
    lifted: dict[str, str] = {}
    for element_id, mark in marks.items():
        place = _around(element_id, layout, drawn)
        if place is not None:
            lifted[place] = f"{lifted.get(place, '')} {mark}".strip()
    return lifted


def _drawn(layout: Layout) -> set[str]:
    shapes = {part.element.get("id", "") for part in layout.shapes}
    return shapes | {part.element.get("id", "") for part in layout.edges}


def _around(element_id: str, layout: Layout, drawn: set[str]) -> str | None:
    """Give the element if it is drawn, else the nearest drawn one around it, else None."""
    element = layout.elements.get(element_id)
    while element is not None and element.get("id", "") not in drawn:
        element = element.getparent()
    return None if element is None else element.get("id", "")


def _description(marks: Mapping[str, str], layout: Layout) -> str:
    """Say in words what the colours say: which steps run, which are late, and how many are done."""
    steps = {place: name for place, element in layout.elements.items() if (name := _step(element))}
    sentences = ["Gambar alur proses."]
    for state, lead in _SENTENCES.items():
        names = [steps[place] for place, mark in marks.items() if place in steps and state in mark.split()]
        sentences += [f"{lead}: {', '.join(names)}."] if names else []
    done = sum(place in steps and "done" in mark.split() for place, mark in marks.items())
    return " ".join([*sentences, *([f"Selesai: {done} langkah."] if done else [])])


def _step(element: xml.Element) -> str:
    """Give the name of a step, empty for what is none: a flow, a lane, a pool."""
    kind = xml.local_name(element)
    return "" if kind.endswith("Flow") or kind in {"lane", "participant"} else element.get("name", "")


def _sign(root: xml.Element, shape: Shape, mark: str) -> None:
    """Put the mark's sign on the upper right corner of a node."""
    state = next((name for name in canvas.MARKED if name in mark.split()), None)
    if state is None or xml.local_name(shape.element) in {"participant", "lane"}:
        return
    x, y = shape.box.x + shape.box.width - 2, shape.box.y + 2
    colour = canvas.MARKED[state].line
    group = canvas.add(root, "g", class_=f"sign {state}", transform=f"translate({x:g} {y:g})", stroke=canvas.PAPER)
    canvas.add(group, "circle", r=8, fill=colour, stroke_width=1.5)
    canvas.add(
        group,
        "path",
        d=icons.MARKS[state].strokes,
        stroke_width=2,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _badge(root: xml.Element, shape: Shape, text: str) -> None:
    """Put a short text on the lower left corner of a node."""
    if not text:
        return
    width = drawing_text.width(text, 11) + 12
    x, y = shape.box.x - 6, shape.box.y + shape.box.height - 10
    group = canvas.add(root, "g", class_="badge")
    canvas.add(group, "rect", x=x, y=y, width=width, height=17, rx=8.5, fill=canvas.PAPER, stroke_width=1.2)
    canvas.lines(group, [text], x=x + width / 2, top=y + 2, size=11)
