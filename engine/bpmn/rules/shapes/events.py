"""Events: each has one definition that its place allows, and names what it means."""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import feel_texts, model
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.shapes import codes, event_sub_processes
from engine.domain.policy.refusals import Refusal

# What each kind of event may carry; the empty string is an event without definition.
ALLOWED = {
    # A message start is opened by a channel, as a plain one; nothing else opens a case.
    "startEvent": {"", "message"},
    "endEvent": {"", "message", "error", "escalation", "terminate"},
    "intermediateCatchEvent": {"message", "timer", "signal", "conditional"},
    "intermediateThrowEvent": {"", "message", "signal", "escalation"},
    "boundaryEvent": {"message", "timer", "signal", "conditional", "error", "escalation"},
}
REFERENCES = {
    "messageEventDefinition": "messageRef",
    "signalEventDefinition": "signalRef",
    "errorEventDefinition": "errorRef",
    "escalationEventDefinition": "escalationRef",
    "sendTask": "messageRef",
    "receiveTask": "messageRef",
}

# BPMN 2.0.2 section 13.5.1; no clock, signal or condition opens a case here.
TYPED_START = Fault(
    "start_not_opened",
    "Peristiwa awal berjenis '{kind}' tidak pernah terjadi: kasus dibuka oleh petugas atau saluran.",
    "A start event of type '{kind}' never happens: cases are opened by an officer or a channel.",
    "Klik kunci inggris, pilih Start Event biasa atau Message, dan sebutkan salurannya di procedure.toml.",
    "Click the wrench, choose a plain or message start event, and name its channel in procedure.toml.",
)
# BPMN 2.0.2 section 10.5: only event sub-processes begin with a typed event.
TYPED_START_INSIDE = Fault(
    "start_inside_not_plain",
    "Sub-proses dimulai oleh alurnya sendiri, jadi peristiwa awalnya tidak boleh berjenis '{kind}'.",
    "A sub-process begins when the flow enters it, so its start event cannot be of type '{kind}'.",
    "Klik kunci inggris, lalu pilih Start Event biasa.",
    "Click the wrench and choose the plain start event.",
)
# BPMN 2.0.2 section 10.5: a catching event in the flow must say what it catches.
NO_DEFINITION = Fault(
    "event_without_definition",
    "Peristiwa ini tidak menyebutkan apa yang ditunggu.",
    "This event does not say what it waits for.",
    "Klik kunci inggris, lalu pilih jenisnya: Message, Timer, Conditional, Signal, Error, atau Escalation.",
    "Click the wrench and choose its type: message, timer, conditional, signal, error or escalation.",
)
# BPMN 2.0.2 section 10.5; SpiffWorkflow keeps one slot for all their values.
SEVERAL_DEFINITIONS = Fault(
    "event_with_several_definitions",
    "Peristiwa ini mempunyai {count} jenis sekaligus, yang tidak dijalankan.",
    "This event has {count} definitions at once, which is not run.",
    "Gambar satu peristiwa untuk setiap jenis; untuk menunggu salah satu, pakai Event-based Gateway.",
    "Draw one event for each; to wait for the first of several use an event-based gateway.",
)
# BPMN 2.0.2 section 10.5, table of the types that each place allows.
WRONG_DEFINITION = Fault(
    "event_definition_misplaced",
    "Jenis '{kind}' tidak berlaku pada peristiwa ini.",
    "The type '{kind}' is not run on this kind of event.",
    "Klik kunci inggris, lalu pilih salah satu jenis: {allowed}.",
    "Click the wrench and choose one of: {allowed}.",
)
# SpiffWorkflow lets a send or receive task without message pass straight through.
NO_REFERENCE = Fault(
    "event_reference_missing",
    "Unsur ini tidak menyebut '{reference}', sehingga akan dilewati tanpa menunggu atau mengirim apa pun.",
    "This element has no '{reference}', so it would be passed without waiting for or sending anything.",
    "Pilih atau buat namanya pada unsur itu, misalnya nama pesannya.",
    "Choose or create its name at that element, that of its message for instance.",
)
# Correlation is by name and case number.
NO_NAME = Fault(
    "message_without_name",
    "Pesan atau sinyal '{name}' tidak mempunyai nama, sehingga tidak dapat dicocokkan.",
    "The message or signal '{name}' has no name, so nothing can be matched with it.",
    "Isi namanya pada unsur yang memakainya.",
    "Fill in its name at an element that uses it.",
)
# BPMN 2.0.2 section 13.5.3: an error always ends its activity.
ERROR_PASSES = Fault(
    "error_not_interrupting",
    "Peristiwa galat (error) selalu menghentikan tugasnya, tetapi di sini digambar tidak menghentikan.",
    "An error event always interrupts its activity, but this one is drawn as non-interrupting.",
    "Klik kunci inggris, lalu pilih Error Boundary Event yang bergaris utuh.",
    "Click the wrench and choose the error boundary event with a solid line.",
)
# A person's task and a decision end, or stop as an incident: only what is drawn inside throws (BPMN 2.0.2 10.5.6).
NEVER_THROWN = Fault(
    "task_never_throws",
    "Tugas ini tidak pernah melempar galat (error) atau eskalasi, jadi peristiwa tempelan ini tidak pernah terjadi.",
    "This task never throws an error or escalation, so this boundary event would never happen.",
    "Hapus peristiwa ini; untuk hasil yang lain tambahkan Exclusive Gateway sesudah tugas, untuk waktu pakai Timer.",
    "Delete it; for another outcome put an exclusive gateway behind the task, for lateness use a timer.",
)
# BPMN 2.0.2 section 10.3.3: such a task is a start of the process; here a channel opens a case at a start event.
INSTANTIATES = Fault(
    "receive_task_instantiates",
    "Tugas penerima pesan ini ditandai membuka kasus baru (instantiate), yang tidak dijalankan.",
    "This receive task is marked to open a new case (instantiate), which is not run.",
    "Gambar Start Event berjenis Message sebagai gantinya, dan sebutkan salurannya di procedure.toml.",
    "Draw a message start event instead, and name its channel in procedure.toml.",
)
# BPMN 2.0.2 section 10.5: on an activity of the same level.
HOST = Fault(
    "boundary_host_unusable",
    "Peristiwa tempelan ini tidak menempel pada tugas atau sub-proses di tingkat yang sama.",
    "This boundary event is not attached to a task or sub-process of its own level.",
    "Seret peristiwa ini ke tepi tugas atau sub-proses.",
    "Drag it onto the border of a task or sub-process.",
)
# BPMN 2.0.2 section 10.5 leaves an error that nobody catches undefined.
UNCAUGHT = Fault(
    "error_not_caught",
    "Galat (error) ini tidak ditangkap oleh peristiwa tempelan mana pun pada sub-proses atau pemanggilnya.",
    "No boundary event of the sub-process or of its caller catches this error.",
    "Tempelkan Error Boundary Event dengan galat yang sama pada sub-prosesnya, atau pakai End Event biasa.",
    "Attach an error boundary event with the same error to the sub-process, or use a plain end event.",
)


