"""The list of BPMN elements that run here as BPMN 2.0.2 says; everything else is refused by name.

SpiffWorkflow 3.2.0 passes over much of what it does not know. What is not listed here is therefore never accepted.
"""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

ALLOWED = frozenset(
    """
    definitions process laneSet lane childLaneSet flowNodeRef documentation extensionElements
    startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent
    userTask businessRuleTask sendTask receiveTask callActivity subProcess
    exclusiveGateway inclusiveGateway parallelGateway eventBasedGateway
    sequenceFlow incoming outgoing conditionExpression
    messageEventDefinition timerEventDefinition signalEventDefinition errorEventDefinition
    escalationEventDefinition conditionalEventDefinition terminateEventDefinition
    timeDate timeDuration timeCycle condition
    message signal error escalation itemDefinition
    multiInstanceLoopCharacteristics standardLoopCharacteristics loopCardinality loopCondition completionCondition
    loopDataInputRef loopDataOutputRef inputDataItem outputDataItem
    dataObject dataObjectReference dataInputAssociation dataOutputAssociation sourceRef targetRef property
    collaboration participant messageFlow
    textAnnotation text association group category categoryValue
    """.split()  # noqa: SIM905 - a list of quoted names hides the grouping
)

# What other tools write and no canvas shows, and what changes nothing here: the lane decides who works, the case's
# variables are the only data, messages go by name. The engine is given the diagram without them.
UNSEEN = frozenset(
    """
    ioSpecification participantMultiplicity dataState resource resourceRole performer humanPerformer potentialOwner
    import interface endPoint extension relationship monitoring auditing rendering
    """.split()  # noqa: SIM905 - a list of quoted names hides the grouping
)

# Everything that is not on the lists above, whatever SpiffWorkflow would make of it.
GENERIC = Fault(
    "element_not_run",
    "Unsur ini adalah atau memuat '{kind}', yang tidak dijalankan oleh Lindung.",
    "This element is, or holds, a '{kind}', which Lindung does not run.",
    "Hapus unsur ini dari gambar, lalu gambar ulang dengan unsur yang tercantum pada workflows/README.md.",
    "Delete this element from the drawing and draw it again with those listed in workflows/README.md.",
)

_ACTIVITY_REMEDY = (
    "Klik kunci inggris pada unsur ini, lalu pilih User Task atau Business Rule Task.",
    "Click the wrench on this element and choose User Task or Business Rule Task.",
)
_GATEWAY_REMEDY = (
    "Klik kunci inggris pada unsur ini, lalu pilih Exclusive, Parallel, atau Inclusive Gateway.",
    "Click the wrench on this element and choose Exclusive, Parallel or Inclusive Gateway.",
)
_SUB_PROCESS_REMEDY = (
    "Klik kunci inggris pada unsur ini, lalu pilih Sub Process (expanded).",
    "Click the wrench on this element and choose Sub Process (expanded).",
)
# BPMN 2.0.2 section 10.4: lives beyond the case; there is no such store, our data are the case's variables.
_DATA_STORE = Fault(
    "data_store",
    "Gudang data (data store) tidak dijalankan: isinya tidak akan dibaca atau ditulis.",
    "Data stores are not run: nothing would be read from or written to them.",
    "Hapus gudang data; isi datanya lewat formulir User Task, atau pakai catatan teks untuk keterangan saja.",
    "Delete the data store; take the data in by the form of a user task, or use a text annotation if it only informs.",
)
# BPMN 2.0.2 chapter 11 describes talk between parties, not work that one engine could do.
_CHOREOGRAPHY = Fault(
    "choreography",
    "Koreografi tidak dijalankan; Lindung menjalankan proses satu lembaga.",
    "Choreographies are not run; Lindung runs the process of one agency.",
    "Gambar proses biasa, dan gambar pihak lain sebagai pool kosong dengan aliran pesan.",
    "Draw an ordinary process, and other parties as empty pools with message flows.",
)
# BPMN 2.0.2 section 10.7; SpiffWorkflow turns the throwing event into a plain one and undoes nothing.
_COMPENSATION = Fault(
    "compensation",
    "Kompensasi tidak dijalankan: langkah pembatalan tidak akan terjadi.",
    "Compensation is not run: the undoing step would never happen.",
    "Hapus peristiwa kompensasi; gambar langkah pembatalan sebagai tugas setelah gateway.",
    "Delete the compensation event; draw the undoing step as a task behind a gateway.",
)

