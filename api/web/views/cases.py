"""Cases: the list, and one case with its promised times, open tasks, path on the diagram and history."""

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web import flash, page, task_page, told, ways
from engine import errors
from engine.services import (
    cases,
    definitions,
    documents,
    history,
    reading_views,
    readings,
    reporter_thread,
    steps,
    views,
)
from engine.services.transaction import Transaction

pages = Blueprint("case", __name__)
PER_PAGE = 25
EVENTS_SHOWN = 200
ELEMENT = re.compile(r'data-element-id="([^"]*)"')
HIDDEN = (errors.NotPermittedError, errors.NotFoundError)
"""How a service says that the reader has no right to a part of the case."""


@pages.get("/kasus")
def search() -> Response:
    """List the cases that the reader may see, newest first."""
    q = request.args.get("q", "").strip() or None
    with edge.for_person(reads_only=True) as tx:
        found = cases.search(tx, q=q, cursor=request.args.get("cursor") or None, limit=PER_PAGE)
        return page.show(tx, "cases.html", cases=found, q=q or "")


@pages.get("/kasus/<number>")
def show(number: str) -> Response:
    """Show one case; reading it is recorded by the service."""
    with edge.for_person() as tx:
        case = cases.get(tx, number)
        paths = [(one, _diagram(tx, one.id), _events(tx, one.id)) for one in case.instances]
        known = {one.key: one for one in definitions.search(tx)}
        told_of: dict[str, Any] = {"answers": _told(tx, case), "ends": _ends(tx, case), "new": "baru" in request.args}
        told_of["readings"] = _readings(tx, case)
        told_of["reporter"] = task_page.reporter(tx, number)
        return page.show(tx, "case.html", case=case, paths=paths, definitions=known, **told_of)


@pages.get("/kasus/<number>/dokumen/<document_id>.pdf")
def letter(number: str, document_id: str) -> Response:  # noqa: ARG001 - the number is for people who read the address
    """Show a letter; reading it is recorded by the service."""
    with edge.for_person() as tx:
        return edge.paper(documents.read(tx, document_id))


@pages.post("/kasus/<number>/dokumen/<document_id>/tanda-tangan")
def sign(number: str, document_id: str) -> Answer:
    """Sign a letter as its second person and go back to the case."""
    page.require_form()
    with edge.for_person() as tx:
        documents.sign(tx, document_id)
    return redirect(f"/kasus/{quote(number)}#dokumen", code=303)


@pages.post("/kasus/<number>/pelapor")
def answer_reporter(number: str) -> Answer:
    """Write to the reporter, and go back to where it was written."""
    page.require_form()
    with edge.for_person() as tx:
        reporter_thread.answer(tx, number, text=request.form.get("pesan", ""))
    back = redirect(f"{ways.inside(request.form.get('kembali', ''))}#percakapan-pelapor", code=303)
    flash.leave(back, "reporter_answered")
    return back


def _ends(tx: Transaction, case: views.CaseView) -> list[str]:
    """Give the names of the ends that a finished case reached, as the diagram says them."""
    named = []
    for one in case.instances:
        if one.end_event is not None:
            elements = steps.deployed_of(tx, one.id).definition.side_table
            named += [elements[reached].name for reached in one.end_event.split()]
    return named


def _readings(tx: Transaction, case: views.CaseView) -> dict[tuple[str, str], reading_views.ReadingView]:
    """Give how the unclear clauses behind the case's clocks are read, by instance and ambiguity."""
    found: dict[tuple[str, str], reading_views.ReadingView] = {}
    for instance_id in {clock.process_instance for clock in case.sla_clocks}:
        deployed = steps.deployed_of(tx, instance_id)
        standing = readings.view(readings.standings(tx, deployed, agency=case.agency, at=tx.now))
        found |= {(instance_id, name): one for name, one in standing.items()}
    return found


def _told(tx: Transaction, case: views.CaseView) -> list[told.Told]:
    """Give what people wrote with the labels of the forms that they filled; empty for who may not read it."""
    zone = page.zone_of(tx, case.agency)
    versions = [steps.deployed_of(tx, one.id) for one in case.instances] if case.submissions else []
    found = []
    for one in case.submissions:
        run = next(version for version in versions if one.element_id in version.definition.side_table)
        form = None if one.form is None else run.form(one.form)
        found.append(
            told.Told(
                name=run.definition.side_table[one.element_id].name,
                at=one.at,
                answers=None if one.answers is None else told.answers(form, one.answers, zone=zone),
            )
        )
    return found


def _diagram(tx: Transaction, instance_id: str) -> Markup:
    """Give the instance's diagram; empty for who may not read the history behind it.

    Each element gets an id of the page's own, where links to it lead: the picture is larger than any window. The
    drawing is made by our own renderer, which escapes every label of the uploaded diagram.
    """
    try:
        svg = history.diagram(tx, instance_id, at=None)
    except HIDDEN:
        return Markup()
    named = ELEMENT.sub(rf'id="unsur-{instance_id}-\1" \g<0>', svg[svg.index("<svg") :])
    return Markup(named)  # noqa: S704 - written by engine.bpmn.drawing, which escapes labels


def _events(tx: Transaction, instance_id: str) -> tuple[views.HistoryEventView, ...]:
    """Give what happened, newest first; nothing for who may not read the history."""
    try:
        return history.newest(tx, instance_id, limit=EVENTS_SHOWN)
    except HIDDEN:
        return ()