_THROWN = {"error", "escalation"}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse events that would be passed silently, happen never, or interrupt otherwise than drawn."""
    for scope in diagram.scopes:
        for event in scope.of_kind(*ALLOWED):
            if not model.starts_event_sub_process(event):
                yield from _definition(diagram.file, event)
        if xml.local_name(scope.element) in model.SUB_PROCESSES and not xml.is_event_sub_process(scope.element):
            yield from _start_inside(diagram.file, scope)
        for event in scope.of_kind("boundaryEvent"):
            yield from _boundary(diagram.file, scope, event)
    for task in diagram.model("receiveTask"):
        if task.get("instantiate") in {"true", "1"}:
            yield INSTANTIATES.at(diagram.file, task)
    for element in diagram.model(*REFERENCES):
        yield from _reference(diagram, element)
    for element in diagram.model("conditionalEventDefinition"):
        yield from _condition(diagram.file, element)
    yield from _uncaught(diagram)


def _kind(definition: xml.Element) -> str:
    """Give the type of an event definition: ``timer``, ``message``."""
    return xml.local_name(definition).removesuffix("EventDefinition")


def _definition(file: str, event: xml.Element) -> Iterator[Refusal]:
    """Refuse an event that has no, several or the wrong definition for its place."""
    place, kinds = xml.local_name(event), [_kind(part) for part in model.definitions_of(event)] or [""]
    if len(kinds) > 1:
        yield SEVERAL_DEFINITIONS.at(file, event, count=len(kinds))
    elif kinds[0] in ALLOWED[place]:
        return
    elif place == "startEvent":
        yield TYPED_START.at(file, event, kind=kinds[0])
    elif not kinds[0]:
        yield NO_DEFINITION.at(file, event)
    else:
        yield WRONG_DEFINITION.at(file, event, kind=kinds[0], allowed=model.join(ALLOWED[place] - {""}))


def _start_inside(file: str, scope: model.Scope) -> Iterator[Refusal]:
    """Refuse a message start in a sub-process; other types are refused everywhere."""
    for event in scope.of_kind("startEvent"):
        for part in event.iterfind(xml.bpmn("messageEventDefinition")):
            yield TYPED_START_INSIDE.at(file, event, kind=_kind(part))


def _boundary(file: str, scope: model.Scope, event: xml.Element) -> Iterator[Refusal]:
    """Refuse a boundary event on nothing, or one that would interrupt although drawn otherwise."""
    host = scope.nodes.get(event.get("attachedToRef", ""))
    if host is None or xml.local_name(host) not in model.ACTIVITIES:
        yield HOST.at(file, event)
    kinds, passes = {_kind(part) for part in model.definitions_of(event)}, event.get("cancelActivity") in {"false", "0"}
    if passes and "error" in kinds:
        yield ERROR_PASSES.at(file, event)
    elif host is not None and xml.local_name(host) in model.TASKS and kinds & _THROWN:
        yield NEVER_THROWN.at(file, event)


def _reference(diagram: model.Diagram, element: xml.Element) -> Iterator[Refusal]:
    """Refuse an event or task that does not name its message, signal, error or escalation."""
    reference = REFERENCES[xml.local_name(element)]
    named = element.get(reference)
    around = element.getparent()
    place = around if around is not None and xml.local_name(element).endswith("Definition") else element
    coded = xml.local_name(element) in codes.ATTRIBUTES
    if named is None:
        # Caught without saying which, an error or escalation is any (BPMN 2.0.2 sections 8.4.3 and 8.4.4).
        if not (coded and xml.local_name(place) in model.CATCHING):
            yield NO_REFERENCE.at(diagram.file, place, reference=reference)
        return
    target = diagram.elements.get(named.rpartition(":")[2])
    if target is not None and not coded and not (target.get("name") or "").strip():
        yield NO_NAME.at(diagram.file, place, name=named)


def _condition(file: str, definition: xml.Element) -> Iterator[Refusal]:
    around = definition.getparent()
    yield from feel_texts.check(file, around, definition.find(xml.bpmn("condition")))


def _uncaught(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse error ends inside sub-processes that no boundary event or event sub-process around them catches."""
    for scope in diagram.scopes:
        if xml.local_name(scope.element) not in model.SUB_PROCESSES:
            continue
        for event in scope.of_kind("endEvent"):
            for part in event.iterfind(xml.bpmn("errorEventDefinition")):
                if not _caught(diagram, scope.element, part):
                    yield UNCAUGHT.at(diagram.file, event)


def _caught(diagram: model.Diagram, inside: xml.Element, thrown: xml.Element) -> bool:
    """Tell whether an event of this or an outer scope waits for the error: on its border or in an event sub-process."""
    scopes = [inside, *model.ancestors(inside, *model.SUB_PROCESSES, "process")]
    hosts = {scope.get("id") for scope in scopes}
    on_border = (event for event in diagram.model("boundaryEvent") if event.get("attachedToRef") in hosts)
    catching = (
        part
        for event in (*on_border, *event_sub_processes.armed(scopes))
        for part in event.iterfind(xml.bpmn("errorEventDefinition"))
    )
    return any(codes.catches(diagram, part, thrown) for part in catching)
