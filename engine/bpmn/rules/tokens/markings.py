"""Follows tokens through a scope: every marking that matters, and what can follow each of them.

Every flow leads to one node, so choices of different nodes do not disturb each other: it is enough to branch at one
node at a time to find every marking in which nothing can move (persistent sets, Godefroid 1996). Only an inclusive join
looks further than its own flows; a node that could change its mind is not taken alone (see ``_entangled``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model

# Beyond this the diagram is too large to be followed.
_MOST_MARKINGS = 5_000
_MOST_ON_A_FLOW = 2
_NOT_ENTERED = ("startEvent", "boundaryEvent")

# The flows on which tokens lie, sorted; a flow occurs as often as it holds a token.
Tokens = tuple[str, ...]


class Marking(NamedTuple):
    """Where the tokens lie; ``lost`` tells that there were more on a flow than are counted."""

    tokens: Tokens
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A scope made ready: the node each flow leads to, the nodes on a loop, and what lies before an inclusive join.

    ``joins`` gives for each of these, and for each of its ways in, the nodes from which a token can come there.
    """

    scope: model.Scope
    targets: Mapping[str, str]
    looping: frozenset[str]
    joins: Mapping[str, Mapping[str, frozenset[str]]]

    def flows_out(self, name: str) -> Tokens:
        """Give the flows that leave a node, sorted."""
        return tuple(sorted(flow.get("id", "") for flow in self.scope.outgoing.get(name, ())))

    def flows_in(self, name: str) -> Tokens:
        """Give the flows that enter a node, in the order of the file."""
        return tuple(flow.get("id", "") for flow in self.scope.incoming.get(name, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found: each marking with those that follow it; ``whole`` is False when there were too many."""

    following: Mapping[Marking, tuple[Marking, ...]]
    whole: bool


class _Move(NamedTuple):
    """What a node can do: the flows whose tokens it takes, and each set of tokens that may lie there afterwards."""

    node: str
    taken: Tokens
    results: tuple[Tokens, ...]


def read(scope: model.Scope) -> Net:
    """Give the net of a scope."""
    # A flow into a start or boundary event is told elsewhere, and leads no token on.
    entered = (name for name in scope.incoming if name not in {node.get("id") for node in scope.of_kind(*_NOT_ENTERED)})
    incoming = [flow for name in entered for flow in scope.incoming[name]]
    joins = [node.get("id", "") for node in scope.of_kind("inclusiveGateway")]
    return Net(
        scope=scope,
        targets={flow.get("id", ""): str(flow.get("targetRef")) for flow in incoming},
        looping=frozenset(name for name in scope.nodes if name in scope.reach([name])),
        joins={
            join: {flow.get("id", ""): _before(scope, flow, join) for flow in scope.incoming[join]}
            for join in joins
            if len(scope.incoming.get(join, ())) > 1
        },
    )


def _before(scope: model.Scope, flow: xml.Element, join: str) -> frozenset[str]:
    """Give the nodes from which a token can come to a flow without passing the join."""
    found: set[str] = set()
    waiting = [flow.get("sourceRef", "")]
    while waiting:
        name = waiting.pop()
        if name in found or name == join:
            continue
        found.add(name)
        waiting.extend(each.get("sourceRef", "") for each in scope.incoming.get(name, ()))
        waiting.extend(host for host, events in scope.attached.items() if name in events)
    return frozenset(found)


def search(net: Net, start: str) -> Search:
    """Give the markings that can follow when a start event has opened."""
    following: dict[Marking, tuple[Marking, ...]] = {}
    waiting = [Marking(net.flows_out(start))]
    while waiting and len(following) < _MOST_MARKINGS:
        marking = waiting.pop()
        if marking not in following:
            following[marking] = tuple(_counted(each, lost=marking.lost) for each in _next(net, marking.tokens))
            waiting.extend(following[marking])
    return Search(following=following, whole=not any(each not in following for each in waiting))


def _counted(tokens: Tokens, *, lost: bool) -> Marking:
    """Give a marking with at most so many tokens on a flow: a loop may lay ever more of them."""
    kept = [flow for flow in dict.fromkeys(tokens) for _ in range(min(tokens.count(flow), _MOST_ON_A_FLOW))]
    return Marking(tuple(kept), lost or len(kept) < len(tokens))


def _next(net: Net, tokens: Tokens) -> tuple[Tokens, ...]:
    """Give what lies there after one node has acted: one off the loops and without a choice if there is any.

    What a loop sends off comes to its end before the next round, so that it does not pile up.
    """
    moves = list(_moves(net, tokens))
    alone = [move for move in moves if not _entangled(net, move, tokens)]
    if alone:
        return min(alone, key=lambda move: (move.node in net.looping, len(move.results) > 1)).results
    return tuple(result for move in moves for result in move.results)


def _moves(net: Net, tokens: Tokens) -> Iterator[_Move]:
    """Give what each node can do with the tokens before it; nothing for a join that waits."""
    for flow in dict.fromkeys(tokens):
        name = net.targets.get(flow, "")
        node = net.scope.nodes.get(name)
        taken = _taken(net, node, flow, tokens)
        if taken:
            rest = without(tokens, taken)
            ended = _ends_all(node)
            outcomes = [()] if ended else [tuple(sorted((*rest, *added))) for added in _outcomes(net, node)]
            yield _Move(name, taken, tuple(outcomes))


def _taken(net: Net, node: xml.Element | None, flow: str, tokens: Tokens) -> Tokens:
    """Give the flows whose tokens a node takes at once; none while it must wait for others."""
    name, kind = (node.get("id", ""), xml.local_name(node)) if node is not None else ("", "")
    if kind == "parallelGateway":
        entering = net.flows_in(name)
        return entering if set(entering) <= set(tokens) else ()
    if name in net.joins:
        held = [each for each in net.joins[name] if each in tokens]
        return () if _awaited(net, name, tokens, held=held, strict=False) else tuple(held)
    return (flow,)


def _awaited(net: Net, join: str, tokens: Tokens, *, held: Iterable[str], strict: bool) -> bool:
    """Tell whether an inclusive join has to wait (BPMN 2.0.2 section 13.4.3).

    It waits for a token that can come to an empty way in, unless that token can come to one that holds a token as well;
    ``strict`` leaves this exception out.
    """
    ways = net.joins[join]
    full = set().union(*(ways[flow] for flow in held))
    empty = set().union(*(before for flow, before in ways.items() if flow not in held))
    others = {net.targets.get(flow, "") for flow in tokens} - {join}
    return any(other in empty and (strict or other not in full) for other in others)


def _entangled(net: Net, move: _Move, tokens: Tokens) -> bool:
    """Tell whether acting now or later makes a difference to an inclusive join.

    So it is for a join that only goes on by the exception, and for a token that can come to it by several ways while
    another is there or on its way.
    """
    if move.node in net.joins and _awaited(net, move.node, tokens, held=move.taken, strict=True):
        return True
    rest = without(tokens, move.taken)
    for ways in net.joins.values():
        several = sum(move.node in before for before in ways.values()) > 1
        if several and any(flow in ways or _leads_to(net, flow, ways) for flow in rest):
            return True
    return False


def _leads_to(net: Net, flow: str, ways: Mapping[str, frozenset[str]]) -> bool:
    return any(net.targets.get(flow, "") in before for before in ways.values())


def _outcomes(net: Net, node: xml.Element | None) -> list[Tokens]:
    """Give the sets of flows that may receive a token when a node has acted; one empty set where tokens end."""
    if node is None:
        return [()]
    name, kind = node.get("id", ""), xml.local_name(node)
    leaving = net.flows_out(name)
    if kind in {"exclusiveGateway", "eventBasedGateway"}:
        return [(flow,) for flow in leaving] or [()]
    if kind == "inclusiveGateway":
        return _chosen(leaving, node.get("default")) or [()]
    return [leaving, *_by_boundary(net, name, leaving)]


def _by_boundary(net: Net, name: str, leaving: Tokens) -> list[Tokens]:
    """Give the outcomes of an activity on which a boundary event happens, in place of its end or beside it."""
    outcomes = []
    for event in net.scope.attached.get(name, ()):
        out = net.flows_out(event)
        outcomes.append((*leaving, *out) if passes(net.scope.nodes[event]) else out)
    return outcomes


def passes(event: xml.Element) -> bool:
    """Tell whether a boundary event lets its activity go on."""
    return event.get("cancelActivity") in {"false", "0"}


def _chosen(leaving: Tokens, default: str | None) -> list[Tokens]:
    """Give the ways that an inclusive gateway may take together; its default only where no condition holds."""
    free = tuple(flow for flow in leaving if flow != default)
    sizes = range(1, len(free) + 1) if len(free) < 6 else (1, len(free))
    alone: list[Tokens] = [(default,)] if default in leaving else []
    return [*alone, *(chosen for size in sizes for chosen in combinations(free, size))]


def _ends_all(node: xml.Element | None) -> bool:
    # An error, too, leaves nothing of its scope behind.
    kinds = ("terminateEventDefinition", "errorEventDefinition")
    if node is None or xml.local_name(node) != "endEvent":
        return False
    return any(node.find(xml.bpmn(kind)) is not None for kind in kinds)


def without(tokens: Tokens, taken: Iterable[str]) -> Tokens:
    """Give the tokens less one on each of the taken flows."""
    rest = list(tokens)
    for flow in taken:
        rest.remove(flow)
    return tuple(rest)
