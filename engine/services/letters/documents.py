"""The document register and its letters: listed, read as PDF, signed by a second person, verified by anybody.

A letter's file is made when it is first asked for, from what was frozen when its step was completed, and sealed under
the case's key; whoever destroys the key destroys it.
"""

import base64
from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.domain.letters import indonesian
from engine.domain.people import permissions
from engine.services.base import access, canonical, chain, reads
from engine.services.base.transaction import Transaction
from engine.services.content import sealed_texts
from engine.services.letters import freezing
from engine.services.letters.results import DocumentView, LetterPage, LetterView, VerificationView, WaitingLetter
from engine.services.notifying import notifications
from engine.services.people import agencies, auth
from engine.services.running import steps
from engine.services.user_tasks import user_tasks
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.store.people import people
from engine.store.tables.cases import Case
from engine.store.tables.letters import Document
from engine.typesetting import codes, reading, typesetting

LONGEST_OBJECTION = 1000
DIGEST_SHOWN = 16  # characters: enough to compare by eye, and nobody makes a second file for them


class DocumentErasedError(errors.ConflictError):
    """The content of this case was destroyed, and the letter with it. It cannot be read any more."""

    code = "document_erased"


class ObjectionUnfitError(errors.LindungError):
    """Write a reason for sending it back, of 1 to 1000 characters."""

    code = "objection_unfit"


class SheetUnknownError(errors.NotFoundError):
    """The letter has no sheet of that number."""

    code = "sheet_unknown"


class SignatureNotAwaitedError(errors.ConflictError):
    """The letter does not wait for a second person's signature."""

    code = "signature_not_awaited"


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


def read(tx: Transaction, document_id: str) -> LetterView:
    """Give a letter as PDF and record that it was read.

    NotFoundError when there is no such letter or the actor may not read it, DocumentErasedError once the case's key was
    destroyed, LetterFailedError for a fault of its template.
    """
    _readable(tx, document_id, stored_documents.document(tx.session, document_id))
    found, row, seen = _readable(tx, document_id, stored_documents.document(tx.session, document_id, locked=True))
    reads.note(tx, found.case.id, what="document.read", seen=seen, subject=row.id)
    return LetterView(name=f"{row.document}-{found.case.number}.pdf", pdf=pdf_of(tx, found.case, row))


