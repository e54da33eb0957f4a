"""Results about cases. Moments are aware and in UTC; nothing here holds narrative."""

from dataclasses import dataclass
from datetime import datetime

from engine.services.content.results import SubmissionView
from engine.services.letters.results import DocumentView
from engine.services.referrals.results import ReferralView
from engine.services.time.results import SlaClockView
from engine.services.user_tasks.results import InstanceView


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case; ``submissions`` is empty for who may not read narrative (``narrative`` tells).

    ``owner`` is the code of who answers for it: its agency, or whoever accepted it as a hand-over. ``finding`` is the
    id of the finding whose file it is; None for the case of a person.
    """

    number: str
    agency: str
    state: str
    risk: str | None
    opened_at: datetime
    narrative: bool
    instances: tuple[InstanceView, ...]
    sla_clocks: tuple[SlaClockView, ...]
    documents: tuple[DocumentView, ...]
    submissions: tuple[SubmissionView, ...]
    referrals: tuple[ReferralView, ...]
    owner: str
    finding: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """A case in a list."""

    number: str
    agency: str
    state: str
    risk: str | None
    opened_at: datetime
