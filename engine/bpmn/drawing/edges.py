"""Draws connections: sequence and message flows, associations; arrowheads are plain paths and need no ids."""

import math
from itertools import pairwise

from engine.bpmn.base import xml
from engine.bpmn.drawing import canvas, shapes
from engine.bpmn.drawing.layout import Edge, Point

_DASHES = {"messageFlow": "9 6"}
_DOTS = "1 5"


def draw(pen: xml.Element, edge: Edge, paint: canvas.Paint) -> None:
    """Append one connection to the group ``pen``, with its arrowhead, its tail and its name."""
    kind = xml.local_name(edge.element)
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in edge.points)
    dashes = {} if kind == "sequenceFlow" else {"stroke_dasharray": _DASHES.get(kind, _DOTS)}
    canvas.add(pen, "path", d=path, stroke_width=paint.width, stroke_linejoin="round", **dashes)
    _head(pen, kind, edge, paint)
    _tail(pen, kind, edge, paint)
    x, y = _longest_middle(edge.points)
    shapes.label(pen, edge.element.get("name") or "", box=edge.label, x=x, y=y - 15)


def _along(start: Point, towards: Point) -> tuple[Point, Point]:
    """Give the direction from one point to another and its normal, both of length 1; rightwards for equal points."""
    dx, dy = towards[0] - start[0], towards[1] - start[1]
    length = math.hypot(dx, dy)
    along = (dx / length, dy / length) if length else (1.0, 0.0)
    return along, (-along[1], along[0])


def _outline(start: Point, towards: Point, offsets: tuple[Point, ...]) -> str:
    # Offsets count pixels along the line and beside it, so each tail and head is drawn lying to the right.
    along, beside = _along(start, towards)
    points = (
        (start[0] + along[0] * far + beside[0] * aside, start[1] + along[1] * far + beside[1] * aside)
        for far, aside in offsets
    )
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _head(pen: xml.Element, kind: str, edge: Edge, paint: canvas.Paint) -> None:
    """Close the connection: full for sequence, hollow for messages, open for data and one-way associations."""
    tip, before = edge.points[-1], edge.points[-2]
    if kind == "sequenceFlow":
        canvas.add(pen, "path", d=_outline(tip, before, ((0, 0), (10, 5), (10, -5))) + "Z", fill=paint.line)
    elif kind == "messageFlow":
        triangle = _outline(tip, before, ((0, 0), (10, 5), (10, -5))) + "Z"
        canvas.add(pen, "path", d=triangle, fill=canvas.PAPER)
    elif kind.startswith("data") or edge.element.get("associationDirection") == "One":
        canvas.add(pen, "path", d=_outline(tip, before, ((8, 5), (0, 0), (8, -5))))


def _tail(pen: xml.Element, kind: str, edge: Edge, paint: canvas.Paint) -> None:
    """Open the connection: a circle for messages, a slash for the default, a diamond for a guarded activity."""
    start, after = edge.points[0], edge.points[1]
    source = _source(edge.element)
    if kind == "messageFlow":
        canvas.add(pen, "circle", cx=start[0], cy=start[1], r=4, fill=canvas.PAPER)
    elif source is not None and source.get("default") == edge.element.get("id"):
        canvas.add(pen, "path", d=_outline(start, after, ((6, 6), (14, -6))), stroke_width=paint.width)
    elif source is not None and _guarded(edge.element) and not xml.local_name(source).endswith("Gateway"):
        diamond = _outline(start, after, ((0, 0), (8, 5), (16, 0), (8, -5))) + "Z"
        canvas.add(pen, "path", d=diamond, fill=canvas.PAPER)


def _guarded(flow: xml.Element) -> bool:
    return flow.find(xml.bpmn("conditionExpression")) is not None


def _source(flow: xml.Element) -> xml.Element | None:
    """Give the node that a flow leaves; it lies beside the flow."""
    scope = flow.getparent()
    named = flow.get("sourceRef")
    if scope is None or named is None:
        return None
    return next((node for node in scope if node.get("id") == named), None)


def _longest_middle(points: tuple[Point, ...]) -> Point:
    """Give the middle of the longest stretch, where a name has most room."""
    start, end = max(pairwise(points), key=lambda pair: math.dist(*pair))
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
