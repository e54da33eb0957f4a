"""The register of the letters of a case: what was registered, and what the actor may do with each."""

from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.letters import freezing
from engine.services.letters.results import DocumentView
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.store.tables.cases import Case
from engine.store.tables.letters import Document


def search(tx: Transaction, *, case_number: str) -> tuple[DocumentView, ...]:
    """Give the register of one case; NotFoundError when the actor may not read the case or its documents."""
    case = stored.by_number(tx.session, case_number)
    seen = access.seen(tx, case, "document.read")
    if case is None or seen is None:
        raise access.refused(tx, case, what="document.list", case_number=case_number)
    reads.note(tx, case.id, what="document.list", seen=seen)
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


def readable(
    tx: Transaction, document_id: str, row: Document | None
) -> tuple[stored.Found, Document, permissions.Subject]:
    """Give a letter's instance and row, and its case as the rights see it.

    NotFoundError for what the actor may not see, and for what has no letter; the database is asked the same for either.
    """
    found = stored.get(tx.session, access.NOTHING if row is None else row.instance_id)
    case = None if found is None or row is None or row.number is None else found.case
    seen = access.seen(tx, case, "document.read")
    if row is None or found is None or seen is None:
        raise access.refused(tx, case, what="document.read", subject=document_id, document=document_id)
    return found, row, seen
