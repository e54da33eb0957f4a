"""Data objects and repetitions: what they refer to is within reach, and their expressions are FEEL."""

from collections.abc import Iterator

from engine.bpmn import xml
from engine.bpmn.refusals import Fault, Refusal
from engine.bpmn.rules import elements, feel_texts, model

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
# BPMN 2.0.2 section 13.3: a number or a collection is needed.
NO_REPETITION = Fault(
    "multi_instance_without_count",
    "Tugas berulang ini tidak menyebut berapa kali atau untuk apa saja diulang.",
    "This repeated activity does not say how often, or over what, it repeats.",
    "Isi 'Loop cardinality' pada panel properti, bagian Multi-instance.",
    "Fill in 'Loop cardinality' in the properties panel, section Multi-instance.",
)
# BPMN 2.0.2 section 13.3: without either the loop runs once or for ever, as an engine likes.
NO_LOOP_END = Fault(
    "loop_without_end",
    "Putaran ini tidak mempunyai syarat atau batas ulangan.",
    "This loop has neither a condition nor a maximum.",
    "Isi syarat ulang (loopCondition) atau batas ulang (loopMaximum).",
    "Fill in the loop condition or the loop maximum.",
)
_DATA = {"dataObject", "dataObjectReference", "property"}
_EXPRESSIONS = ("loopCardinality", "loopCondition", "completionCondition")


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse data references that hang the parser or miss their target, and repetitions without an end."""
    for element in diagram.model("dataObjectReference"):
        yield from _distance(diagram, element, element.get("dataObjectRef", ""))
    for element in diagram.model("loopDataInputRef", "loopDataOutputRef"):
        yield from _distance(diagram, element, model.text_of(element).rpartition(":")[2])
    for element in diagram.model("multiInstanceLoopCharacteristics"):
        if element.find(xml.bpmn("loopCardinality")) is None and element.find(xml.bpmn("loopDataInputRef")) is None:
            yield NO_REPETITION.at(diagram.file, element.getparent())
    for element in diagram.model("standardLoopCharacteristics"):
        if element.find(xml.bpmn("loopCondition")) is None and element.get("loopMaximum") is None:
            yield NO_LOOP_END.at(diagram.file, element.getparent())
    for element in diagram.model(*_EXPRESSIONS):
        yield from feel_texts.check(diagram.file, _activity(element), element)


def _activity(element: xml.Element) -> xml.Element:
    """Give the activity that repeats, which is what a person sees."""
    return next(model.ancestors(element, *model.ACTIVITIES), elements.nearest(element))


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
