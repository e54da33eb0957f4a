"""Results about referrals. Moments are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralView:
    """What one agency sent another, as the side of ``direction`` (out or in) sees it.

    ``case_number`` is that side's own case. ``fields`` are the names of what was told; ``package`` holds it, given only
    to who may read it. ``feedback`` is the outcome in codes.
    """

    id: str
    direction: str
    state: str
    mode: str
    purpose: str
    agency: str
    agency_name: str
    recipient: str
    recipient_name: str
    recipient_type: str
    via: str
    case_number: str | None
    sent_at: datetime
    delivered_at: datetime | None
    basis: str
    consent_by: str | None
    basis_reason: str | None
    rules: str
    fields: tuple[str, ...]
    answer: str | None
    answer_reason: str | None
    answered_at: datetime | None
    feedback: Any
    feedback_at: datetime | None
    consent_withdrawn_at: datetime | None
    withdrawal_told_at: datetime | None
    package: Mapping[str, Any] | None
