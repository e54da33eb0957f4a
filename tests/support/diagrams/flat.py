"""A naive reading of diagrams: every call and sub-process copied to where it stands, and a token walked through it.

It knows nothing of how the engine works out what leads to a stop; tests hold the engine against it.
"""

from collections.abc import Iterable, Iterator, Mapping

from engine.bpmn.base import xml

Path = tuple[str, ...]
"""An element with all that holds it, the outermost first."""
Step = tuple[str, Path]
"""A token's next step: to be ``at`` an element, to ``enter`` an activity, to be ``inside`` it, or to ``leave`` it."""
HOLDING = frozenset({"subProcess", "callActivity"})
NO_NODES = frozenset({"sequenceFlow", "laneSet", "documentation", "extensionElements", "textAnnotation", "association"})


class Flat:
    """A process with everything that it calls, laid out flat."""

    def __init__(self, files: Mapping[str, bytes], process_id: str) -> None:
        """Lay the process out; a process that calls itself would never end."""
        roots = [xml.parse(data) for path, data in files.items() if path.endswith(".bpmn")]
        self._processes = {one.get("id"): one for root in roots for one in root.iter(xml.bpmn("process"))}
        self.elements: dict[Path, xml.Element] = {}
        self._starts: dict[Path, list[Path]] = {}
        self._after: dict[Path, list[Path]] = {}
        self._attached: dict[Path, list[Path]] = {}
        self._lay((), self._processes[process_id])

    def _lay(self, around: Path, scope: xml.Element) -> None:
        for element in scope.iterchildren(f"{{{xml.BPMN}}}*"):
            kind, path = xml.local_name(element), (*around, element.get("id") or "")
            if kind == "sequenceFlow":
                source, target = ((*around, element.get(end) or "") for end in ("sourceRef", "targetRef"))
                self._after.setdefault(source, []).append(target)
            if kind in NO_NODES or not path[-1]:
                continue
            self.elements[path] = element
            if kind == "startEvent":
                self._starts.setdefault(around, []).append(path)
            if kind == "boundaryEvent":
                self._attached.setdefault((*around, element.get("attachedToRef") or ""), []).append(path)
            called = self._processes.get(element.get("calledElement"), element)
            if kind in HOLDING and (kind == "subProcess" or called is not element):
                self._lay(path, called)

    def of_kind(self, *kinds: str) -> Iterator[Path]:
        """Give where elements of these kinds stand."""
        return (path for path, element in self.elements.items() if xml.local_name(element) in kinds)

    def stops_from(self, token: Path) -> frozenset[str]:
        """Give the milestones that a token which waits here can still stop, by every way that it may take."""
        around = [token[:length] for length in range(1, len(token))]
        seen: set[Step] = set()
        ahead: list[Step] = [("at", token), *(("inside", one) for one in around)]
        found: set[str] = set()
        while ahead:
            step = ahead.pop()
            if step in seen:
                continue
            seen.add(step)
            deed, path = step
            if deed == "leave" or (deed == "at" and path not in self._starts):
                found.update((self.elements[path].get(xml.lindung("slaStop")) or "").split())
            ahead += self._next(deed, path)
        return frozenset(found)

    def _next(self, deed: str, path: Path) -> Iterable[Step]:
        if deed == "enter":
            return [("inside", path), *(("at", start) for start in self._starts[path])]
        attached: list[Step] = [("at", one) for one in self._attached.get(path, ())]
        if deed == "inside":
            return [*attached, *([("enter", path)] if _in_turn(self.elements[path]) else [])]
        onward: list[Step] = [("enter" if one in self._starts else "at", one) for one in self._after.get(path, ())]
        if not onward and len(path) > 1:
            onward = [("leave", path[:-1])]
        return [*onward, *attached] if deed == "at" else onward


def _in_turn(element: xml.Element) -> bool:
    several = element.find(xml.bpmn("multiInstanceLoopCharacteristics"))
    one_by_one = several is not None and several.get("isSequential") == "true"
    return one_by_one or element.find(xml.bpmn("standardLoopCharacteristics")) is not None
