"""Findings: written by an auditor about recorded events, answered by the head of the agency, followed up and closed.

What is written is sealed under the key of the assignment, never under that of a case. A finding is read by whom its
assignment names and, once it was sent, by the head of the agency; for everybody else there is none. Members keep what
they wrote when the assignment ends, since answers come later; its cases they see no more.

Sending a finding opens its file, in which the procedure ``tindak_lanjut_temuan`` runs. From then on it is moved by the
tasks of that procedure alone: their diagram throws a message for each act, and ``heed`` makes it the finding's state.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.domain.audits import findings as rules
from engine.domain.audits.findings import FindingInvalidError
from engine.domain.people import permissions
from engine.domain.people.permissions import ANSWER, WRITE
from engine.domain.running import facts, inputs
from engine.services.base import access, canonical, in_force
from engine.services.base.transaction import Transaction
from engine.services.chains import reads, registers
from engine.services.content import submissions
from engine.services.content.results import SubmissionView
from engine.services.running import new_case, new_instance, steps
from engine.services.time import sla_clocks
from engine.services.time.results import SlaClockView
from engine.services.user_tasks import user_tasks
from engine.services.user_tasks.results import UserTaskView
from engine.store.audit import history
from engine.store.audits import assignments
from engine.store.audits import findings as stored
from engine.store.cases import cases
from engine.store.tables.audits import AuditAssignment, AuditFinding
from engine.store.time import sla_clocks as stored_clocks


class FollowUpMissingError(errors.LindungError):
    """The procedure by which findings are followed up is not in force. Ask the policy staff to put it into force."""

    code = "follow_up_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEvent:
    """A history event that a finding rests on; ``is_unchanged`` tells whether it still has the hash it had then."""

    case_number: str
    instance: str
    seq: int
    hash: str
    is_unchanged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """The file of a finding that was sent: its number, how its procedure runs, what both sides wrote, oldest first.

    ``clock`` is the one until which the head answers; ``tasks`` are the open ones that the reader may see.
    """

    number: str
    process_instance: str
    clock: SlaClockView | None
    tasks: tuple[UserTaskView, ...]
    said: tuple[SubmissionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding as its readers see it; ``clause_text`` is verbatim, ``file`` is None while it is a draft.

    ``may_send`` tells whether the reader may send it now.
    """

    id: str
    assignment: str
    number: int
    agency: str
    state: str
    clause: str
    clause_text: str
    condition: str
    cause: str
    effect: str
    recommendation: str
    events: tuple[LinkedEvent, ...]
    file: FileView | None
    may_send: bool


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
        ciphertext=_seal(tx, assignment, content, bound_to=new_id),
    )
    tx.session.add(row)
    tx.session.flush()
    _note(tx, "finding.written", row, by=WRITE)
    return _view(tx, row, by="auditor")


def send(tx: Transaction, finding_id: str) -> FindingView:
    """Send a draft to the head of the agency: its file is opened, and the time for the answer runs from now.

    Raises NotFoundError for a finding that the actor may not see, NotPermittedError for the head, FindingNotReadyError
    for one that was sent, FollowUpMissingError.
    """
    row = stored.lock(tx.session, finding_id)
    side = None if row is None else _side(tx, row)
    if row is None or side is None:
        raise errors.NotFoundError(finding=finding_id)
    if side != "auditor":
        raise errors.NotPermittedError(permission=WRITE)
    row.state = rules.after("send", row.state)
    tx.session.flush()
    _note(tx, rules.ACTS["send"].event, row, by=WRITE)
    _follow_up(tx, row)
    return _view(tx, row, by=side)


def heed(tx: Transaction, found: cases.Found, fact: facts.MessageThrown) -> None:
    """Move a finding on by the act that a step of its procedure tells of; FindingNotReadyError where none follows.

    Who may do the step was asked when its task was completed. What another procedure throws by such a name moves none.
    """
    row = None if found.case.finding_id is None else stored.lock(tx.session, found.case.finding_id)
    if row is None:
        return
    name = rules.BY_MESSAGE[fact.message]
    act = rules.ACTS[name]
    row.state = rules.after(name, row.state)
    tx.session.flush()
    _note(tx, act.event, row, by=ANSWER if act.by_head else WRITE)


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


