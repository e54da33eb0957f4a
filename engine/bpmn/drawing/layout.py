"""What BPMN diagram interchange says about places: shapes, edges and labels in the pixels of the editor.

Source: BPMN 2.0.2 chapter 12. Only the first diagram is read: further ones are the insides of collapsed
sub-processes.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine import errors
from engine.bpmn.base import xml

# A name outside its node is broken at this width.
LABEL_ROOM = 100.0


class DrawingMissingError(errors.LindungError):
    """The process file holds no drawing. Draw it in the editor and save it again."""

    code = "drawing_missing"


class DrawingUnreadableError(errors.LindungError):
    """The place of an element in this process's drawing cannot be read. Save it again from the editor."""

    code = "drawing_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Give the middle point."""
        return self.x + self.width / 2, self.y + self.height / 2


Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A node at its place. ``expanded`` and ``horizontal`` are None when the file does not say."""

    element: xml.Element
    box: Box
    label: Box | None
    expanded: bool | None
    horizontal: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A connection: at least two points."""

    element: xml.Element
    points: tuple[Point, ...]
    label: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All that is to be drawn; ``frame`` holds every shape, edge and label."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
    elements: Mapping[str, xml.Element]
    frame: Box


def read(root: xml.Element) -> Layout:
    """Give the layout of the first diagram; parts that name no element of the model are left out.

    Raises DrawingMissingError when not one shape has a place, DrawingUnreadableError for a place that is no number.
    """
    elements = {element.get("id", ""): element for element in root.iter(f"{{{xml.BPMN}}}*") if element.get("id")}
    plane = root.find(f"{{{xml.BPMNDI}}}BPMNDiagram/{{{xml.BPMNDI}}}BPMNPlane")
    parts = [] if plane is None else [part for part in plane if _named(part) in elements]
    shapes = tuple(
        _shape(part, elements[_named(part)]) for part in parts if part.find(f"{{{xml.DC}}}Bounds") is not None
    )
    edges = tuple(
        _edge(part, elements[_named(part)]) for part in parts if len(part.findall(f"{{{xml.DI}}}waypoint")) > 1
    )
    if not shapes:
        raise DrawingMissingError
    return Layout(shapes=shapes, edges=edges, elements=elements, frame=_frame(shapes, edges))


def _named(part: xml.Element) -> str:
    # A qualified name such as ``bpmn:Task_1`` names the same element as ``Task_1`` within one file.
    return (part.get("bpmnElement") or "").rpartition(":")[2]


def _shape(part: xml.Element, element: xml.Element) -> Shape:
    bounds = part.find(f"{{{xml.DC}}}Bounds")
    return Shape(
        element=element,
        box=_box(bounds if bounds is not None else part),
        label=_label(part),
        expanded=_flag(part.get("isExpanded")),
        horizontal=_flag(part.get("isHorizontal")),
    )


def _edge(part: xml.Element, element: xml.Element) -> Edge:
    points = tuple((_number(way.get("x")), _number(way.get("y"))) for way in part.iter(f"{{{xml.DI}}}waypoint"))
    return Edge(element=element, points=points, label=_label(part))


def _label(part: xml.Element) -> Box | None:
    """Give the place that the editor gave to the name, None when it left that open."""
    bounds = part.find(f"{{{xml.BPMNDI}}}BPMNLabel/{{{xml.DC}}}Bounds")
    return None if bounds is None else _box(bounds)


def _box(bounds: xml.Element) -> Box:
    x, y, width, height = (_number(bounds.get(key)) for key in ("x", "y", "width", "height"))
    return Box(x=x, y=y, width=width, height=height)


def _number(text: str | None) -> float:
    """Give a coordinate, 0 where none is given; DrawingUnreadableError for words, INF and NaN."""
    try:
        number = float(text or 0)
    except ValueError:
        raise DrawingUnreadableError from None
    if not math.isfinite(number):
        raise DrawingUnreadableError
    return number


def _flag(text: str | None) -> bool | None:
    return None if text is None else text in {"true", "1"}


def _name_below(shape: Shape) -> Box:
    """Give the room that a small node's name takes below it when the editor gave it no place."""
    if shape.box.width >= LABEL_ROOM or not shape.element.get("name"):
        return shape.box
    x = shape.box.centre[0] - LABEL_ROOM / 2
    return Box(x=x, y=shape.box.y + shape.box.height, width=LABEL_ROOM, height=40)


def _frame(shapes: Iterable[Shape], edges: Iterable[Edge]) -> Box:
    """Give the smallest box that holds all shapes, labels and way points."""
    boxes = [box for shape in shapes for box in (shape.box, shape.label or _name_below(shape))]
    boxes += [edge.label for edge in edges if edge.label is not None]
    corners = [(box.x, box.y) for box in boxes] + [(box.x + box.width, box.y + box.height) for box in boxes]
    corners += [point for edge in edges for point in edge.points]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    return Box(x=left, y=top, width=right - left, height=bottom - top)