REFUSED = {
    # BPMN 2.0.2 section 10.3 leaves open what an untyped task is; SpiffWorkflow waits for a person without a form.
    "task": Fault(
        "none_task",
        "Tugas ini tidak berjenis, sehingga tidak jelas siapa atau apa yang mengerjakannya.",
        "This task has no type, so nobody knows who or what does it.",
        *_ACTIVITY_REMEDY,
    ),
    # BPMN 2.0.2 section 10.3: done without an engine knowing of it. Our cases must know.
    "manualTask": Fault(
        "manual_task",
        "Manual Task tidak tercatat oleh sistem, sehingga kasus tidak tahu kapan tugas ini selesai.",
        "A manual task is not recorded by any system, so the case cannot know when it is done.",
        "Klik kunci inggris pada unsur ini, lalu pilih User Task, supaya petugas dapat menyatakannya selesai.",
        "Click the wrench on this element and choose User Task, so that an officer can say that it is done.",
    ),
    # BPMN 2.0.2 section 10.3.3 has it call a service; no service is called from a diagram here.
    "serviceTask": Fault(
        "service_task",
        "Service Task tidak dijalankan: tidak ada layanan otomatis yang akan mengerjakannya.",
        "Service tasks are not run: there is no automatic service that would do this one.",
        "Klik kunci inggris pada unsur ini, lalu pilih User Task (dikerjakan petugas), Business Rule Task "
        "(tabel keputusan), atau Send Task (mengirim pesan).",
        "Click the wrench on this element and choose User Task (an officer does it), Business Rule Task "
        "(a decision table) or Send Task (a message is sent).",
    ),
    # A person who edits a diagram may not run programs on the server.
    "scriptTask": Fault(
        "script_task",
        "Script Task memuat program di dalam gambar, yang tidak diizinkan.",
        "A script task carries a program inside the diagram, which is not allowed.",
        *_ACTIVITY_REMEDY,
    ),
    # BPMN 2.0.2 section 13.4.5; SpiffWorkflow refuses it with an error of its own.
    "complexGateway": Fault(
        "complex_gateway",
        "Complex Gateway tidak dijalankan.",
        "Complex gateways are not run.",
        *_GATEWAY_REMEDY,
    ),
    # Order and what happens to the rest at the end are never read by SpiffWorkflow.
    "adHocSubProcess": Fault(
        "ad_hoc_sub_process",
        "Sub-proses ad-hoc tidak dijalankan.",
        "Ad-hoc sub-processes are not run.",
        *_SUB_PROCESS_REMEDY,
    ),
    # BPMN 2.0.2 section 10.3 promises compensation of what was done inside.
    "transaction": Fault(
        "transaction",
        "Transaksi tidak dijalankan, karena kompensasi di dalamnya tidak akan terjadi.",
        "Transactions are not run, because the compensation inside them would never happen.",
        *_SUB_PROCESS_REMEDY,
    ),
    # SpiffWorkflow never reads the catching side and calls the case complete at the throwing one.
    "linkEventDefinition": Fault(
        "link_event",
        "Peristiwa tautan (link) tidak dijalankan: kasus akan dianggap selesai di sini.",
        "Link events are not run: the case would be taken as finished here.",
        "Hapus kedua peristiwa tautan dan hubungkan langkahnya dengan satu aliran.",
        "Delete both link events and connect the steps by a sequence flow.",
    ),
    # Only a transaction can be cancelled.
    "cancelEventDefinition": Fault(
        "cancel_event",
        "Peristiwa pembatalan (cancel) hanya bermakna pada transaksi, yang tidak dijalankan.",
        "Cancel events only mean something in transactions, which are not run.",
        "Klik kunci inggris pada peristiwa ini, lalu pilih Error atau Escalation.",
        "Click the wrench on this event and choose Error or Escalation.",
    ),
    "compensateEventDefinition": _COMPENSATION,
    "dataStore": _DATA_STORE,
    "dataStoreReference": _DATA_STORE,
    **dict.fromkeys(("choreography", "globalChoreographyTask", "callChoreography"), _CHOREOGRAPHY),
    **dict.fromkeys(("choreographyTask", "subChoreography"), _CHOREOGRAPHY),
}

