"""Assignments of auditors: opened by who may assign, seen by whom they name, and ended at once.

A person of the role ``pemeriksa`` has rights on cases by an open assignment alone; who may see which case is decided in
``engine.domain.people.permissions`` and ``engine.store.visibility``, by the rows that are written here.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine import errors
from engine.domain.audits import assignments as rules
from engine.domain.audits.assignments import AssignmentInvalidError, Wanted
from engine.domain.people import permissions
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.store.audits import assignments as stored
from engine.store.people import people
from engine.store.policy import definitions
from engine.store.tables.audits import AuditAssignment, AuditMember, AuditScope
from engine.store.tables.people import User

ASSIGN, READ = "audit.assign", "audit.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeView:
    """Cases of one procedure in one agency, opened from a moment until before another."""

    agency: str
    procedure: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """An assignment; ``closed_at`` is None while it gives rights, ``may_end`` tells whether the reader may end it."""

    id: str
    letter_number: str
    letter_date: date
    institution: str
    opened_at: datetime
    closed_at: datetime | None
    scopes: tuple[ScopeView, ...]
    member_names: tuple[str, ...]
    is_member: bool
    may_end: bool


def open_assignment(tx: Transaction, wanted: Wanted) -> AssignmentView:
    """Open an assignment, which gives its members their rights from now on.

    Raises NotPermittedError unless the actor may assign in each of its agencies, AssignmentInvalidError.
    """
    tx.require_anywhere(ASSIGN)
    for agency in sorted(wanted.agencies):
        tx.require(ASSIGN, permissions.Subject(agency=agency))
    zones = {row.code: ZoneInfo(row.zone) for row in definitions.agencies(tx.session)}
    if not set(wanted.agencies) <= set(zones):
        raise AssignmentInvalidError(field="agencies")
    local = max((tx.now.astimezone(zones[one]).date() for one in wanted.agencies), default=tx.now.date())
    letter = rules.checked_letter(wanted, today=local)
    if any(definitions.newest(tx.session, one) is None for one in wanted.procedures):
        raise AssignmentInvalidError(field="procedures")
    people_named = _members(tx, wanted)
    row = _put(tx, wanted, letter)
    scopes = _put_scopes(tx, row, wanted, zones)
    tx.session.add_all(AuditMember(assignment_id=row.id, user_id=one.id) for one in people_named)
    tx.session.flush()
    data = {
        "letter_number": row.letter_number,
        "letter_date": row.letter_date.isoformat(),
        "institution": row.institution,
        "key": canonical.digest(row.wrapped_key).hex(),
        "scopes": scopes,
        "members": sorted(one.id for one in people_named),
    }
    registers.append(tx, registers.AUDITS, "audit.opened", subject=row.id, data=data, role=_role(tx, wanted))
    return _view(tx, row)


def end(tx: Transaction, assignment_id: str) -> None:
    """End an assignment: whom it names have no rights by it from now on. Ending it again does nothing.

    NotFoundError for one that the actor may not see, NotPermittedError for one that they may not end.
    """
    row = stored.lock(tx.session, assignment_id)
    view = None if row is None else _seen(tx, row)
    if row is None or view is None:
        raise errors.NotFoundError(assignment=assignment_id)
    if not view.may_end:
        raise errors.NotPermittedError(permission=ASSIGN)
    if row.closed_at is None:
        row.closed_at = tx.now
        registers.append(tx, registers.AUDITS, "audit.ended", subject=row.id, data={"at": tx.now.isoformat()})


def get(tx: Transaction, assignment_id: str) -> AssignmentView:
    """Give one assignment; NotFoundError when there is none, or the actor may not see it."""
    row = stored.get(tx.session, assignment_id)
    view = None if row is None else _seen(tx, row)
    if view is None:
        raise errors.NotFoundError(assignment=assignment_id)
    return view


def search(tx: Transaction) -> tuple[AssignmentView, ...]:
    """Give the assignments that name the actor, and those of agencies whose assignments they may see; newest first."""
    agencies = {scope.agency for scope in tx.scopes(READ) if scope.reach == "agency"}
    member = tx.actor.id if tx.scopes(READ) else None
    return tuple(_view(tx, row) for row in stored.search(tx.session, agencies=agencies, member=member))


def _members(tx: Transaction, wanted: Wanted) -> list[User]:
    """Give whom the assignment names; AssignmentInvalidError unless each is an examiner in each of its agencies."""
    found = [people.by_username(tx.session, name) for name in sorted(set(wanted.members))]
    known = [one for one in found if one is not None and one.active]
    roles = people.roles_of(tx.session, {one.id for one in known})
    places = [{agency for agency, role in roles[one.id] if role in permissions.EXAMINERS} for one in known]
    if len(known) < len(found) or not all(set(wanted.agencies) <= place for place in places):
        raise AssignmentInvalidError(field="members")
    return known


def _put(tx: Transaction, wanted: Wanted, letter: str) -> AuditAssignment:
    new_id = str(uuid.uuid4())
    row = AuditAssignment(
        id=new_id,
        letter_number=letter,
        letter_date=wanted.letter_date,
        institution=wanted.institution,
        opened_at=tx.now,
        opened_by=tx.actor.id,
        closed_at=None,
        wrapped_key=tx.installation.vault.new_case_key(case_id=new_id),
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def _put_scopes(
    tx: Transaction, row: AuditAssignment, wanted: Wanted, zones: dict[str, ZoneInfo]
) -> list[tuple[str, str, str, str]]:
    """Write what the assignment holds; give the same as the event says it."""
    said = []
    for agency in sorted(set(wanted.agencies)):
        begin, end_ = rules.moments(wanted.first, wanted.last, zones[agency])
        for procedure in sorted(set(wanted.procedures)):
            scope = AuditScope(assignment_id=row.id, agency=agency, procedure=procedure, starts_at=begin, ends_at=end_)
            tx.session.add(scope)
            said.append((agency, procedure, begin.isoformat(), end_.isoformat()))
    return said


def _role(tx: Transaction, wanted: Wanted) -> str | None:
    return tx.acting_role(ASSIGN, agency=min(wanted.agencies))


def _seen(tx: Transaction, row: AuditAssignment) -> AssignmentView | None:
    """Give an assignment to whom it names, and to who may see the assignments of one of its agencies."""
    view = _view(tx, row)
    here = any(tx.allows(READ, permissions.Subject(agency=one.agency)) for one in view.scopes)
    return view if here or (view.is_member and tx.scopes(READ)) else None


def _view(tx: Transaction, row: AuditAssignment) -> AssignmentView:
    scopes, members = stored.scopes(tx.session, row.id), stored.members(tx.session, row.id)
    known = people.by_ids(tx.session, set(members))
    return AssignmentView(
        id=row.id,
        letter_number=row.letter_number,
        letter_date=row.letter_date,
        institution=row.institution,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        scopes=tuple(
            ScopeView(agency=one.agency, procedure=one.procedure, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in scopes
        ),
        member_names=tuple(sorted(known[one].display_name for one in members)),
        is_member=tx.actor.id in members,
        may_end=all(tx.allows(ASSIGN, permissions.Subject(agency=one.agency)) for one in scopes),
    )
