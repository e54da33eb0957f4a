"""Names in a file: ids are unique, each reference names something that is there, and what is there is drawn."""

import math
from collections import Counter
from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.reading import parsing
from engine.bpmn.rules.base import elements, model
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.shapes import arrows, schema
from engine.domain.policy.refusals import Refusal

# DMN, XSD or any other XML that was given the wrong name.
NOT_BPMN = Fault(
    "not_bpmn",
    "Berkas ini bukan BPMN 2.0: unsur terluarnya bukan 'definitions'.",
    "This file is no BPMN 2.0: its outermost element is not 'definitions'.",
    "Buka berkas ini di editor proses dan simpan sebagai BPMN 2.0 XML.",
    "Open the file in the process editor and save it as BPMN 2.0 XML.",
)
# The schema lets ids be absent; then nothing can refer to the element, and the rules would not see it.
NO_ID = Fault(
    "id_missing",
    "Unsur '{kind}' {name} tidak mempunyai id.",
    "An element '{kind}' {name} has no id.",
    "Beri unsur itu id, atau hapus dan gambar ulang.",
    "Give the element an id, or delete it and draw it again.",
)
# SpiffWorkflow keeps one of them without a word.
DUPLICATE = Fault(
    "duplicate_id",
    "Id '{name}' dipakai oleh {count} unsur.",
    "The id '{name}' is used by {count} elements.",
    "Beri setiap unsur id yang berbeda.",
    "Give each element an id of its own.",
)
# The library's own first and last token have these names, also in stored cases; the element would vanish into them.
RESERVED = Fault(
    "reserved_id",
    "Id '{name}' dipakai oleh mesin proses untuk awal dan akhirnya sendiri.",
    "The id '{name}' is what the process engine calls its own beginning or end.",
    "Ganti id (bukan nama) unsur ini.",
    "Change the element's id, not its name.",
)
# The schema does not look; SpiffWorkflow says that a form might have the same id.
DANGLING = Fault(
    "dangling_reference",
    "'{reference}' menunjuk '{name}', yang tidak ada di berkas ini.",
    "'{reference}' names '{name}', which is not in this file.",
    "Hapus unsur ini dan gambar ulang, atau pilih kembali sasarannya.",
    "Delete this element and draw it again, or choose its target again.",
)
# A step that people cannot see cannot be marked as current, nor be criticised.
SHAPE = Fault(
    "shape_missing",
    "Unsur ini tidak mempunyai tempat pada gambar, sehingga petugas tidak dapat melihatnya.",
    "This element has no place in the drawing, so nobody can see it.",
    "Hapus unsur ini dari berkasnya, lalu gambar ulang.",
    "Delete this element from the file and draw it again.",
)
# Tools that write no drawing leave out all of it: that is one fault, not one for each element.
SHAPES = Fault(
    "shape_missing",
    "{count} unsur tidak mempunyai tempat pada gambar, sehingga petugas tidak dapat melihatnya, misalnya {names}.",
    "{count} elements have no place in the drawing, so nobody can see them, such as {names}.",
    "Gambar unsur-unsur itu, atau hapus dari berkasnya.",
    "Draw these elements, or delete them from the file.",
)
# The schema's numbers include INF and NaN, which no drawing can hold.
COORDINATE = Fault(
    "coordinate_unusable",
    "Letak unsur ini pada gambar bukan bilangan yang wajar.",
    "The place of this element in the drawing is no usable number.",
    "Geser unsur ini, lalu simpan kembali.",
    "Move the element and save the file again.",
)

# Attributes and text elements that name another element of the same file (BPMN 2.0.2, XSD types IDREF and QName).
ATTRIBUTES = (
    "sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef", "escalationRef",
    "dataObjectRef", "processRef", "categoryValueRef",
)  # fmt: skip
TEXTS = ("incoming", "outgoing", "flowNodeRef", "loopDataInputRef", "loopDataOutputRef", "sourceRef", "targetRef")
_REFERRED = (
    "process", "lane", "participant", "sequenceFlow", "dataObject", "message", "signal", "error", "escalation",
)  # fmt: skip
_FARTHEST = 1_000_000
# So many are named where more than one is not drawn.
_NAMED = 5


