"""Signed requests to partners outside: written here, sent by ``tasks`` between two transactions.

A request is the same bytes at every attempt, so its key and signature are too: a partner that got it twice can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.domain.referrals import referrals
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.content import packages
from engine.services.referrals import answering, sending
from engine.store.cases import cases
from engine.store.referrals import referrals as stored
from engine.store.tables.referrals import Referral

SENT = "rujukan"


class ReferralUndeliveredError(errors.LindungError):
    """The referral could not be delivered to its recipient. Deliver it otherwise, or retry.

    It is the code of an incident and is never raised.
    """

    code = "referral_undelivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A POST to a partner; the body may hold what people told, so nothing of it is logged. ``url`` None: unknown."""

    url: str | None
    headers: Mapping[str, str]
    body: bytes


def request(tx: Transaction, *, referral_id: str, notice: str) -> Request | None:
    """Give the request for a referral (``rujukan``) or for news of it; None when it is not to be sent any more.

    The URL is None when the partner is no longer known or has no webhook.
    """
    row = stored.locked(tx.session, referral_id)
    if notice == SENT and not _is_open(tx, row):
        return None
    key = sending.delivery_key(row.id, notice)
    content: dict[str, Any] = {"event": notice, "idempotency_key": key, "referral": row.id}
    if notice == SENT:
        content["package"] = packages.sent(tx, row)
    body = canonical.text(content).encode()
    partner = tx.installation.partners.get(row.recipient)
    signer = tx.installation.signer
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "Lindung-Key-Id": signer.key_id,
        "Lindung-Signature": signer.sign(body),
    }
    return Request(url=partner.webhook if partner is not None else None, headers=headers, body=body)


def arrived(tx: Transaction, *, referral_id: str, notice: str) -> None:
    """Note that the partner took it."""
    found, row = _hold(tx, referral_id)
    if notice == SENT:
        row.delivered_at = row.delivered_at or tx.now
        row.state = "sent" if row.state == "failed" else row.state
        answering.record(tx, found, row, type_="referral.delivered", element_id=row.element_id)
    else:
        row.withdrawal_told_at = tx.now


def gave_up(tx: Transaction, *, referral_id: str, notice: str = SENT) -> Mapping[str, Any]:
    """Note that a referral could not be delivered; give what the incident says."""
    found, row = _hold(tx, referral_id)
    if notice == SENT and row.state == "sent":
        row.state = "failed"
        answering.record(tx, found, row, type_="referral.undelivered", element_id=row.element_id)
    # A code of its own: the incident ``unexpected`` would hold the timers of the instance.
    return {"code": ReferralUndeliveredError.code, "instance_id": row.from_instance_id}


def _hold(tx: Transaction, referral_id: str) -> tuple[cases.Found, Referral]:
    """Lock a referral that is known to exist, after the instance that sent it, in whose history it stands."""
    found = cases.lock_known(tx.session, stored.known(tx.session, referral_id).from_instance_id)
    return found, stored.locked(tx.session, referral_id)


def _is_open(tx: Transaction, row: Referral) -> bool:
    """Tell whether the referral still is to be brought: not taken back, not arrived, and its content not destroyed."""
    case = cases.by_id(tx.session, row.from_case_id)
    return row.delivered_at is None and row.state in referrals.ANSWERABLE and case.wrapped_key is not None
