"""The rights' scopes as SQL: a list uses the same predicate as a read (design section 7).

``engine.domain.people.permissions`` says whom a scope admits; this module says the same to the database.
A test holds the two against each other.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.people import permissions
from engine.domain.people.permissions import ANSWER, EXAMINERS, WRITE
from engine.store.tables.audits import AuditAssignment, AuditFinding, AuditMember, AuditScope
from engine.store.tables.cases import Case, CaseMember, ProcessInstance
from engine.store.tables.incidents import Incident
from engine.store.tables.policy import Bundle
from engine.store.tables.referrals import Referral
from engine.store.tables.time import SlaClock
from engine.store.tables.user_tasks import UserTask

Scopes = tuple[permissions.Scope, ...]


def of_cases(scopes: Scopes, *, user_id: str) -> ColumnElement[bool]:
    """Give the condition on cases: those of a whole agency, or those that the user is entrusted with."""
    return or_(false(), *(_case(scope, user_id) for scope in scopes))


def of_tasks(scopes: Scopes, *, user_id: str) -> ColumnElement[bool]:
    """Give the condition on user tasks: an agency's, a role's, or those of cases that the user is entrusted with."""
    return or_(false(), *(_task(scope, user_id) for scope in scopes))


def _case(scope: permissions.Scope, user_id: str) -> ColumnElement[bool]:
    here = (Case.agency == scope.agency) & _of_both_sides(scope, user_id)
    if scope.reach == "agency":
        return here
    if scope.reach == "role":
        return false()  # a case belongs to no role
    if scope.reach == "finding":
        return here & Case.finding_id.is_not(None)
    if scope.reach == "audit":
        return here & (Case.id.in_(_assigned(user_id)) | Case.finding_id.in_(_found(user_id)))
    return here & Case.id.in_(_entrusted(user_id))


def _of_both_sides(scope: permissions.Scope, user_id: str) -> ColumnElement[bool]:
    """Give the condition on cases that are no file of a finding, or whose finding the actor sees."""
    if ANSWER in scope.sides:
        return true()
    seen = Case.finding_id.in_(_found(user_id)) if WRITE in scope.sides else false()
    return or_(Case.finding_id.is_(None), seen)


def _task(scope: permissions.Scope, user_id: str) -> ColumnElement[bool]:
    here = (UserTask.agency == scope.agency) & _of_one_side(scope, user_id)
    if scope.reach == "agency":
        return here
    if scope.reach == "role":
        return here & UserTask.role.in_(sorted(scope.roles))
    if scope.reach == "finding":
        return here & (UserTask.procedure == FOLLOW_UP)
    if scope.reach == "audit":
        return here & (UserTask.case_id.in_(_assigned(user_id)) | UserTask.case_id.in_(_files(user_id)))
    return here & ((UserTask.assignee == user_id) | UserTask.case_id.in_(_entrusted(user_id)))


def _of_one_side(scope: permissions.Scope, user_id: str) -> ColumnElement[bool]:
    """Give the condition on tasks that belong to no finding, or to the actor's side of one."""
    seen: list[ColumnElement[bool]] = [UserTask.procedure != FOLLOW_UP]
    examiners = UserTask.role.in_(sorted(EXAMINERS))
    if ANSWER in scope.sides:
        seen.append(~examiners)
    if WRITE in scope.sides:
        seen.append(examiners & UserTask.case_id.in_(_files(user_id)))
    return or_(*seen)


def _found(user_id: str) -> Select[str]:
    """Give the findings of assignments that name a user, ended ones included."""
    named = AuditMember.assignment_id == AuditFinding.assignment_id
    return select(AuditFinding.id).join(AuditMember, named).where(AuditMember.user_id == user_id)


def _files(user_id: str) -> Select[str]:
    return select(Case.id).where(Case.finding_id.in_(_found(user_id)))


def _entrusted(user_id: str) -> Select[str]:
    return select(CaseMember.case_id).where(CaseMember.user_id == user_id)


def _assigned(user_id: str) -> Select[str]:
    found = examined().subquery()
    return select(found.c.case_id).where(found.c.user_id == user_id)


def examined() -> Select[str, str, str]:
    """Give which case is held by an open assignment of which user, as ``case_id``, ``user_id`` and ``assignment_id``.

    A case is held when an instance of it runs, or ran, by a procedure of the scope, and it was opened in its time.
    """
    return (
        select(Case.id.label("case_id"), AuditMember.user_id.label("user_id"), AuditScope.assignment_id)
        .join(AuditScope, AuditScope.agency == Case.agency)
        .join(AuditAssignment, AuditAssignment.id == AuditScope.assignment_id)
        .join(AuditMember, AuditMember.assignment_id == AuditScope.assignment_id)
        .join(ProcessInstance, ProcessInstance.case_id == Case.id)
        .join(Bundle, (Bundle.id == ProcessInstance.bundle_id) & (Bundle.key == AuditScope.procedure))
        .where(
            AuditAssignment.closed_at.is_(None),
            Case.finding_id.is_(None),
            Case.opened_at >= AuditScope.starts_at,
            Case.opened_at < AuditScope.ends_at,
        )
    )


def of_incidents(scopes: Scopes, *, mending: Scopes, everything: bool, state: str | None) -> ColumnElement[bool]:
    """Give the condition on incidents: those of the agencies in which the actor may see them; all for a system.

    Those in the file of a finding are for who answers it, and for who may try again (``mending``).
    """
    agencies = sorted({scope.agency for scope in scopes})
    told = sorted({scope.agency for scope in (*scopes, *mending) if scope in mending or ANSWER in scope.sides})
    files = select(Case.number).where(Case.finding_id.is_not(None))
    plain = or_(Incident.case_number.is_(None), Incident.case_number.not_in(files), Incident.agency.in_(told))
    where = true() if everything else or_(Incident.agency.in_(agencies) & plain, Incident.agency.is_(None))
    return where if state is None else and_(where, Incident.state == state)


def of_clocks(scopes: Scopes, *, user_id: str, case_number: str | None, state: str | None) -> ColumnElement[bool]:
    """Give the condition on SLA clocks: those of cases that the scopes admit."""
    seen = SlaClock.case_id.in_(select(Case.id).where(of_cases(scopes, user_id=user_id)))
    wanted = {SlaClock.case_number: case_number, SlaClock.state: state}
    return and_(seen, *(column == value for column, value in wanted.items() if value is not None))


def of_referrals(scopes: Scopes, *, user_id: str, direction: str | None) -> ColumnElement[bool]:
    """Give the condition on referrals: those that a case in scope sent (``out``) or was sent (``in``); None: both."""
    sides = {
        "out": (Referral.from_agency, Referral.from_case_id),
        "in": (Referral.to_agency, Referral.to_case_id),
    }
    wanted = [sides[direction]] if direction else list(sides.values())
    return or_(false(), *(_side(scope, user_id, agency, case_id) for scope in scopes for agency, case_id in wanted))


def _side(scope: permissions.Scope, user_id: str, agency: Any, case_id: Any) -> ColumnElement[bool]:
    here: ColumnElement[bool] = agency == scope.agency
    if scope.reach == "agency":
        return here
    if scope.reach in {"role", "finding"}:
        return false()  # a referral belongs to no role, and none to a finding
    mine: ColumnElement[bool] = case_id.in_(_assigned(user_id) if scope.reach == "audit" else _entrusted(user_id))
    return here & mine
