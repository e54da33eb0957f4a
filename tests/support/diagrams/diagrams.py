"""Writes BPMN for tests: a few lines of model become a whole file with diagram interchange.

The layout is only good enough to be drawn and looked at: a column for each step from the start, a band for each lane.
"""

from collections import defaultdict
from collections.abc import Iterable

from lxml import etree

from engine.bpmn.base import xml
from tests.support.diagrams import bpmn_text

NAMESPACES = (
    f'xmlns="{xml.BPMN}" xmlns:bpmndi="{xml.BPMNDI}" xmlns:dc="{xml.DC}" xmlns:di="{xml.DI}" '
    f'xmlns:xsi="{bpmn_text.XSI}" xmlns:lindung="{xml.LINDUNG}"'
)
COLUMN, ROW, BAND = 150, 120, 30
SIZES = {"Event": (36, 36), "Gateway": (50, 50), "Reference": (36, 50)}
CONTAINERS = {"subProcess", "transaction", "adHocSubProcess"}
Place = tuple[float, float, float, float]


def document(content: str) -> bytes:
    """Give a BPMN file with the given children of ``definitions``, without diagram interchange."""
    text = f'<definitions {NAMESPACES} id="definisi" targetNamespace="urn:uji">{content}</definitions>'
    return text.encode()


def process(content: str, *, process_id: str = "proses", executable: str = "true") -> str:
    """Give a process element with the given content."""
    return f'<process id="{process_id}" name="Proses uji" isExecutable="{executable}">{content}</process>'


def drawn(data: bytes) -> bytes:
    """Give the file with diagram interchange for every node, lane, pool and flow."""
    root = etree.fromstring(data)
    places: dict[str, Place] = {}
    top = 0.0
    for scope in root.iterfind(xml.bpmn("process")):
        _, height = _arrange(scope, 60, top, places)
        top += height + 60
    _pools(root, places, top)
    plane = etree.SubElement(etree.SubElement(root, f"{{{xml.BPMNDI}}}BPMNDiagram"), f"{{{xml.BPMNDI}}}BPMNPlane")
    plane.set("bpmnElement", next(iter(root.iterfind(xml.bpmn("process")))).get("id", ""))
    for name, place in places.items():
        _shape(plane, name, place)
    for kind in ("sequenceFlow", "messageFlow", "association"):
        for flow in root.iter(xml.bpmn(kind)):
            _edge(plane, flow, places)
    return etree.tostring(root)


def _arrange(scope: xml.Element, left: float, top: float, places: dict[str, Place]) -> tuple[float, float]:
    """Place the children of a scope and give its width and height."""
    lanes = [lane for lane in scope.iter(xml.bpmn("lane")) if lane.find(xml.bpmn("childLaneSet")) is None]
    band = {ref.text: number for number, lane in enumerate(lanes) for ref in lane.iterfind(xml.bpmn("flowNodeRef"))}
    width, column, used = 200.0, _columns(scope), defaultdict[tuple[int, int], float](float)
    nodes = [node for node in scope if node.get("id") in column]
    for node in nodes:
        name = node.get("id", "")
        row = band.get(name, 0)
        spot = (column[name], row)
        x, y = left + 40 + column[name] * COLUMN, top + 40 + row * 2 * ROW + used[spot]
        w, h = _size(node)
        if xml.local_name(node) in CONTAINERS:
            w, h = _arrange(node, x, y, places)
        places[name] = (x, y, w, h) if w > 100 else (x + 50 - w / 2, y + 40 - h / 2, w, h)
        used[spot] += max(h, 80) + 40
        width = max(width, x + w + 60 - left)
    height = max([2 * ROW * len(lanes), ROW + 40, *(places[name][1] + places[name][3] + 40 - top for name in column)])
    for number, lane in enumerate(lanes):
        places[lane.get("id", "")] = (left, top + number * 2 * ROW, width, 2 * ROW)
    for node in scope.iterfind(xml.bpmn("boundaryEvent")):
        x, y, w, h = places.get(node.get("attachedToRef", ""), (left, top, 100, 80))
        places[node.get("id", "")] = (x + w - 40, y + h - 18, 36, 36)
    return width, height


