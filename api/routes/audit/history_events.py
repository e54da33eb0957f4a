"""``/api/v1/history-events``: what happened, and the proof that nobody changed it."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audit import history_events as schemas
from engine.services.audit import history
from engine.services.audit.results import HistoryEventView, VerifyResult
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction

noun = Noun("history-events", description="Append-only, hash-chained facts of every instance.")


@noun.get("", query=schemas.Query, answer=derived.page(HistoryEventView, "HistoryEventsPage"), recorded=True)
def search(tx: Transaction, query: base.Checked) -> Page[HistoryEventView]:
    """List what happened to an instance up to a moment, oldest first.

    The same list as ``process-instances/{id}/history``, for whoever starts from the events.
    """
    return history.events(
        tx,
        query["process_instance"],
        at=query["at"],
        cursor=query.get("cursor"),
        limit=query["limit"],
    )


@noun.get("/verification", answer=derived.answer(VerifyResult))
def verification(tx: Transaction) -> VerifyResult:
    """Check every chain and name the first event that does not hold.

    Reads the whole history: an auditor's question, not one for every minute.
    """
    return history.verify(tx)
