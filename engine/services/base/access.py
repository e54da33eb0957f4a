"""The right to read a case: every room asks for it here.

What somebody may not see does not exist for them: the refusal is NotFoundError, never NotPermittedError.
"""

from engine import errors
from engine.domain.people import actors, permissions
from engine.services.base.transaction import Transaction
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.cases import Case


def subject_of(tx: Transaction, case: Case) -> permissions.Subject:
    """Give the case as the rights see it: its agency and who has worked on it."""
    return permissions.Subject(agency=case.agency, members=cases.members(tx.session, case.id))


def require_readable(tx: Transaction, found: cases.Found, permission: str = "case.read") -> None:
    """Refuse with NotFoundError unless the actor may read the instance's case."""
    if not tx.allows(permission, subject_of(tx, found.case)):
        raise errors.NotFoundError(process_instance=found.instance.id)


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
