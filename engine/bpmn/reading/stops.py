"""From where a token can still stop the clock of a milestone.

A user task is due when the earliest clock is due whose stop it can lead to; this says which stops those are. It errs
on the side of more: conditions are not looked at, so a stop that may come after an element does, also round a loop.

An activity that holds others has three stages: it is entered, a token is inside it, it is left. Whatever is inside an
activity has to end before the activity is left, so every element inside leads to the stop that the activity carries.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from engine.bpmn.base import xml
from engine.bpmn.reading import graph
from engine.domain.policy.elements import ElementInfo

Stage = Literal["entered", "held", "left"]
Place = tuple[str, Stage]
Before = dict[Place, set[Place]]


def leading(roots: Iterable[xml.Element], table: Mapping[str, ElementInfo]) -> dict[str, frozenset[str]]:
    """Give for each milestone the elements at which, or inside which, a token can still reach a stop of its clock.

    An element of a called process is named only where the process itself holds a stop to come: what follows its end is
    said of the call activity, because one process may be called at several places.
    """
    files = list(roots)
    insides = graph.containers(files)
    before = _before(files, insides)
    stopping: dict[str, list[Place]] = {}
    holding = {outside for outside, _ in insides}
    for info in table.values():
        for milestone in info.sla_stop:
            stopping.setdefault(milestone, []).append((info.id, "left" if info.id in holding else "held"))
    return {milestone: _held(_reach(places, before)) for milestone, places in stopping.items()}


def _before(roots: list[xml.Element], insides: list[tuple[str, xml.Element]]) -> Before:
    """Give what a token passes directly before each place; an activity that holds nothing is one place only."""
    holding = {outside for outside, _ in insides}
    before: Before = {}
    for source, target in graph.flows(roots).values():
        _join(before, (source, "left" if source in holding else "held"), _way_in(target, holding))
    for root in roots:
        for event in root.iter(xml.bpmn("boundaryEvent")):
            _join(before, (event.get("attachedToRef") or "", "held"), (event.get("id") or "", "held"))
        for element in root.iter(f"{{{xml.BPMN}}}*"):
            if element.get("id") in holding and _comes_again(element):
                _join(before, (element.get("id") or "", "held"), (element.get("id") or "", "entered"))
    for outside, inside in insides:
        _join(before, (outside, "entered"), (outside, "held"))
        _join(before, (outside, "held"), (outside, "left"))
        for start in inside.findall(xml.bpmn("startEvent")):
            _join(before, (outside, "entered"), (start.get("id") or "", "held"))
        if xml.local_name(inside) != "process":
            for element in inside.iterchildren(f"{{{xml.BPMN}}}*"):
                if element.get("id") and xml.local_name(element) != "sequenceFlow":
                    _join(before, (element.get("id") or "", "held"), (outside, "held"))
    return before


def _join(before: Before, source: Place, target: Place) -> None:
    before.setdefault(target, set()).add(source)


def _way_in(element_id: str, holding: set[str]) -> Place:
    return element_id, "entered" if element_id in holding else "held"


def _comes_again(element: xml.Element) -> bool:
    """Tell whether an activity runs several times one after the other, so that its end may be followed by its start."""
    several = element.find(xml.bpmn("multiInstanceLoopCharacteristics"))
    in_turn = several is not None and several.get("isSequential") in {"true", "1"}
    return in_turn or element.find(xml.bpmn("standardLoopCharacteristics")) is not None


def _reach(places: Iterable[Place], before: Before) -> set[Place]:
    # A list and not recursion: real procedures have ways of several hundred elements.
    found: set[Place] = set()
    pending = list(places)
    while pending:
        place = pending.pop()
        if place not in found:
            found.add(place)
            pending.extend(before.get(place, ()))
    return found


def _held(places: set[Place]) -> frozenset[str]:
    return frozenset(element_id for element_id, stage in places if stage == "held")
