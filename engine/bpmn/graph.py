"""The sequence flows of a definition as a graph: which flow joins two elements, and what comes before what.

A user task is due when the nearest milestone that can still be reached from it is due; this says which those are. It
errs on the side of more: conditions are not looked at, so an element that may come before a milestone does.
"""

from collections.abc import Iterable, Mapping

from engine.bpmn import xml
from engine.bpmn.side_table import ElementInfo


def flows(roots: Iterable[xml.Element]) -> dict[str, tuple[str, str]]:
    """Give every sequence flow by id as (source element id, target element id)."""
    return {
        flow.get("id") or "": (flow.get("sourceRef") or "", flow.get("targetRef") or "")
        for root in roots
        for flow in root.iter(xml.bpmn("sequenceFlow"))
    }


def by_ends(found: Mapping[str, tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give the flows' ids by (source, target), in the order of the file."""
    turned: dict[tuple[str, str], tuple[str, ...]] = {}
    for flow_id, ends in found.items():
        turned[ends] = (*turned.get(ends, ()), flow_id)
    return turned


def followers(roots: Iterable[xml.Element]) -> dict[str, tuple[str, ...]]:
    """Give what comes directly after each element, into and out of the activities that hold others, in order."""
    after: dict[str, list[str]] = {}
    for target, sources in _before(list(roots)).items():
        for source in sources:
            after.setdefault(source, []).append(target)
    return {source: tuple(sorted(targets)) for source, targets in after.items()}


def callers(roots: Iterable[xml.Element]) -> dict[str, tuple[str, ...]]:
    """Give for each element of a called process the call activities that call it, in the order of the files."""
    files = list(roots)
    found: dict[str, tuple[str, ...]] = {}
    processes = {process.get("id"): process for root in files for process in root.iter(xml.bpmn("process"))}
    for root in files:
        for call in root.iter(xml.bpmn("callActivity")):
            called = processes.get(call.get("calledElement"))
            for element in () if called is None else called.iter(f"{{{xml.BPMN}}}*"):
                name = element.get("id")
                if name is not None:
                    found[name] = (*found.get(name, ()), call.get("id") or "")
    return found


def milestone_ancestors(roots: Iterable[xml.Element], table: Mapping[str, ElementInfo]) -> dict[str, frozenset[str]]:
    """Give for each milestone the elements from which one that stops its clock can be reached, itself included."""
    return _ancestors(_before(list(roots)), table)


def milestone_upstream(roots: Iterable[xml.Element], table: Mapping[str, ElementInfo]) -> dict[str, frozenset[str]]:
    """Give the same without the ways that go round a loop: what lies before the stop as the diagram is read."""
    return _ancestors(_onward(_before(list(roots))), table)


def _ancestors(before: Mapping[str, set[str]], table: Mapping[str, ElementInfo]) -> dict[str, frozenset[str]]:
    stops: dict[str, list[str]] = {}
    for info in table.values():
        for milestone in info.sla_stop:
            stops.setdefault(milestone, []).append(info.id)
    return {milestone: frozenset(_reach(ids, before)) for milestone, ids in stops.items()}


def _onward(before: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Give the graph without the flows that close a loop, found by walking in depth from where nothing comes before."""
    after: dict[str, list[str]] = {}
    for target, sources in sorted(before.items()):
        for source in sorted(sources):
            after.setdefault(source, []).append(target)
    kept = {target: set(sources) for target, sources in before.items()}
    seen: set[str] = set()
    for beginning in sorted(after.keys() - {target for target, sources in before.items() if sources}):
        _walk(beginning, after, seen, kept)
    return kept


def _walk(beginning: str, after: Mapping[str, list[str]], seen: set[str], kept: dict[str, set[str]]) -> None:
    """Walk in depth and drop from ``kept`` each flow that leads to an element of the way just walked."""
    way = [(beginning, iter(after.get(beginning, ())))]
    on_way = {beginning}
    seen.add(beginning)
    while way:
        source, targets = way[-1]
        target = next(targets, None)
        if target is None:
            on_way.discard(source)
            way.pop()
        elif target in on_way:
            kept[target].discard(source)
        elif target not in seen:
            seen.add(target)
            on_way.add(target)
            way.append((target, iter(after.get(target, ()))))


def _reach(ids: Iterable[str], before: Mapping[str, set[str]]) -> set[str]:
    # A list and not recursion: real procedures have ways of several hundred elements.
    found: set[str] = set()
    pending = list(ids)
    while pending:
        element_id = pending.pop()
        if element_id not in found:
            found.add(element_id)
            pending.extend(before.get(element_id, ()))
    return found


def _before(roots: list[xml.Element]) -> dict[str, set[str]]:
    # A boundary event comes after its activity, and the activity after nothing of its own inside. An event sub-process
    # comes after nothing: no step of the scope around it leads there, so none is due by what happens in it.
    before: dict[str, set[str]] = {}
    for source, target in flows(roots).values():
        before.setdefault(target, set()).add(source)
    for root in roots:
        for event in root.iter(xml.bpmn("boundaryEvent")):
            before.setdefault(event.get("id") or "", set()).add(event.get("attachedToRef") or "")
    containers = _containers(roots)
    for outside, inside in containers:
        _leave(outside, inside, before)
    for outside, inside in containers:
        for start in inside.findall(xml.bpmn("startEvent")):
            before.setdefault(start.get("id") or "", set()).add(outside)
    return before


def _containers(roots: list[xml.Element]) -> list[tuple[str, xml.Element]]:
    # A call to a process that is not in the bundle contains nothing here; loading it for real refuses it.
    processes = {process.get("id"): process for root in roots for process in root.iter(xml.bpmn("process"))}
    found = []
    for root in roots:
        for tag in ("subProcess", "transaction"):
            found += [(element.get("id") or "", element) for element in root.iter(xml.bpmn(tag))]
        for call in root.iter(xml.bpmn("callActivity")):
            called = processes.get(call.get("calledElement"))
            if called is not None:
                found.append((call.get("id") or "", called))
    return found


def _leave(outside: str, inside: xml.Element, before: dict[str, set[str]]) -> None:
    # A token leaves the activity when an inner end is reached; this comes before any inner start is joined to it.
    ends = _ends(inside)
    for sources in before.values():
        if outside in sources:
            sources.update(ends)


def _ends(scope: xml.Element) -> set[str]:
    # What goes on when an event sub-process ends is the scope around it.
    ends = {end.get("id") or "" for end in scope.findall(xml.bpmn("endEvent"))}
    for inner in filter(xml.is_event_sub_process, scope.findall(xml.bpmn("subProcess"))):
        ends |= {inner.get("id") or "", *_ends(inner)}
    return ends