def of_file(tx: Transaction, case_number: str) -> FindingView | None:
    """Give the finding whose file a case is; None for the case of a person. NotFoundError as ``get``."""
    case = cases.by_number(tx.session, case_number)
    return None if case is None or case.finding_id is None else get(tx, case.finding_id)


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


def _follow_up(tx: Transaction, row: AuditFinding) -> None:
    """Open the file of a finding and start its procedure, which knows the finding's id and nothing that it says."""
    running = in_force.version(tx, rules.FOLLOW_UP, agency=row.agency)
    if running is None:
        raise FollowUpMissingError
    bundle, deployed = running
    key = new_case.Key(of=row.assignment_id, wrapped=_assignment(tx, row).wrapped_key)
    found = new_case.open_file(tx, bundle, agency=row.agency, finding_id=row.id, sealed_by=key)
    start = str(deployed.procedure.finding)
    variables = {rules.FINDING: row.id, **new_instance.given(tx, found, deployed)}
    event = inputs.Start(instance_id=found.instance.id, start_event=start, variables=variables)
    role = tx.acting_role(WRITE, agency=row.agency)
    steps.advance(tx, found, {}, event, steps.Cause(role=role, element_id=start))


def _assignment(tx: Transaction, row: AuditFinding) -> AuditAssignment:
    return tx.session.get_one(AuditAssignment, row.assignment_id)


def _seal(tx: Transaction, assignment: AuditAssignment, content: Mapping[str, Any], *, bound_to: str) -> bytes:
    key = assignment.wrapped_key
    return tx.installation.vault.seal(content, case_id=assignment.id, wrapped_key=key, bound_to=bound_to)


def _unseal(tx: Transaction, row: AuditFinding, content: bytes, *, bound_to: str) -> dict[str, Any]:
    assignment = _assignment(tx, row)
    key = assignment.wrapped_key
    return tx.installation.vault.unseal(content, case_id=assignment.id, wrapped_key=key, bound_to=bound_to)


def _note(tx: Transaction, type_: str, row: AuditFinding, *, by: str) -> None:
    data = {"assignment": row.assignment_id, "number": row.number, "agency": row.agency, "state": row.state}
    data |= {"ciphertext": canonical.digest(row.ciphertext).hex()}
    role = tx.acting_role(by, agency=row.agency)
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
        events=tuple(_event(tx, one) for one in content["events"]),
        file=_file(tx, row),
        may_send=by == "auditor" and row.state == rules.DRAFT,
        **said,
    )


def _file(tx: Transaction, row: AuditFinding) -> FileView | None:
    """Give the file of a finding as the actor sees it, and note that they read it."""
    found = cases.of_finding(tx.session, row.id)
    if found is None:
        return None
    seen = access.subject_of(tx, found.case)
    reads.note(tx, found.case.id, what="case.read", seen=seen, subject=found.instance.id)
    clocks = (sla_clocks.view(one, now=tx.now) for one in stored_clocks.clocks_of_case(tx.session, found.case.id))
    events = {(one.instance_id, one.seq): one for one in history.of_instance(tx.session, found.instance.id)}
    return FileView(
        number=found.case.number,
        process_instance=found.instance.id,
        clock=next((one for one in clocks if one.milestone == rules.ANSWERING), None),
        tasks=user_tasks.visible(tx, steps.tasks_of(tx, found).values()),
        said=submissions.read(tx, found.case, events),
    )


def _event(tx: Transaction, kept: Mapping[str, Any]) -> LinkedEvent:
    now = stored.event_hash(tx.session, kept["instance"], kept["seq"])
    return LinkedEvent(is_unchanged=now is not None and now.hex() == kept["hash"], **kept)
