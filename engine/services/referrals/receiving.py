"""Receiving a referral inside the installation: a job opens the recipient's own case, once however often it runs."""

from engine import errors
from engine.domain import vocabulary
from engine.domain.referrals import referrals
from engine.services.base.transaction import Transaction
from engine.services.content import packages
from engine.services.referrals import answering, recipients
from engine.services.running import new_case
from engine.store.cases import cases
from engine.store.referrals import referrals as stored


class RecipientClosedError(errors.LindungError):
    """No procedure of the recipient opens a case for this referral. Deliver it otherwise."""

    code = "recipient_closed"


def deliver(tx: Transaction, *, referral_id: str) -> None:
    """Open the recipient's case for a referral, unless that was done or it was taken back meanwhile.

    The package is sealed anew under the key of that case: the recipient never needs the sender's. Raises
    RecipientClosedError, CaseErasedError.
    """
    row = stored.locked(tx.session, referral_id)
    if row.to_case_id is not None or row.state not in {"sent", "failed"}:
        return
    channel = referrals.channel(row.mode)
    chosen = recipients.intake(tx, row.recipient, channel=channel)
    if chosen is None:
        raise RecipientClosedError(referral=row.id, agency=row.recipient)
    package = packages.sent(tx, row)

    def link(found: cases.Found) -> None:
        row.state, row.delivered_at = "sent", tx.now
        row.to_agency, row.to_case_id, row.to_case_number = row.recipient, found.case.id, found.case.number
        packages.seal_received(tx, row, found.case, package)

    origin = {vocabulary.ORIGIN: row.id, vocabulary.ORIGIN_MODE: row.mode}
    found = new_case.take_in(
        tx, chosen, agency=row.recipient, channel=channel, known=package["data"], origin=origin, link=link
    )
    answering.record(tx, found, row, type_="referral.received")
