"""Where tokens come to lie for ever: joins that lack one, and loops that never give the last one back.

Both leave a case that nobody can complete. ``markings`` follows the tokens; what is found there is judged here.
"""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.tokens import markings
from engine.domain.policy.refusals import Refusal

# BPMN 2.0.2 section 13.4.1: a parallel join waits for every incoming flow, also for one that no token will ever take.
STUCK = Fault(
    "join_never_completes",
    "Penggabungan paralel ini dapat menunggu selamanya: aliran {missing} tidak selalu dilalui.",
    "This parallel join can wait for ever: the flow {missing} is not always taken.",
    "Gabungkan dengan gateway yang sejenis dengan pemisahnya: Exclusive bila hanya satu cabang yang dijalankan.",
    "Join with the kind of gateway that split: exclusive if only one of the branches is taken.",
)
# BPMN 2.0.2 section 13.5.6: a process ends with its last token, and one of them always goes round.
ENDLESS = Fault(
    "split_never_ends",
    "Dari unsur ini selalu ada cabang yang kembali, sehingga kasus tidak akan pernah selesai.",
    "A branch always goes back from this element, so the case can never be completed.",
    "Pakai Exclusive Gateway di sini: jalan kembali atau jalan keluar, bukan keduanya.",
    "Use an exclusive gateway here: the way back or the way out, not both.",
)
# BPMN 2.0.2 section 13.3: each token that comes back is split again.
MULTIPLIED = Fault(
    "split_multiplies",
    "Lebih dari satu cabang kembali ke unsur ini, sehingga setiap putaran membuka tugas yang sama sekali lagi.",
    "More than one branch comes back to this element, so each round opens the same tasks once more.",
    "Bungkus cabangnya dalam satu Sub Process dengan penggabungan, atau biarkan hanya satu jalan yang kembali.",
    "Wrap the branches with their join in one sub-process, or let only one way go back.",
)


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse joins that some choice of ways leaves short of a token, and splits whose tokens never come to an end."""
    for scope in diagram.scopes:
        net = markings.read(scope)
        missing: dict[str, str] = {}
        endless: dict[str, None] = {}
        for start in scope.of_kind("startEvent"):
            found = markings.search(net, start.get("id", ""))
            missing |= _short_joins(net, found)
            endless |= dict.fromkeys(_never_ending(net, found))
        for join, flow in missing.items():
            yield STUCK.at(diagram.file, scope.nodes[join], missing=flow)
        for split in endless:
            yield ENDLESS.at(diagram.file, scope.nodes[split])
        for name, node in scope.nodes.items():
            if name not in endless and _multiplies(net, name):
                yield MULTIPLIED.at(diagram.file, node)


def _short_joins(net: markings.Net, found: markings.Search) -> dict[str, str]:
    """Give the parallel joins at which tokens are left when nothing moves any more, each with a flow that it lacks.

    An inclusive join that is left with them waits for such a parallel join, or lies on a loop, which is told elsewhere.
    """
    left = (each.tokens for each, following in found.following.items() if not following and not each.lost)
    joins = ((net.targets[flow], tokens) for tokens in left for flow in tokens)
    return {join: _lacking(net, join, tokens) for join, tokens in joins if join not in net.joins}


def _lacking(net: markings.Net, join: str, tokens: markings.Tokens) -> str:
    """Give the first flow into a join on which no token lies, by name if it has one."""
    lacking = (flow for flow in net.scope.incoming[join] if flow.get("id") not in tokens)
    return next((f"'{flow.get('name') or flow.get('id')}'" for flow in lacking), "")


def _never_ending(net: markings.Net, found: markings.Search) -> Iterator[str]:
    """Give the first splitting node of a loop from which no choice leads to the end of all tokens.

    A loop without any way to an end is told by ``structure``; here there is one, and the tokens do not all take it.
    """
    if not found.whole:
        return
    trapped = set(found.following) - _ending(found)
    targets = {net.targets.get(flow, "") for marking in trapped for flow in marking.tokens}
    for name in net.scope.nodes:
        onward = net.scope.reach([name]) if name in targets and _splits(net, name) else set()
        if name in onward and not all(net.scope.outgoing.get(other) for other in onward):
            yield name
            return


def _ending(found: markings.Search) -> set[markings.Marking]:
    """Give the markings from which one can be reached in which nothing moves."""
    before: dict[markings.Marking, list[markings.Marking]] = {}
    for marking, following in found.following.items():
        for each in following:
            before.setdefault(each, []).append(marking)
    ending: set[markings.Marking] = set()
    waiting = [marking for marking, following in found.following.items() if not following]
    while waiting:
        marking = waiting.pop()
        if marking not in ending:
            ending.add(marking)
            waiting.extend(before.get(marking, ()))
    return ending


def _splits(net: markings.Net, name: str) -> bool:
    """Tell whether a node can give out several tokens at once."""
    return len(_together(net, name)) > 1 or bool(_passing(net, name))


def _together(net: markings.Net, name: str) -> markings.Tokens:
    """Give the flows that may receive a token at the same time when a node has acted."""
    kind = xml.local_name(net.scope.nodes[name])
    return () if kind in {"exclusiveGateway", "eventBasedGateway"} else net.flows_out(name)


def _passing(net: markings.Net, name: str) -> list[str]:
    """Give the flows behind the boundary events that let an activity go on."""
    events = (event for event in net.scope.attached.get(name, ()) if markings.passes(net.scope.nodes[event]))
    return [flow for event in events for flow in net.flows_out(event)]


def _multiplies(net: markings.Net, name: str) -> bool:
    """Tell whether a token that leaves a node comes back as several; a join on the loop is told by ``gateways``."""
    if not _splits(net, name):
        return False
    back = [flow for flow in _together(net, name) if _leads(net, flow, name)]
    beside = [flow for flow in _passing(net, name) if _leads(net, flow, name)]
    return (len(back) > 1 or bool(beside)) and not _joined(net, name)


def _leads(net: markings.Net, flow: str, name: str) -> bool:
    target = net.targets.get(flow, "")
    return target == name or name in net.scope.reach([target])


def _joined(net: markings.Net, name: str) -> bool:
    """Tell whether a parallel or inclusive join lies on a loop with a node."""
    around = {other for other in net.scope.reach([name]) if name in net.scope.reach([other])}
    joins = {"parallelGateway", "inclusiveGateway"}
    return any(xml.local_name(net.scope.nodes[other]) in joins and len(net.flows_in(other)) > 1 for other in around)
