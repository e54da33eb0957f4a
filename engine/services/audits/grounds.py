"""What a finding can rest on: one recorded event, clauses of its procedure, and the assignments that hold its case."""

from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.domain.people.permissions import WRITE
from engine.services.audits import assignments
from engine.services.audits.assignments import AssignmentView
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.running import steps
from engine.store.audit import history
from engine.store.audits import findings as stored
from engine.store.cases import cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An event as the form of a finding shows it.

    ``element_name`` is None for an event at no step. ``clauses`` are (id, words) of all that the procedure holds,
    ``named`` those of the step; ``assignments`` are the open ones that name the actor and hold the case.
    """

    case_number: str
    agency: str
    instance: str
    seq: int
    at: datetime
    type: str
    element_name: str | None
    clauses: tuple[tuple[str, str], ...]
    named: tuple[str, ...]
    assignments: tuple[AssignmentView, ...]


def get(tx: Transaction, instance_id: str, *, seq: int) -> Ground:
    """Give one event as the ground of a finding, after noting that its history was read.

    NotPermittedError for who writes no findings, NotFoundError for an event that the actor may not see.
    """
    tx.require_anywhere(WRITE)
    found, seen = access.require_readable(tx, cases.get(tx.session, instance_id), "history.read", asked=instance_id)
    rows = history.of_instance(tx.session, instance_id, after=seq - 1, limit=1)
    if not rows or rows[0].seq != seq:
        raise errors.NotFoundError(process_instance=instance_id)
    reads.note(tx, found.case.id, what="history.read", seen=seen, subject=instance_id)
    deployed = steps.deployed(tx, found)
    element = deployed.definition.side_table.get(rows[0].element_id or "")
    return Ground(
        case_number=found.case.number,
        agency=found.case.agency,
        instance=instance_id,
        seq=seq,
        at=rows[0].at,
        type=rows[0].type,
        element_name=None if element is None else element.name or element.id,
        clauses=tuple((one.id, one.text) for document in deployed.documents for one in document.clauses.values()),
        named=() if element is None else element.clause,
        assignments=tuple(_holding(tx, found.case.id)),
    )


def writing(tx: Transaction) -> tuple[AssignmentView, ...]:
    """Give the open assignments in which the actor writes findings."""
    return tuple(one for one in assignments.search(tx) if one.is_member and one.closed_at is None)


def _holding(tx: Transaction, case_id: str) -> list[AssignmentView]:
    return [one for one in writing(tx) if stored.holds(tx.session, one.id, case_id)]
