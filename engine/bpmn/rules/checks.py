"""The lint that stands before every deployment: a bundle runs as BPMN 2.0.2 and its own texts say, or is refused.

It trusts nothing: run it through ``isolated`` for files that someone uploaded, because it starts a parser.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.bpmn.base import xml
from engine.bpmn.rules.base import bundle, elements, feel_texts, model
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.files import clauses as clause_rules
from engine.bpmn.rules.files import (
    decision_files,
    documents,
    known_names,
    promises,
    readings,
    roles_and_forms,
    variables,
)
from engine.bpmn.rules.files import messages as message_rules
from engine.bpmn.rules.shapes import (
    arrows,
    calls,
    codes,
    data,
    event_sub_processes,
    events,
    extensions,
    gateways,
    message_flows,
    references,
    repetitions,
    structure,
    timers,
)
from engine.bpmn.rules.tokens import tokens, waiting
from engine.domain.policy.refusals import Refusal
from engine.settings import MOST_INSTANCES

# The code is that of the refusal itself; this one stands for the family.
UNREADABLE = Fault(
    "xml_refused",
    "{sentence_id}{where_id}",
    "{sentence_en}{where_en}",
    "Buka berkas ini di editor proses dan simpan kembali sebagai BPMN 2.0 XML.",
    "Open the file in the process editor and save it again as BPMN 2.0 XML.",
)
# An empty bundle must not pass for a sound one.
NO_DIAGRAM = Fault(
    "diagram_missing",
    "Tidak ada berkas BPMN untuk diperiksa.",
    "There is no BPMN file to check.",
    "Tambahkan berkas .bpmn dari editor proses.",
    "Add a .bpmn file from the process editor.",
)

# Whoever asks about such a file would take silence for a yes.
UNKNOWN_KIND = Fault(
    "file_kind_unknown",
    "Berkas ini tidak diperiksa, karena jenisnya tidak dikenal.",
    "This file is not checked, because its kind is not known.",
    "Simpan sebagai .bpmn (gambar), .dmn (keputusan), .form (formulir), atau .typ (surat).",
    "Save it as .bpmn (diagram), .dmn (decision), .form (form) or .typ (letter).",
)
_READ_ALONE = (".dmn", ".form")

# Rules of one diagram, in the order in which a person would mend it.
_RULES: tuple[Callable[[model.Diagram], Iterator[Refusal]], ...] = (
    extensions.check,
    feel_texts.languages,
    structure.check,
    events.check,
    event_sub_processes.check,
    codes.check,
    gateways.check,
    message_flows.check,
    tokens.check,
    timers.check,
    data.check,
    references.drawing,
    references.reserved,
)
# Told only where every element runs: a way through a refused element is no way.
_WAYS = {
    "unreachable", "no_way_to_end", "loop_never_waits", "start_missing", "join_never_completes", "split_never_ends",
    "split_multiplies",
}  # fmt: skip


def check(
    files: Mapping[str, bytes],
    *,
    roles: Collection[str],
    clauses: Collection[str] | None = None,
    messages: Collection[str] | None = None,
    most_instances: int = MOST_INSTANCES,
) -> list[Refusal]:
    """Give everything that keeps a bundle from being deployed, file by file; an empty list means that it runs.

    ``roles`` are the known role keys. ``clauses`` are the known clause ids, None for those of the bundle's own
    documents; ``messages`` those that cross the borders of procedures, None when any name will do;
    ``most_instances`` is the installation's bound of one multi-instance activity. A bundle without procedure.toml is
    checked as loose diagrams: without channels and time limits. Faults that would follow from another are left out.
    """
    reading = _read(files)
    refusals = list(reading.refusals)
    known = reading.clauses if clauses is None else clauses
    for diagram in reading.bundle.diagrams:
        repeated = list(repetitions.check(diagram, most=most_instances))
        refusals += _diagram(diagram, reading.bundle, roles=roles, clauses=known, others=repeated)
    refusals += roles_and_forms.forms_of(files)
    if reading.whole:
        refusals += [
            *bundle.check(reading.bundle),
            *calls.check(reading.bundle),
            *documents.check(reading.bundle, roles=roles, clauses=known),
            *promises.check(reading.bundle, clauses=known),
            *readings.check(reading.bundle, clauses=known),
            *message_rules.check(reading.bundle, messages=messages),
            *variables.check(reading.bundle),
            *repetitions.across(reading.bundle, most=most_instances),
            *waiting.check(reading.bundle),
            *known_names.check(reading.bundle),
        ]
    return list(dict.fromkeys(refusals))


def bundle_of(files: Mapping[str, bytes]) -> bundle.Bundle:
    """Give all that can be read of files that passed ``check``; it starts a parser, so nothing else may come here."""
    return _read(files).bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What could be read; ``whole`` is False when a part is missing, so that nothing across files is said."""

    bundle: bundle.Bundle
    clauses: Collection[str]
    refusals: list[Refusal]
    whole: bool


