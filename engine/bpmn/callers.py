"""Which clauses an element rests on: its own, and in a shared part those of the activities that call the part."""

from collections.abc import Iterable, Mapping

from engine.bpmn import xml
from engine.bpmn.side_table import ElementInfo


def clauses(roots: Iterable[xml.Element], table: Mapping[str, ElementInfo]) -> dict[str, tuple[str, ...]]:
    """Give for each element the ids of its clauses and of its callers' clauses, each once."""
    found = list(roots)
    homes = {
        element_id: process.get("id") or ""
        for root in found
        for process in root.iter(xml.bpmn("process"))
        for part in process.iter()
        if (element_id := part.get("id")) is not None
    }
    calls: dict[str, list[str]] = {}
    for root in found:
        for call in root.iter(xml.bpmn("callActivity")):
            calls.setdefault(call.get("calledElement") or "", []).append(call.get("id") or "")
    return {element_id: tuple(dict.fromkeys(_around(element_id, table, homes, calls))) for element_id in table}


def _around(
    element_id: str, table: Mapping[str, ElementInfo], homes: Mapping[str, str], calls: Mapping[str, list[str]]
) -> list[str]:
    """Walk up the calls; a process that calls itself is refused before it could be walked for ever."""
    rest, seen = [element_id], set()
    found: list[str] = []
    while rest:
        at = rest.pop(0)
        if at not in seen and at in table:
            seen.add(at)
            found += table[at].clause
            rest += calls.get(homes.get(at, ""), [])
    return found
