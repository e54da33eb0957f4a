"""A letter's file: made when it is first asked for, read as PDF, looked at sheet by sheet; every reading is recorded.

It is set from what was frozen when its step was completed, and sealed under the case's key; whoever destroys the key
destroys it.
"""

import base64
from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.content import sealed_texts
from engine.services.letters import register
from engine.services.letters.results import LetterPage, LetterView
from engine.services.running import steps
from engine.store.letters import documents as stored_documents
from engine.store.people import people
from engine.store.tables.cases import Case
from engine.store.tables.letters import Document
from engine.typesetting import codes, reading, typesetting


class DocumentErasedError(errors.ConflictError):
    """The content of this case was destroyed, and the letter with it. It cannot be read any more."""

    code = "document_erased"


class SheetUnknownError(errors.NotFoundError):
    """The letter has no sheet of that number."""

    code = "sheet_unknown"


def read(tx: Transaction, document_id: str) -> LetterView:
    """Give a letter as PDF and record that it was read.

    NotFoundError when there is no such letter or the actor may not read it, DocumentErasedError once the case's key was
    destroyed, LetterFailedError for a fault of its template.
    """
    register.readable(tx, document_id, stored_documents.document(tx.session, document_id))
    locked = stored_documents.document(tx.session, document_id, locked=True)
    found, row, seen = register.readable(tx, document_id, locked)
    reads.note(tx, found.case.id, what="document.read", seen=seen, subject=row.id)
    return LetterView(name=f"{row.document}-{found.case.number}.pdf", pdf=pdf_of(tx, found.case, row))


def look(tx: Transaction, document_id: str) -> LetterPage:
    """Give a letter as its page shows it and record that it was read; raises as ``read`` does."""
    made = read(tx, document_id)
    found, row, _ = register.readable(tx, document_id, stored_documents.document(tx.session, document_id))
    named = people.by_ids(tx.session, {who for who in (row.maker, row.signed_by) if who and ":" not in who})
    names = {who: user.display_name for who, user in named.items()}
    return LetterPage(
        entry=register.document(tx, found.case, row),
        agency=found.case.agency,
        sheets=reading.words(made.pdf),
        maker_name=names.get(row.maker or ""),
        signer_name=names.get(row.signed_by or ""),
        objection=_objection(tx, found.case, row),
    )


def sheet(tx: Transaction, document_id: str, number: int) -> bytes:
    """Give one sheet of a letter, counted from 1, as PNG, and record that it was read.

    Raises NotFoundError, SheetUnknownError, DocumentErasedError, LetterFailedError.
    """
    found, row, seen = register.readable(tx, document_id, stored_documents.document(tx.session, document_id))
    reads.note(tx, found.case.id, what="document.read", seen=seen, subject=row.id)
    files, data = material(tx, found.case, row)
    sheets = typesetting.sheets(files, main=f"{row.document}.typ", data=data, at=row.signed_at or row.at)
    if not 1 <= number <= len(sheets):
        raise SheetUnknownError(document=document_id, sheet=number)
    return sheets[number - 1]


def material(tx: Transaction, case: Case, row: Document) -> tuple[Mapping[str, bytes], dict[str, Any]]:
    """Give what a letter is set from: the templates of its version, and what was frozen; DocumentErasedError."""
    if case.wrapped_key is None or row.content is None:
        raise DocumentErasedError(document=row.id)
    content = tx.installation.vault.unseal(row.content, case_id=case.id, wrapped_key=case.wrapped_key, bound_to=row.id)
    return steps.deployed_of(tx, row.instance_id).letter_files, content | {
        "qr": codes.qr(content["verifikasi"]["alamat"])
    }


def pdf_of(tx: Transaction, case: Case, row: Document) -> bytes:
    """Give the file of a numbered letter, made now if nobody asked before; its row must be locked."""
    if case.wrapped_key is None or row.content is None:
        raise DocumentErasedError(document=row.id)
    vault, case_id, key, place = tx.installation.vault, case.id, case.wrapped_key, f"{row.id}:pdf"
    if row.pdf is not None:
        kept = vault.unseal(row.pdf, case_id=case_id, wrapped_key=key, bound_to=place)
        return base64.b64decode(kept["pdf"])
    files, data = material(tx, case, row)
    made = typesetting.pdf(files, main=f"{row.document}.typ", data=data, at=row.signed_at or row.at)
    text = base64.b64encode(made).decode()
    row.pdf = vault.seal({"pdf": text}, case_id=case_id, wrapped_key=key, bound_to=place)
    row.digest = canonical.digest(made)
    return made


def _objection(tx: Transaction, case: Case, row: Document) -> str | None:
    return (
        None if row.objection is None else sealed_texts.opened(tx, case, row.objection, bound_to=f"{row.id}:objection")
    )