def _size(node: xml.Element) -> tuple[float, float]:
    kind = xml.local_name(node)
    return next((size for suffix, size in SIZES.items() if kind.endswith(suffix)), (100, 80))


def _columns(scope: xml.Element) -> dict[str, int]:
    """Give each node's number of steps from a start; nodes out of reach begin at the left."""
    flows = [(flow.get("sourceRef"), flow.get("targetRef")) for flow in scope.iterfind(xml.bpmn("sequenceFlow"))]
    hosts = {event.get("id"): event.get("attachedToRef") for event in scope.iterfind(xml.bpmn("boundaryEvent"))}
    nodes = [node.get("id", "") for node in scope if _is_node(node) and node.get("id") not in hosts]
    columns: dict[str, int] = {}
    wave = [node for node in nodes if node not in {target for _, target in flows}]
    for step in range(len(nodes) + 1):
        fresh = [node for node in wave if node not in columns and node in nodes]
        columns.update(dict.fromkeys(fresh, step))
        wave = [str(target) for source, target in flows if hosts.get(source, source) in fresh]
    return {**dict.fromkeys(nodes, 0), **columns}


def _is_node(node: xml.Element) -> bool:
    kind = xml.local_name(node)
    ends = ("Event", "Gateway", "task", "Task", "Activity", "Reference", "textAnnotation")
    return bool(node.get("id")) and (kind.endswith(ends) or kind in CONTAINERS)


def _pools(root: xml.Element, places: dict[str, Place], bottom: float) -> None:
    for number, pool in enumerate(root.iter(xml.bpmn("participant"))):
        inside = root.find(f"{xml.bpmn('process')}[@id='{pool.get('processRef', '')}']")
        around = list(_inner(inside, places)) if inside is not None else []
        right = max((x + w for x, _, w, _ in around), default=600.0) + 20
        low = max((y + h for _, y, _, h in around), default=0.0) + 20
        high = min((y for _, y, _, _ in around), default=0.0)
        black = (30.0, bottom + 80 * number, 700.0, 60.0)
        places[pool.get("id", "")] = (30.0, high, right - 30, low - high) if around else black


def _inner(scope: xml.Element, places: dict[str, Place]) -> Iterable[Place]:
    return (places[name] for node in scope.iter() if (name := node.get("id", "")) in places)


def _shape(plane: xml.Element, name: str, place: Place) -> None:
    shape = etree.SubElement(plane, f"{{{xml.BPMNDI}}}BPMNShape", bpmnElement=name)
    shape.set("isExpanded", "true" if place[2] > 100 else "false")
    keys = ("x", "y", "width", "height")
    etree.SubElement(shape, f"{{{xml.DC}}}Bounds", dict(zip(keys, (f"{v:g}" for v in place), strict=True)))


def _edge(plane: xml.Element, flow: xml.Element, places: dict[str, Place]) -> None:
    source, target = (places.get(flow.get(key, ""), (0, 0, 36, 36)) for key in ("sourceRef", "targetRef"))
    edge = etree.SubElement(plane, f"{{{xml.BPMNDI}}}BPMNEdge", bpmnElement=flow.get("id", ""))
    for x, y in _way(source, target, upright=xml.local_name(flow) == "messageFlow"):
        etree.SubElement(edge, f"{{{xml.DI}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _way(source: Place, target: Place, *, upright: bool) -> list[tuple[float, float]]:
    middle = (source[0] + source[2] / 2, source[1] + source[3] / 2)
    aim = (target[0] + target[2] / 2, target[1] + target[3] / 2)
    if upright:
        return [(middle[0], source[1] + source[3]), (middle[0], target[1])]
    start, end, bend = source[0] + source[2], target[0], (source[0] + source[2] + target[0]) / 2
    return [(start, middle[1]), (bend, middle[1]), (bend, aim[1]), (end, aim[1])]
