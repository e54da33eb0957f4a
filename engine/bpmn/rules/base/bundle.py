"""A bundle as a whole: its files can be read, its head names what is there, and no id means two things.

Rules of one diagram never look at another; what crosses files is here, in ``calls`` and in ``promises``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import dmn
from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy import clauses, procedures
from engine.domain.policy.refusals import Refusal

PROCEDURE = "procedure.toml"

# History, marks and roles find an element by its id alone.
TWO_FILES = Fault(
    "id_in_two_files",
    "Id '{name}' juga dipakai di berkas {others}.",
    "The id '{name}' is also used in the file {others}.",
    "Beri salah satunya id lain.",
    "Give one of them another id.",
)
# Without a head nobody knows which process runs, and for whom.
HEAD = Fault(
    "procedure_invalid",
    "Bagian '{key}' pada procedure.toml tidak ada atau tidak sah.",
    "The part '{key}' of procedure.toml is missing or not valid.",
    "Lengkapi bagian itu; contohnya ada di workflows/README.md.",
    "Complete that part; workflows/README.md has an example.",
)
# The head and the drawing are written in different editors.
NO_PROCESS = Fault(
    "procedure_process_unknown",
    "procedure.toml menyebut proses '{process}' di berkas '{bpmn}', yang tidak ditemukan.",
    "procedure.toml names the process '{process}' in the file '{bpmn}', which was not found.",
    "Perbaiki 'process' dan 'bpmn' di procedure.toml, atau id proses di diagram.",
    "Correct 'process' and 'bpmn' in procedure.toml, or the id of the process in the diagram.",
)
# Clauses travel in the bundle, so that a case shows the text of its own version.
NO_CLAUSES = Fault(
    "clause_document_unknown",
    "Dokumen klausul 'clauses/{document}.yaml' tidak ada di dalam berkas prosedur.",
    "The clause document 'clauses/{document}.yaml' is not among the procedure's files.",
    "Tambahkan dokumen itu, atau perbaiki 'clauses' di procedure.toml.",
    "Add the document, or correct 'clauses' in procedure.toml.",
)
# Its fault is told by domain.clauses, with the place in the file.
BAD_CLAUSES = Fault(
    "clause_document_invalid",
    "Dokumen klausul ini tidak dapat dibaca ({where}).",
    "This clause document cannot be read ({where}).",
    "Perbaiki berkas YAML-nya menurut contoh di workflows/clauses.",
    "Correct the YAML after the examples in workflows/clauses.",
)
# Reports of this channel could not be registered.
CHANNEL_START = Fault(
    "channel_start_unknown",
    "Saluran '{channel}' membuka '{start}', yang bukan peristiwa awal proses ini.",
    "The channel '{channel}' opens '{start}', which is no start event of this process.",
    "Perbaiki 'start' saluran itu di procedure.toml, atau id peristiwa awal di diagram.",
    "Correct the channel's 'start' in procedure.toml, or the start event's id in the diagram.",
)
# The law would attach it to a case, and nothing would begin.
OVERLAY_START = Fault(
    "overlay_start_unknown",
    "[overlay] membuka '{start}', yang bukan peristiwa awal proses ini.",
    "[overlay] opens '{start}', which is no start event of this process.",
    "Perbaiki 'start' pada bagian [overlay] di procedure.toml, atau id peristiwa awal di diagram.",
    "Correct 'start' in the part [overlay] of procedure.toml, or the start event's id in the diagram.",
)
# The finding would be sent, and nothing would begin.
FINDING_START = Fault(
    "finding_start_unknown",
    "[finding] membuka '{start}', yang bukan peristiwa awal proses ini.",
    "[finding] opens '{start}', which is no start event of this process.",
    "Perbaiki 'start' pada bagian [finding] di procedure.toml, atau id Start Event dalam diagram.",
    "Correct 'start' in the part [finding] of procedure.toml, or the start event's id in the diagram.",
)
# The case would be handed on, and nothing would begin.
CONTINUATION_START = Fault(
    "continuation_start_unknown",
    "[[continues]] membuka '{start}', yang bukan peristiwa awal pesan '{message}'.",
    "[[continues]] opens '{start}', which is no start event of the message '{message}'.",
    "Perbaiki 'start' dan 'message' di procedure.toml, atau pesan pada Start Event itu.",
    "Correct 'start' and 'message' in procedure.toml, or the message of that start event.",
)
# A way into the procedure that nobody can take.
START_CHANNEL = Fault(
    "start_without_channel",
    "Tidak ada saluran yang membuka peristiwa awal ini.",
    "No channel opens this start event.",
    'Tambahkan bagian [channels.<kode>] dengan start = "{start}" di procedure.toml, atau hapus peristiwa ini.',
    'Add a part [channels.<code>] with start = "{start}" to procedure.toml, or delete this event.',
)
# Gaps and overlaps decide about people: each comes with an input that shows it.
BAD_DECISION = Fault(
    "decision_faulty",
    "{sentence_id}{example_id}",
    "{sentence_en}{example_en}",
    "Perbaiki tabel keputusan ini ({code}).",
    "Correct this decision table ({code}).",
)
# A note to the author, not a fault: the table is larger than the check can see through.
_NOTES = frozenset({"not_checked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All that was read of a procedure's files; ``procedure`` is None when only loose diagrams are checked."""

    files: Mapping[str, bytes]
    diagrams: tuple[model.Diagram, ...]
    models: Mapping[str, dmn.Model]
    procedure: procedures.Procedure | None
    documents: tuple[clauses.ClauseDocument, ...] = ()

    def processes(self) -> dict[str, tuple[model.Diagram, xml.Element]]:
        """Give each process by id with the diagram it is in."""
        return {
            process.get("id", ""): (diagram, process)
            for diagram in self.diagrams
            for process in diagram.model("process")
        }

    def decisions(self) -> set[str]:
        """Give the ids of all decisions."""
        return {decision for each in self.models.values() for decision in each.decisions}


