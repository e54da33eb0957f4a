"""``/api/v1/documents``: the register of what a case's steps produced."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.letters import documents as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.letters import files, register, signing
from engine.services.letters.results import DocumentView, LetterView

noun = Noun("documents", description="The register of documents that a case's steps produce.")


@noun.get("", query=schemas.Query, answer=derived.page(DocumentView, "DocumentsPage"))
def search(tx: Transaction, query: base.Checked) -> Page[DocumentView]:
    """List the documents of one case, oldest first.

    The register says which step produced which document and when; it is kept even where no file is.
    """
    return Page(items=register.search(tx, case_number=query["case_number"]), next=None)


@noun.paper("/<document_id>.pdf")
def read(tx: Transaction, document_id: str) -> LetterView:
    """Give a letter as PDF/A; the reading is recorded.

    It says what was known when its step was completed. 404 ``not_found`` when it does not exist or the caller may not
    read it, 410 ``document_erased`` once the case's key was destroyed.
    """
    return files.read(tx, document_id)


@noun.post("/<document_id>/sign", answer=derived.answer(DocumentView))
def sign(tx: Transaction, document_id: str) -> DocumentView:
    """Sign a letter as the second person that its procedure asks for.

    403 ``not_permitted`` without the role, ``same_person`` for whoever made it; 409 ``signature_not_awaited`` when it
    needs no second signature or has it. The file changes with the signature, and its digest with it.
    """
    return signing.sign(tx, document_id)
