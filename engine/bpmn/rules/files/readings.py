"""What tables and the head say of the procedure's text: clauses that exist, and readings that an ambiguity really has.

A table that asks for a reading nobody can choose would never answer, and a promise would be missing in silence.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from engine import dmn
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.bundle import PROCEDURE, Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain import vocabulary
from engine.domain.policy import table_rows
from engine.domain.policy.refusals import Refusal

# The document or the row could not be shown with its text.
ROW_CLAUSE = Fault(
    "row_clause_unknown",
    "Baris {number} menyebut klausul '{clause}', yang tidak ada di dokumen prosedur ini.",
    "Row {number} names the clause '{clause}', which is not in the documents of this procedure.",
    "Periksa id klausul pada berkas clauses/*.yaml.",
    "Check the clause's id in the files clauses/*.yaml.",
)
# Its label would be all that people know of where it comes from.
CHANNEL_CLAUSE = Fault(
    "channel_clause_unknown",
    "Saluran '{channel}' menyebut klausul '{clause}', yang tidak ada di dokumen prosedur ini.",
    "The channel '{channel}' names the clause '{clause}', which is not in the documents of this procedure.",
    "Periksa 'clause' saluran itu di procedure.toml.",
    "Check the channel's 'clause' in procedure.toml.",
)
# Nobody could ever sign for it.
ROW_READING = Fault(
    "row_reading_unknown",
    "Baris {number} bersandar pada '{ambiguity}', yang bukan persoalan tafsir di dokumen prosedur ini.",
    "Row {number} rests on '{ambiguity}', which is no ambiguity in the documents of this procedure.",
    "Periksa kolom 'reading', atau tambahkan persoalan itu pada berkas clauses/*.yaml.",
    "Check the column 'reading', or add the ambiguity to the files clauses/*.yaml.",
)
# The column would be null in every case.
ASKED = Fault(
    "ambiguity_unknown",
    "Kolom '{label}' menanyakan tafsir '{ambiguity}', yang tidak ada di dokumen prosedur ini.",
    "The column '{label}' asks for the reading of '{ambiguity}', which is not in the documents of this procedure.",
    "Pakai salah satu dari: {known}.",
    "Use one of: {known}.",
)
# The row would never match.
CELL = Fault(
    "reading_unknown",
    "Baris {number} menunggu tafsir '{reading}', yang bukan pilihan pada '{ambiguity}'.",
    "Row {number} waits for the reading '{reading}', which '{ambiguity}' does not have.",
    "Pakai salah satu dari: {known}.",
    "Use one of: {known}.",
)
_ASKS = re.compile(rf'^\s*get value\s*\(\s*{vocabulary.READINGS}\s*,\s*"([^"]*)"\s*\)\s*$')
_TEXTS = re.compile(r'"([^"]*)"')


def check(bundle: Bundle, *, clauses: Collection[str]) -> Iterator[Refusal]:
    """Refuse clauses and readings of tables and channels that the documents do not have."""
    if bundle.procedure is None:
        return
    known = {
        name: [reading.id for reading in one.readings]
        for each in bundle.documents
        for name, one in each.ambiguities.items()
    }
    for channel in bundle.procedure.channels.values():
        for clause in channel.clause:
            if clause not in clauses:
                yield CHANNEL_CLAUSE.named(PROCEDURE, channel.code, channel.label, channel=channel.code, clause=clause)
    for file, each in bundle.models.items():
        for decision in each.decisions.values():
            if isinstance(decision.box, dmn.Table):
                if decision.id == bundle.procedure.sla:
                    yield from _promises(file, decision, decision.box, known=known)
                else:
                    yield from _rows(file, decision, decision.box, clauses=clauses)
                yield from _columns(file, decision, decision.box, known)


def _rows(file: str, decision: dmn.Decision, table: dmn.Table, *, clauses: Collection[str]) -> Iterator[Refusal]:
    """Refuse rows that name clauses which are not there."""
    for row in table_rows.of(table):
        for clause in str(row.values.get("clause") or "").split():
            if clause not in clauses:
                yield ROW_CLAUSE.named(file, decision.id, decision.name, number=row.number, clause=clause)


def _promises(file: str, decision: dmn.Decision, table: dmn.Table, *, known: Collection[str]) -> Iterator[Refusal]:
    """Refuse rows of promised times whose reading is that of no ambiguity; their clauses are told with the promise."""
    for row in table_rows.of(table):
        ambiguity = row.values.get("reading")
        if ambiguity and ambiguity not in known:
            yield ROW_READING.named(file, decision.id, decision.name, number=row.number, ambiguity=str(ambiguity))


def _columns(file: str, decision: dmn.Decision, table: dmn.Table, known: Mapping[str, list[str]]) -> Iterator[Refusal]:
    """Refuse columns that ask for a reading of what is no ambiguity, and cells that wait for one it does not have."""
    for place, column in enumerate(table.inputs):
        asked = _ASKS.match(column.expression.text)
        if asked is None:
            continue
        name = asked[1]
        if name not in known:
            label = column.label
            listed = model.join(known) or "-"
            yield ASKED.named(file, decision.id, decision.name, label=label, ambiguity=name, known=listed)
            continue
        for rule in table.rules:
            for reading in _TEXTS.findall(rule.inputs[place].text):
                if reading not in known[name]:
                    yield CELL.named(
                        file,
                        decision.id,
                        decision.name,
                        number=rule.number,
                        reading=reading,
                        ambiguity=name,
                        known=model.join(known[name]) or "-",
                    )
