"""Exports the traces of a procedure in an agency, under pseudonyms; a register keeps who did so and why."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence

from engine import errors
from engine.domain.exports import formats, traces
from engine.domain.exports.traces import Process, Pseudonyms, Step
from engine.domain.people import permissions
from engine.domain.policy.elements import ElementInfo
from engine.services.base.transaction import Transaction
from engine.services.chains import reads, registers
from engine.services.exports import reasons
from engine.store.conformance import practice as stored

RIGHT = "practice.export"
AT_ONCE = 50
"""How many processes are in memory at once."""


def export(tx: Transaction, key: str, *, agency: str, form: str, reason: str, coarse: bool = False) -> Iterator[str]:
    """Give the text of an export, piece by piece, while the transaction is open; who made it and why is recorded.

    ``form`` is ocel, xes or csv; ``coarse`` gives moments to the hour. Raises NotPermittedError, ExportUnfitError,
    and NotFoundError for a procedure of which the agency has no process.
    """
    tx.require(RIGHT, permissions.Subject(agency=agency))
    if form not in formats.FORMATS or reason not in reasons.REASONS:
        raise reasons.ExportUnfitError(known=", ".join((*formats.FORMATS, *reasons.REASONS)))
    ids = stored.processes(tx.session, agency=agency, procedure=key)
    if not ids:
        raise errors.NotFoundError(process_definition=key)
    told = {"agency": agency, "format": form, "reason": reason, "coarse": coarse, "processes": len(ids)}
    role = tx.acting_role(RIGHT, agency=agency)
    registers.append(tx, registers.EXPORTS, "traces.exported", subject=key, data=told, role=role)
    reads.note_list(tx, RIGHT, ids, about=key)
    write, _ = formats.FORMATS[form]
    return write(_steps(tx, ids, coarse=coarse))


def _steps(tx: Transaction, ids: Sequence[str], *, coarse: bool) -> Iterator[Step]:
    names = Pseudonyms(secrets.token_bytes(32))
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        histories = stored.histories(tx.session, some)
        for one in stored.some(tx.session, some):
            procedure = tx.installation.procedures.get(tx.session, one.bundle_id, version=one.version)
            process = Process(
                id=names.of("process", one.id),
                case=names.of("case", one.case_id),
                procedure=one.procedure,
                version=one.version,
                agency=one.agency,
            )
            elements = procedure.definition.side_table
            for row in histories[one.id]:
                yield from _step(row, f"{one.id}:{row.seq}", process, names, elements, coarse=coarse)


def _step(
    row: stored.Told,
    key: str,
    process: Process,
    names: Pseudonyms,
    elements: Mapping[str, ElementInfo],
    *,
    coarse: bool,
) -> Iterator[Step]:
    told = traces.told(row.type, row.element_id, json.loads(row.data or "{}"))
    if told is not None:
        element, transition = told
        known = elements.get(element)
        yield Step(
            id=names.of("event", key),
            process=process,
            activity=element if known is None or not known.name else known.name,
            element=element,
            transition=transition,
            at=traces.moment(row.at, coarse=coarse),
            who=names.of("person", row.actor),
            role=row.role or "system",
            task=None if row.task_id is None else names.of("task", row.task_id),
        )
