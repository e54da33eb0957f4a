"""Events that race each other behind an event-based gateway: the first that happens ends the wait for the others."""

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model


def rivals(diagram: model.Diagram, event: xml.Element) -> list[xml.Element]:
    """Give the other elements that wait at the same event-based gateway; none for an event without one."""
    around = [scope for scope in diagram.scopes if scope.nodes.get(event.get("id", "")) is event]
    found = []
    for scope in around:
        sources = {flow.get("sourceRef", "") for flow in scope.incoming.get(event.get("id", ""), ())}
        gates = [node.get("id", "") for node in scope.of_kind("eventBasedGateway") if node.get("id", "") in sources]
        found += [scope.nodes[name] for gate in gates for name in scope.next(gate) if name in scope.nodes]
    return [each for each in found if each is not event]


def hears(element: xml.Element) -> bool:
    """Tell whether an element waits for a message."""
    return xml.local_name(element) == "receiveTask" or element.find(xml.bpmn("messageEventDefinition")) is not None


def counts_time(element: xml.Element) -> bool:
    """Tell whether an element waits for a moment."""
    return element.find(xml.bpmn("timerEventDefinition")) is not None
