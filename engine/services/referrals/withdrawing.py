"""Taking back: a referral by its sender, or everything that rests on a consent when it is withdrawn.

Whoever holds data is told: a case of the installation by a message, a partner by a signed notice. Whoever got a letter
is told by the officer, to whom the referral shows it.
"""

from collections.abc import Mapping
from typing import Any

from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.domain.referrals import referrals
from engine.domain.running import inputs
from engine.services.base.scene import Scene
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.referrals import answering, recipients, sending
from engine.services.running import outbox
from engine.store.cases import cases
from engine.store.jobs import jobs
from engine.store.referrals import referrals as stored
from engine.store.tables.referrals import Referral


def heed(tx: Transaction, scene: Scene) -> None:
    """Act on consent that was withdrawn or given anew by what came in, in whatever instance of the case."""
    event = scene.event
    said = event.variables.get(vocabulary.CONSENT) if isinstance(event, inputs.Complete | inputs.Deliver) else None
    news = isinstance(event, inputs.Deliver) and event.message == referrals.WITHDRAWN
    if news or said == consent.WITHDRAWN:
        withdraw(tx, scene.found)
    elif said == consent.GIVEN:
        give_anew(tx, scene.found)


def hear(tx: Transaction, found: list[cases.Found], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Act on the news of a withdrawal that somebody brings to a case, whether or not a diagram awaits it."""
    withdraw(tx, found[0])
    return dict(variables)


def withdraw(tx: Transaction, found: cases.Found) -> None:
    """Note at the case of a locked instance that consent was withdrawn, and tell all who were sent something.

    What rests on consent and is still on its way is stopped. Doing it again tells nobody twice.
    """
    case = cases.lock_case(tx.session, found.case.id)
    case.consent_withdrawn_at = case.consent_withdrawn_at or tx.now
    rows = [
        row for row in stored.sent_by(tx.session, case.id, states=referrals.HOLDING) if row.consent_withdrawn_at is None
    ]
    for row in rows:
        row.consent_withdrawn_at = tx.now
        if row.basis == "persetujuan" and _on_its_way(tx, row):
            revoke(tx, found, row)
        else:
            tell(tx, row, name=referrals.WITHDRAWN)
    data = {"referrals": [row.id for row in rows]}
    chain.append(tx, found.instance, type_="referral.consent_withdrawn", version=found.bundle.version, data=data)


def give_anew(tx: Transaction, found: cases.Found) -> None:
    """Note that consent was given: after a withdrawal it counts from now on."""
    case = cases.lock_case(tx.session, found.case.id)
    if case.consent_withdrawn_at is not None:
        case.consent_withdrawn_at = None


def revoke(tx: Transaction, found: cases.Found, row: Referral) -> None:
    """Take a referral back and tell whoever may have it; the sender's own case goes on as without an answer."""
    row.state = "revoked"
    if not _on_its_way(tx, row):
        tell(tx, row, name=referrals.REVOKED)
    answering.tell_sender(tx, row, name=referrals.ANSWERED, variables={vocabulary.REFERRAL_ANSWER: referrals.NO_ANSWER})
    answering.record(tx, found, row, type_="referral.revoked")


def tell(tx: Transaction, row: Referral, *, name: str) -> None:
    """Tell the recipient: by a message to its case, or by a notice to its webhook."""
    if row.to_case_id is not None:
        outbox.put(
            tx,
            case_id=row.to_case_id,
            instance_id=row.from_instance_id,
            element_id=row.element_id,
            name=name,
            variables={},
        )
        row.withdrawal_told_at = tx.now
    elif row.via == recipients.WEBHOOK:
        sending.promise_delivery(tx, row, notice=name)


def _on_its_way(tx: Transaction, row: Referral) -> bool:
    """Tell whether nothing of it can have reached the recipient yet; what was tried may have arrived unanswered."""
    if row.via == recipients.LETTER or row.delivered_at is not None:
        return False
    job = jobs.by_key(tx.session, sending.delivery_key(row.id, "rujukan"))
    return job is None or job.attempts == 0
