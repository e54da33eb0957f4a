"""The right to read a case: every room asks for it here.

What somebody may not see does not exist for them: the refusal is NotFoundError, never NotPermittedError.
"""

from engine import errors
from engine.domain.audit import reads
from engine.domain.people import actors, permissions
from engine.services.base.transaction import Transaction
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.cases import Case

NOTHING = "00000000-0000-0000-0000-000000000000"
"""The id that no row has: asked for where there is nothing to ask for."""


def subject_of(tx: Transaction, case: Case) -> permissions.Subject:
    """Give the case as the rights see it: its agency, who has worked on it, and who is assigned to examine it."""
    return subject_by_id(tx, case.id, agency=case.agency)


def subject_by_id(tx: Transaction, case_id: str, *, agency: str) -> permissions.Subject:
    """Give a known case as the rights see it."""
    members = cases.members(tx.session, case_id)
    return permissions.Subject(agency=agency, members=members, auditors=_auditors(tx, case_id))


def _auditors(tx: Transaction, case_id: str) -> frozenset[str]:
    """Give whom open assignments name that hold the case; nobody where the actor has no right by assignment."""
    return cases.auditors(tx.session, case_id) if tx.installation.rights.audits(tx.actor) else frozenset()


def seen(tx: Transaction, case: Case | None, permission: str) -> permissions.Subject | None:
    """Give a case as the rights see it; None when there is none, or the actor may not do this to it.

    The database is asked the same for a case that does not exist, so that the time tells nothing.
    """
    asked = NOTHING if case is None else case.id
    subject = subject_by_id(tx, asked, agency="" if case is None else case.agency)
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
    subject, rights = subject_of(tx, case), tx.installation.rights
    return {
        username: user_id
        for username, user_id, roles in people.colleagues(tx.session, case.agency)
        if rights.allows(
            actors.Actor(id=user_id, roles=frozenset((case.agency, role) for role in roles)), permission, subject
        )
    }
