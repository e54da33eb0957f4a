"""Registering a report: choose how it arrived, answer what matters first, look for a double, get the case number."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web.forms import form_page
from api.web.frame import page, toast
from api.web.words import moments
from engine.domain.forms import forms
from engine.services.base.transaction import Transaction
from engine.services.cases import instances, reports
from engine.services.policy import definitions, rollouts

pages = Blueprint("new_report", __name__)
MENDABLE = (
    forms.FormInvalidError,
    instances.ReceivedInFutureError,
    refusals.ReceivedUnreadableError,
    refusals.ForgeryRefusedError,
)
"""What a person can put right on the form itself; an outdated page is sent again from the fresh one."""

ADDRESS = "/laporan/<key>/<agency>/<channel>"
LOOKED = "sudah_periksa"
"""Name of the field that says that the doubles found were seen."""

Asked = tuple[str, str, str]
"""Procedure, agency and channel of a report."""


@pages.get("/laporan")
def choose() -> Response:
    """Show the procedures and the ways in which a report can arrive."""
    with edge.for_person(reads_only=True) as tx:
        offered = {scope.agency for scope in tx.scopes(page.REGISTER)}
        found, coming = definitions.search(tx), rollouts.coming(tx)
        known = {(one.key, agency) for one in found for agency in one.agencies}
        new = [(one, code) for one in coming for code in one.agencies if code in offered]
        new = [(one, code) for one, code in new if (one.key, code) not in known]
        return page.show(tx, "cases/channels.html", definitions=found, offered=offered, coming=coming, new=new)


@pages.get(ADDRESS)
def show(key: str, agency: str, channel: str) -> Response:
    """Show the start form of a channel."""
    with edge.for_person(reads_only=True) as tx:
        return _draw(tx, (key, agency, channel))


@pages.post(f"{ADDRESS}/periksa")
def look(key: str, agency: str, channel: str) -> Response:
    """Look for cases about the same persons, and show the form with what was typed."""
    page.require_form()
    with edge.for_person(reads_only=True) as tx:
        return _draw(tx, (key, agency, channel), found=_doubles(tx, (key, agency, channel)))


@pages.post(ADDRESS)
def register(key: str, agency: str, channel: str) -> Answer:
    """Open the cases; with wrong answers, or a double that nobody has looked at, show the form again."""
    asked = (key, agency, channel)
    try:
        page.require_form()
        if request.form.get(LOOKED) != "1":
            with edge.for_person(reads_only=True) as tx:
                found = _doubles(tx, asked)
                if found:
                    return _draw(tx, asked, found=found)
        opened = _start(asked)
    except MENDABLE as refusal:
        with edge.for_person(reads_only=True) as tx:
            return _draw(tx, asked, problem=problems.of(refusal))
    answer = redirect(f"/kasus/{opened['number']}?baru=1", code=303)
    if opened["count"] > 1:
        toast.leave(answer, "registered", case=opened["number"], count=opened["count"])
    return answer


def _doubles(tx: Transaction, asked: Asked) -> tuple[reports.Match, ...]:
    """Give the cases of the agency that may be about the same persons."""
    told, begun = _posted(tx, asked)
    return reports.probe(tx, agency=asked[1], told=told, form=begun)


def _posted(tx: Transaction, asked: Asked) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the posted answers of the sheet and of the start form."""
    key, agency, channel = asked
    zone = page.zone_of(tx, agency)
    form = instances.start_form_of(tx, process_definition=key, agency=agency, channel=channel)
    told = form_page.posted(reports.sheet(tx), zone=zone, prefix=form_page.SHEET)
    return told, form_page.posted(form, zone=zone)


def _start(asked: Asked) -> dict[str, Any]:
    """Register the report once, however often the button was pressed; give the first case's number and how many."""
    key, agency, channel = asked
    with edge.for_person() as tx:
        told, begun = _posted(tx, asked)
        received_at = _received_at(page.zone_of(tx, agency))

        def work(inside: Transaction) -> edge.Answer:
            opened = reports.register(
                inside,
                process_definition=key,
                agency=agency,
                channel=channel,
                received_at=received_at,
                form=begun,
                told=told,
            ).instances
            return edge.Answer(body={"number": opened[0].case_number, "count": len(opened)})

        registered: dict[str, Any] = form_page.done_once(tx, work)
        return registered


def _received_at(zone: str) -> datetime | None:
    """Give the moment of receipt; None, meaning now, only when the form did not ask for it."""
    text = request.form.get("received_at")
    moment = None if text is None else moments.from_field(text, zone)
    if text is not None and moment is None:
        raise refusals.ReceivedUnreadableError
    return moment


def _draw(
    tx: Transaction,
    asked: Asked,
    *,
    problem: problems.Problem | None = None,
    found: tuple[reports.Match, ...] | None = None,
) -> Response:
    """Draw the start form, with what was typed when it comes back; ``found`` are doubles that were looked for."""
    key, agency, channel = asked
    definition = definitions.get(tx, key, agency=agency)
    form = instances.start_form_of(tx, process_definition=key, agency=agency, channel=channel)
    zone = page.zone_of(tx, agency)
    return page.show(
        tx,
        "cases/new_report.html",
        status=200 if problem is None else problem.status,
        definition=definition,
        agency=agency,
        channel=next((one for one in definition.channels if one.code == channel), None),
        start=form_page.draw_start(
            form,
            reports.sheet(tx),
            received_at=request.form.get("received_at", moments.field_value(tx.now, zone)),
            zone=moments.zone_name(tx.now, zone),
            problem=problem,
            again=found is not None,
        ),
        problem=problem,
        found=found,
        looked=bool(found) or request.form.get(LOOKED) == "1",
        key=form_page.fresh_key(),
    )
