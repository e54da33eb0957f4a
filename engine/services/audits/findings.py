"""Findings: written by an auditor about recorded events, answered by the head of the agency, followed up and closed.

What is written is sealed under the key of the assignment, never under that of a case. A finding is read by whom its
assignment names and, once it was sent, by the head of the agency; for everybody else there is none. Members keep what
they wrote when the assignment ends, since answers come later; its cases they see no more.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from engine import errors
from engine.domain.audits import findings as rules
from engine.domain.audits.findings import FindingInvalidError
from engine.domain.people import permissions
from engine.services.base import access, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import reads, registers
from engine.store.audits import assignments
from engine.store.audits import findings as stored
from engine.store.cases import cases
from engine.store.policy import definitions
from engine.store.tables.audits import AuditAssignment, AuditFinding

WRITE, ANSWER = "finding.write", "finding.answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEvent:
    """A history event that a finding rests on; ``is_unchanged`` tells whether it still has the hash it had then."""

    case_number: str
    instance: str
    seq: int
    hash: str
    is_unchanged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding as its readers see it; ``clause_text`` is verbatim, ``acts`` are what the reader may do now."""

    id: str
    assignment: str
    number: int
    agency: str
    state: str
    due_on: date | None
    clause: str
    clause_text: str
    condition: str
    cause: str
    effect: str
    recommendation: str
    events: tuple[LinkedEvent, ...]
    answer: str | None
    follow_up: str | None
    acts: tuple[str, ...]


def write(
    tx: Transaction, assignment_id: str, *, clause: str, events: Sequence[tuple[str, int]], texts: Mapping[str, str]
) -> FindingView:
    """Write a draft about events, (instance, sequence) pairs of one agency; ``texts`` are those of the rules' PARTS.

    Raises NotFoundError for an assignment that does not name the actor or has ended, and for a case that it does not
    hold; FindingInvalidError.
    """
    assignment = assignments.lock(tx.session, assignment_id)
    if assignment is None or assignment.closed_at is not None or not _writes(tx, assignment_id):
        raise errors.NotFoundError(assignment=assignment_id)
    if not events:
        raise FindingInvalidError(field="events")
    linked = [_linked(tx, assignment_id, *one) for one in dict.fromkeys(events)]
    agencies = {agency for agency, _ in linked}
    if len(agencies) > 1:
        raise FindingInvalidError(field="events")
    said = {name: rules.checked(texts.get(name, ""), field=name) for name in rules.PARTS}
    content = {**said, **_clause(tx, events[0][0], clause), "events": [event for _, event in linked]}
    new_id = str(uuid.uuid4())
    row = AuditFinding(
        id=new_id,
        assignment_id=assignment_id,
        number=stored.last_number(tx.session, assignment_id) + 1,
        agency=min(agencies),
        state=rules.DRAFT,
        due_on=None,
        ciphertext=_seal(tx, assignment, content, bound_to=new_id),
        answer=None,
        follow_up=None,
    )
    tx.session.add(row)
    tx.session.flush()
    _note(tx, "finding.written", row)
    return _view(tx, row, by="auditor")


def act(tx: Transaction, finding_id: str, name: str, *, text: str = "") -> FindingView:
    """Move a finding on by one of the rules' ACTS; ``text`` is the head's answer or what was done, sealed.

    Raises NotFoundError for a finding that the actor may not see, NotPermittedError for an act of the other side,
    FindingNotReadyError, FindingInvalidError without its text.
    """
    row = stored.lock(tx.session, finding_id)
    side = None if row is None else _side(tx, row)
    if row is None or side is None:
        raise errors.NotFoundError(finding=finding_id)
    rule = rules.ACTS[name]
    if rule.by != side:
        raise errors.NotPermittedError(permission=WRITE if rule.by == "auditor" else ANSWER)
    row.state = rules.after(name, row.state)
    if name == "send":
        row.due_on = rules.due(_today(tx, row.agency))
    if side == "head":
        words = {"text": rules.checked(text, field=name)}
        setattr(row, name, _seal(tx, _assignment(tx, row), words, bound_to=f"{row.id} {name}"))
    tx.session.flush()
    _note(tx, rule.event, row)
    return _view(tx, row, by=side)


def get(tx: Transaction, finding_id: str) -> FindingView:
    """Give one finding, after noting that each case was read about which it speaks.

    NotFoundError when there is none, or the actor may not read it.
    """
    row = stored.get(tx.session, finding_id)
    side = None if row is None else _side(tx, row)
    if row is None or side is None:
        raise errors.NotFoundError(finding=finding_id)
    view = _view(tx, row, by=side)
    _note_read(tx, row, view, by=side)
    return view


def search(tx: Transaction) -> tuple[FindingView, ...]:
    """Give the findings that the actor may read."""
    agencies = {scope.agency for scope in tx.scopes(ANSWER)}
    rows = stored.search(tx.session, member=tx.actor.id, agencies=agencies)
    sides = [(row, _side(tx, row)) for row in rows]
    return tuple(_view(tx, row, by=side) for row, side in sides if side is not None)


def _writes(tx: Transaction, assignment_id: str) -> bool:
    return bool(tx.scopes(WRITE)) and tx.actor.id in assignments.members(tx.session, assignment_id)


