"""Incidents: technical stops that a person must see, and trying again."""

from collections.abc import Mapping
from functools import cache

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web.frame import page, toast
from engine import errors
from engine.services.incidents import incidents

pages = Blueprint("incidents_page", __name__)
PER_PAGE = 25
STATES = {"terbuka": "open", "selesai": "resolved"}


@pages.get("/gangguan")
def search() -> Response:
    """List the incidents that the reader may see, newest first: those that wait, or those that were mended."""
    chosen = request.args.get("tab", "terbuka")
    tab = chosen if chosen in STATES else "terbuka"
    with edge.for_person(reads_only=True) as tx:
        found = incidents.search(tx, state=STATES[tab], cursor=request.args.get("cursor") or None, limit=PER_PAGE)
        may_retry = bool(tx.scopes("incident.retry"))
        return page.show(
            tx,
            "incidents/incidents.html",
            incidents=found,
            tab=tab,
            may_retry=may_retry,
            causes=_refusals(),
            looked_at=incidents.LOOKS.keys(),
        )


@pages.post("/gangguan/<incident_id>/coba-lagi")
def retry(incident_id: str) -> Answer:
    """Let the stopped work be tried again, or the case that stands still be looked at again."""
    page.require_form()
    with edge.for_person() as tx:
        tried = incidents.retry(tx, incident_id)
    answer = redirect("/gangguan", code=303)
    toast.leave(answer, "retried" if tried.state == "resolved" else "looked_again")
    return answer


@cache
def _refusals() -> Mapping[str, type[errors.LindungError]]:
    """Give every refusal by its code, for the sentence of an incident's cause."""
    known: list[type[errors.LindungError]] = [errors.LindungError]
    for base in known:  # grows while it is read, by what derives from each
        known.extend(kind for kind in base.__subclasses__() if kind not in known)
    return {kind.code: kind for kind in known}
