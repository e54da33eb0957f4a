"""Waits that nothing would ever end: signals that nobody throws, conditions over what nobody changes.

A case that waits there has no open task, no timer and no awaited message. Messages have rules of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine import dmn, feel
from engine.bpmn.base import xml
from engine.bpmn.mended import scripting
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.bundle import Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.tokens import meanwhile, races
from engine.domain import vocabulary
from engine.domain.forms import forms
from engine.domain.policy.refusals import Refusal

# A signal is heard by those who wait at that moment; it is not kept.
NOT_THROWN = Fault(
    "signal_not_thrown",
    "Unsur ini menunggu sinyal '{signal}', tetapi selama menunggu tidak ada unsur yang melemparnya.",
    "This element waits for the signal '{signal}', which nothing throws meanwhile.",
    "Gambar Intermediate Throw Event dengan sinyal itu pada cabang paralel; untuk kabar dari luar pakai Message.",
    "Draw an intermediate throw event with that signal on a parallel branch; for news from outside use a message.",
)
# The reader thinks that something is told.
NOT_CAUGHT = Fault(
    "signal_not_caught",
    "Unsur ini melempar sinyal '{signal}', tetapi tidak ada unsur yang menunggunya.",
    "This element throws the signal '{signal}', which nothing waits for.",
    "Gambar peristiwa yang menunggu sinyal itu, samakan namanya, atau hapus unsur ini.",
    "Draw an event that waits for that signal, make their names the same, or delete this element.",
)
# BPMN 2.0.2 section 13.5.1 looks at a condition when data change; here nothing is left that could change them.
NOT_CHANGED = Fault(
    "condition_never_changes",
    "Unsur ini menunggu suatu syarat, tetapi selama menunggu tidak ada langkah yang mengubah {names_id}.",
    "This element waits for a condition, but meanwhile no step changes {names_en}.",
    "Gambar langkah yang mengubahnya pada cabang paralel, atau pilih jalan saat itu juga dengan Exclusive Gateway.",
    "Draw a step that changes it on a parallel branch, or choose the way at once with an exclusive gateway.",
)
CATCHING = ("intermediateCatchEvent", "boundaryEvent", "startEvent")
THROWING = ("intermediateThrowEvent", "endEvent")
# A policy officer's choice may begin to hold at any time.
_FROM_OUTSIDE = frozenset({vocabulary.READINGS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signal:
    """An element that means a signal, by the signal's name."""

    file: str
    element: xml.Element
    name: str


def check(bundle: Bundle) -> Iterator[Refusal]:
    """Refuse signals without a thrower or a catcher, and conditions in the flow over what nothing can change.

    Loose diagrams come without their forms, so nothing is said about their conditions.
    """
    world = meanwhile.read(bundle.diagrams)
    yield from _signals(bundle, world)
    if bundle.procedure is None:
        return
    for diagram in bundle.diagrams:
        for event in diagram.model("intermediateCatchEvent"):
            text = event.findtext(f"{xml.bpmn('conditionalEventDefinition')}/{xml.bpmn('condition')}")
            others = races.rivals(diagram, event)
            if text is not None and not any(races.hears(each) or races.counts_time(each) for each in others):
                yield from _condition(bundle, world, diagram.file, event, text)


def _signals(bundle: Bundle, world: meanwhile.World) -> Iterator[Refusal]:
    caught = [one for diagram in bundle.diagrams for one in _named(diagram, CATCHING)]
    thrown = [one for diagram in bundle.diagrams for one in _named(diagram, THROWING)]
    for one in caught:
        if xml.local_name(one.element) == "startEvent" and not _within_case(one.element):
            continue  # refused as such: no signal opens a case
        throwers = {other.element for other in thrown if other.name == one.name}
        heard = _heard(world, one.element)
        if not (throwers if heard is None else throwers & heard):
            yield NOT_THROWN.at(one.file, one.element, signal=one.name)
    known = {one.name for one in caught}
    for one in thrown:
        if one.name not in known and xml.local_name(one.element) != "endEvent":  # which is refused as such
            yield NOT_CAUGHT.at(one.file, one.element, signal=one.name)


def _named(diagram: model.Diagram, kinds: tuple[str, ...]) -> Iterator[_Signal]:
    """Give the elements of these kinds that mean a signal with a name."""
    for element in diagram.model(*kinds):
        for part in element.iterfind(xml.bpmn("signalEventDefinition")):
            target = diagram.elements.get((part.get("signalRef") or "").rpartition(":")[2])
            if target is not None and target.get("name"):
                yield _Signal(file=diagram.file, element=element, name=target.get("name", ""))


def _within_case(start: xml.Element) -> bool:
    """Tell whether a start event belongs to a sub-process that an event starts."""
    around = start.getparent()
    return around is not None and around.get("triggeredByEvent") in {"true", "1"}


def _heard(world: meanwhile.World, event: xml.Element) -> set[xml.Element] | None:
    """Give what can act while an event listens; None where that is not worked out: the start of a sub-process."""
    kind, around = xml.local_name(event), event.getparent()
    if kind == "startEvent" or around is None:
        return None
    if kind != "boundaryEvent":
        return meanwhile.beside(world, event)
    hosts = (node for node in around if node.get("id") == event.get("attachedToRef"))
    return {each for host in hosts for each in (*meanwhile.beside(world, host), *meanwhile.inside(world, host))}


def _condition(bundle: Bundle, world: meanwhile.World, file: str, event: xml.Element, text: str) -> Iterator[Refusal]:
    """Refuse a wait for a condition none of whose variables can change meanwhile; a faulty text is told elsewhere."""
    try:
        names = feel.compile(text.strip().removeprefix("=")).names - set(scripting.FUNCTION_NAMES)
    except feel.FeelError:
        return
    if names & _FROM_OUTSIDE or any(_changes(bundle, node, names) for node in meanwhile.beside(world, event)):
        return
    named = ", ".join(f"'{name}'" for name in sorted(names))
    yield NOT_CHANGED.at(file, event, names_id=named or "syarat itu", names_en=named or "it")


def _changes(bundle: Bundle, node: xml.Element, names: frozenset[str]) -> bool:
    """Tell whether a step can set one of some variables; what a message brings is not known."""
    if xml.local_name(node) not in THROWING and races.hears(node):
        return True
    outputs = node.iter(xml.bpmn("loopDataOutputRef"))
    return not names.isdisjoint({*_answers(bundle, node), *map(model.text_of, outputs)})


def _answers(bundle: Bundle, node: xml.Element) -> set[str]:
    """Give the variables that a user task's form or a rule task's decision sets."""
    form = node.get(xml.lindung("form"))
    paths = (f"forms/{form}.form", f"shared/forms/{form}.form")
    data = next((bundle.files[path] for path in paths if path in bundle.files), None)
    found = set() if data is None or forms.problems(data) else set(forms.parse(data).routing_names)
    decision = node.get(xml.lindung("decision"), "")
    for each in bundle.models.values():
        box = each.decisions[decision].box if decision in each.decisions else None
        found |= {decision} if decision in each.decisions else set()
        found |= {output.name for output in box.outputs if output.name} if isinstance(box, dmn.Table) else set()
    return found
