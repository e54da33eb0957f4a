"""The auditor's room: whether the record is whole, until when it is sealed, and who keeps its checkpoints."""

from flask import Blueprint, Response

from api import edge
from api.web.frame import page
from api.web.pages.audits.findings import STATES
from engine.services.audits import findings, grounds
from engine.services.verification import standing

pages = Blueprint("audit_room", __name__)


@pages.get("/audit")
def show() -> Response:
    """Show how the record stands."""
    with edge.for_person() as tx:
        return page.show(
            tx,
            "verification/audit_room.html",
            standing=standing.standing(tx),
            mine=grounds.writing(tx),
            waiting=[one for one in findings.search(tx) if one.acts],
            states=STATES,
        )
