"""The document register: which documents the steps of a case have produced."""

from engine import errors
from engine.services import cases, instances
from engine.services.transaction import Transaction
from engine.services.views import DocumentView
from engine.store import cases as stored


def search(tx: Transaction, *, case_number: str) -> tuple[DocumentView, ...]:
    """Give the register of one case; NotFoundError when the actor may not read the case or its documents."""
    case = stored.by_number(tx.session, case_number)
    if case is None or not tx.allows("document.read", instances.subject_of(tx, case)):
        raise errors.NotFoundError(case_number=case_number)
    return cases.documents_of(tx, case)
