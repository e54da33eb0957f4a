"""Steps written as XES 1849-2016, OCEL 2.0 JSON (ocel-standard.org) or CSV, piece by piece, in one pass."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from xml.sax.saxutils import quoteattr

from engine.domain.exports.traces import COMPLETE, Step

Writer = Callable[[Iterable[Step]], Iterator[str]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate (OWASP: CSV injection)."""
_COLUMNS = (
    "case", "process", "procedure", "version", "agency", "activity", "element", "transition", "time", "who", "role",
)  # fmt: skip
_EXTENSIONS = {"Concept": "concept", "Time": "time", "Organizational": "org", "Lifecycle": "lifecycle"}
_PROCESS = ("procedure", "version", "agency")


def xes(steps: Iterable[Step]) -> Iterator[str]:
    """Give the steps, process by process, as XES: a trace a process."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for name, prefix in _EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    yield '<global scope="trace"><string key="concept:name" value=""/></global>\n'
    yield '<global scope="event"><string key="concept:name" value=""/>'
    yield '<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/></global>\n'
    yield '<classifier name="Activity" keys="concept:name"/>\n'
    for process, found in groupby(steps, key=lambda one: one.process):
        yield f"<trace>{_string('concept:name', process.id)}{_string('case', process.case)}"
        yield f"{_string('procedure', process.procedure)}{_string('agency', process.agency)}"
        yield f'<int key="version" value="{process.version}"/>\n'
        yield from map(_event, found)
        yield "</trace>\n"
    yield "</log>\n"


def _event(step: Step) -> str:
    return (
        f"<event>{_string('concept:name', step.activity)}{_string('element', step.element)}"
        f'<date key="time:timestamp" value="{step.at.isoformat()}"/>'
        f"{_string('lifecycle:transition', step.transition)}{_string('org:resource', step.who)}"
        f"{_string('org:role', step.role)}</event>\n"
    )


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def ocel(steps: Iterable[Step]) -> Iterator[str]:
    """Give the steps as OCEL 2.0: objects are cases, processes, tasks and people."""
    objects: dict[str, Mapping[str, Any]] = {}
    types: set[str] = set()
    yield '{"events":['
    for number, step in enumerate(steps):
        _objects(step, objects)
        kind = step.activity if step.transition == COMPLETE else f"{step.activity} ({step.transition})"
        types.add(kind)
        event = {
            "id": step.id,
            "type": kind,
            "time": step.at.isoformat(),
            "attributes": [{"name": "role", "value": step.role}],
            "relationships": [{"objectId": one, "qualifier": qualifier} for one, qualifier in _related(step)],
        }
        yield ("," if number else "") + _json(event)
    yield '],"objects":['
    for number, one in enumerate(objects.values()):
        yield ("," if number else "") + _json(one)
    named = [{"name": name, "attributes": [{"name": "role", "type": "string"}]} for name in sorted(types)]
    kinds = [
        {"name": name, "attributes": [{"name": each, "type": "string"} for each in attributes]}
        for name, attributes in (("case", ()), ("process", _PROCESS), ("task", ("element",)), ("person", ()))
    ]
    yield f'],"eventTypes":{_json(named)},"objectTypes":{_json(kinds)}}}\n'


def _related(step: Step) -> Iterator[tuple[str, str]]:
    yield step.process.case, "case"
    yield step.process.id, "process"
    yield step.who, "by"
    if step.task is not None:
        yield step.task, "task"


def _objects(step: Step, objects: dict[str, Mapping[str, Any]]) -> None:
    """Note the objects of a step that are not known yet."""
    at, process = step.at.isoformat(), step.process
    told: dict[str, tuple[str, Mapping[str, str], list[tuple[str, str]]]] = {
        process.case: ("case", {}, []),
        process.id: (
            "process",
            {"procedure": process.procedure, "version": str(process.version), "agency": process.agency},
            [(process.case, "of case")],
        ),
        step.who: ("person", {}, []),
    }
    if step.task is not None:
        told[step.task] = ("task", {"element": step.element}, [(process.id, "of process")])
    for name, (kind, attributes, related) in told.items():
        if name not in objects:
            objects[name] = {
                "id": name,
                "type": kind,
                "attributes": [{"name": key, "time": at, "value": value} for key, value in attributes.items()],
                "relationships": [{"objectId": one, "qualifier": qualifier} for one, qualifier in related],
            }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sheet(steps: Iterable[Step]) -> Iterator[str]:
    """Give the steps as CSV (RFC 4180), a row a step; no cell is a formula."""
    yield _line(_COLUMNS)
    for step in steps:
        one = step.process
        place = (one.case, one.id, one.procedure, str(one.version), one.agency)
        yield _line((*place, step.activity, step.element, step.transition, step.at.isoformat(), step.who, step.role))


def _line(cells: Iterable[str]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return held.getvalue()


FORMATS: Mapping[str, tuple[Writer, str]] = {
    "ocel": (ocel, "application/json"),
    "xes": (xes, "application/xml"),
    "csv": (sheet, "text/csv"),
}
"""Name of a format -> what writes it, and its media type."""
