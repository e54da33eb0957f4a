"""Registering a report: choose how it arrived, fill the start form, get the case number."""

from datetime import datetime

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web import form_page, page, words
from engine.domain import forms
from engine.services import definitions, instances
from engine.services.transaction import Transaction

pages = Blueprint("complaint", __name__)
MENDABLE = (
    forms.FormInvalidError,
    instances.ReceivedInFutureError,
    refusals.ReceivedUnreadableError,
    refusals.ForgeryRefusedError,
)
"""What a person can put right on the form itself; an outdated page is sent again from the fresh one."""

ADDRESS = "/laporan/<key>/<agency>/<channel>"


@pages.get("/laporan")
def choose() -> Response:
    """Show the procedures and the ways in which a report can arrive."""
    with edge.for_person(reads_only=True) as tx:
        offered = {scope.agency for scope in tx.scopes(page.REGISTER)}
        return page.show(tx, "channels.html", definitions=definitions.search(tx), offered=offered)


@pages.get(ADDRESS)
def show(key: str, agency: str, channel: str) -> Response:
    """Show the start form of a channel."""
    with edge.for_person(reads_only=True) as tx:
        return _draw(tx, key, agency, channel)


@pages.post(ADDRESS)
def register(key: str, agency: str, channel: str) -> Answer:
    """Open the case; with wrong answers show the form again."""
    try:
        page.require_form()
        number = _start(key, agency, channel)
    except MENDABLE as refusal:
        with edge.for_person(reads_only=True) as tx:
            return _draw(tx, key, agency, channel, problem=problems.of(refusal))
    return redirect(f"/kasus/{number}?baru=1", code=303)


def _start(key: str, agency: str, channel: str) -> str:
    """Start the instance once, however often the button was pressed; give the case number."""
    with edge.for_person() as tx:
        form = instances.start_form_of(tx, process_definition=key, agency=agency, channel=channel)
        zone = page.zone_of(tx, agency)
        received_at = _received_at(zone)

        def work(inside: Transaction) -> edge.Answer:
            started = instances.start(
                inside,
                process_definition=key,
                agency=agency,
                channel=channel,
                received_at=received_at,
                variables={},
                form=form_page.posted(form, zone=zone),
            )
            return edge.Answer(body=started.case_number)

        return form_page.once(tx, work)


def _received_at(zone: str) -> datetime | None:
    """Give the moment of receipt; None, meaning now, only when the form did not ask for it."""
    text = request.form.get("received_at")
    moment = None if text is None else words.from_field(text, zone)
    if text is not None and moment is None:
        raise refusals.ReceivedUnreadableError
    return moment


def _draw(
    tx: Transaction,
    key: str,
    agency: str,
    channel: str,
    *,
    problem: problems.Problem | None = None,
) -> Response:
    """Draw the start form, with what was typed when it comes back for correction."""
    definition = definitions.get(tx, key)
    form = instances.start_form_of(tx, process_definition=key, agency=agency, channel=channel)
    zone = page.zone_of(tx, agency)
    received = request.form.get("received_at", words.field_value(tx.now, zone))
    return page.show(
        tx,
        "complaint.html",
        status=200 if problem is None else problem.status,
        definition=definition,
        agency=agency,
        channel=next((one for one in definition.channels if one.code == channel), None),
        form=form_page.draw_start(form, received_at=received, zone=words.zone_name(tx.now, zone), problem=problem),
        problem=problem,
        key=form_page.fresh_key(),
    )
