"""To whom a referral may go: the agencies of the installation, and partners outside it."""

from dataclasses import dataclass

from engine import errors
from engine.domain.referrals import referrals
from engine.services.base import in_force
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.store.policy import definitions
from engine.store.tables.policy import Bundle

CASE, WEBHOOK, LETTER = "case", "webhook", "letter"


class RecipientUnknownError(errors.LindungError):
    """The recipient is not known. Choose a registered agency or partner."""

    code = "recipient_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who may be sent a referral; ``via`` is case, webhook or letter."""

    code: str
    name: str
    type: str
    via: str


def find(tx: Transaction, code: str, *, sender: str, mode: str) -> Recipient:
    """Give the recipient of that code; RecipientUnknownError when there is none.

    An agency whose procedures open no case for this mode is reached by letter, as somebody outside would be.
    """
    office = definitions.agency(tx.session, code) if code != sender else None
    if office is not None:
        via = CASE if intake(tx, code, channel=referrals.channel(mode)) else LETTER
        return Recipient(code=code, name=office.name, type=referrals.AGENCY_TYPE, via=via)
    partner = tx.installation.partners.get(code)
    if partner is None:
        raise RecipientUnknownError(recipient=code)
    via = WEBHOOK if partner.webhook is not None else LETTER
    return Recipient(code=code, name=partner.name, type=partner.type, via=via)


def intake(tx: Transaction, agency: str, *, channel: str) -> tuple[Bundle, Deployed] | None:
    """Give the agency's procedure that this channel opens, the first by key if several; None when there is none."""
    for bundle, deployed in in_force.all_of(tx, agency):
        if agency in deployed.procedure.agencies and channel in deployed.procedure.channels:
            return bundle, deployed
    return None
