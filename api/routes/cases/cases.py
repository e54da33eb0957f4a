"""``/api/v1/cases``: the agency's files. Reading one is itself recorded."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.cases import cases as schemas
from engine.services.audit import story
from engine.services.audit.story import Story
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.cases import cases
from engine.services.cases.results import CaseItem, CaseView

noun = Noun("cases", description="The agency's files on a matter; each reading is an access event.")


@noun.get("", query=schemas.Query, answer=derived.page(CaseItem, "CasesPage"))
def search(tx: Transaction, query: base.Checked) -> Page[CaseItem]:
    """List the cases that the caller may see, newest first.

    ``q`` is part of a case number. People are never found by name here: names are encrypted under each case's key.
    """
    return cases.search(tx, q=query["q"], cursor=query.get("cursor"), limit=query["limit"])


@noun.get("/<number>", answer=derived.answer(CaseView), recorded=True)
def get(tx: Transaction, number: str) -> CaseView:
    """Give one case; narrative only to who may read it.

    The reading is recorded, with or without narrative, in a chain of its own.
    """
    return cases.get(tx, number)


@noun.get("/<number>/story", answer=derived.answer(Story), recorded=True)
def read_story(tx: Transaction, number: str) -> Story:
    """Give what became of a case: its risk, decisions about sharing, what may leave now, and who worked on it.

    For who may read its history; nothing that people wrote is told. The reading is recorded.
    """
    told, _ = story.of_case(tx, number)
    return told