def check(diagram: model.Diagram, rest: model.Diagram) -> Iterator[Refusal]:
    """Refuse what would leave the reader guessing which element is meant; the other rules rest on this.

    ``rest`` is the diagram without its faulty arrows, which the schema would refuse in words of its own.
    """
    if diagram.root.tag != xml.bpmn("definitions"):
        yield NOT_BPMN.at(diagram.file)
        return
    found = [*_nameless(diagram), *_duplicates(diagram), *_dangling(diagram)]
    yield from found or schema.check(rest)


def lost_ends(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse arrows whose end names what is not in the file."""
    for arrow in diagram.model(*arrows.ARROWS):
        for end in arrows.ENDS:
            name = arrow.get(end)
            if name is not None and name.rpartition(":")[2] not in diagram.elements:
                yield DANGLING.at(diagram.file, elements.nearest(arrow), reference=end, name=name)


def _nameless(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse elements that others must be able to name but cannot, for want of an id."""
    for element in diagram.model(*sorted(model.NODES), *_REFERRED):
        if not element.get("id"):
            yield NO_ID.at(diagram.file, kind=xml.local_name(element), name=repr(element.get("name", "")))


def _duplicates(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse ids that two elements share."""
    count = Counter(element.get("id") for element in diagram.model() if element.get("id"))
    for name, times in count.items():
        if name is not None and times > 1:
            yield DUPLICATE.at(diagram.file, diagram.elements[name], name=name, count=times)


def reserved(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse ids that the library keeps for itself."""
    for name in sorted(parsing.RESERVED_IDS & diagram.elements.keys()):
        yield RESERVED.at(diagram.file, diagram.elements[name], name=name)


def _dangling(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse references, in attributes and in texts, to what is not in the file."""
    for element in diagram.model():
        kind = xml.local_name(element)
        told = arrows.ENDS if kind in arrows.ARROWS else ()
        named = [(key, element.get(key, "")) for key in ATTRIBUTES if element.get(key) is not None and key not in told]
        if kind in TEXTS:
            named.append((kind, model.text_of(element)))
        for reference, name in named:
            if name.rpartition(":")[2] not in diagram.elements:
                yield DANGLING.at(diagram.file, elements.nearest(element), reference=reference, name=name)


def drawing(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse nodes and flows that are not drawn, or drawn at no sensible place."""
    placed = {
        (part.get("bpmnElement") or "").rpartition(":")[2]: part
        for part in diagram.root.iter(f"{{{xml.BPMNDI}}}BPMNShape", f"{{{xml.BPMNDI}}}BPMNEdge")
    }
    unseen = []
    for element in diagram.model(*sorted(model.NODES), "sequenceFlow", "participant", "lane"):
        part = placed.get(element.get("id", ""))
        if part is None:
            unseen.append(element)
        elif not all(map(_usable, part.iter(f"{{{xml.DC}}}Bounds", f"{{{xml.DI}}}waypoint"))):
            yield COORDINATE.at(diagram.file, element)
    if len(unseen) == 1:
        yield SHAPE.at(diagram.file, unseen[0])
    elif unseen:
        names = [f"'{element.get('name') or element.get('id')}'" for element in unseen[:_NAMED]]
        yield SHAPES.at(diagram.file, count=len(unseen), names=", ".join(names))


def _usable(place: xml.Element) -> bool:
    """Tell whether all numbers of a place are finite and on any imaginable canvas."""
    numbers = [float(place.get(key, "0")) for key in ("x", "y", "width", "height")]
    return all(math.isfinite(number) and abs(number) < _FARTHEST for number in numbers)
