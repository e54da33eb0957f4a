"""Data objects: what refers to them is within reach of the parser."""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import elements, model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# SpiffWorkflow's parser hangs for ever on it.
TOO_FAR = Fault(
    "data_object_too_far",
    "Objek data '{name}' berada lebih dari satu tingkat di atas sub-proses ini.",
    "The data object '{name}' lies more than one level above this sub-process.",
    "Gambar objek data di dalam sub-proses ini, atau pakai variabel proses.",
    "Draw a data object inside this sub-process, or use a process variable.",
)
# It would be read as nothing.
NOT_DATA = Fault(
    "data_reference_unusable",
    "'{name}' bukan objek data, padahal unsur ini merujuknya sebagai data.",
    "'{name}' is no data object, but this element refers to it as data.",
    "Hapus rujukan data ini dan hubungkan kembali dengan objek data.",
    "Delete this data reference and connect it to a data object again.",
)
_DATA = {"dataObject", "dataObjectReference", "property"}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse data references that hang the parser or miss their target."""
    for element in diagram.model("dataObjectReference"):
        yield from _distance(diagram, element, element.get("dataObjectRef", ""))
    for element in diagram.model("loopDataInputRef", "loopDataOutputRef"):
        yield from _distance(diagram, element, model.text_of(element).rpartition(":")[2])


def _distance(diagram: model.Diagram, element: xml.Element, name: str) -> Iterator[Refusal]:
    """Refuse a reference to what is no data, or lies too far out for the parser."""
    target, place = diagram.elements.get(name), elements.nearest(element)
    if target is None or xml.local_name(target) not in _DATA:
        yield NOT_DATA.at(diagram.file, place, name=name)
        return
    levels = [around.get("id") for around in model.ancestors(element, "process", *model.SUB_PROCESSES)]
    owner = target.getparent()
    if owner is None or owner.get("id") not in levels[:2]:
        yield TOO_FAR.at(diagram.file, place, name=target.get("name") or name)
