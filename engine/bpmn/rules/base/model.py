"""What the rules look at: a diagram's elements by id, its scopes and the graph of each scope.

A scope is a process or an embedded sub-process; sequence flows never leave it (BPMN 2.0.2 section 7.6.1).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.base import xml

TASKS = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
    }
)  # fmt: skip
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"})
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
EVENTS = CATCHING | THROWING | {"implicitThrowEvent", "event"}
NODES = ACTIVITIES | GATEWAYS | EVENTS | {"callChoreography", "choreographyTask", "subChoreography"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One level of a diagram: its own nodes by id and the sequence flows by id of their source and target."""

    element: xml.Element
    nodes: Mapping[str, xml.Element]
    outgoing: Mapping[str, tuple[xml.Element, ...]]
    incoming: Mapping[str, tuple[xml.Element, ...]]
    attached: Mapping[str, tuple[str, ...]]

    def of_kind(self, *kinds: str) -> list[xml.Element]:
        """Give the nodes of some kinds, in the file's order."""
        return [node for node in self.nodes.values() if xml.local_name(node) in kinds]

    def next(self, node_id: str) -> Iterator[str]:
        """Give the nodes one step on: targets of its flows and the boundary events on it."""
        yield from (str(flow.get("targetRef")) for flow in self.outgoing.get(node_id, ()))
        yield from self.attached.get(node_id, ())

    def reach(self, from_ids: Iterable[str]) -> set[str]:
        """Give every node that a token can come to from some nodes, these included only if they are come to again."""
        seen: set[str] = set()
        waiting = [target for node_id in from_ids for target in self.next(node_id)]
        while waiting:
            node_id = waiting.pop()
            if node_id not in seen:
                seen.add(node_id)
                waiting.extend(self.next(node_id))
        return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """One BPMN file of a bundle, parsed; ``cut_at``: what a faulty arrow was cut off from, and its other flows."""

    file: str
    root: xml.Element
    elements: Mapping[str, xml.Element]
    scopes: tuple[Scope, ...]
    cut_at: frozenset[str] = frozenset()

    def model(self, *kinds: str) -> Iterator[xml.Element]:
        """Give the BPMN elements of some kinds, anywhere in the file; all of them when no kind is named."""
        if not kinds:
            return self.root.iter(f"{{{xml.BPMN}}}*")
        return self.root.iter(*(xml.bpmn(kind) for kind in kinds))


def read(file: str, root: xml.Element) -> Diagram:
    """Give the diagram of a parsed file; of elements with the same id the last is kept."""
    elements = {element.get("id", ""): element for element in root.iter(f"{{{xml.BPMN}}}*") if element.get("id")}
    scopes = tuple(_scope(element) for element in root.iter(xml.bpmn("process"), *map(xml.bpmn, SUB_PROCESSES)))
    return Diagram(file=file, root=root, elements=elements, scopes=scopes)


def interrupts(event: xml.Element) -> bool:
    """Tell whether a boundary event ends its activity, or the start of an event sub-process the scope around it."""
    return xml.is_true(event, "cancelActivity", default=True) and xml.is_true(event, "isInterrupting", default=True)


def starts_event_sub_process(event: xml.Element) -> bool:
    """Tell whether an event is the start of an event sub-process."""
    around = event.getparent()
    return xml.local_name(event) == "startEvent" and around is not None and xml.is_event_sub_process(around)


def event_sub_processes(scope: xml.Element) -> Iterator[xml.Element]:
    """Give the event sub-processes of one scope."""
    return filter(xml.is_event_sub_process, scope.iterfind(xml.bpmn("subProcess")))


def _scope(element: xml.Element) -> Scope:
    """Give a scope's own nodes and flows; those of sub-processes inside it are scopes of their own."""
    nodes = {node.get("id", ""): node for node in element if xml.local_name(node) in NODES and node.get("id")}
    flows = list(element.iterfind(xml.bpmn("sequenceFlow")))
    attached: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for event in element.iterfind(xml.bpmn("boundaryEvent")):
        attached[event.get("attachedToRef", "")] += (event.get("id", ""),)
    return Scope(
        element=element,
        nodes=nodes,
        outgoing=_grouped(flows, "sourceRef"),
        incoming=_grouped(flows, "targetRef"),
        attached=attached,
    )


def _grouped(flows: Iterable[xml.Element], key: str) -> Mapping[str, tuple[xml.Element, ...]]:
    """Give flows by the node that an attribute names."""
    groups: dict[str, tuple[xml.Element, ...]] = defaultdict(tuple)
    for flow in flows:
        groups[flow.get(key, "")] += (flow,)
    return dict(groups)


def definitions_of(event: xml.Element) -> list[xml.Element]:
    """Give the event definitions inside an event, in the file's order."""
    return [part for part in event if xml.local_name(part).endswith("EventDefinition")]


def words(element: xml.Element, attribute: str) -> list[str]:
    """Give the values of one of our extension attributes that is separated by spaces."""
    return (element.get(xml.lindung(attribute)) or "").split()


def text_of(element: xml.Element | None) -> str:
    """Give an element's text without the space around it; empty for None."""
    return "" if element is None else (element.text or "").strip()


def ancestors(element: xml.Element, *kinds: str) -> Iterator[xml.Element]:
    """Give the elements of some kinds around an element, from the inside out."""
    return element.iterancestors(*(xml.bpmn(kind) for kind in kinds))


def join(values: Collection[str]) -> str:
    """Give values as a list for a sentence, in a stable order."""
    return ", ".join(sorted(values))


def lanes_of(node: xml.Element) -> list[xml.Element]:
    """Give the innermost lanes that hold a node; those of the nearest scope around it that has it in a lane.

    More than one is a fault of the diagram. Lanes reach into embedded sub-processes, not into called processes.
    """
    for holder in (node, *ancestors(node, *SUB_PROCESSES)):
        scope = holder.getparent()
        held = [] if scope is None else [lane for lane in _own_lanes(scope) if _holds(lane, holder)]
        outer = {around for lane in held for around in ancestors(lane, "lane")}
        if held:
            return [lane for lane in held if lane not in outer]
    return []


def _own_lanes(scope: xml.Element) -> Iterator[xml.Element]:
    for lane_set in scope.iterfind(xml.bpmn("laneSet")):
        yield from lane_set.iter(xml.bpmn("lane"))


def _holds(lane: xml.Element, node: xml.Element) -> bool:
    return any(text_of(ref) == node.get("id") for ref in lane.iterfind(xml.bpmn("flowNodeRef")))
