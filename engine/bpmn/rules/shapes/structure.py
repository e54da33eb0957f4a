"""The shape of each scope: where it begins and ends, and that every step is on a way from one to the other."""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# SpiffWorkflow then finds no process at all, without an error; the editor's default is false.
NOT_EXECUTABLE = Fault(
    "not_executable",
    "Proses ini belum ditandai dapat dijalankan.",
    "This process is not marked as executable.",
    "Tandai prosesnya dapat dijalankan.",
    "Mark the process as executable.",
)
# BPMN 2.0.2 section 10.5 lets such a flow begin at every node without incoming flow, which nobody means.
NO_START = Fault(
    "start_missing",
    "Alur ini tidak mempunyai peristiwa awal, sehingga tidak pernah dimulai.",
    "This flow has no start event, so it never begins.",
    "Gambar Start Event dan hubungkan ke langkah pertama.",
    "Draw a start event and connect it to the first step.",
)
# BPMN 2.0.2 section 13.3: a sub-process has one plain start; SpiffWorkflow opens all of them.
SEVERAL_STARTS = Fault(
    "several_starts_inside",
    "Sub-proses ini mempunyai {count} peristiwa awal; semuanya akan terbuka sekaligus.",
    "This sub-process has {count} start events; all of them would open at once.",
    "Sisakan satu Start Event biasa dan gambar pilihan jalannya dengan gateway.",
    "Keep one plain start event and draw the choice of ways with a gateway.",
)
# BPMN 2.0.2 section 13.3: a token on each flow. Readers take it for a choice.
IMPLICIT_SPLIT = Fault(
    "implicit_split",
    "Dari unsur ini keluar {count} aliran tanpa gateway, sehingga tidak jelas apakah keduanya dijalankan.",
    "{count} flows leave this element without a gateway, so it is unclear whether all of them are taken.",
    "Tambahkan gateway setelah unsur ini: Exclusive untuk memilih satu, Parallel untuk semuanya.",
    "Append a gateway to this element: exclusive to choose one, parallel to take all.",
)
# BPMN 2.0.2 section 13.3: once for each token. Readers take it for a join.
IMPLICIT_MERGE = Fault(
    "implicit_merge",
    "Ke unsur ini masuk {count} aliran tanpa gateway, sehingga unsur ini dapat terjadi {count} kali.",
    "{count} flows enter this element without a gateway, so it may happen {count} times.",
    "Taruh gateway sebelum unsur ini: Exclusive bila satu jalan yang datang, Parallel bila semua harus datang.",
    "Put a gateway before this element: exclusive if one way arrives, parallel if all must arrive.",
)
# Each round would find the same data: such a loop is never entered again, or never left.
NEVER_WAITS = Fault(
    "loop_never_waits",
    "Putaran ini tidak menunggu siapa pun dan tidak mengubah apa pun, sehingga akan berputar tanpa henti.",
    "This loop waits for nobody and changes nothing, so it would go round without end.",
    "Taruh tugas, peristiwa yang ditunggu, atau tabel keputusan di dalam putaran, atau hapus aliran yang kembali.",
    "Put a task, an event that is waited for, or a decision into the loop, or delete the flow that goes back.",
)
# BPMN 2.0.2 table 8.60: "For executable Processes, the attribute MUST NOT be false."
NOT_IMMEDIATE = Fault(
    "flow_not_immediate",
    "Aliran ini ditandai boleh disela kegiatan lain (isImmediate='false'), yang tidak dijalankan.",
    "This sequence flow is marked so that other activities may come between (isImmediate='false'), which is not run.",
    "Hapus aliran ini dan gambar ulang, dengan kegiatan yang dimaksud di antaranya.",
    "Delete this flow and draw it again, with the activities that are meant in between.",
)
# SpiffWorkflow drops what it cannot reach, without a word.
UNREACHABLE = Fault(
    "unreachable",
    "Unsur ini tidak dapat dicapai dari peristiwa awal.",
    "This element cannot be reached from a start event.",
    "Hubungkan unsur ini dari langkah sebelumnya, atau hapus.",
    "Connect it from the step before it, or delete it.",
)
# BPMN 2.0.2 section 13.5.6 allows it; it nearly always is a forgotten flow.
DEAD_END = Fault(
    "dead_end",
    "Alur berhenti di unsur ini tanpa peristiwa akhir.",
    "The flow stops at this element without an end event.",
    "Hubungkan ke langkah berikutnya atau ke End Event.",
    "Connect it to the next step or to an end event.",
)
# A case that cannot end keeps its clocks and its people for ever.
NO_WAY_OUT = Fault(
    "no_way_to_end",
    "Dari unsur ini tidak ada jalan ke peristiwa akhir; kasus akan berputar tanpa selesai.",
    "No way leads from this element to an end event; the case would go round for ever.",
    "Tambahkan gateway dengan jalan keluar dari putaran ini.",
    "Add a gateway with a way out of this loop.",
)
# BPMN 2.0.2 section 7.6.1.
CROSSING = Fault(
    "flow_crosses_border",
    "Aliran ini melintasi batas sub-proses atau pool.",
    "This sequence flow crosses the border of a sub-process or pool.",
    "Hubungkan ke sub-prosesnya; antar-pool pakai aliran pesan (message flow).",
    "Connect it to the sub-process itself; between pools use a message flow.",
)
# BPMN 2.0.2 section 7.6.1: a note, data or a group is no step; a dotted association is what connects them.
NO_STEP = Fault(
    "flow_to_no_step",
    "Aliran ini berujung pada {name}, yang bukan langkah, melainkan catatan, data, kelompok, lane, atau pool.",
    "This sequence flow ends at {name}, which is no step but a note, data, a group, a lane or a pool.",
    "Hapus aliran ini; untuk menghubungkan catatan atau data pakai garis putus-putus (association).",
    "Delete this flow; to connect a note or data use the dotted line (association).",
)
# BPMN 2.0.2 section 10.5: neither start nor boundary events have incoming flows.
INTO_START = Fault(
    "flow_into_start",
    "Ada aliran yang masuk ke peristiwa awal atau peristiwa tempelan.",
    "A sequence flow enters a start event or a boundary event.",
    "Hubungkan aliran itu ke langkah sesudahnya.",
    "Connect that flow to the step behind it.",
)
# BPMN 2.0.2 section 10.5: end events have no outgoing flows.
OUT_OF_END = Fault(
    "flow_out_of_end",
    "Ada aliran yang keluar dari peristiwa akhir.",
    "A sequence flow leaves an end event.",
    "Ganti peristiwa akhir ini dengan Intermediate Throw Event, atau hapus alirannya.",
    "Change this end event to an intermediate throw event, or delete the flow.",
)

