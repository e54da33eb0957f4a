"""Calls to processes and decisions. Each must be in the bundle, and no process may call itself."""

from collections.abc import Collection, Iterator, Mapping

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.bundle import Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# SpiffWorkflow says so only when it parses.
NOT_CALLED = Fault(
    "called_process_missing",
    "Tugas ini memanggil proses '{process}', yang tidak ada di dalam berkas prosedur.",
    "This activity calls the process '{process}', which is not among the procedure's files.",
    "Pilih pada langkah itu proses yang ada, atau tambahkan berkasnya.",
    "Choose an existing process at that step, or add its file.",
)
# SpiffWorkflow parses it; a case would sink until its tree is too deep.
RECURSION = Fault(
    "call_recursion",
    "Proses ini memanggil dirinya sendiri melalui: {way}.",
    "This process calls itself by way of: {way}.",
    "Hapus panggilan itu dan gambar pengulangannya sebagai putaran.",
    "Delete that call and draw the repetition as a loop.",
)
# A call opens one start; which of several would be a guess.
CALLED_STARTS = Fault(
    "called_process_starts",
    "Proses '{process}' yang dipanggil mempunyai {count} peristiwa awal; harus tepat satu, tanpa jenis.",
    "The called process '{process}' has {count} start events; it must have exactly one, without a type.",
    "Sisakan satu Start Event biasa di proses yang dipanggil.",
    "Keep one plain start event in the called process.",
)
# A white-box pool of another party looks as if it ran here.
UNUSED = Fault(
    "process_unused",
    "Proses ini tidak dijalankan: bukan proses utama dan tidak dipanggil.",
    "This process is never run: it is not the main process and nothing calls it.",
    "Hapus isinya dan sisakan pool kosong, atau panggil dengan Call Activity.",
    "Delete its content and keep an empty pool, or call it by a call activity.",
)
# A rule task that asks nothing would pass for a decision that was made.
NO_DECISION = Fault(
    "decision_missing",
    "Tugas ini tidak menyebut keputusan yang dijalankan.",
    "This task does not name the decision to make.",
    "Pilih pada langkah itu salah satu keputusan dari tabel keputusan prosedur ini.",
    "Choose at that step one of the decisions of this procedure's tables.",
)
# The decision's id, not its name, is what the task refers to.
UNKNOWN_DECISION = Fault(
    "decision_unknown",
    "Keputusan '{decision}' tidak ada di berkas DMN mana pun.",
    "The decision '{decision}' is in none of the DMN files.",
    "Pakai salah satu dari: {known}; atau tambahkan berkas DMN-nya.",
    "Use one of: {known}; or add its DMN file.",
)


def check(bundle: Bundle) -> Iterator[Refusal]:
    """Refuse calls to processes and decisions that are missing, circles of calls, and processes that nothing calls."""
    processes, decisions = bundle.processes(), bundle.decisions()
    calls = {name: _calls(process) for name, (_, process) in processes.items()}
    for diagram in bundle.diagrams:
        for element in diagram.model("callActivity"):
            yield from _call(diagram.file, element, processes)
        for element in diagram.model("businessRuleTask"):
            yield from _decision(diagram.file, element, decisions)
        for process in diagram.model("process"):
            yield from _circle(diagram.file, process, calls)
    yield from _unused(bundle, calls)


def _called(element: xml.Element) -> str:
    return (element.get("calledElement") or "").rpartition(":")[2]


def _calls(process: xml.Element) -> dict[str, xml.Element]:
    """Give the call activities of a process by the process that they call."""
    return {_called(element): element for element in process.iter(xml.bpmn("callActivity"))}


def _call(
    file: str, element: xml.Element, processes: Mapping[str, tuple[model.Diagram, xml.Element]]
) -> Iterator[Refusal]:
    """Refuse a call of what is not there or cannot simply be begun."""
    name = _called(element)
    if name not in processes:
        yield NOT_CALLED.at(file, element, process=name)
        return
    starts = processes[name][1].findall(xml.bpmn("startEvent"))
    if len(starts) > 1 or any(model.definitions_of(start) for start in starts):
        yield CALLED_STARTS.at(file, element, process=name, count=len(starts))


def _decision(file: str, element: xml.Element, decisions: Collection[str]) -> Iterator[Refusal]:
    decision = element.get(xml.lindung("decision"))
    if not decision:
        yield NO_DECISION.at(file, element)
    elif decision not in decisions:
        yield UNKNOWN_DECISION.at(file, element, decision=decision, known=model.join(decisions) or "-")


def _circle(file: str, process: xml.Element, calls: Mapping[str, Mapping[str, xml.Element]]) -> Iterator[Refusal]:
    """Refuse each call that leads back to its own process, with the way it takes."""
    first = process.get("id", "")
    for called, element in calls[first].items():
        way = _way(called, first, calls)
        if way:
            yield RECURSION.at(file, element, way=" > ".join([first, *way]))


def _way(start: str, goal: str, calls: Mapping[str, Mapping[str, xml.Element]]) -> list[str]:
    """Give the processes on a way of calls from one to another, both included; empty when there is none."""
    ways = [[start]]
    seen = {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way
        fresh = [name for name in calls.get(way[-1], ()) if name not in seen]
        seen.update(fresh)
        ways.extend([*way, name] for name in fresh)
    return []


def _unused(bundle: Bundle, calls: Mapping[str, Mapping[str, xml.Element]]) -> Iterator[Refusal]:
    """Refuse processes that no way of calls reaches from the main one."""
    if bundle.procedure is None:
        return
    used = {bundle.procedure.process}
    waiting = [bundle.procedure.process]
    while waiting:
        fresh = set(calls.get(waiting.pop(), ())) - used
        used |= fresh
        waiting.extend(fresh)
    for name, (diagram, process) in bundle.processes().items():
        if name not in used:
            yield UNUSED.at(diagram.file, process)
