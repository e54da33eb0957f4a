"""``/api/v1/referrals``: what passes between agencies."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.referrals import referrals as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.referrals import referrals
from engine.services.referrals.results import ReferralView

noun = Noun("referrals", description="Referrals, hand-overs and coordination that cases sent or were sent.")


@noun.get("", query=schemas.Query, answer=derived.page(ReferralView, "ReferralsPage"))
def search(tx: Transaction, query: base.Checked) -> Page[ReferralView]:
    """List the referrals that the caller may see, newest first, without their packages.

    ``direction`` is ``out`` for what their cases sent and ``in`` for what these were sent; the other side's case is
    never named.
    """
    return referrals.search(
        tx,
        direction=query["direction"],
        state=query["state"],
        cursor=query.get("cursor"),
        limit=query["limit"],
    )


@noun.get("/<referral_id>", answer=derived.answer(ReferralView), recorded=True)
def get(tx: Transaction, referral_id: str) -> ReferralView:
    """Give one referral; its package only to who may read what people told in the case.

    The reading is recorded with the case, as every reading is.
    """
    return referrals.get(tx, referral_id)


@noun.post("/<referral_id>/answer", body=schemas.Answer, answer=derived.answer(ReferralView))
def answer(tx: Transaction, body: base.Checked, referral_id: str) -> ReferralView:
    """Record what a recipient outside the installation answered; the case that waits for it goes on.

    409 ``answer_not_yours`` when the recipient works in this installation and answers itself, ``referral_settled``
    when it was answered or taken back already.
    """
    return referrals.answer(tx, referral_id, given=body["answer"], reason=body["reason"])


@noun.post("/<referral_id>/revoke", answer=derived.answer(ReferralView))
def revoke(tx: Transaction, referral_id: str) -> ReferralView:
    """Take back a referral that was neither accepted nor refused yet; whoever may have it is told.

    409 ``referral_settled`` when it was answered or taken back already.
    """
    return referrals.revoke(tx, referral_id)
