"""What can happen while a token waits at an element: other branches, events beside it, what encloses it.

Conditions are not looked at, so it errs on the side of more: in doubt a step counts as one that can happen meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.tokens import markings

_JOINS = ("parallelGateway", "inclusiveGateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The scopes of all diagrams by the element that holds each, and the call activities by the process they call."""

    scopes: Mapping[xml.Element, model.Scope]
    processes: Mapping[str, xml.Element]
    callers: Mapping[str, tuple[xml.Element, ...]]


def read(diagrams: Iterable[model.Diagram]) -> World:
    """Give the world of a bundle's diagrams."""
    files = tuple(diagrams)
    callers: dict[str, tuple[xml.Element, ...]] = defaultdict(tuple)
    for call in (call for diagram in files for call in diagram.model("callActivity")):
        callers[called(call)] += (call,)
    return World(
        scopes={scope.element: scope for diagram in files for scope in diagram.scopes},
        processes={each.get("id", ""): each for diagram in files for each in diagram.model("process")},
        callers=dict(callers),
    )


def called(call: xml.Element) -> str:
    """Give the id of the process that a call activity calls."""
    return (call.get("calledElement") or "").rpartition(":")[2]


def beside(world: World, element: xml.Element) -> set[xml.Element]:
    """Give every node that can act while a token waits at an element; those inside of activities too."""
    found: set[xml.Element] = set()
    waiting, seen = [element], set[xml.Element]()
    while waiting:
        here = waiting.pop()
        scope = _scope(world, here)
        if here in seen or scope is None:
            continue
        seen.add(here)
        found |= {scope.nodes[name] for name in _beside(scope, here.get("id", ""))}
        holders = _holders(world, scope.element)
        found.update(holder for holder in holders if _in_parallel(holder))
        waiting += holders
    return found | {node for each in found for node in inside(world, each)}


def inside(world: World, activity: xml.Element) -> Iterator[xml.Element]:
    """Give every node inside of an activity, at any depth, those of called processes too."""
    waiting, seen = [activity], set[xml.Element]()
    while waiting:
        each = waiting.pop()
        held = world.processes.get(called(each)) if xml.local_name(each) == "callActivity" else each
        if held is None or held not in world.scopes or held in seen:
            continue
        seen.add(held)
        nodes = list(world.scopes[held].nodes.values())
        yield from nodes
        waiting += nodes


def _scope(world: World, node: xml.Element) -> model.Scope | None:
    around = node.getparent()
    return None if around is None else world.scopes.get(around)


def _holders(world: World, scope: xml.Element) -> tuple[xml.Element, ...]:
    """Give the activities in which a scope runs: a sub-process is its own, a process is called."""
    if xml.local_name(scope) != "process":
        return (scope,)
    return world.callers.get(scope.get("id", ""), ())


def _in_parallel(activity: xml.Element) -> bool:
    """Tell whether several instances of an activity run at the same time."""
    loop = activity.find(xml.bpmn("multiInstanceLoopCharacteristics"))
    return loop is not None and loop.get("isSequential") not in {"true", "1"}


def _beside(scope: model.Scope, here: str) -> set[str]:
    """Give the nodes of a scope that can act while a token waits at one of them."""
    # A join behind the waiting token waits for it, so nothing behind that join happens meanwhile.
    closed = {name for name in scope.reach([here]) if _is_join(scope, name)}
    found = {node.get("id", "") for node in scope.of_kind("subProcess") if node.get("triggeredByEvent") == "true"}
    for name in scope.nodes:
        ways, passing = _ways(scope, name), _passing(scope, name)
        taken = {way for way in (*ways, *passing) if way == here or here in scope.reach([way])}
        if taken:
            found |= _onward(scope, {*ways, *passing} if len(taken) > 1 else {*ways, *passing} - taken, closed)
        if taken & set(passing):
            found.add(name)
        if name == here:
            found |= _onward(scope, passing, closed)
    return found


def _ways(scope: model.Scope, name: str) -> tuple[str, ...]:
    """Give where tokens may go together when a node has acted; nothing where one way is chosen."""
    if xml.local_name(scope.nodes[name]) in {"exclusiveGateway", "eventBasedGateway"}:
        return ()
    return tuple(flow.get("targetRef", "") for flow in scope.outgoing.get(name, ()))


def _passing(scope: model.Scope, name: str) -> tuple[str, ...]:
    """Give the boundary events that let an activity go on."""
    return tuple(event for event in scope.attached.get(name, ()) if markings.passes(scope.nodes[event]))


def _onward(scope: model.Scope, begin: Iterable[str], closed: set[str]) -> set[str]:
    """Give these nodes and what follows them, as far as no closed join is passed."""
    found: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name in scope.nodes and name not in found and name not in closed:
            found.add(name)
            waiting.extend(scope.next(name))
    return found


def _is_join(scope: model.Scope, name: str) -> bool:
    return name in scope.nodes and xml.local_name(scope.nodes[name]) in _JOINS and len(scope.incoming.get(name, ())) > 1