def _read(files: Mapping[str, bytes]) -> _Reading:
    """Open every file; one that cannot be opened does not keep the others from being looked at."""
    diagrams, refusals, broken_off = [], [], 0
    for file in sorted(name for name in files if name.endswith(xml.DIAGRAMS)):
        diagram, told = _open(file, files[file])
        diagrams += [] if diagram is None else [diagram]
        broken_off += int(diagram is None)
        refusals += told
    lacking = _lacking(files)
    refusals += lacking
    whole = not broken_off and not lacking
    procedure, head = bundle.read_procedure(files)
    models, broken = decision_files.read(files)
    documents, unreadable = bundle.read_clauses(files)
    whole_bundle = bundle.Bundle(
        files=files, diagrams=tuple(diagrams), models=models, procedure=procedure, documents=tuple(documents)
    )
    return _Reading(
        bundle=whole_bundle,
        clauses={name for document in documents for name in document.clauses},
        refusals=refusals + head + broken + unreadable,
        whole=whole and not head and not broken and not unreadable,
    )


def _lacking(files: Mapping[str, bytes]) -> list[Refusal]:
    """Refuse a procedure without a diagram, and files that none of the checks reads."""
    if any(name.endswith(xml.DIAGRAMS) for name in files):
        return []
    if bundle.PROCEDURE in files or not files:
        return [NO_DIAGRAM.at("")]
    return [UNKNOWN_KIND.at(name) for name in sorted(files) if not name.endswith(_READ_ALONE)]


def _open(file: str, data: bytes) -> tuple[model.Diagram | None, list[Refusal]]:
    """Give a file's diagram, None where no rule can rest on it, and what is wrong with its names and arrows."""
    try:
        diagram = model.read(file, xml.parse(data))
    except xml.RefusedXmlError as refused:
        return None, [_unreadable(file, refused)]
    rest = arrows.cut(diagram)
    found = list(references.check(diagram, rest))
    told = [*arrows.check(diagram), *references.lost_ends(diagram)]
    return (None if found else rest), [*told, *found]


def _unreadable(file: str, refused: xml.RefusedXmlError) -> Refusal:
    line = refused.ids.get("line")
    fault = replace(UNREADABLE, code=refused.code)
    return fault.at(
        file,
        sentence_id=refused.sentence_id,
        sentence_en=refused.sentence_en,
        where_id=f" Baris {line}." if line else "",
        where_en=f" Line {line}." if line else "",
    )


def _diagram(
    diagram: model.Diagram,
    whole: bundle.Bundle,
    *,
    roles: Collection[str],
    clauses: Collection[str],
    others: list[Refusal],
) -> list[Refusal]:
    """Give the refusals of one diagram, ``others`` too, without those that follow from what does not run."""
    user_tasks = {task.get("id", "") for each in whole.diagrams for task in each.model("userTask")}
    first = list(elements.check(diagram))
    others = [refusal for rule in _RULES for refusal in rule(diagram)] + others
    lent = roles_and_forms.lent(whole.diagrams)
    others += roles_and_forms.check(diagram, roles=roles, files=whole.files, user_tasks=user_tasks, lent=lent)
    others += clause_rules.check(diagram, clauses=clauses)
    refused = {refusal.element_id for refusal in first}
    return first + [refusal for refusal in others if not _follows(diagram, refusal, refused)]


def _follows(diagram: model.Diagram, refusal: Refusal, refused: Collection[str]) -> bool:
    """Tell whether a refusal only follows from an element that does not run at all, or from an arrow cut off."""
    element = diagram.elements.get(refusal.element_id)
    if diagram.cut_at and refusal.code in _WAYS:
        return True
    if refusal.element_id in diagram.cut_at and refusal.code in arrows.FOLLOWING:
        return True
    if element is None or not refused:
        return False
    around = {element.get("id", ""), *(each.get("id", "") for each in element.iterancestors())}
    return refusal.code in _WAYS or not around.isdisjoint(refused)
