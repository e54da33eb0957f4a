"""Extension attributes: ours must be known and in their place, those of other engines must not promise anything."""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import elements, model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.audit.sight import MARKS
from engine.domain.policy.refusals import Refusal

# Where each attribute of ours means something; None stands for every BPMN element.
PLACES: dict[str, frozenset[str] | None] = {
    "role": frozenset({"lane"}),
    "clause": None,
    "basis": None,
    "form": frozenset({"userTask", "startEvent"}),
    "slaStart": model.NODES,
    "slaStop": model.NODES,
    "document": model.NODES,
    "decision": frozenset({"businessRuleTask"}),
    "separateFrom": frozenset({"userTask"}),
    "audit": frozenset({"businessRuleTask"}),
}
# What these attributes and elements say (assignees, scripts, connectors) would silently not happen here.
OTHER_ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://flowable.org/bpmn": "Flowable",
    "http://activiti.org/bpmn": "Activiti",
    "http://www.jboss.org/drools": "jBPM",
}

# SpiffWorkflow finds elements by id wherever they are, so the extension would stand in for the task.
ID_ON_EXTENSION = Fault(
    "extension_id",
    "Unsur tambahan '{kind}' mempunyai atribut 'id', yang menutupi unsur BPMN yang memuatnya.",
    "The extension element '{kind}' has an attribute 'id', which hides the BPMN element around it.",
    "Hapus atribut 'id' dari unsur tambahan itu.",
    "Delete the attribute 'id' from the extension element.",
)
# An assignee or script that is silently not there is worse than a refusal.
OTHER_ENGINE = Fault(
    "other_engine_extension",
    "'{name}' ditujukan bagi {engine}; di sini isinya (misalnya skrip atau petugas) tidak akan dijalankan.",
    "'{name}' speaks to {engine}; here what it says (a script or an assignee, say) would not happen.",
    "Hapus isian itu; di sini lane memberi peran, dan langkah memberi formulir atau keputusannya.",
    "Delete it; here a lane gives the role, and a step gives its form or decision.",
)
# A slip of the keyboard would otherwise drop a clause or a time limit in silence.
UNKNOWN_ATTRIBUTE = Fault(
    "lindung_attribute_unknown",
    "Lindung tidak mengenal '{name}'.",
    "Lindung does not know '{name}'.",
    "Pakai salah satu dari: {known}.",
    "Use one of: {known}.",
)
# A misspelt word might have meant "nobody".
AUDIT_UNKNOWN = Fault(
    "audit_unknown",
    "Tanda pemeriksaan '{word}' tidak dikenal.",
    "The mark for auditors '{word}' is not known.",
    "Pakai ya, dengan_alasan, atau tidak.",
    "Use ya, dengan_alasan or tidak.",
)
# Nothing would ever read it there.
MISPLACED = Fault(
    "lindung_attribute_misplaced",
    "'{name}' tidak berarti apa-apa pada unsur '{kind}'.",
    "'{name}' means nothing on an element '{kind}'.",
    "Pindahkan ke salah satu dari: {places}.",
    "Move it to one of: {places}.",
)


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse unknown or misplaced attributes of ours, attributes of other engines, and ids on extension elements."""
    for element in diagram.root.iter("*"):
        if xml.namespace(element) in {xml.BPMNDI, xml.DC, xml.DI}:
            continue
        if xml.namespace(element) != xml.BPMN:
            yield from _foreign_element(diagram.file, element)
        for attribute in map(str, element.attrib):
            yield from _attribute(diagram.file, element, attribute)
        audit = element.get(xml.lindung("audit"), MARKS[0])
        if audit not in MARKS:
            yield AUDIT_UNKNOWN.at(diagram.file, elements.nearest(element), word=audit)


def _foreign_element(file: str, element: xml.Element) -> Iterator[Refusal]:
    """Refuse an extension element that hides an id, speaks to another engine or claims to be ours."""
    kind, space = xml.local_name(element), xml.namespace(element)
    # The element's own id would name nothing that a person sees.
    place = elements.nearest(next(model.ancestors(element, "*"), element))
    if element.get("id") is not None:
        yield ID_ON_EXTENSION.at(file, place, kind=kind)
    if space in OTHER_ENGINES:
        yield OTHER_ENGINE.at(file, place, name=kind, engine=OTHER_ENGINES[space])
    if space == xml.LINDUNG:
        yield UNKNOWN_ATTRIBUTE.at(file, place, name=kind, known=model.join(PLACES))


def _attribute(file: str, element: xml.Element, attribute: str) -> Iterator[Refusal]:
    """Refuse an extension attribute of another engine, an unknown one of ours, or one out of place."""
    space, _, name = attribute.removeprefix("{").rpartition("}")
    kind, place = xml.local_name(element), elements.nearest(element)
    if space in OTHER_ENGINES:
        yield OTHER_ENGINE.at(file, place, name=name, engine=OTHER_ENGINES[space])
    elif space == xml.LINDUNG and name not in PLACES:
        yield UNKNOWN_ATTRIBUTE.at(file, place, name=name, known=model.join(PLACES))
    elif space == xml.LINDUNG and kind not in (PLACES[name] or {kind}):
        yield MISPLACED.at(file, place, name=name, kind=kind, places=model.join(PLACES[name] or ()))
