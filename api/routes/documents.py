"""``/api/v1/documents``: the register of what a case's steps produced."""

from api.nouns import Noun
from api.schemas import base
from api.schemas import documents as schemas
from engine.services import documents, views
from engine.services.transaction import Transaction

noun = Noun("documents", description="The register of documents that a case's steps produce.")


@noun.get("", query=schemas.Query, answer=schemas.Page)
def search(tx: Transaction, query: base.Checked) -> views.Page[views.DocumentView]:
    """List the documents of one case, oldest first.

    The register says which step produced which document and when; it is kept even where no file is.
    """
    return views.Page(items=documents.search(tx, case_number=query["case_number"]), next=None)