def read_procedure(files: Mapping[str, bytes]) -> tuple[procedures.Procedure | None, list[Refusal]]:
    """Give the head of the bundle, None with a refusal if it is faulty, None without one if there is none."""
    if PROCEDURE not in files:
        return None, []
    try:
        return procedures.parse(files[PROCEDURE]), []
    except procedures.ProcedureInvalidError as invalid:
        return None, [HEAD.named(PROCEDURE, "", "", key=str(invalid.ids.get("key")))]


def read_clauses(files: Mapping[str, bytes]) -> tuple[list[clauses.ClauseDocument], list[Refusal]]:
    """Give the bundle's clause documents."""
    known: list[clauses.ClauseDocument] = []
    refusals: list[Refusal] = []
    for file in sorted(name for name in files if name.startswith("clauses/")):
        try:
            known.append(clauses.parse(files[file]))
        except clauses.ClausesInvalidError as invalid:
            where = ", ".join(str(value) for value in invalid.ids.values())
            refusals.append(BAD_CLAUSES.named(file, "", "", where=where))
    return known, refusals


def check(bundle: Bundle) -> Iterator[Refusal]:
    """Refuse a head that names what is not there, ids with two meanings, and decisions that would answer wrongly."""
    yield from _ids(bundle)
    yield from _decisions(bundle)
    if bundle.procedure is not None:
        yield from _head(bundle, bundle.procedure)


def _ids(bundle: Bundle) -> Iterator[Refusal]:
    """Refuse the second and later uses of an id in other files, at that use."""
    places: dict[str, list[tuple[str, xml.Element]]] = defaultdict(list)
    for diagram in bundle.diagrams:
        for element in diagram.model("process", *sorted(model.NODES), "sequenceFlow"):
            places[element.get("id", "")].append((diagram.file, element))
    for name, found in places.items():
        for file, element in found[1:]:
            yield TWO_FILES.at(file, element, name=name, others=found[0][0])


def _decisions(bundle: Bundle) -> Iterator[Refusal]:
    """Turn what engine.dmn finds into refusals, each with its example."""
    for file, each in bundle.models.items():
        for problem in dmn.problems(each):
            if problem.code in _NOTES:
                continue
            decision = each.decisions.get(problem.decision_id)
            example = "; ".join(f"{name} = {value}" for name, value in problem.example)
            yield BAD_DECISION.named(
                file,
                problem.decision_id,
                decision.name if decision is not None else "",
                code=problem.code,
                sentence_id=problem.sentence_id,
                sentence_en=problem.sentence_en,
                example_id=f" Contoh: {example}." if example else "",
                example_en=f" Example: {example}." if example else "",
            )


def _head(bundle: Bundle, procedure: procedures.Procedure) -> Iterator[Refusal]:
    """Compare the head with what is there: clause documents, process, channels."""
    for document in procedure.clauses:
        if f"clauses/{document}.yaml" not in bundle.files:
            yield NO_CLAUSES.named(PROCEDURE, document, "", document=document)
    main = (diagram for diagram in bundle.diagrams if diagram.file == procedure.bpmn)
    process = next(
        (each for diagram in main for each in diagram.model("process") if _is(each, procedure.process)), None
    )
    if process is None:
        yield NO_PROCESS.named(PROCEDURE, procedure.process, "", process=procedure.process, bpmn=procedure.bpmn)
        return
    starts = {start.get("id", ""): start for start in process.iterfind(xml.bpmn("startEvent"))}
    for channel in procedure.channels.values():
        if channel.start not in starts:
            yield CHANNEL_START.named(PROCEDURE, channel.code, channel.label, channel=channel.code, start=channel.start)
    if procedure.overlay is not None and procedure.overlay.start not in starts:
        yield OVERLAY_START.named(PROCEDURE, procedure.overlay.start, "", start=procedure.overlay.start)
    if procedure.finding is not None and procedure.finding not in starts:
        yield FINDING_START.named(PROCEDURE, procedure.finding, "", start=procedure.finding)
    for way in procedure.continues:
        if way.message not in _messages(bundle, starts.get(way.start)):
            yield CONTINUATION_START.named(PROCEDURE, way.start, "", start=way.start, message=way.message)
    for name, start in starts.items():
        if name not in procedure.starts:
            yield START_CHANNEL.at(procedure.bpmn, start, start=name)


def _messages(bundle: Bundle, start: xml.Element | None) -> set[str]:
    """Give the names of the messages that open a start event."""
    refs = set() if start is None else {each.get("messageRef") for each in model.definitions_of(start)}
    named = (each for diagram in bundle.diagrams for each in diagram.model("message") if each.get("id") in refs)
    return {each.get("name", "") for each in named}


def _is(element: xml.Element, name: str) -> bool:
    return element.get("id") == name
