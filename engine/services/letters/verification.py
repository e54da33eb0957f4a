"""Verification of a letter by anybody who holds it: what the code on the paper says of it."""

from engine.services.base.transaction import Transaction
from engine.services.letters.results import VerificationView
from engine.services.people import agencies, auth
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.store.tables.cases import Case
from engine.store.tables.letters import Document

DIGEST_SHOWN = 16  # characters: enough to compare by eye, and nobody makes a second file for them
_ALIKE = {"O": "0", "I": "1", "L": "1"}


def verify(tx: Transaction, code: str, *, address: str) -> VerificationView | None:
    """Tell anybody what a letter with this code is; None for a code that no letter has, in whatever way it was typed.

    Codes that no letter has are counted by address, as failures to sign in are: GuessingDelayedError after too many.
    """
    attempt = auth.admit_guess(tx, address=address)
    known = stored_documents.document_by_code(tx.session, _typed(code))
    if known is None:
        return None
    attempt.failures -= 1
    case = stored.by_id(tx.session, known.case_id)
    agency = agencies.profile(tx, case.agency)
    return VerificationView(
        title=str(known.title),
        number=str(known.number),
        at=known.at,
        agency_name=agency.name,
        zone=agency.zone.key,
        digest=known.digest.hex()[:DIGEST_SHOWN] if known.digest is not None else None,
        standing=_standing(case, known),
    )


def _standing(case: Case, row: Document) -> str:
    if case.wrapped_key is None:
        return "destroyed"
    return "awaiting_signature" if row.second_role is not None and row.signed_at is None else "valid"


def _typed(code: str) -> str:
    """Give a code as it is stored, from paper: without groups, and with what looks alike taken for what it is."""
    return "".join(_ALIKE.get(char, char) for char in code.upper() if char.isalnum())
