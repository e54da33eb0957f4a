"""Sending a referral: what a diagram's message ``rujukan_keluar`` does, inside the transaction of its step.

The gate comes first. When it refuses, the whole step is refused: nothing left, and nothing changed.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.domain.referrals import referrals
from engine.domain.running import facts
from engine.services.base import canonical
from engine.services.base.promises import promise
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.content import consent_gate, packages
from engine.services.referrals import recipients
from engine.store.cases import cases
from engine.store.policy import definitions
from engine.store.tables.referrals import Referral

FORMAT = "lindung-rujukan/1"
JOBS: Mapping[str, str] = {recipients.CASE: "referral.deliver", recipients.WEBHOOK: "referral.post"}


def send(tx: Transaction, found: cases.Found, fact: facts.MessageThrown) -> None:
    """Write the referral that the diagram asks for, its package sealed under the case's key, and promise its delivery.

    Raises ReferralIncompleteError, RecipientUnknownError, ConsentMissingError, CaseErasedError.
    """
    wanted = referrals.wanted(fact.variables)
    recipient = recipients.find(tx, wanted.recipient, sender=found.case.agency, mode=wanted.mode)
    answers = packages.newest_answers(tx, found.case)
    held = consent_gate.held(found.case, fact.variables, told_reason=bool(answers.get(vocabulary.EMERGENCY_REASON)))
    basis = consent.require(held, mode=wanted.mode, purpose=wanted.purpose)
    names = tx.installation.minimum.fields(recipient_type=recipient.type, mode=wanted.mode)
    data = referrals.contents(names, answers, fact.variables)
    row = _row(tx, found, wanted, recipient, basis, element_id=fact.element_id, told=sorted(data))
    packages.seal_sent(tx, row, found.case, _package(tx, row, data))
    tx.session.add(row)
    _record(tx, found, row)
    if row.via in JOBS:
        promise_delivery(tx, row, notice="rujukan")


def promise_delivery(tx: Transaction, row: Referral, *, notice: str) -> None:
    """Promise to bring a referral, or later news of it, to its recipient."""
    payload = {"referral_id": row.id} if row.via == recipients.CASE else {"referral_id": row.id, "notice": notice}
    promise(tx, kind=JOBS[row.via], key=delivery_key(row.id, notice), payload=payload)


def delivery_key(referral_id: str, notice: str) -> str:
    """Give the key under which a notice of a referral is promised once, here and at the recipient."""
    return f"referral:{referral_id}:{notice}"


def _row(
    tx: Transaction,
    found: cases.Found,
    wanted: referrals.Wanted,
    recipient: recipients.Recipient,
    basis: consent.Basis,
    *,
    element_id: str,
    told: list[str],
) -> Referral:
    return Referral(
        id=str(uuid.uuid4()),
        from_agency=found.case.agency,
        from_case_id=found.case.id,
        from_case_number=found.case.number,
        from_instance_id=found.instance.id,
        element_id=element_id,
        mode=wanted.mode,
        purpose=wanted.purpose,
        recipient=recipient.code,
        recipient_name=recipient.name,
        recipient_type=recipient.type,
        via=recipient.via,
        basis=basis.kind,
        consent_by=basis.by,
        basis_reason=basis.reason,
        rules=tx.installation.minimum.version,
        fields=canonical.text(told),
        state="sent",
        sent_at=tx.now,
    )


def _package(tx: Transaction, row: Referral, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give the package: who sends what to whom, on what basis. The sender's case number stays with the sender."""
    office = definitions.agency(tx.session, row.from_agency)
    return {
        "format": FORMAT,
        "referral": row.id,
        "mode": row.mode,
        "purpose": row.purpose,
        "sent_at": row.sent_at.isoformat(),
        "from": {"agency": row.from_agency, "name": office.name if office is not None else row.from_agency},
        "to": {"code": row.recipient, "name": row.recipient_name},
        "basis": {"kind": row.basis, "by": row.consent_by, "reason": row.basis_reason},
        "data": dict(data),
    }


def _record(tx: Transaction, found: cases.Found, row: Referral) -> None:
    """Append what left to the sender's history: names of what was told and a digest, never what it said."""
    data = {
        "referral": row.id,
        "recipient": row.recipient,
        "recipient_type": row.recipient_type,
        "via": row.via,
        "mode": row.mode,
        "purpose": row.purpose,
        "basis": row.basis,
        "fields": row.fields,
        "rules": row.rules,
        "digests": {row.id: canonical.digest(row.sealed).hex()},
    }
    chain.append(
        tx,
        found.instance,
        type_="referral.sent",
        version=found.bundle.version,
        data=data,
        element_id=row.element_id,
    )
