"""The register of the letters of a case: what was registered, and what the actor may do with each."""

from engine import errors
from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.letters import freezing
from engine.services.letters.results import DocumentView
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.store.tables.cases import Case
from engine.store.tables.letters import Document


def search(tx: Transaction, *, case_number: str) -> tuple[DocumentView, ...]:
    """Give the register of one case; NotFoundError when the actor may not read the case or its documents."""
    case = stored.by_number(tx.session, case_number)
    if case is None or not tx.allows("document.read", access.subject_of(tx, case)):
        raise errors.NotFoundError(case_number=case_number)
    return documents_of(tx, case)


def documents_of(tx: Transaction, case: Case) -> tuple[DocumentView, ...]:
    """Give the document register of a case that the actor was found to be allowed to read."""
    return tuple(document(tx, case, row) for row in stored_documents.documents(tx.session, case.id))


def document(tx: Transaction, case: Case, row: Document) -> DocumentView:
    """Give one entry of the register as the actor sees it."""
    waits = row.second_role is not None and row.signed_at is None and case.wrapped_key is not None
    holds = waits and tx.allows("document.sign", permissions.Subject(agency=case.agency, role=row.second_role))
    return DocumentView(
        id=row.id,
        case_number=case.number,
        document=row.document,
        element_id=row.element_id,
        at=row.at,
        title=row.title,
        number=row.number,
        verification_code=freezing.shown_code(row.code) if row.code is not None else None,
        digest=row.digest.hex() if row.digest is not None else None,
        second_signature=row.second_role,
        signed_at=row.signed_at,
        may_sign=holds and row.maker != tx.actor.id,
        readable=row.number is not None and case.wrapped_key is not None,
        returned_at=row.returned_at,
    )


def readable(tx: Transaction, document_id: str, row: Document | None) -> tuple[stored.Found, Document]:
    """Give a letter's instance and row; NotFoundError for what the actor may not see, and for what has no letter."""
    found = stored.get(tx.session, row.instance_id) if row is not None else None
    seen = found is not None and tx.allows("document.read", access.subject_of(tx, found.case))
    if row is None or found is None or not seen or row.number is None:
        raise errors.NotFoundError(document=document_id)
    return found, row
