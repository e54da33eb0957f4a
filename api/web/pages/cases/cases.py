"""Cases: the list, and one case with its promised times, open tasks, path on the diagram and history."""

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web.forms import answered
from api.web.frame import addresses, menu, page, toast
from api.web.pages.cases import case_story
from api.web.pages.user_tasks import task_page
from engine import errors
from engine.domain.audit.reads import PRINT
from engine.services.audit import history, story
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, comments, files, reports, waiting
from engine.services.cases.results import CaseView
from engine.services.incidents import incidents
from engine.services.policy import definitions
from engine.services.public import reporter_thread
from engine.services.running import steps
from engine.services.time import readings
from engine.services.time.results import ReadingView, SlaClockView
from engine.services.user_tasks.results import UserTaskView
from engine.services.verification.results import HistoryEventView

pages = Blueprint("case", __name__)
PER_PAGE = 25
ENTRIES_SHOWN = 40
ALL, WHOLE = "semua", "isi"
"""Flags of the query: the whole story, and what people wrote."""
ELEMENT = re.compile(r'data-element-id="([^"]*)"')
HIDDEN = (errors.NotPermittedError, errors.NotFoundError)
"""How a service says that the reader has no right to a part of the case."""


@pages.get("/kasus")
def search() -> Response:
    """List the cases that the reader may see, newest first."""
    q = request.args.get("q", "").strip() or None
    with edge.for_person(reads_only=True) as tx:
        found = cases.search(tx, q=q, cursor=request.args.get("cursor") or None, limit=PER_PAGE)
        return page.show(tx, "cases/cases.html", cases=found, q=q or "")


@pages.get("/kasus/<number>")
def show(number: str) -> Answer:
    """Show one case; reading it is recorded by the service. The file of a finding is shown as its finding."""
    with edge.for_person() as tx:
        case = cases.get(tx, number)
        return _draw(tx, case) if case.finding is None else redirect(f"/audit/temuan/{case.finding}", code=303)


@pages.get("/kasus/<number>/ringkasan")
def summary(number: str) -> Response:
    """Show a case on one sheet to be printed; what people wrote is on it only when it was asked for."""
    with edge.for_person(via=PRINT) as tx:
        case = cases.get(tx, number)
        shown = {"whole": case.narrative and WHOLE in request.args, **_told_of(tx, case)}
        return page.show(tx, "cases/case_summary.html", case=case, **shown)


@pages.post("/kasus/<number>/komentar")
def comment(number: str) -> Answer:
    """Keep a comment at the case's first open task that the person may see; a refused one comes back with its words."""
    try:
        page.require_form()
        with edge.for_person() as tx:
            task = _first_task(cases.get(tx, number))
            if task is None:
                raise errors.NotFoundError(case_number=number)
            comments.write(tx, task.id, text=request.form.get("komentar", ""))
    except (comments.CommentUnfitError, comments.MentionUnknownError, refusals.ForgeryRefusedError) as refusal:
        with edge.for_person() as tx:
            return _draw(tx, cases.get(tx, number), refused_comment=problems.of(refusal))
    answer = redirect(f"/kasus/{quote(number)}#komentar", code=303)
    toast.leave(answer, "commented")
    return answer


@pages.post("/kasus/<number>/pelapor")
def answer_reporter(number: str) -> Answer:
    """Write to the reporter, and go back to where it was written."""
    page.require_form()
    with edge.for_person() as tx:
        reporter_thread.answer(tx, number, text=request.form.get("pesan", ""))
    back = redirect(f"{addresses.inside(request.form.get('kembali', ''))}#percakapan-pelapor", code=303)
    toast.leave(back, "reporter_answered")
    return back


