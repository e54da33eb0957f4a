"""One referral: what was sent to whom on what basis, what came back, and recording an answer that came from outside."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web.forms import answered, form_page
from api.web.frame import page
from engine.domain.referrals import referrals as rules
from engine.services.base.transaction import Transaction
from engine.services.referrals import referrals

pages = Blueprint("referral", __name__)


@pages.get("/rujukan/<referral_id>")
def show(referral_id: str) -> Response:
    """Show a referral; reading it is recorded by the service."""
    with edge.for_person() as tx:
        shown = referrals.get(tx, referral_id)
        zone = page.zone_of(tx, shown.agency if shown.direction == "out" else shown.recipient)
        data = shown.package["data"] if shown.package is not None else {}
        return page.show(
            tx,
            "referrals/referral.html",
            referral=shown,
            told=answered.named(referrals.forms_of(tx, shown), data, zone=zone),
            verbs=referrals.verbs(tx, shown),
            answers=rules.ANSWERS,
            key=form_page.fresh_key(),
        )


@pages.post("/rujukan/<referral_id>/jawaban")
def answer(referral_id: str) -> Answer:
    """Record what a recipient outside answered, and go back to the case."""
    page.require_form()
    given = request.form.get("jawaban", "")

    def work(tx: Transaction) -> edge.Answer:
        return edge.Answer(body=referrals.answer(tx, referral_id, given=given, reason=None).case_number)

    return _done(work)


@pages.post("/rujukan/<referral_id>/cabut")
def revoke(referral_id: str) -> Answer:
    """Take a referral back, and go back to the case."""
    page.require_form()

    def work(tx: Transaction) -> edge.Answer:
        return edge.Answer(body=referrals.revoke(tx, referral_id).case_number)

    return _done(work)


def _done(work: edge.Work) -> Answer:
    """Do it once, however often the button was pressed."""
    with edge.for_person() as tx:
        number = form_page.once(tx, work)
    return redirect(f"/kasus/{number}", code=303)
