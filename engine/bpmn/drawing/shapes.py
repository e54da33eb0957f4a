"""Draws nodes: activities, events, gateways, pools and lanes, data and notes.

Each kind of element is one function ``(pen, shape, paint)``; the table at the end says which.
"""

from collections.abc import Callable

from engine.bpmn.base import xml
from engine.bpmn.drawing import canvas, icons
from engine.bpmn.drawing import text as drawing_text
from engine.bpmn.drawing.layout import LABEL_ROOM, Box, Shape

# Pools and lanes keep 30 pixels for their turned name, as bpmn-js does.
BAND = 30
_SIGN = 16
Draw = Callable[[xml.Element, Shape, canvas.Paint], None]


def draw(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Append one node to the group ``pen`` in the given colours; an unknown kind is a plain box with its name."""
    _KINDS.get(xml.local_name(shape.element), _activity)(pen, shape, paint)


def label(pen: xml.Element, text: str, *, box: Box | None, x: float, y: float) -> None:
    """Write an element's name outside it: into its label's box, else centred below the point."""
    room = LABEL_ROOM
    if box is not None:
        x, y, room = box.x + box.width / 2, box.y, max(90, box.width)
    canvas.lines(pen, drawing_text.wrap(text, room, 11), x=x, top=y, size=11, halo=True)


def _name(shape: Shape) -> str:
    return shape.element.get("name") or ""


def _sign(
    pen: xml.Element,
    sign: icons.Sign,
    at: tuple[float, float],
    *,
    paint: canvas.Paint,
    filled: bool = False,
    scale: float = 1,
    width: float = 1.2,
) -> None:
    """Draw a sign about a point; ``filled`` turns it over: dark body, bright strokes."""
    place = canvas.add(
        pen, "g", transform=f"translate({at[0]:g} {at[1]:g}) scale({scale:g})", stroke_width=width, stroke=paint.line
    )
    if sign.body:
        canvas.add(place, "path", d=sign.body, fill=paint.line if filled else "none")
    if sign.strokes:
        canvas.add(place, "path", d=sign.strokes, fill="none", stroke=paint.fill if filled else paint.line)


def _activity(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a task or a call activity: its sign at the upper left, its markers at the foot."""
    kind = xml.local_name(shape.element)
    box = shape.box
    _body(pen, box, paint, thick=kind == "callActivity")
    if kind in icons.TASKS:
        corner = (box.x + 15, box.y + 14)
        _sign(pen, icons.TASKS[kind], corner, paint=paint, filled=kind == "sendTask")
    markers = _markers(shape.element)
    if kind == "callActivity":
        markers.append("collapsed")
    _foot(pen, box, markers, paint)
    _activity_name(pen, shape, foot=20 if markers else 0)


def _activity_name(pen: xml.Element, shape: Shape, *, foot: float) -> None:
    # A short name stands in the middle; one that would reach up to the sign in the corner begins below it.
    box = shape.box
    x, y = box.centre
    room, height = box.width - 12, box.height - 12 - foot
    size, texts = drawing_text.fit(_name(shape), room=room, height=height)
    reaches = len(texts) * size * 1.2 > height - 2 * _SIGN
    above = _SIGN if reaches and xml.local_name(shape.element) in icons.TASKS else 0
    canvas.middle(pen, _name(shape), x=x, y=y + (above - foot) / 2, room=room, height=height - above)


def _body(pen: xml.Element, box: Box, paint: canvas.Paint, *, thick: bool = False) -> None:
    """Draw a rounded box; the thick border is that of call activities."""
    width = paint.width + 2.4 if thick else paint.width
    canvas.add(
        pen, "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=10, fill=paint.fill, stroke_width=width
    )


def _markers(element: xml.Element) -> list[str]:
    """Name the repetition and compensation markers that an activity carries."""
    loop = element.find(xml.bpmn("multiInstanceLoopCharacteristics"))
    found = []
    if loop is not None:
        found.append("sequential" if loop.get("isSequential") == "true" else "parallel")
    if element.find(xml.bpmn("standardLoopCharacteristics")) is not None:
        found.append("loop")
    if element.get("isForCompensation") == "true":
        found.append("compensation")
    return found


def _foot(pen: xml.Element, box: Box, markers: list[str], paint: canvas.Paint) -> None:
    """Draw markers side by side, centred at the lower border."""
    left = box.centre[0] - (len(markers) - 1) * 10
    for number, marker in enumerate(markers):
        _sign(pen, icons.MARKERS[marker], (left + number * 20, box.y + box.height - 12), paint=paint, width=1.5)


def _sub_process(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a sub-process: open with its name on top, or closed with a plus at the foot."""
    box = shape.box
    _body(pen, box, paint)
    by_event = xml.is_event_sub_process(shape.element)
    if by_event:
        pen[-1].set("stroke-dasharray", "2 4")
    if xml.local_name(shape.element) == "transaction":
        _body(pen, Box(x=box.x + 3, y=box.y + 3, width=box.width - 6, height=box.height - 6), paint)
    markers = _markers(shape.element)
    if xml.local_name(shape.element) == "adHocSubProcess":
        markers.append("ad_hoc")
    if shape.expanded:
        texts = drawing_text.wrap(_name(shape), box.width - 24, 12)
        canvas.lines(pen, texts, x=box.centre[0], top=box.y + 7, size=12)
    else:
        markers.append("collapsed")
        _activity_name(pen, shape, foot=20)
        if by_event:
            _starting(pen, shape, paint)
    _foot(pen, box, markers, paint)


def _starting(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw the event that starts a closed event sub-process, small in its upper left corner."""
    start = shape.element.find(xml.bpmn("startEvent"))
    if start is not None:
        at = (shape.box.x + 16, shape.box.y + 16)
        _rings(pen, start, at, 10, paint)
        _definition(pen, start, at, 10, paint)


def _event(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw an event: rings, the sign of its definition, its name below."""
    element, box = shape.element, shape.box
    (x, y), radius = box.centre, box.width / 2
    _rings(pen, element, (x, y), radius, paint)
    _definition(pen, element, (x, y), radius, paint)
    label(pen, _name(shape), box=shape.label, x=x, y=box.y + box.height + 5)


def _definition(
    pen: xml.Element, element: xml.Element, at: tuple[float, float], radius: float, paint: canvas.Paint
) -> None:
    """Draw the sign of what an event waits for or throws, filled where it throws."""
    definitions = [xml.local_name(part) for part in element if xml.local_name(part).endswith("EventDefinition")]
    if definitions:
        sign = icons.EVENTS.get(definitions[0], icons.SEVERAL_EVENTS)
        thrown = xml.local_name(element) in {"endEvent", "intermediateThrowEvent"}
        _sign(
            pen,
            icons.SEVERAL_EVENTS if len(definitions) > 1 else sign,
            at,
            paint=paint,
            filled=thrown or definitions[0] == "terminateEventDefinition",
            scale=radius / 18,
        )


def _rings(pen: xml.Element, element: xml.Element, at: tuple[float, float], radius: float, paint: canvas.Paint) -> None:
    """Draw one thin, one thick or two thin rings; dashed ones do not interrupt."""
    kind = xml.local_name(element)
    passive = not all(xml.is_true(element, name, default=True) for name in ("cancelActivity", "isInterrupting"))
    dashes = {"stroke_dasharray": "4 3"} if passive else {}
    width = 3.8 if kind == "endEvent" else paint.width
    canvas.add(pen, "circle", cx=at[0], cy=at[1], r=radius, fill=paint.fill, stroke_width=width, **dashes)
    if kind in {"boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}:
        canvas.add(pen, "circle", cx=at[0], cy=at[1], r=radius - 3, stroke_width=1.2, **dashes)


def _gateway(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a diamond with its sign; the name lies outside."""
    box = shape.box
    x, y = box.centre
    corners = f"M{x:g} {box.y:g}L{box.x + box.width:g} {y:g}L{x:g} {box.y + box.height:g}L{box.x:g} {y:g}Z"
    canvas.add(pen, "path", d=corners, fill=paint.fill, stroke_width=paint.width)
    sign, width = icons.GATEWAYS[xml.local_name(shape.element)]
    _sign(pen, sign, (x, y), paint=paint, scale=box.width / 50, width=width)
    label(pen, _name(shape), box=shape.label, x=x, y=box.y + box.height + 5)


def _pool(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a pool or a lane with its turned name; a pool without process is a black box with its name inside."""
    box = shape.box
    canvas.add(pen, "rect", x=box.x, y=box.y, width=box.width, height=box.height, fill=paint.fill, stroke_width=1.4)
    outside = xml.local_name(shape.element) == "participant" and not shape.element.get("processRef")
    if outside:
        x, y = box.centre
        canvas.middle(pen, _name(shape), x=x, y=y, room=box.width - 20, height=box.height)
    elif shape.horizontal is False:
        _band(pen, shape, f"M{box.x:g} {box.y + BAND:g}H{box.x + box.width:g}")
        canvas.middle(pen, _name(shape), x=box.centre[0], y=box.y + BAND / 2, room=box.width - 10, height=BAND)
    else:
        _band(pen, shape, f"M{box.x + BAND:g} {box.y:g}V{box.y + box.height:g}")
        turned = canvas.add(pen, "g", transform=f"translate({box.x + BAND / 2:g} {box.centre[1]:g}) rotate(-90)")
        canvas.middle(turned, _name(shape), x=0, y=0, room=box.height - 10, height=BAND)


def _band(pen: xml.Element, shape: Shape, line: str) -> None:
    # Only pools rule their band off; a lane's name stands free, as in the editor.
    if xml.local_name(shape.element) == "participant":
        canvas.add(pen, "path", d=line, stroke_width=1.4)


def _data_object(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a page with a folded corner."""
    box = shape.box
    right, bottom, fold = box.x + box.width, box.y + box.height, 10
    page = f"M{box.x:g} {box.y:g}H{right - fold:g}L{right:g} {box.y + fold:g}V{bottom:g}H{box.x:g}Z"
    corner = f"M{right - fold:g} {box.y:g}V{box.y + fold:g}H{right:g}"
    canvas.add(pen, "path", d=page, fill=paint.fill)
    canvas.add(pen, "path", d=corner)
    label(pen, _name(shape), box=shape.label, x=box.centre[0], y=bottom + 5)


def _data_store(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a drum."""
    box = shape.box
    rx, ry, bottom = box.width / 2, box.height / 8, box.y + box.height * 7 / 8
    top = box.y + ry
    arc = f"A{rx:g} {ry:g} 0 0 0"
    side = f"M{box.x:g} {top:g}V{bottom:g}{arc} {box.x + box.width:g} {bottom:g}V{top:g}"
    canvas.add(pen, "path", d=side, fill=paint.fill)
    canvas.add(pen, "ellipse", cx=box.centre[0], cy=top, rx=rx, ry=ry, fill=paint.fill)
    label(pen, _name(shape), box=shape.label, x=box.centre[0], y=box.y + box.height + 5)


def _annotation(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw an open bracket with its text."""
    box = shape.box
    bracket = f"M{box.x + 10:g} {box.y:g}H{box.x:g}V{box.y + box.height:g}H{box.x + 10:g}"
    canvas.add(pen, "path", d=bracket, stroke=paint.line)
    text = shape.element.findtext(xml.bpmn("text")) or ""
    x, y = box.centre
    canvas.middle(pen, text, x=x + 3, y=y, room=box.width - 14, height=box.height)


def _group(pen: xml.Element, shape: Shape, paint: canvas.Paint) -> None:
    """Draw a frame of dashes and dots around others; it holds nothing."""
    _body(pen, shape.box, canvas.Paint(line=paint.line, fill="none", width=paint.width))
    pen[-1].set("stroke-dasharray", "10 4 2 4")
    label(pen, _name(shape), box=shape.label, x=shape.box.centre[0], y=shape.box.y + 5)


_KINDS: dict[str, Draw] = {
    "participant": _pool,
    "lane": _pool,
    "subProcess": _sub_process,
    "transaction": _sub_process,
    "adHocSubProcess": _sub_process,
    "startEvent": _event,
    "endEvent": _event,
    "boundaryEvent": _event,
    "intermediateCatchEvent": _event,
    "intermediateThrowEvent": _event,
    **dict.fromkeys(icons.GATEWAYS, _gateway),
    "dataObjectReference": _data_object,
    "dataObject": _data_object,
    "dataInput": _data_object,
    "dataOutput": _data_object,
    "dataStoreReference": _data_store,
    "textAnnotation": _annotation,
    "group": _group,
}