_PASSED = {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "intermediateThrowEvent"}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse scopes whose steps do not all lie on a way from a start to an end."""
    for scope in diagram.scopes:
        yield from _scope_itself(diagram.file, scope)
        yield from _crossings(diagram, scope)
        for node in scope.nodes.values():
            yield from _degrees(diagram.file, scope, node)
        yield from _ways(diagram.file, scope)


def _scope_itself(file: str, scope: model.Scope) -> Iterator[Refusal]:
    """Refuse a process that would not run, and scopes that begin nowhere or in several places."""
    is_process = xml.local_name(scope.element) == "process"
    starts, by_event = len(scope.of_kind("startEvent")), xml.is_event_sub_process(scope.element)
    if is_process and scope.element.get("isExecutable") not in {"true", "1"}:
        yield NOT_EXECUTABLE.at(file, scope.element)
    if not starts:
        yield NO_START.at(file, scope.element)
    if not is_process and not by_event and starts > 1:
        yield SEVERAL_STARTS.at(file, scope.element, count=starts)


def _crossings(diagram: model.Diagram, scope: model.Scope) -> Iterator[Refusal]:
    """Refuse flows that leave their scope, those whose end is no step, and those that something may interrupt."""
    for flow in scope.element.iterfind(xml.bpmn("sequenceFlow")):
        if flow.get("isImmediate") in {"false", "0"}:
            yield NOT_IMMEDIATE.at(diagram.file, flow)
        outside = [end for key in ("sourceRef", "targetRef") if (end := flow.get(key, "")) not in scope.nodes]
        ends = [diagram.elements[end.rpartition(":")[2]] for end in outside]
        no_steps = [end for end in ends if xml.local_name(end) not in model.NODES]
        if no_steps:
            yield NO_STEP.at(diagram.file, flow, name=f"'{no_steps[0].get('name') or no_steps[0].get('id')}'")
        elif outside:
            yield CROSSING.at(diagram.file, flow)


def _degrees(file: str, scope: model.Scope, node: xml.Element) -> Iterator[Refusal]:
    """Refuse nodes by how many flows enter and leave them."""
    kind, name = xml.local_name(node), node.get("id", "")
    if xml.is_event_sub_process(node):
        # What it may have around it is told by the rules of event sub-processes.
        return
    entering, leaving = len(scope.incoming.get(name, ())), len(scope.outgoing.get(name, ()))
    if kind in {"startEvent", "boundaryEvent"} and entering:
        yield INTO_START.at(file, node)
    elif kind not in model.GATEWAYS and entering > 1:
        yield IMPLICIT_MERGE.at(file, node, count=entering)
    if kind == "endEvent" and leaving:
        yield OUT_OF_END.at(file, node)
    elif kind != "endEvent" and not leaving:
        yield DEAD_END.at(file, node)
    elif kind not in model.GATEWAYS and leaving > 1:
        yield IMPLICIT_SPLIT.at(file, node, count=leaving)


def _ways(file: str, scope: model.Scope) -> Iterator[Refusal]:
    """Refuse nodes that no token reaches, and loops that none can leave."""
    starts = [node.get("id", "") for node in scope.of_kind("startEvent")]
    begins = starts + [node.get("id", "") for node in model.event_sub_processes(scope.element)]
    reached = scope.reach(begins) | set(begins)
    told: set[str] = set()
    for name, node in scope.nodes.items():
        onward = scope.reach([name])
        if starts and name not in reached:
            yield UNREACHABLE.at(file, node)
        # A way that merely stops is told as a dead end; here all ways go on and none arrives. Once for each loop.
        elif name in onward - told and all(scope.outgoing.get(other) for other in onward):
            told |= onward
            yield NO_WAY_OUT.at(file, node)
    yield from _spinning(file, scope, told)


def _spinning(file: str, scope: model.Scope, told: set[str]) -> Iterator[Refusal]:
    """Refuse loops of gateways and thrown messages alone; each is told once, at its first element."""
    for name, node in scope.nodes.items():
        onward = _at_once(scope, name)
        if name in onward - told:
            told |= onward
            yield NEVER_WAITS.at(file, node)


def _is_passed(node: xml.Element) -> bool:
    """Tell whether a token passes an element at once, always; an escalation may end the loop that throws it."""
    return xml.local_name(node) in _PASSED and node.find(xml.bpmn("escalationEventDefinition")) is None


def _at_once(scope: model.Scope, from_id: str) -> set[str]:
    """Give what a token comes to from a node through elements that neither wait nor change data, itself included."""
    seen: set[str] = set()
    waiting = [from_id]
    while waiting:
        node = scope.nodes.get(waiting.pop())
        if node is not None and _is_passed(node):
            fresh = {str(flow.get("targetRef")) for flow in scope.outgoing.get(node.get("id", ""), ())} - seen
            seen |= fresh
            waiting.extend(fresh)
    return seen
