"""``/api/v1/audit-findings``: written about recorded events and sent; the rest are tasks of the file that is opened."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audits import findings as schemas
from engine.domain.audits.findings import PARTS
from engine.domain.people.permissions import ANSWER, WRITE
from engine.services.audits import findings
from engine.services.audits.findings import FindingView
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction

noun = Noun("audit-findings", description="Findings: clause, events, condition, cause, effect, advice, and their file.")
TEXTS = ("clause_text", *PARTS, "file")
STANDING = derived.answer(FindingView, "AuditFindingStanding", without=TEXTS)
"""A finding without its texts: an answer that may be repeated is kept for two days, and these are kept sealed only."""


@noun.get("", answer=derived.page(FindingView, "AuditFindingsPage", item="AuditFinding"))
def search(tx: Transaction) -> Page[FindingView]:
    """List the findings that the caller may read: own assignments' as an auditor, those that were sent as the head.

    403 ``not_permitted`` for whoever neither writes findings nor answers them.
    """
    tx.require_anywhere(WRITE if tx.scopes(WRITE) else ANSWER)
    return Page(items=findings.search(tx), next=None)


@noun.get("/<finding_id>", answer=derived.answer(FindingView, "AuditFinding"), recorded=True)
def get(tx: Transaction, finding_id: str) -> FindingView:
    """Give one finding with its texts; ``file`` is what came of it once it was sent.

    404 ``not_found`` for whoever its assignment does not name, and for the head as long as it is a draft.
    """
    return findings.get(tx, finding_id)


@noun.post("", body=schemas.Draft, answer=STANDING, status=201)
def write(tx: Transaction, body: base.Checked) -> FindingView:
    """Write a draft about events of one agency; that their history was read is recorded with the case.

    404 ``not_found`` for an assignment that does not name the caller, has ended, or does not hold the case; 422
    ``finding_invalid`` for a clause that its procedure does not have.
    """
    return findings.write(
        tx,
        body["assignment"],
        clause=body["clause"],
        events=[(one["process_instance"], one["seq"]) for one in body["events"]],
        texts={name: body[name] for name in PARTS},
    )


@noun.post("/<finding_id>/send", answer=STANDING)
def send(tx: Transaction, finding_id: str) -> FindingView:
    """Send a draft to the head of the agency: its file is opened, and the time for the answer runs from now.

    What both sides do then are tasks of that file. 404 ``not_found`` for whoever its assignment does not name, 403
    ``not_permitted`` for the head, 422 ``finding_not_ready`` for one that was sent, ``follow_up_missing``.
    """
    return findings.send(tx, finding_id)
