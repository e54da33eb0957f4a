"""Process definitions: the files of a bundle made ready to run, parsed once and shared by all instances and threads."""

import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from engine import dmn
from engine.bpmn.base import xml
from engine.bpmn.base.errors import DefinitionInvalidError, StartEventUnknownError
from engine.bpmn.mended import scripting
from engine.bpmn.reading import graph, parsing, side_table, stops
from engine.domain.policy.elements import ElementInfo


class Definition:
    """One version of a procedure. Everything in it is read only after ``load``; parsed variants are added when asked.

    ``side_table`` says what each element carries, ``flows`` gives (source, target) by sequence flow id, ``callers``
    the call activities by element of a called process, ``followers`` what comes directly after each element,
    ``leading`` the elements at or in which a token can still stop a milestone's clock (see ``stops.leading``).
    ``sla`` is the decision that gives the SLA rows, None when the procedure has none.
    """

    def __init__(
        self, roots: Mapping[str, xml.Element], models: Mapping[str, dmn.Model], *, process: xml.Element
    ) -> None:
        """Take the parsed files; ``load`` is the way to make one."""
        self._roots = roots
        self._variants: dict[str, tuple[Any, Mapping[str, Any]]] = {}
        self._lock = threading.Lock()
        self.models = models
        self.process_id = process.get("id") or ""
        self.name = process.get("name") or self.process_id
        self.start_events = tuple(event.get("id") or "" for event in process.findall(xml.bpmn("startEvent")))
        self.side_table: Mapping[str, ElementInfo] = MappingProxyType(side_table.read(roots.values()))
        self.flows = MappingProxyType(graph.flows(roots.values()))
        self.callers = MappingProxyType(graph.callers(roots.values()))
        self.flow_ids = MappingProxyType(graph.by_ends(self.flows))
        self.followers = MappingProxyType(graph.followers(roots.values()))
        self.leading = MappingProxyType(stops.leading(roots.values(), self.side_table))
        self.scripting = scripting.Scripting()
        self.sla: str | None = None

    def opened_at(self, start_event: str) -> tuple[Any, Mapping[str, Any]]:
        """Give the parsed process in which exactly this start event opens, and the processes inside it.

        StartEventUnknownError for an id that is no start event of the process.
        """
        if start_event not in self.start_events:
            raise StartEventUnknownError(start_event=start_event)
        with self._lock:
            if start_event not in self._variants:
                parsed = parsing.specs(self._roots, process_id=self.process_id, start=start_event)
                self._variants[start_event] = parsed
            return self._variants[start_event]

    def files_by_element(self) -> dict[str, str]:
        """Give the path of the file that holds each element; worked out anew at each call, for reports."""
        found = ((element.get("id"), path) for path, root in self._roots.items() for element in root.iter())
        return {element_id: path for element_id, path in found if element_id is not None}

    def resting(self, element_id: str) -> Iterator[ElementInfo]:
        """Give what an element carries, and what the activities carry that call the process in which it lies."""
        yield self.side_table[element_id]
        for call in self.callers.get(element_id, ()):
            yield from self.resting(call)

    def model_of(self, decision: str) -> dmn.Model:
        """Give the decision model that holds the decision; DefinitionInvalidError if none does."""
        found = self.models.get(decision)
        if found is None:
            raise DefinitionInvalidError(decision=decision, reason="unknown_decision")
        return found


def load(files: Mapping[str, bytes], *, process_id: str, bpmn: str, sla: str | None) -> Definition:
    """Give the definition made of a bundle's files by path; ``bpmn`` is the path of the file with the process.

    Raises RefusedXmlError for hostile XML, the errors of ``dmn.read``, and DefinitionInvalidError when the process is
    not there, its SLA decision is not, or an element's id is one that the library keeps for itself.
    """
    paths = [bpmn, *sorted(path for path in files if path.endswith(xml.DIAGRAMS) and path != bpmn)]
    if bpmn not in files:
        raise DefinitionInvalidError(process_id=process_id, reason="file_missing")
    roots = {path: xml.parse(files[path]) for path in paths}
    definition = Definition(roots, _models(files), process=_process(roots[bpmn], process_id))
    definition.sla = sla
    if sla is not None:
        definition.model_of(sla)
    for reserved in sorted(parsing.RESERVED_IDS & definition.side_table.keys()):
        raise DefinitionInvalidError(element_id=reserved, reason="reserved_id")
    return definition


def _process(root: xml.Element, process_id: str) -> xml.Element:
    for process in root.iter(xml.bpmn("process")):
        if process.get("id") == process_id:
            return process
    raise DefinitionInvalidError(process_id=process_id, reason="process_missing")


def _models(files: Mapping[str, bytes]) -> dict[str, dmn.Model]:
    found: dict[str, dmn.Model] = {}
    tables = {path: files[path] for path in sorted(files) if path.endswith(".dmn")}
    for model in dmn.read_all(tables).values():
        for decision in model.decisions:
            if decision in found:
                raise DefinitionInvalidError(decision=decision, reason="decision_twice")
            found[decision] = model
    return found