def _draw(tx: Transaction, case: CaseView, *, refused_comment: problems.Problem | None = None) -> Response:
    """Draw the case's page, with a comment that comes back for correction."""
    number = case.number
    task = _first_task(case)
    said = comments.of_case(tx, number)
    contact = reports.contact(tx, number)
    told = _told_of(tx, case)
    return page.show(
        tx,
        "cases/case.html",
        status=200 if refused_comment is None else refused_comment.status,
        case=case,
        paths=[(one, _diagram(tx, one.id)) for one in case.instances],
        readings=_readings(tx, case),
        new="baru" in request.args,
        contact=contact,
        contact_told=task_page.contact_told(tx, contact, case.agency),
        comments=said,
        mentionable=comments.mentionable(tx, task.id) if said is not None and task is not None else (),
        refused_comment=refused_comment,
        files=files.of_case(tx, number),
        reporter=task_page.reporter(tx, number),
        leads_to=menu.of_case(tx, agency=case.agency, number=number, is_own=told["became"] is not None),
        **told,
    )


def _told_of(tx: Transaction, case: CaseView) -> dict[str, Any]:
    """Give what both the page and the printed sheet tell: times, what happened, what was written."""
    told, events = _story(tx, case)
    chosen = request.args.get("riwayat", "")
    kind = chosen if chosen in case_story.KINDS else ""
    told_all = [] if events is None else case_story.entries(events)
    entries = [one for one in told_all if not kind or one.kind == kind]
    shown = entries if ALL in request.args or request.path.endswith("/ringkasan") else entries[:ENTRIES_SHOWN]
    return {
        "answers": _submissions(tx, case),
        "ends": _ends(tx, case),
        "definitions": definitions.of_agency(tx, case.agency),
        "clocks": sorted(case.sla_clocks, key=_urgency),
        "waits": waiting.of_case(tx, case),
        "stands_still": incidents.stands_still(tx, [one.id for one in case.instances]),
        "story": None if events is None else case_story.by_day(shown, zone=page.zone_of(tx, case.agency)),
        "more": len(entries) - len(shown),
        "kind": kind,
        "kinds": case_story.KINDS,
        "became": told,
    }


def _urgency(clock: SlaClockView) -> tuple[bool, bool, float]:
    """Give the order of promised times: those that run first, of these the late ones, then by their due moment."""
    due = 0.0 if clock.due_at is None else clock.due_at.timestamp()
    return clock.state != "running", clock.sla_state != "breached", due


def _first_task(case: CaseView) -> UserTaskView | None:
    """Give the first open task of the case that the reader may see."""
    return next((task for one in case.instances for task in one.open_user_tasks), None)


def _ends(tx: Transaction, case: CaseView) -> list[str]:
    """Give the names of the ends that a finished case reached, as the diagram says them."""
    named = []
    for one in case.instances:
        if one.end_event is not None:
            elements = steps.deployed_of(tx, one.id).definition.side_table
            named += [elements[reached].name for reached in one.end_event.split()]
    return named


def _readings(tx: Transaction, case: CaseView) -> dict[tuple[str, str], ReadingView]:
    """Give how the unclear clauses behind the case's clocks are read, by instance and ambiguity."""
    found: dict[tuple[str, str], ReadingView] = {}
    for instance_id in {clock.process_instance for clock in case.sla_clocks}:
        deployed = steps.deployed_of(tx, instance_id)
        standing = readings.view(readings.standings(tx, deployed, agency=case.agency, at=tx.now))
        found |= {(instance_id, name): one for name, one in standing.items()}
    return found


def _submissions(tx: Transaction, case: CaseView) -> list[answered.Submission]:
    """Give what people wrote with the labels of the forms that they filled; empty for who may not read it."""
    zone = page.zone_of(tx, case.agency)
    versions = [steps.deployed_of(tx, one.id) for one in case.instances] if case.submissions else []
    found = []
    for one in case.submissions:
        run = next(version for version in versions if one.element_id in version.definition.side_table)
        form = None if one.form is None else run.form(one.form)
        found.append(
            answered.Submission(
                name=run.definition.side_table[one.element_id].name,
                at=one.at,
                answers=None if one.answers is None else answered.answers(form, one.answers, zone=zone),
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


def _story(tx: Transaction, case: CaseView) -> tuple[story.Story | None, list[HistoryEventView] | None]:
    """Give what became of a case and the events of all its processes; None for who may not read the history."""
    try:
        return story.of_case(tx, case.number)
    except HIDDEN:
        return None, None
