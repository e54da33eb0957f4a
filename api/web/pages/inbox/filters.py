"""Filters that people keep: the list with counts, keeping the present one, forgetting one."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web.frame import page, toast
from api.web.pages.inbox import inbox_query
from engine.services.base.transaction import Transaction
from engine.services.inbox import filters, inbox

pages = Blueprint("task_filters", __name__)


@pages.get("/tugas/saringan")
def search() -> Response:
    """List the kept filters, each with how many tasks it finds; the inbox loads this after itself."""
    with edge.for_person(reads_only=True) as tx:
        kept = filters.search(tx)
        counts = inbox.counts(tx, {one.id: filters.query_of(one.parts) for one in kept})
        return page.show(
            tx, "inbox/filters.html", kept=kept, counts=counts, most=inbox.MOST_COUNTED, of=inbox_query.of_parts
        )


@pages.post("/tugas/saringan")
def save() -> Answer:
    """Keep what the inbox shows under a name, and show it again."""
    page.require_form()
    tab = request.form.get("tab", "")
    query = inbox_query.read(tab if tab in inbox_query.TABS else "peran", request.form, limit=1)
    parts = filters.parts_of(query)
    with edge.for_person() as tx:
        filters.save(tx, name=request.form.get("nama", ""), parts=parts, agency=_agency(tx))
    answer = redirect(inbox_query.of_parts(parts), code=303)
    toast.leave(answer, "filter_kept")
    return answer


@pages.post("/tugas/saringan/<filter_id>/hapus")
def remove(filter_id: str) -> Answer:
    """Forget a filter and show the others."""
    page.require_form()
    with edge.for_person() as tx:
        filters.remove(tx, filter_id)
    return redirect("/tugas/saringan", code=303)


def _agency(tx: Transaction) -> str | None:
    """Give the agency to share with: the one where the person may, when they ticked so."""
    shared = "bersama" in request.form
    return next(iter(filters.sharing_agencies(tx)), None) if shared else None
