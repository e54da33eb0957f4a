"""``/api/v1/history-events``: what happened, and the proof that nobody changed it."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audit import history_events as schemas
from engine.services.audit import exporting, history, keeping
from engine.services.audit.keeping import Slip
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


@noun.archive("/export", query=schemas.Export)
def export(tx: Transaction, query: base.Checked) -> dict[str, bytes]:
    """Give a case's records with proofs and the newest checkpoint, to be checked offline by ``verify_lindung.py``.

    ``kept`` are sizes of checkpoints that the asker kept, to prove that the log only grew since. 404 ``not_found`` when
    there is no such case or the caller may not read its history, 422 ``log_sizes`` for a size that the log never had.
    """
    return exporting.of_case(tx, query["case_number"], kept=query["kept"])


@noun.paper("/daily-slip.pdf")
def daily_slip(tx: Transaction) -> Slip:
    """Give the newest checkpoint of the log as one page to print, sign and keep elsewhere."""
    return keeping.slip(tx)