# SpiffWorkflow's end event knows messages, errors and escalations only; the signal is dropped silently.
SIGNAL_END = Fault(
    "signal_end",
    "Peristiwa akhir bersinyal tidak mengirim sinyalnya.",
    "A signal end event does not send its signal.",
    "Taruh Intermediate Throw Event bersinyal sebelum peristiwa akhir biasa.",
    "Put a signal intermediate throw event before a plain end event.",
)
# BPMN 2.0.2 section 10.3 allows several tokens; SpiffWorkflow always takes and gives one.
QUANTITY = Fault(
    "token_quantity",
    "'{attribute}' bernilai {value}, padahal jumlah token selain 1 tidak dijalankan.",
    "'{attribute}' is {value}, but token quantities other than 1 are not run.",
    "Hapus unsur ini dan gambar ulang; pakai multi-instance untuk mengulang tugas.",
    "Delete this element and draw it again; use multi-instance to repeat a task.",
)
# BPMN 2.0.2 section 10.3: events thrown while instances complete; SpiffWorkflow throws none.
BEHAVIOR = Fault(
    "multi_instance_behavior",
    "Perilaku multi-instance '{value}' tidak dijalankan.",
    "The multi-instance behaviour '{value}' is not run.",
    "Klik kunci inggris pada tugas ini, lepas tanda multi-instance, lalu pasang lagi.",
    "Click the wrench on this activity, take the multi-instance mark off and set it again.",
)


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse each element that does not run as BPMN says, at what a person sees on the canvas; not its inside too."""
    passed: set[xml.Element | None] = set()
    for element in diagram.model():
        fault = _fault(element)
        if element.getparent() in passed or is_unseen(element):
            passed.add(element)
        elif fault is not None:
            passed.add(element)
            yield fault.at(diagram.file, _visible(element), kind=xml.local_name(element))
        else:
            yield from _attributes(diagram.file, element)


def is_unseen(element: xml.Element) -> bool:
    """Tell whether an element is passed over with all its inside: unseen, or strange and inside of an extension."""
    kind = xml.local_name(element)
    if kind in UNSEEN:
        return True
    known = kind in ALLOWED or kind in REFUSED
    return not known and next(model.ancestors(element, "extensionElements"), None) is not None


def _fault(element: xml.Element) -> Fault | None:
    """Give what is wrong with an element being there at all, None when it may be."""
    kind = xml.local_name(element)
    parent = element.getparent()
    if kind == "signalEventDefinition" and parent is not None and xml.local_name(parent) == "endEvent":
        return SIGNAL_END
    if element.get("isForCompensation") in {"true", "1"}:
        return _COMPENSATION
    if kind in ALLOWED:
        return None
    return REFUSED.get(kind, GENERIC)


def _visible(element: xml.Element) -> xml.Element:
    # An event definition has an id of its own, but on the canvas people see the event around it.
    around = element.getparent()
    if around is not None and xml.local_name(element).endswith("EventDefinition"):
        return around
    return nearest(element)


def nearest(element: xml.Element) -> xml.Element:
    """Give the element itself or the closest one around it that has an id."""
    while not element.get("id"):
        around = element.getparent()
        if around is None:
            break
        element = around
    return element


def visible(expression: xml.Element) -> xml.Element:
    """Give what a person sees of an expression: the event or activity around it, else the flow that carries it."""
    around = model.ancestors(expression, *model.EVENTS, *model.TASKS, *model.SUB_PROCESSES, "callActivity")
    return (
        next(around, nearest(expression))
        if xml.local_name(expression) != "conditionExpression"
        else nearest(expression)
    )


def _attributes(file: str, element: xml.Element) -> Iterator[Refusal]:
    """Refuse attributes of BPMN that SpiffWorkflow passes over."""
    for attribute in ("startQuantity", "completionQuantity"):
        value = element.get(attribute, "1").strip()
        if value != "1":
            yield QUANTITY.at(file, element, attribute=attribute, value=value)
    behavior = element.get("behavior", "All")
    if xml.local_name(element) == "multiInstanceLoopCharacteristics" and behavior != "All":
        yield BEHAVIOR.at(file, element.getparent(), value=behavior)
