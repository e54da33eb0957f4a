"""Leave: who stands in for whom, and until when."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.frame import page, toast
from api.web.words import moments
from engine import errors
from engine.services.base.transaction import Transaction
from engine.services.people import substitutions, users
from engine.services.user_tasks import colleagues

pages = Blueprint("substitutions", __name__)


@pages.get("/cuti")
def show() -> Response:
    """Show the substitutions that run or are to come, and the form that names one."""
    with edge.for_person(reads_only=True) as tx:
        return _draw(tx)


@pages.post("/cuti")
def name() -> Answer:
    """Name a substitute; what does not fit comes back with the form."""
    page.require_form()
    try:
        with edge.for_person() as tx:
            _name(tx)
    except (substitutions.SubstituteUnfitError, substitutions.PeriodInvalidError) as refusal:
        with edge.for_person(reads_only=True) as tx:
            return _draw(tx, refusal=refusal)
    answer = redirect("/cuti", code=303)
    toast.leave(answer, "substitute_named")
    return answer


@pages.post("/cuti/<substitution_id>/akhiri")
def end(substitution_id: str) -> Answer:
    """End a substitution now."""
    page.require_form()
    with edge.for_person() as tx:
        substitutions.end(tx, substitution_id)
    answer = redirect("/cuti", code=303)
    toast.leave(answer, "substitute_ended")
    return answer


def _name(tx: Transaction) -> None:
    """Name the substitute for the whole of both days, in the agency's own time."""
    agency = request.form.get("lembaga", "")
    zone = page.zone_of(tx, agency)
    first, last = (_midnight(request.form.get(name, ""), zone) for name in ("dari", "sampai"))
    substitutions.name(
        tx,
        agency=agency,
        person=request.form.get("orang") or users.me(tx).username,
        substitute=request.form.get("pengganti", ""),
        starts_at=first,
        ends_at=last + timedelta(days=1),
    )


def _midnight(text: str, zone: str) -> datetime:
    """Give the beginning of a typed day; PeriodInvalidError for what is no day."""
    found = moments.from_field(f"{text}T00:00", zone)
    if found is None:
        raise substitutions.PeriodInvalidError
    return found


def _draw(tx: Transaction, *, refusal: errors.LindungError | None = None) -> Response:
    """Draw the page, with what was typed when it comes back."""
    scopes = tx.scopes("substitute.name")
    own = sorted({scope.agency for scope in scopes})
    return page.show(
        tx,
        "people/leave.html",
        status=200 if refusal is None else problems.status_of(refusal),
        refusal=refusal,
        running=substitutions.search(tx),
        own=own,
        for_others=any(scope.reach == "agency" for scope in scopes),
        colleagues=colleagues.everywhere(tx),
        typed=request.form,
    )
