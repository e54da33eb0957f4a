"""Random diagrams with everything that may stand between a task and the stop of a clock.

Nested blocks (``tests.support.blocks``) become calls of shared processes here and there, get boundary events that jump
ahead or back, and carry stops of clocks at tasks, ends and whole activities.
"""

import copy
import itertools
import random
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.base import xml
from tests.support.diagrams import blocks
from tests.support.diagrams.bpmn_text import document, timer

MILESTONES = ("m0", "m1", "m2")
TIMER = f"<d xmlns:bpmn='{xml.BPMN}'>{timer('timeDuration', 'PT1H')}</d>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """A process ``p`` in ``p.bpmn`` and the processes that it calls; ``choices`` are what its conditions ask."""

    files: dict[str, bytes]
    choices: tuple[str, ...]


def grown(seed: int) -> Nest:
    """Give the diagram of a seed."""
    chance = random.Random(seed)  # noqa: S311 - a diagram, no secret
    root = xml.parse(blocks.drawn(blocks.grow(chance, 3, itertools.count())))
    choices = tuple(element.get("id") or "" for element in root.iter(f"{{{xml.BPMN}}}*"))
    for activity in [one for tag in ("userTask", "subProcess") for one in root.iter(xml.bpmn(tag))]:
        if chance.random() < 0.25:
            _attach(activity, chance)
    called = [_called(one, chance) for one in list(root.iter(xml.bpmn("subProcess"))) if chance.random() < 0.5]
    files = {"p.bpmn": root} | {f"{process_id}.bpmn": made for process_id, made in filter(None, called)}
    for milestone in MILESTONES:
        for _ in range(chance.choice([1, 1, 2])):
            _stop(milestone, chance.choice(list(files.values())), chance)
    return Nest(files={path: etree.tostring(one) for path, one in files.items()}, choices=choices)


def _attach(activity: xml.Element, chance: random.Random) -> None:
    """Let a timer of an activity lead to another element beside it."""
    scope = activity.getparent()
    assert scope is not None
    beside = list(scope.iterchildren(xml.bpmn("userTask"), xml.bpmn("endEvent")))
    if not beside:
        return
    name = f"b_{activity.get('id')}"
    kept = {"id": name, "attachedToRef": activity.get("id") or "", "cancelActivity": "true"}
    event = etree.SubElement(scope, xml.bpmn("boundaryEvent"), kept)
    event.extend(etree.fromstring(TIMER))
    target = chance.choice(beside).get("id") or ""
    etree.SubElement(scope, xml.bpmn("sequenceFlow"), {"id": f"f_{name}", "sourceRef": name, "targetRef": target})


def _called(inside: xml.Element, chance: random.Random) -> tuple[str, xml.Element] | None:
    """Make a sub-process a process of its own that is called here, and now and then also behind a task beside it."""
    scope, name = inside.getparent(), inside.get("id") or ""
    assert scope is not None
    process_id = f"q_{name}"
    made = xml.parse(document(process_id=process_id))
    process = made.find(xml.bpmn("process"))
    assert process is not None
    process.extend(list(inside))
    call = etree.Element(xml.bpmn("callActivity"), {"id": name, "calledElement": process_id})
    scope.replace(inside, call)
    flows = list(scope.iterchildren(xml.bpmn("sequenceFlow")))
    flow = chance.choice(flows)
    if flow.find(xml.bpmn("conditionExpression")) is None and flow.get("sourceRef", "").startswith("t"):
        again = copy.deepcopy(call)
        again.set("id", f"{name}_again")
        onward = {"id": f"{name}_on", "sourceRef": f"{name}_again", "targetRef": flow.get("targetRef") or ""}
        flow.set("targetRef", f"{name}_again")
        scope.append(again)
        etree.SubElement(scope, xml.bpmn("sequenceFlow"), onward)
    return process_id, made


def _stop(milestone: str, root: xml.Element, chance: random.Random) -> None:
    kinds = ("userTask", "subProcess", "callActivity", "endEvent")
    one = chance.choice([element for kind in kinds for element in root.iter(xml.bpmn(kind))])
    one.set(xml.lindung("slaStop"), f"{one.get(xml.lindung('slaStop')) or ''} {milestone}".strip())
