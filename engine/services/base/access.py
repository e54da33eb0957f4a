"""The right to read a case: every room asks for it here.

What somebody may not see does not exist for them: the refusal is NotFoundError, never NotPermittedError.
"""

from engine import errors
from engine.domain.audit import reads
from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.people import actors, permissions
from engine.services.base.transaction import Transaction
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.cases import Case
from engine.store.tables.user_tasks import UserTask

NOTHING = "00000000-0000-0000-0000-000000000000"
"""The id that no row has: asked for where there is nothing to ask for."""


def subject_of(tx: Transaction, case: Case) -> permissions.Subject:
    """Give the case as the rights see it: its agency, who has worked on it, and who is assigned to examine it."""
    return _subject(tx, case.id, agency=case.agency, of_finding=case.finding_id is not None)


def subject_by_id(tx: Transaction, case_id: str, *, agency: str) -> permissions.Subject:
    """Give a known case, which is no file of a finding, as the rights see it."""
    return _subject(tx, case_id, agency=agency, of_finding=False)


def subject_of_task(tx: Transaction, task: UserTask, *, members: frozenset[str]) -> permissions.Subject:
    """Give a task as the rights see it, of a case that these users are entrusted with."""
    of_finding = task.procedure == FOLLOW_UP
    return permissions.Subject(
        agency=task.agency,
        role=task.role,
        assignee=task.assignee,
        members=members,
        auditors=cases.examiners(tx.session, task.case_id) if of_finding else frozenset(),
        of_finding=of_finding,
    )


def takers(tx: Transaction, task: UserTask) -> frozenset[str]:
    """Give the ids of those who may take a task of a finding: its role alone does not tell."""
    subject = subject_of_task(tx, task, members=frozenset())
    return frozenset(_holding(tx, task.agency, "user_task.claim", subject).values())


def _subject(tx: Transaction, case_id: str, *, agency: str, of_finding: bool) -> permissions.Subject:
    members = cases.members(tx.session, case_id)
    auditors = _auditors(tx, case_id, of_finding=of_finding)
    return permissions.Subject(agency=agency, members=members, auditors=auditors, of_finding=of_finding)


def _auditors(tx: Transaction, case_id: str, *, of_finding: bool) -> frozenset[str]:
    """Give whom assignments name that hold the case; nobody where the actor has no right by assignment."""
    if not tx.installation.rights.audits(tx.actor):
        return frozenset()
    return cases.examiners(tx.session, case_id) if of_finding else cases.auditors(tx.session, case_id)


def seen(tx: Transaction, case: Case | None, permission: str) -> permissions.Subject | None:
    """Give a case as the rights see it; None when there is none, or the actor may not do this to it.

    The database is asked the same for a case that does not exist, so that the time tells nothing.
    """
    asked = NOTHING if case is None else case.id
    subject = subject_by_id(tx, asked, agency="") if case is None else subject_of(tx, case)
    if case is None:
        return None
    return subject if tx.allows(permission, subject) else None


def refused(
    tx: Transaction, case: Case | None, *, what: str, subject: str | None = None, **ids: str
) -> errors.NotFoundError:
    """Give the refusal to raise for what does not exist and for what the actor may not see; they are one.

    That an existing case was asked for is noted, and recorded when the refusal ends the transaction (``what`` and
    ``subject`` as of a reading, decision 0025).
    """
    if case is not None:
        tx.reads.refused.append(reads.Refused(case_id=case.id, agency=case.agency, what=what, subject=subject))
    return errors.NotFoundError(**ids)


def require_readable(
    tx: Transaction, found: cases.Found | None, permission: str = "case.read", *, asked: str, what: str | None = None
) -> tuple[cases.Found, permissions.Subject]:
    """Give the instance and its case as the rights see it; NotFoundError unless the actor may read the case.

    ``asked`` is the id that was asked for; ``what`` the kind of reading where it is not named as the permission is.
    """
    subject = seen(tx, None if found is None else found.case, permission)
    if found is None or subject is None:
        case = None if found is None else found.case
        raise refused(tx, case, what=what or permission, subject=asked, process_instance=asked)
    return found, subject


def readers(tx: Transaction, case: Case, permission: str) -> dict[str, str]:
    """Give username -> id of the agency's people who hold the permission for this case."""
    return _holding(tx, case.agency, permission, subject_of(tx, case))


def _holding(tx: Transaction, agency: str, permission: str, subject: permissions.Subject) -> dict[str, str]:
    rights = tx.installation.rights
    return {
        username: user_id
        for username, user_id, roles in people.colleagues(tx.session, agency)
        if rights.allows(
            actors.Actor(id=user_id, roles=frozenset((agency, role) for role in roles)), permission, subject
        )
    }
