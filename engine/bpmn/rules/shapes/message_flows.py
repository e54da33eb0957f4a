"""Message flows: what passes between two parties, drawn for readers; the engine sends and waits by the events alone."""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# BPMN 2.0.2 section 7.6.2, table of message flow connections.
END = Fault(
    "message_flow_end_unusable",
    "Aliran pesan ini berujung pada {end}, yang tidak dapat mengirim atau menerima pesan.",
    "This message flow ends at {end}, which can neither send nor receive a message.",
    "Hubungkan ke pool, ke tugas, atau ke peristiwa pesan (Message) yang sesuai arahnya.",
    "Connect it to a pool, a task, or a message event that fits its direction.",
)
# BPMN 2.0.2 section 9.3: "MUST connect two separate Pools".
INSIDE = Fault(
    "message_flow_inside_pool",
    "Kedua ujung aliran pesan ini berada di pihak yang sama.",
    "Both ends of this message flow are in the same pool.",
    "Pakai aliran biasa (sequence flow) di dalam satu pihak, atau hubungkan ke pool pihak lain.",
    "Use a sequence flow inside one party, or connect it to the pool of another.",
)
_EVENTS = {"sourceRef": model.THROWING, "targetRef": model.CATCHING}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse message flows that end at what sends and receives nothing, and those within one party."""
    owners = {one.get("processRef", ""): one for one in diagram.model("participant")}
    for flow in diagram.model("messageFlow"):
        ends = {end: diagram.elements[flow.get(end, "").rpartition(":")[2]] for end in _EVENTS}
        unfit = [element for end, element in ends.items() if not _can(element, _EVENTS[end])]
        if unfit:
            yield END.at(diagram.file, flow, end=f"'{unfit[0].get('name') or unfit[0].get('id')}'")
        elif len({_pool(element, owners) for element in ends.values()}) == 1:
            yield INSIDE.at(diagram.file, flow)


def _can(element: xml.Element, events: frozenset[str]) -> bool:
    """Tell whether an element can be at this end of a message flow."""
    kind = xml.local_name(element)
    if kind in events:
        return element.find(xml.bpmn("messageEventDefinition")) is not None or kind == "startEvent"
    return kind == "participant" or kind in model.ACTIVITIES


def _pool(element: xml.Element, owners: dict[str, xml.Element]) -> xml.Element:
    """Give the pool that an element is or lies in; a process without a pool stands for itself."""
    if xml.local_name(element) == "participant":
        return element
    process = next(model.ancestors(element, "process"))
    return owners.get(process.get("id", ""), process)