def look(tx: Transaction, document_id: str) -> LetterPage:
    """Give a letter as its page shows it and record that it was read; raises as ``read`` does."""
    made = read(tx, document_id)
    found, row, _ = _readable(tx, document_id, stored_documents.document(tx.session, document_id))
    named = people.by_ids(tx.session, {who for who in (row.maker, row.signed_by) if who and ":" not in who})
    names = {who: user.display_name for who, user in named.items()}
    return LetterPage(
        entry=document(tx, found.case, row),
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
    found, row, seen = _readable(tx, document_id, stored_documents.document(tx.session, document_id))
    reads.note(tx, found.case.id, what="document.read", seen=seen, subject=row.id)
    files, data = material(tx, found.case, row)
    sheets = typesetting.sheets(files, main=f"{row.document}.typ", data=data, at=row.signed_at or row.at)
    if not 1 <= number <= len(sheets):
        raise SheetUnknownError(document=document_id, sheet=number)
    return sheets[number - 1]


def waiting(tx: Transaction) -> tuple[WaitingLetter, ...]:
    """Give the letters that the actor may sign, and those that they made and another must sign, the oldest first."""
    places = {(scope.agency, role) for scope in tx.scopes("document.sign") for role in scope.roles}
    found = stored_documents.unsigned(tx.session, places=sorted(places), maker=tx.actor.id)
    reads.note_list(tx, "document.waiting", (row.id for row, _, readable in found if readable))
    return tuple(
        WaitingLetter(
            id=row.id,
            case_number=number,
            title=str(row.title),
            number=str(row.number),
            at=row.at,
            agency=str(row.agency),
            second_role=str(row.second_role),
            returned_at=row.returned_at,
            mine_to_sign=row.maker != tx.actor.id,
        )
        for row, number, readable in found
        if readable
    )


def sign(tx: Transaction, document_id: str) -> DocumentView:
    """Sign a letter as its second person; the file is made anew with the name and the moment.

    Raises NotFoundError, NotPermittedError without the role that must sign, SamePersonError for its maker,
    SignatureNotAwaitedError, DocumentErasedError.
    """
    found, row, role, key, content = _to_sign(tx, document_id)
    case = found.case
    row.content = _signed(tx, case.id, key, row, content, agency=case.agency)
    row.signed_by, row.signed_at, row.pdf = tx.actor.id, tx.now, None
    digest = canonical.digest(pdf_of(tx, case, row)).hex()
    chain.append(
        tx,
        found.instance,
        type_="document.signed",
        version=found.bundle.version,
        data={"document": row.id, "number": row.number, "content": canonical.digest(row.content).hex(), "file": digest},
        role=row.second_role,
        element_id=row.element_id,
    )
    rest = (one for one in stored_documents.documents(tx.session, case.id) if one.signed_at is None)
    if all(one.second_role != row.second_role for one in rest):
        notifications.settle_letters(tx, agency=case.agency, role=role, case_number=case.number)
    return document(tx, case, row)


def send_back(tx: Transaction, document_id: str, *, reason: str) -> DocumentView:
    """Send a letter back unsigned, as its second person, with the reason; its maker is told.

    The step that made it stays completed and the letter without force; whoever sent it back may still sign it later.
    Raises as ``sign`` does, and ObjectionUnfitError.
    """
    if not 0 < len(reason.strip()) <= LONGEST_OBJECTION:
        raise ObjectionUnfitError(document=document_id)
    found, row, *_ = _to_sign(tx, document_id)
    row.returned_by, row.returned_at = tx.actor.id, tx.now
    row.objection = sealed_texts.sealed(tx, found.case, reason.strip(), bound_to=f"{row.id}:objection")
    chain.append(
        tx,
        found.instance,
        type_="document.returned",
        version=found.bundle.version,
        data={"document": row.id, "number": row.number, "objection": canonical.digest(row.objection).hex()},
        role=row.second_role,
        element_id=row.element_id,
    )
    if row.maker is not None and ":" not in row.maker:
        notifications.tell(tx, row.maker, kind="letter_returned", case_number=found.case.number, task_id=None)
    return document(tx, found.case, row)


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


_ALIKE = {"O": "0", "I": "1", "L": "1"}


def _readable(
    tx: Transaction, document_id: str, row: Document | None
) -> tuple[stored.Found, Document, permissions.Subject]:
    """Give a letter's instance and row, and its case as the rights see it.

    What you may not see, and what has no letter, does not exist; the database is asked the same for either.
    """
    found = stored.get(tx.session, access.NOTHING if row is None else row.instance_id)
    case = None if found is None or row is None or row.number is None else found.case
    seen = access.seen(tx, case, "document.read")
    if row is None or found is None or seen is None:
        raise access.refused(tx, case, what="document.read", subject=document_id, document=document_id)
    return found, row, seen


def _to_sign(tx: Transaction, document_id: str) -> tuple[stored.Found, Document, str, bytes, bytes]:
    """Give a letter that the actor may sign, locked, with the role for it, its case's key and its sealed content.

    Raises as ``sign``.
    """
    _, row, _ = _readable(tx, document_id, stored_documents.document(tx.session, document_id))
    stored.lock(tx.session, row.instance_id)  # the history grows under the instance's lock
    found, row, _ = _readable(tx, document_id, stored_documents.document(tx.session, document_id, locked=True))
    case = found.case
    if row.second_role is None or row.signed_at is not None:
        raise SignatureNotAwaitedError(document=document_id)
    tx.require("document.sign", permissions.Subject(agency=case.agency, role=row.second_role))
    if row.maker == tx.actor.id:
        raise user_tasks.SamePersonError(document=document_id, element=row.element_id)
    if case.wrapped_key is None or row.content is None:
        raise DocumentErasedError(document=document_id)
    return found, row, row.second_role, case.wrapped_key, row.content


def _objection(tx: Transaction, case: Case, row: Document) -> str | None:
    return (
        None if row.objection is None else sealed_texts.opened(tx, case, row.objection, bound_to=f"{row.id}:objection")
    )


def material(tx: Transaction, case: Case, row: Document) -> tuple[Mapping[str, bytes], dict[str, Any]]:
    """Give what a letter is set from: the templates of its version, and what was frozen; DocumentErasedError."""
    if case.wrapped_key is None or row.content is None:
        raise DocumentErasedError(document=row.id)
    content = tx.installation.vault.unseal(row.content, case_id=case.id, wrapped_key=case.wrapped_key, bound_to=row.id)
    return steps.deployed_of(tx, row.instance_id).letter_files, content | {
        "qr": codes.qr(content["verifikasi"]["alamat"])
    }


def _signed(tx: Transaction, case_id: str, key: bytes, row: Document, content: bytes, *, agency: str) -> bytes:
    """Give the letter's content, sealed, with the second person's name and the moment in its place."""
    vault = tx.installation.vault
    said = vault.unseal(content, case_id=case_id, wrapped_key=key, bound_to=row.id)
    zone = agencies.profile(tx, agency).zone.key
    person = people.by_ids(tx.session, {tx.actor.id})[tx.actor.id]
    for place in said["tanda_tangan"]:
        if place["oleh"] == "second":
            place["nama"] = person.display_name
            place["pada"] = indonesian.moment(tx.now, zone)
    return vault.seal(said, case_id=case_id, wrapped_key=key, bound_to=row.id)


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
