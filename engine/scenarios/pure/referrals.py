"""Referrals of a case that the runner plays alone: through the consent gate, as the services send and settle them.

What another agency of the installation answers is known to its own case only, so nothing is sent to one that takes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.domain.referrals import referrals
from engine.domain.running import facts
from engine.scenarios.pure.stage import Stage
from engine.services.referrals import recipients


class NeedsServicesError(errors.LindungError):
    """The scenario involves another agency, so it can be played in a whole installation only."""

    code = "scenario_needs_services"


@dataclass(slots=True, kw_only=True)
class Referral:
    """One referral; ``sender`` is the id of the instance that sent it."""

    sender: str
    element_id: str
    via: str
    basis: str
    state: str = "sent"
    is_withdrawn: bool = False


@dataclass
class Referrals:
    """What a case of an agency sent, oldest first; ``is_withdrawn`` tells that its consent is."""

    stage: Stage
    agency: str
    is_withdrawn: bool = False
    sent: list[Referral] = field(default_factory=list)

    @property
    def unanswered(self) -> int:
        """Give how many still wait for their answer."""
        return sum(one.state == "sent" for one in self.sent)

    def send(self, sender: str, fact: facts.MessageThrown, *, told_reason: bool) -> None:
        """Send what the diagram asks for; ``told_reason`` tells that an answer gives the reason of an emergency.

        Raises ReferralIncompleteError, RecipientUnknownError, ConsentMissingError, NeedsServicesError.
        """
        wanted = referrals.wanted(fact.variables)
        via = self._way(wanted)
        held = consent.standing(fact.variables, withdrawn=self.is_withdrawn, told_reason=told_reason)
        basis = consent.require(held, mode=wanted.mode, purpose=wanted.purpose)
        self.sent.append(Referral(sender=sender, element_id=fact.element_id, via=via, basis=basis.kind))

    def hear(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Settle the oldest referral by an answer that somebody brings, and give what the diagram is told."""
        waiting = next((one for one in self.sent if one.state in referrals.ANSWERABLE), None)
        if waiting is not None:
            waiting.state = referrals.ANSWERS[referrals.answer_of(variables, vocabulary.REFERRAL_ANSWER)]
        return {**variables, vocabulary.REFERRALS_OPEN: self.unanswered}

    def lapse(self, sender: str, *, waits: int) -> None:
        """Note that a timer ended this many waits of an instance: its oldest unanswered referrals got none."""
        for one in [one for one in self.sent if one.state == "sent" and one.sender == sender][:waits]:
            one.state = "no_answer"

    def withdraw(self) -> list[Referral]:
        """Note that consent was withdrawn, and give what was on its way and is taken back: it gets no answer."""
        self.is_withdrawn = True
        known = [one for one in self.sent if one.state in referrals.HOLDING and not one.is_withdrawn]
        for one in known:
            one.is_withdrawn = True
        # Nothing is posted while the runner plays alone, so what goes to a partner's server has not left.
        stopped = [one for one in known if one.basis == "persetujuan" and one.via == recipients.WEBHOOK]
        for one in stopped:
            one.state = "revoked"
        return stopped

    def _way(self, wanted: referrals.Wanted) -> str:
        if wanted.recipient in self.stage.agencies and wanted.recipient != self.agency:
            if self.stage.takes_in(wanted.recipient, mode=wanted.mode):
                raise NeedsServicesError(reason="another_agency_answers")
            return recipients.LETTER
        partner = self.stage.partners.get(wanted.recipient)
        if partner is None:
            raise recipients.RecipientUnknownError(recipient=wanted.recipient)
        return recipients.WEBHOOK if partner.webhook is not None else recipients.LETTER
