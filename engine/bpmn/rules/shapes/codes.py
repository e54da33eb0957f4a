"""Codes of errors and escalations: who throws says which, and of two handlers it is clear which one takes it.

BPMN 2.0.2 sections 8.4.3 (Error) and 8.4.4 (Escalation): in an executable process a throwing event "MUST" have a code.
On a boundary it "MAY" be left out, and "if there is no errorCode, then any error SHALL trigger the Event". The name is
for people and matches nothing.
"""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# The attributes by kind of event definition: what refers to the error or escalation, and where that one has its code.
ATTRIBUTES = {
    "errorEventDefinition": ("errorRef", "errorCode"),
    "escalationEventDefinition": ("escalationRef", "escalationCode"),
}

# BPMN 2.0.2 sections 8.4.3 and 8.4.4: without one only a handler for any error or escalation would take it.
NO_CODE = Fault(
    "thrown_without_code",
    "Galat (error) atau eskalasi yang dilempar di sini, '{name}', tidak mempunyai kode; namanya tidak dicocokkan.",
    "The error or escalation thrown here, '{name}', has no code; its name is not matched with anything.",
    "Isi kodenya pada unsur itu, dan pakai kode yang sama pada peristiwa tempelan yang menangkapnya.",
    "Fill in its code at that element, and use the same code at the boundary event that catches it.",
)
# BPMN 2.0.2 section 10.5.6 gives an error to one handler; which of two equal ones is nowhere said.
TWICE = Fault(
    "handler_twice",
    "Di tempat yang sama sudah ada peristiwa yang menangkap {what_id}; yang ini tidak akan pernah terjadi.",
    "Another event already catches {what_en} in the same place; this one would never happen.",
    "Hapus salah satunya, atau beri keduanya galat atau eskalasi dengan kode yang berbeda.",
    "Delete one of them, or give them errors or escalations with different codes.",
)


_START = xml.bpmn("startEvent")


def code_of(diagram: model.Diagram, definition: xml.Element) -> str:
    """Give the code that an event definition throws or catches; empty where it has none, on a boundary for any."""
    reference, code = ATTRIBUTES[xml.local_name(definition)]
    named = diagram.elements.get((definition.get(reference) or "").rpartition(":")[2])
    return "" if named is None else named.get(code, "")


def catches(diagram: model.Diagram, catching: xml.Element, thrown: xml.Element) -> bool:
    """Tell whether an event definition on a boundary takes what another one throws."""
    return code_of(diagram, catching) in {"", code_of(diagram, thrown)}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse what is thrown without a code, and a second handler of one activity for the same."""
    for definition in diagram.model(*ATTRIBUTES):
        event = definition.getparent()
        if event is not None and xml.local_name(event) in model.THROWING:
            yield from _thrown(diagram, event, definition)
    for scope in diagram.scopes:
        yield from _handlers(diagram, scope)


def _thrown(diagram: model.Diagram, event: xml.Element, definition: xml.Element) -> Iterator[Refusal]:
    # Without any reference it is told as that.
    named = definition.get(ATTRIBUTES[xml.local_name(definition)][0])
    if named is not None and not code_of(diagram, definition):
        target = diagram.elements.get(named.rpartition(":")[2])
        yield NO_CODE.at(diagram.file, event, name=named if target is None else target.get("name") or named)


def _handlers(diagram: model.Diagram, scope: model.Scope) -> Iterator[Refusal]:
    """Refuse the second of two events of one activity's border, or of two in one scope, for the same code or any."""
    seen: set[tuple[str | None, str, str]] = set()
    inside = (start for each in model.event_sub_processes(scope.element) for start in each.iterfind(_START))
    for event in (*scope.of_kind("boundaryEvent"), *inside):
        for definition in event.iterchildren(*map(xml.bpmn, ATTRIBUTES)):
            code = code_of(diagram, definition)
            key = (event.get("attachedToRef"), xml.local_name(definition), code)
            if key in seen:
                what = {"what_id": f"kode '{code}'", "what_en": f"the code '{code}'"}
                anything = {"what_id": "kode apa pun", "what_en": "any code"}
                yield TWICE.at(diagram.file, event, **(what if code else anything))
            seen.add(key)
