"""Promised times: the rows of the SLA table hold together with the diagrams that start and stop their clocks.

Only rows that are written out can be checked before a case runs; a row with FEEL names is checked when it is used.
"""

import re
from collections.abc import Collection, Iterator

from engine import dmn
from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.bundle import PROCEDURE, Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy import table_rows
from engine.domain.policy.refusals import Refusal
from engine.domain.time import sla_rows

# Every time limit of the procedure would be missing.
NO_TABLE = Fault(
    "sla_table_unknown",
    "Tabel batas waktu '{decision}' tidak ada di berkas DMN mana pun, atau bukan tabel keputusan.",
    "The SLA table '{decision}' is in none of the DMN files, or is no decision table.",
    "Perbaiki 'sla' di procedure.toml dengan id tabel keputusan itu.",
    "Correct 'sla' in procedure.toml to the id of that decision table.",
)
# Its fault is told by domain.sla, with the column.
BAD_ROW = Fault(
    "sla_row_invalid",
    "Baris {number} tabel batas waktu tidak sah pada kolom '{field}'.",
    "Row {number} of the SLA table is not valid in the column '{field}'.",
    "Perbaiki kolom itu pada baris tersebut.",
    "Correct that column of the row.",
)
# The procedure's text is never silently added to: a promise has a source, or it is nobody's.
NO_CLAUSE = Fault(
    "sla_clause_missing",
    "Baris batas waktu ke-{number} tidak menyebut klausul.",
    "Row {number} of the time limits names no clause.",
    "Isi kolom 'clause' dengan id klausul; janji yang bukan dari naskah bersandar pada klausul langkahnya.",
    "Fill in the column 'clause' with a clause's id; a promise not of the text rests on the clause of its step.",
)
# A time limit without a clause is nobody's promise.
ROW_CLAUSE = Fault(
    "sla_clause_unknown",
    "Baris {number} tabel batas waktu menyebut klausul '{clause}', yang tidak ada.",
    "Row {number} of the SLA table names the clause '{clause}', which does not exist.",
    "Isi kolom 'clause' dengan id klausul dari berkas clauses/*.yaml.",
    "Fill the column 'clause' with the id of a clause of the files clauses/*.yaml.",
)
# The clock would never run, and nobody would be warned.
NEVER_STARTED = Fault(
    "sla_never_started",
    "Batas waktu '{milestone}' dimulai oleh '{fact}', yang tidak dicatat oleh unsur mana pun.",
    "The time limit '{milestone}' starts with '{fact}', which no element records.",
    "Catat peristiwa '{fact}' pada unsur yang memulainya, atau perbaiki kolom 'start_event'.",
    "Record the event '{fact}' at the element that starts it, or correct the column 'start_event'.",
)
# The clock would always end late.
NEVER_STOPPED = Fault(
    "sla_never_stopped",
    "Batas waktu '{milestone}' tidak dihentikan oleh unsur mana pun, sehingga selalu terlambat.",
    "No element stops the time limit '{milestone}', so it would always be late.",
    "Hentikan batas waktu '{milestone}' pada unsur yang memenuhinya.",
    "Stop the time limit '{milestone}' at the element that meets it.",
)
# A timer on it would wait for ever.
UNKNOWN_MILESTONE = Fault(
    "sla_milestone_unknown",
    "Batas waktu '{milestone}' tidak ada di tabel batas waktu.",
    "The time limit '{milestone}' is not in the SLA table.",
    "Pakai salah satu dari: {known}; atau tambahkan barisnya pada tabel batas waktu.",
    "Use one of: {known}; or add its row to the SLA table.",
)
# batas("x") and peringatan("x", 80), as timers write them.
_USES = re.compile(r'\b(?:batas|peringatan)\s*\(\s*"([^"]*)"')


def check(bundle: Bundle, *, clauses: Collection[str]) -> Iterator[Refusal]:
    """Refuse time limits that cannot be read, rest on no clause, never start or never stop."""
    if bundle.procedure is None:
        return
    known: set[str] = set()
    if bundle.procedure.sla is not None:
        table = _table(bundle, bundle.procedure.sla)
        if table is None:
            yield NO_TABLE.named(PROCEDURE, bundle.procedure.sla, "", decision=bundle.procedure.sla)
            return
        for row in table_rows.of(table[1]):
            known.add(str(row.values.get("milestone") or ""))
            yield from _row(table[0], bundle.procedure.sla, row, bundle, clauses)
    for diagram in bundle.diagrams:
        yield from _uses(diagram, known)


def _table(bundle: Bundle, decision: str) -> tuple[str, dmn.Table] | None:
    """Give the decision table of the time limits with its file, None when there is none of that id."""
    for file, each in bundle.models.items():
        found = each.decisions.get(decision)
        if found is not None and isinstance(found.box, dmn.Table):
            return file, found.box
    return None


def _row(file: str, decision: str, row: table_rows.Row, bundle: Bundle, clauses: Collection[str]) -> Iterator[Refusal]:
    """Refuse a row that cannot be read, rests on no clause, never starts or never stops."""
    clause, milestone = row.values.get("clause"), str(row.values.get("milestone") or "")
    if row.complete:
        try:
            sla_rows.SlaRow.from_mapping({name: value for name, value in row.values.items() if value is not None})
        except sla_rows.SlaRowInvalidError as invalid:
            yield BAD_ROW.named(file, decision, milestone, number=row.number, field=str(invalid.ids.get("field")))
            return
    if row.complete and not str(clause or "").strip():
        yield NO_CLAUSE.named(file, decision, milestone, number=row.number)
    for each in str(clause or "").split():
        if each not in clauses:
            yield ROW_CLAUSE.named(file, decision, milestone, number=row.number, clause=each)
    fact = row.values.get("start_event")
    if fact and fact not in _recorded(bundle, "slaStart"):
        yield NEVER_STARTED.named(file, decision, milestone, milestone=milestone, fact=str(fact))
    is_deadline = row.values.get("meaning") in {None, "deadline"}
    if milestone and is_deadline and milestone not in _recorded(bundle, "slaStop"):
        yield NEVER_STOPPED.named(file, decision, milestone, milestone=milestone)


def _recorded(bundle: Bundle, attribute: str) -> set[str]:
    """Give every word that the diagrams carry in an attribute: the facts recorded, or the milestones stopped."""
    return {
        word for diagram in bundle.diagrams for element in diagram.model() for word in model.words(element, attribute)
    }


def _uses(diagram: model.Diagram, known: Collection[str]) -> Iterator[Refusal]:
    """Refuse time limits that a diagram stops or waits for but that the table does not hold."""
    for element in diagram.model():
        milestones = model.words(element, "slaStop")
        if xml.local_name(element) in {"timeDate", "timeDuration", "timeCycle", "conditionExpression"}:
            milestones += _USES.findall(model.text_of(element))
        place = next(model.ancestors(element, *model.EVENTS), element)
        for milestone in milestones:
            if milestone not in known:
                yield UNKNOWN_MILESTONE.at(diagram.file, place, milestone=milestone, known=model.join(known) or "-")
