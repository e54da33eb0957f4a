"""Follows tokens through a scope to find joins at which a case would wait for ever, with no task open and nobody told.

Every flow leads to one node, so choices of different nodes do not disturb each other: it is enough to branch at one
choosing node at a time to find every marking in which nothing can move (persistent sets, Godefroid 1996).
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from engine.bpmn import xml
from engine.bpmn.refusals import Fault, Refusal
from engine.bpmn.rules import model

# BPMN 2.0.2 section 13.4.1: a parallel join waits for every incoming flow, also for one that no token will ever take.
STUCK = Fault(
    "join_never_completes",
    "Penggabungan paralel ini dapat menunggu selamanya: aliran {missing} tidak selalu dilalui.",
    "This parallel join can wait for ever: the flow {missing} is not always taken.",
    "Gabungkan dengan gateway yang sejenis dengan pemisahnya: Exclusive bila hanya satu cabang yang dijalankan.",
    "Join with the kind of gateway that split: exclusive if only one of the branches is taken.",
)
# Beyond this the diagram is too large to be followed, and nothing is said.
_MOST_MARKINGS = 5_000
_MOST_ON_A_FLOW = 2

# The flows on which tokens lie, sorted; a flow occurs as often as it holds a token.
Marking = tuple[str, ...]


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse parallel joins that some choice of ways leaves short of a token.

    Scopes with an inclusive join are passed over: what it waits for depends on more than its own flows.
    """
    for scope in diagram.scopes:
        if any(len(scope.incoming.get(node.get("id", ""), ())) > 1 for node in scope.of_kind("inclusiveGateway")):
            continue
        missing: dict[str, str] = {}
        for start in scope.of_kind("startEvent"):
            missing |= _short_joins(scope, _flows_out(scope, start.get("id", "")))
        for join, flow in missing.items():
            yield STUCK.at(diagram.file, scope.nodes[join], missing=flow)


def _short_joins(scope: model.Scope, begin: Marking) -> dict[str, str]:
    """Give the joins at which tokens are left when nothing moves any more, each with a flow that it lacks."""
    targets = {flow.get("id", ""): str(flow.get("targetRef")) for each in scope.incoming.values() for flow in each}
    seen: set[Marking] = set()
    waiting, short = [begin], {}
    while waiting and len(seen) < _MOST_MARKINGS:
        marking = waiting.pop()
        if marking in seen or any(marking.count(flow) > _MOST_ON_A_FLOW for flow in marking):
            continue
        seen.add(marking)
        following = _next(scope, marking, targets)
        waiting.extend(following)
        if not following:
            short.update({targets[flow]: _lacking(scope, targets[flow], marking) for flow in marking})
    return short


def _next(scope: model.Scope, marking: Marking, targets: dict[str, str]) -> list[Marking]:
    """Give the markings after one node has acted: one that has no choice if there is any, else one that chooses."""
    choosing: list[Marking] = []
    for flow in dict.fromkeys(marking):
        node = scope.nodes.get(targets.get(flow, ""))
        taken = (flow,) if node is None else _taken(scope, node, flow)
        if any(marking.count(each) < 1 for each in taken):
            continue
        rest = _without(marking, taken)
        results: list[Marking] = [()]
        if not _ends_all(node):
            results = [tuple(sorted((*rest, *added))) for added in _outcomes(scope, node)]
        if len(results) == 1:
            return results
        choosing = choosing or results
    return choosing


def _taken(scope: model.Scope, node: xml.Element, flow: str) -> Marking:
    """Give the flows whose tokens a node takes at once: all of a parallel join, else the one that brought it."""
    if xml.local_name(node) != "parallelGateway":
        return (flow,)
    return tuple(each.get("id", "") for each in scope.incoming[node.get("id", "")])


def _outcomes(scope: model.Scope, node: xml.Element | None) -> list[Marking]:
    """Give the sets of flows that may receive a token when a node has acted; one empty set where tokens end."""
    if node is None:
        return [()]
    name, kind = node.get("id", ""), xml.local_name(node)
    leaving = _flows_out(scope, name)
    if kind in {"exclusiveGateway", "eventBasedGateway"}:
        return [(flow,) for flow in leaving] or [()]
    if kind == "inclusiveGateway":
        return _subsets(leaving) or [()]
    return [leaving, *_by_boundary(scope, name, leaving)]


def _by_boundary(scope: model.Scope, name: str, leaving: Marking) -> list[Marking]:
    """Give the outcomes of an activity on which a boundary event happens, in place of its end or beside it."""
    outcomes = []
    for event in scope.attached.get(name, ()):
        out = _flows_out(scope, event)
        passes = scope.nodes[event].get("cancelActivity") in {"false", "0"}
        outcomes.append((*leaving, *out) if passes else out)
    return outcomes


def _subsets(flows: Marking) -> list[Marking]:
    sizes = range(1, len(flows) + 1) if len(flows) < 6 else (1, len(flows))
    return [chosen for size in sizes for chosen in combinations(flows, size)]


def _ends_all(node: xml.Element | None) -> bool:
    return node is not None and node.find(xml.bpmn("terminateEventDefinition")) is not None


def _lacking(scope: model.Scope, join: str, marking: Marking) -> str:
    """Give the first flow into a join on which no token lies, by name if it has one."""
    lacking = (flow for flow in scope.incoming[join] if flow.get("id") not in marking)
    return next((f"'{flow.get('name') or flow.get('id')}'" for flow in lacking), "")


def _flows_out(scope: model.Scope, name: str) -> Marking:
    return tuple(sorted(flow.get("id", "") for flow in scope.outgoing.get(name, ())))


def _without(marking: Marking, taken: Iterable[str]) -> Marking:
    rest = list(marking)
    for flow in taken:
        rest.remove(flow)
    return tuple(rest)
