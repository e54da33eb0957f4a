"""The sequence flows of a definition as a graph: which flow joins two elements, and what follows what."""

from collections.abc import Iterable, Mapping

from engine.bpmn.base import xml


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


def _before(roots: list[xml.Element]) -> dict[str, set[str]]:
    # A boundary event comes after its activity, and what follows an activity comes after the ends inside it.
    # An event sub-process comes after nothing: no step of the scope around it leads there.
    before: dict[str, set[str]] = {}
    for source, target in flows(roots).values():
        before.setdefault(target, set()).add(source)
    for root in roots:
        for event in root.iter(xml.bpmn("boundaryEvent")):
            before.setdefault(event.get("id") or "", set()).add(event.get("attachedToRef") or "")
    insides = containers(roots)
    for outside, inside in insides:
        _leave(outside, inside, before)
    for outside, inside in insides:
        for start in inside.findall(xml.bpmn("startEvent")):
            before.setdefault(start.get("id") or "", set()).add(outside)
    return before


def containers(roots: list[xml.Element]) -> list[tuple[str, xml.Element]]:
    """Give the activities that hold others, by id, with the sub-process or the called process that they hold.

    A call to a process that is not in the bundle holds nothing here; loading it for real refuses it.
    """
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
