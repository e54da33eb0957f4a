"""Arrows that begin or end in nothing: each is told by name, and the other rules look at the rest of the diagram.

One human drawing in five has such an arrow. The schema forbids it, so nothing else could be said of the file; here it
is cut off, and what would only follow from that is left out.
"""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

ARROWS = ("sequenceFlow", "messageFlow", "association")
ENDS = ("sourceRef", "targetRef")
_MENTIONS = ("incoming", "outgoing")

# BPMN 2.0.2 section 7.6.1: a flow connects two elements. Some editors show it, bpmn-js neither draws nor deletes it.
LOOSE = Fault(
    "arrow_end_missing",
    "Panah {arrow} {ends_id}.",
    "The arrow {arrow} {ends_en}.",
    "Tarik ujungnya ke unsur yang dimaksud, atau hapus panah itu. Bila panah itu tidak tampak di editor, salin semua "
    "unsur ke diagram baru: panah tanpa ujung tidak ikut tersalin.",
    "Drag its end onto the element that is meant, or delete the arrow. If the editor does not show it, copy all "
    "elements into a new diagram: an arrow without an end is not copied along.",
)
# What is said of an element only because an arrow of it was cut off.
FOLLOWING = frozenset(
    {
        "dead_end", "unreachable", "split_without_default", "flow_without_condition", "gateway_direction",
        "event_gateway_lonely", "default_not_outgoing", "condition_out_of_place", "event_gateway_target",
    }
)  # fmt: skip


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse arrows without a beginning or an end; one whose end names what is not there is told as a reference."""
    for arrow in diagram.model(*ARROWS):
        source, target = (_named(diagram, arrow, end) for end in ENDS)
        if arrow.get("sourceRef") is not None and arrow.get("targetRef") is not None:
            continue
        yield LOOSE.at(
            diagram.file, arrow, arrow=_label(arrow), ends_id=_id(source, target), ends_en=_en(source, target)
        )


def cut(diagram: model.Diagram) -> model.Diagram:
    """Give the diagram without the arrows that lack an end or lead to what is not there; itself if there are none."""
    if all(_is_whole(diagram, arrow) for arrow in diagram.model(*ARROWS)):
        return diagram
    root = copy.deepcopy(diagram.root)
    loose = [arrow for arrow in root.iter(*map(xml.bpmn, ARROWS)) if not _is_whole(diagram, arrow)]
    names = {arrow.get("id") for arrow in loose} - {None}
    mentions = [each for each in root.iter(*map(xml.bpmn, _MENTIONS)) if model.text_of(each) in names]
    for element in (*loose, *mentions):
        cast("xml.Element", element.getparent()).remove(element)
    for element in root.iter(f"{{{xml.BPMN}}}*"):
        if element.get("default") in names:
            del element.attrib["default"]
    touched = {arrow.get(end, "") for arrow in loose for end in ENDS} - {""}
    beside = {flow.get("id", "") for flow in root.iter(xml.bpmn("sequenceFlow")) if flow.get("sourceRef") in touched}
    return replace(model.read(diagram.file, root), cut_at=frozenset(touched | beside))


def _is_whole(diagram: model.Diagram, arrow: xml.Element) -> bool:
    return all((arrow.get(end) or "").rpartition(":")[2] in diagram.elements for end in ENDS)


def _named(diagram: model.Diagram, arrow: xml.Element, end: str) -> str:
    """Give what an arrow's end is at, for a sentence; empty when it is at nothing."""
    element = diagram.elements.get((arrow.get(end) or "").rpartition(":")[2])
    return "" if element is None else _label(element)


def _label(element: xml.Element) -> str:
    name, key = " ".join(element.get("name", "").split()), element.get("id", "")
    return f"'{name}' ({key})" if name else f"'{key}'"


def _id(source: str, target: str) -> str:
    if source:
        return f"dari {source} tidak sampai ke unsur mana pun"
    return (
        f"yang menuju {target} tidak berawal dari unsur mana pun" if target else "tidak terhubung dengan unsur mana pun"
    )


def _en(source: str, target: str) -> str:
    if source:
        return f"from {source} leads to no element"
    return f"to {target} begins at no element" if target else "is connected to no element"
