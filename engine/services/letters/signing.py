"""A letter's second signature: which letters wait for one, signing, and sending back with the reason."""

from engine import errors
from engine.domain.letters import indonesian
from engine.domain.people import permissions
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads
from engine.services.content import sealed_texts
from engine.services.letters import files, register
from engine.services.letters.results import DocumentView, WaitingLetter
from engine.services.notifying import notifications
from engine.services.people import agencies
from engine.services.user_tasks import life_cycle
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.store.people import people
from engine.store.tables.letters import Document

LONGEST_OBJECTION = 1000


class ObjectionUnfitError(errors.LindungError):
    """Write a reason for sending it back, of 1 to 1000 characters."""

    code = "objection_unfit"


class SignatureNotAwaitedError(errors.ConflictError):
    """The letter does not wait for a second person's signature."""

    code = "signature_not_awaited"


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
    digest = canonical.digest(files.pdf_of(tx, case, row)).hex()
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
    return register.document(tx, case, row)


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
    return register.document(tx, found.case, row)


def _to_sign(tx: Transaction, document_id: str) -> tuple[stored.Found, Document, str, bytes, bytes]:
    """Give a letter that the actor may sign, locked, with the role for it, its case's key and its sealed content.

    Raises as ``sign``.
    """
    _, row, _ = register.readable(tx, document_id, stored_documents.document(tx.session, document_id))
    stored.lock(tx.session, row.instance_id)  # the history grows under the instance's lock
    locked = stored_documents.document(tx.session, document_id, locked=True)
    found, row, _ = register.readable(tx, document_id, locked)
    case = found.case
    if row.second_role is None or row.signed_at is not None:
        raise SignatureNotAwaitedError(document=document_id)
    tx.require("document.sign", permissions.Subject(agency=case.agency, role=row.second_role))
    if row.maker == tx.actor.id:
        raise life_cycle.SamePersonError(document=document_id, element=row.element_id)
    if case.wrapped_key is None or row.content is None:
        raise files.DocumentErasedError(document=document_id)
    return found, row, row.second_role, case.wrapped_key, row.content


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
