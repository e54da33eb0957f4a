"""Filters that people keep: the list with counts, keeping the present one, forgetting one."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web import flash, inbox_query, page
from engine.services import inbox, task_filters
from engine.services.transaction import Transaction

pages = Blueprint("task_filters", __name__)


@pages.get("/tugas/saringan")
def search() -> Response:
    """List the kept filters, each with how many tasks it finds; the inbox loads this after itself."""
    with edge.for_person(reads_only=True) as tx:
        kept = task_filters.search(tx)
        counts = inbox.counts(tx, {one.id: task_filters.query_of(one.parts) for one in kept})
        return page.show(tx, "filters.html", kept=kept, counts=counts, most=inbox.MOST_COUNTED, of=inbox_query.of_parts)


@pages.post("/tugas/saringan")
def save() -> Answer:
    """Keep what the inbox shows under a name, and show it again."""
    page.require_form()
    tab = request.form.get("tab", "")
    query = inbox_query.read(tab if tab in inbox_query.TABS else "peran", request.form, limit=1)
    parts = task_filters.parts_of(query)
    with edge.for_person() as tx:
        task_filters.save(tx, name=request.form.get("nama", ""), parts=parts, agency=_agency(tx))
    answer = redirect(inbox_query.of_parts(parts), code=303)
    flash.leave(answer, "filter_kept")
    return answer


@pages.post("/tugas/saringan/<filter_id>/hapus")
def remove(filter_id: str) -> Answer:
    """Forget a filter and show the others."""
    page.require_form()
    with edge.for_person() as tx:
        task_filters.remove(tx, filter_id)
    return redirect("/tugas/saringan", code=303)


def _agency(tx: Transaction) -> str | None:
    """Give the agency to share with: the one where the person may, when they ticked so."""
    shared = "bersama" in request.form
    return next(iter(task_filters.sharing_agencies(tx)), None) if shared else None
