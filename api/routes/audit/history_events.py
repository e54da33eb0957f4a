"""``/api/v1/history-events``: what happened, and the proof that nobody changed it."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audit import history_events as schemas
from engine.services.audit import exporting, history
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.log import keeping
from engine.services.log.keeping import Slip
from engine.services.verification import runs
from engine.services.verification import verification as checks
from engine.services.verification.results import HistoryEventView, VerifyResult
from engine.services.verification.runs import RunView

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


@noun.get("/verification", query=schemas.Verifying, answer=derived.answer(VerifyResult))
def verification(tx: Transaction, query: base.Checked) -> VerifyResult:
    """Check a part of the record and name all that is not as it was recorded; ``next`` leads to the next part.

    Executes cases again: an auditor's question, not one for every minute.
    """
    return checks.page(tx, cursor=query.get("cursor"))


@noun.post("/verifications", answer=derived.answer(RunView), status=201)
def ask_for_verification(tx: Transaction) -> RunView:
    """Begin to check the whole record in the background; ``verifications/{id}`` tells how far it is."""
    return runs.ask(tx)


@noun.get("/verifications/<run_id>", answer=derived.answer(RunView))
def verification_run(tx: Transaction, run_id: str) -> RunView:
    """Give a run of the checks as it stands, with the first hundred of its findings."""
    return runs.get(tx, run_id)


@noun.archive("/export", query=schemas.Export)
def export(tx: Transaction, query: base.Checked) -> dict[str, bytes]:
    """Give a case's records with proofs and the newest checkpoint, to be checked offline by ``verify_lindung.py``.

    A record with a value that the caller may not see is withheld; its leaf hash proves its place.
    ``kept`` are sizes of checkpoints that the asker kept, to prove that the log only grew since. 404 ``not_found`` when
    there is no such case or the caller may not read its history, 422 ``log_sizes`` for a size that the log never had.
    """
    return exporting.of_case(tx, query["case_number"], kept=query["kept"])


@noun.paper("/daily-slip.pdf")
def daily_slip(tx: Transaction) -> Slip:
    """Give the newest checkpoint of the log as one page to print, sign and keep elsewhere."""
    return keeping.slip(tx)
