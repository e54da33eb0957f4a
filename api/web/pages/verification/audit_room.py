"""The auditor's room: whether the record is whole, until when it is sealed, and who keeps its checkpoints."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web.forms import form_page
from api.web.frame import page
from api.web.pages.audits.findings import STATES
from engine.services.audits import assignments, findings, grounds
from engine.services.verification import standing, verification

pages = Blueprint("audit_room", __name__)


@pages.get("/audit")
def show() -> Answer:
    """Show how the record stands; whoever may only examine what an assignment holds is led to it."""
    with edge.for_person() as tx:
        if not tx.scopes(verification.RIGHT) and tx.scopes(assignments.READ):
            return redirect("/audit/penugasan", code=303)
        return page.show(
            tx,
            "verification/audit_room.html",
            standing=standing.standing(tx),
            mine=grounds.writing(tx),
            waiting=[one for one in findings.search(tx) if one.may_send or (one.file and one.file.tasks)],
            states=STATES,
            key=form_page.fresh_key(),
        )