def _side(tx: Transaction, row: AuditFinding) -> str | None:
    """Give on which side of a finding the actor stands; None for who may not read it."""
    if _writes(tx, row.assignment_id):
        return "auditor"
    is_sent = row.state != rules.DRAFT
    return "head" if is_sent and tx.allows(ANSWER, permissions.Subject(agency=row.agency)) else None


def _note_read(tx: Transaction, row: AuditFinding, view: FindingView, *, by: str) -> None:
    """Note that each case was read about which the finding speaks; a member reads it also when the audit has ended."""
    members = frozenset(assignments.members(tx.session, row.assignment_id))
    seen = permissions.Subject(agency=row.agency, auditors=members)
    permission = WRITE if by == "auditor" else ANSWER
    linked = (cases.get(tx.session, instance) for instance in sorted({one.instance for one in view.events}))
    for case_id in sorted({found.case.id for found in linked if found is not None}):
        reads.note(tx, case_id, what="finding.read", seen=seen, subject=row.id, permission=permission)


def _linked(tx: Transaction, assignment_id: str, instance: str, seq: int) -> tuple[str, dict[str, Any]]:
    """Give the agency and what a finding keeps of one event, after noting that its history was read."""
    found, seen = access.require_readable(tx, cases.get(tx.session, instance), "history.read", asked=instance)
    digest = stored.event_hash(tx.session, instance, seq)
    if digest is None or not stored.holds(tx.session, assignment_id, found.case.id):
        raise errors.NotFoundError(process_instance=instance)
    reads.note(tx, found.case.id, what="history.read", seen=seen, subject=instance)
    kept = {"case_number": found.case.number, "instance": instance, "seq": seq, "hash": digest.hex()}
    return found.case.agency, kept


def _clause(tx: Transaction, instance: str, clause: str) -> dict[str, str]:
    """Give the clause as the version says it by which the case runs; FindingInvalidError when it holds none such."""
    bundle = cases.known_instance(tx.session, instance).bundle
    deployed = tx.installation.procedures.get(tx.session, bundle.id, version=bundle.version)
    found = deployed.clause(clause)
    if found is None:
        raise FindingInvalidError(field="clause")
    return {"clause": clause, "clause_text": found[1].text}


def _today(tx: Transaction, agency: str) -> date:
    zones = {row.code: row.zone for row in definitions.agencies(tx.session)}
    return tx.now.astimezone(ZoneInfo(zones[agency])).date()


def _assignment(tx: Transaction, row: AuditFinding) -> AuditAssignment:
    return tx.session.get_one(AuditAssignment, row.assignment_id)


def _seal(tx: Transaction, assignment: AuditAssignment, content: Mapping[str, Any], *, bound_to: str) -> bytes:
    key = assignment.wrapped_key
    return tx.installation.vault.seal(content, case_id=assignment.id, wrapped_key=key, bound_to=bound_to)


def _unseal(tx: Transaction, row: AuditFinding, content: bytes, *, bound_to: str) -> dict[str, Any]:
    assignment = _assignment(tx, row)
    key = assignment.wrapped_key
    return tx.installation.vault.unseal(content, case_id=assignment.id, wrapped_key=key, bound_to=bound_to)


def _note(tx: Transaction, type_: str, row: AuditFinding) -> None:
    data = {"assignment": row.assignment_id, "number": row.number, "agency": row.agency, "state": row.state}
    data |= {"due_on": None if row.due_on is None else row.due_on.isoformat()}
    sealed = {"ciphertext": row.ciphertext, "answer": row.answer, "follow_up": row.follow_up}
    data |= {name: None if text is None else canonical.digest(text).hex() for name, text in sealed.items()}
    permission = ANSWER if type_ in {"finding.answered", "finding.followed_up"} else WRITE
    role = tx.acting_role(permission, agency=row.agency)
    registers.append(tx, registers.AUDITS, type_, subject=row.id, data=data, role=role)


def _view(tx: Transaction, row: AuditFinding, *, by: str) -> FindingView:
    content = _unseal(tx, row, row.ciphertext, bound_to=row.id)
    said = {name: content[name] for name in ("clause", "clause_text", *rules.PARTS)}
    return FindingView(
        id=row.id,
        assignment=row.assignment_id,
        number=row.number,
        agency=row.agency,
        state=row.state,
        due_on=row.due_on,
        events=tuple(_event(tx, one) for one in content["events"]),
        answer=_words(tx, row, "answer"),
        follow_up=_words(tx, row, "follow_up"),
        acts=rules.possible(row.state, by=by),
        **said,
    )


def _event(tx: Transaction, kept: Mapping[str, Any]) -> LinkedEvent:
    now = stored.event_hash(tx.session, kept["instance"], kept["seq"])
    return LinkedEvent(is_unchanged=now is not None and now.hex() == kept["hash"], **kept)


def _words(tx: Transaction, row: AuditFinding, part: str) -> str | None:
    sealed: bytes | None = getattr(row, part)
    return None if sealed is None else str(_unseal(tx, row, sealed, bound_to=f"{row.id} {part}")["text"])
