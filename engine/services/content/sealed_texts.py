"""Short texts that people write on a case, such as comments: sealed under its key; and who may read them."""

from engine.domain.people import actors, permissions
from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.cases import Case


def sealed(tx: Transaction, case: Case, text: str, *, bound_to: str) -> bytes:
    """Give the text sealed under the case's key, fit only for its place; CaseErasedError once the key is destroyed."""
    return tx.installation.vault.seal(
        {"text": text}, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=bound_to
    )


def opened(tx: Transaction, case: Case, ciphertext: bytes, *, bound_to: str) -> str | None:
    """Give a sealed text; None once the case's key is destroyed."""
    if case.wrapped_key is None:
        return None
    content = tx.installation.vault.unseal(ciphertext, case_id=case.id, wrapped_key=case.wrapped_key, bound_to=bound_to)
    return str(content["text"])


def subject_of(tx: Transaction, case: Case) -> permissions.Subject:
    """Give the case as rights see it: its agency and who has worked on it."""
    return permissions.Subject(agency=case.agency, members=cases.members(tx.session, case.id))


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
