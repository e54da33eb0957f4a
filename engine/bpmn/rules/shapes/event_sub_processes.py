"""Event sub-processes: one event starts each, nothing leads in or out, and what they throw does not start them again.

BPMN 2.0.2 section 10.3.5 says what one is, 10.5.2 which events may start it,
and 13.5.4 what happens then.
"""

from collections.abc import Iterator, Sequence

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

STARTING = frozenset({"message", "timer", "signal", "conditional", "error", "escalation"})

# BPMN 2.0.2 section 10.3.5: one and only one start event.
STARTS = Fault(
    "event_sub_process_starts",
    "Sub-proses peristiwa ini mempunyai {count} peristiwa awal; harus tepat satu.",
    "This event sub-process has {count} start events; it must have exactly one.",
    "Gambar satu sub-proses peristiwa untuk setiap peristiwa yang memulainya.",
    "Draw one event sub-process for each event that starts it.",
)
# BPMN 2.0.2 section 10.3.5: its start event has a trigger, since no flow comes to it.
PLAIN_START = Fault(
    "event_sub_process_start_plain",
    "Peristiwa awal ini tidak menyebut apa yang memulai sub-proses peristiwanya, sehingga tidak pernah dimulai.",
    "This start event does not say what starts its event sub-process, so it never begins.",
    "Klik kunci inggris, lalu pilih jenisnya: Message, Timer, Conditional, Signal, Error, atau Escalation.",
    "Click the wrench and choose its type: message, timer, conditional, signal, error or escalation.",
)
# BPMN 2.0.2 section 10.5.2; several at once are not run anywhere here.
WRONG_START = Fault(
    "event_sub_process_start_kind",
    "Sub-proses peristiwa tidak dapat dimulai oleh '{kinds}'.",
    "An event sub-process cannot be started by '{kinds}' here.",
    "Pilih tepat satu dari: {allowed}.",
    "Choose exactly one of: {allowed}.",
)
# BPMN 2.0.2 section 13.5.4: not interrupting is not possible for errors.
ERROR_PASSES = Fault(
    "event_sub_process_error_passes",
    "Galat (error) selalu menghentikan alur di sekitarnya, tetapi peristiwa awal ini digambar tidak menghentikan.",
    "An error always interrupts the flow around it, but this start event is drawn as non-interrupting.",
    "Klik kunci inggris, lalu pilih Error Start Event yang bergaris utuh, atau pakai Escalation.",
    "Click the wrench and choose the error start event with a solid line, or use an escalation.",
)
# BPMN 2.0.2 section 10.3.5: no incoming and no outgoing sequence flow.
CONNECTED = Fault(
    "event_sub_process_connected",
    "Sub-proses peristiwa ini terhubung dengan aliran, padahal hanya peristiwanya yang memulainya.",
    "A sequence flow leads into or out of this event sub-process, but only its event starts it.",
    "Hapus aliran itu; langkah sesudahnya digambar di dalam sub-proses peristiwa.",
    "Delete that flow; draw what follows inside the event sub-process.",
)
# BPMN 2.0.2 section 13.5.4: no boundary events on it.
BORDER = Fault(
    "event_sub_process_border",
    "Peristiwa tempelan tidak berlaku pada sub-proses peristiwa.",
    "A boundary event cannot be attached to an event sub-process.",
    "Bungkus langkah di dalamnya dalam Sub Process biasa dan tempelkan peristiwa ini padanya.",
    "Wrap the steps inside it in a plain sub-process and attach this event to that.",
)
# BPMN 2.0.2 section 13.5.4: it occurs as often as its event does, and the engine would ask for the count of nothing.
REPEATED = Fault(
    "event_sub_process_repeated",
    "Sub-proses peristiwa tidak dapat berupa putaran atau multi-instance.",
    "An event sub-process cannot be a loop or multi-instance.",
    "Hapus penanda ulangnya; bungkus langkah yang berulang dalam Sub Process biasa di dalamnya.",
    "Delete the repetition; wrap what repeats in a plain sub-process inside it.",
)
# A form is asked of who opens a case; nobody opens this.
FORM = Fault(
    "event_sub_process_form",
    "Formulir pada peristiwa awal ini tidak pernah diisi, karena bukan petugas yang memulai sub-proses peristiwa.",
    "The form of this start event is never filled in, because no officer opens an event sub-process.",
    "Lepaskan formulirnya di sini dan taruh User Task dengan formulir itu setelahnya.",
    "Take its form away here and put a user task with that form behind it.",
)
# A signal reaches all who wait for it, this start too: a new one would begin for ever.
ENDLESS = Fault(
    "event_sub_process_endless",
    "Sinyal ini memulai lagi sub-proses peristiwa yang mengirimnya, tanpa akhir.",
    "This signal starts the event sub-process that sends it again, without end.",
    "Pakai sinyal lain, atau buat peristiwa awalnya menghentikan alur (bergaris utuh).",
    "Use another signal, or make its start event interrupting (with a solid line).",
)
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse event sub-processes that nothing or too much starts, that flows lead to, or that never come to an end."""
    for scope in diagram.scopes:
        for inner in model.event_sub_processes(scope.element):
            yield from _around(diagram.file, scope, inner)
        if xml.is_event_sub_process(scope.element):
            yield from _starts(diagram.file, scope)


def _around(file: str, scope: model.Scope, inner: xml.Element) -> Iterator[Refusal]:
    name = inner.get("id", "")
    if scope.incoming.get(name) or scope.outgoing.get(name):
        yield CONNECTED.at(file, inner)
    for event in scope.attached.get(name, ()):
        yield BORDER.at(file, scope.nodes[event])
    if any(inner.find(xml.bpmn(loop)) is not None for loop in _LOOPS):
        yield REPEATED.at(file, inner)


def _starts(file: str, scope: model.Scope) -> Iterator[Refusal]:
    starts = scope.of_kind("startEvent")
    if len(starts) > 1:
        yield STARTS.at(file, scope.element, count=len(starts))
    for start in starts:
        yield from _start(file, start)
        yield from _endless(file, scope.element, start)


def _start(file: str, start: xml.Element) -> Iterator[Refusal]:
    kinds = [xml.local_name(part).removesuffix("EventDefinition") for part in model.definitions_of(start)]
    if not kinds:
        yield PLAIN_START.at(file, start)
    elif len(kinds) > 1 or kinds[0] not in STARTING:
        yield WRONG_START.at(file, start, kinds=model.join(kinds), allowed=model.join(STARTING))
    elif kinds[0] == "error" and not model.interrupts(start):
        yield ERROR_PASSES.at(file, start)
    if start.get(xml.lindung("form")):
        yield FORM.at(file, start)


def _endless(file: str, inner: xml.Element, start: xml.Element) -> Iterator[Refusal]:
    """Refuse a signal thrown inside that starts the same event sub-process beside itself."""
    signals = {part.get("signalRef") for part in start.iterfind(xml.bpmn("signalEventDefinition"))}
    if model.interrupts(start):
        return
    for event in inner.iter(xml.bpmn("intermediateThrowEvent")):
        if any(part.get("signalRef") in signals for part in event.iterfind(xml.bpmn("signalEventDefinition"))):
            yield ENDLESS.at(file, event)


def armed(scopes: Sequence[xml.Element]) -> Iterator[xml.Element]:
    """Give the start events that wait around a place, its scopes given from the inside out.

    None catches what it throws itself, and one that interrupts has withdrawn the others beside it.
    """
    source: xml.Element | None = None
    for scope in scopes:
        if source is None or not xml.is_event_sub_process(source) or not _took_over(source):
            for inner in model.event_sub_processes(scope):
                if inner is not source:
                    yield from inner.iterfind(xml.bpmn("startEvent"))
        source = scope


def _took_over(inner: xml.Element) -> bool:
    return any(map(model.interrupts, inner.iterfind(xml.bpmn("startEvent"))))
