"""One task: why it is there, its form, what comes next, and what can be done with it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web.forms import answered, form_page, viewer
from api.web.frame import addresses, page, toast
from api.web.pages.user_tasks import task_page
from api.web.words import island_words
from api.web.words import language as texts
from api.web.words.language import language
from engine import errors
from engine.domain.audit.reads import PRINT
from engine.domain.forms import forms
from engine.services.base.transaction import Transaction
from engine.services.cases import comments
from engine.services.letters import preview as letter_drafts
from engine.services.user_tasks import completions, drafts, life_cycle, user_tasks

pages = Blueprint("user_task", __name__)


@pages.get("/tugas/<task_id>")
def show(task_id: str) -> Response:
    """Show a task with its form; what it tells of the case is recorded as a reading of it."""
    with edge.for_person() as tx:
        answer = _draw(tx, task_id)
    addresses.keep_list(answer)
    return answer


@pages.post("/tugas/<task_id>/ambil")
def claim(task_id: str) -> Answer:
    """Take the task and stay on it."""
    page.require_form()
    with edge.for_person() as tx:
        claimed = life_cycle.claim(tx, task_id)
    return _told(f"/tugas/{task_id}", "claimed", case=claimed.case_number)


@pages.post("/tugas/<task_id>/lepas")
def release(task_id: str) -> Answer:
    """Give the task back to its role."""
    page.require_form()
    with edge.for_person() as tx:
        released = life_cycle.release(tx, task_id)
    return _told("/tugas", "released", case=released.case_number)


@pages.post("/tugas/<task_id>/serahkan")
def hand_over(task_id: str) -> Answer:
    """Entrust the task to a colleague and go back to the inbox."""
    page.require_form()
    with edge.for_person() as tx:
        given = life_cycle.delegate(tx, task_id, to_username=request.form.get("kepada", ""))
    return _told("/tugas", "handed_over", case=given.case_number)


@pages.post("/tugas/<task_id>/selesai")
def complete(task_id: str) -> Answer:
    """Hand the task in; when it is refused show the form again with what was typed, each fault beside its field."""
    try:
        page.require_form()
        number = _hand_in(task_id)
    except (forms.FormInvalidError, refusals.ForgeryRefusedError, errors.ConflictError) as refusal:
        # The refused transaction is gone; the page is drawn in one of its own.
        with edge.for_person() as tx:
            return _draw(tx, task_id, problem=problems.of(refusal))
    return redirect(f"/tugas?tab=saya&selesai={number}" if number else f"/tugas/{task_id}", code=303)


@pages.post("/tugas/<task_id>/pratinjau")
def preview(task_id: str) -> Answer:
    """Show the letters that the step would produce with what is typed now, as a file that is kept nowhere."""
    try:
        page.require_form()
        with edge.for_person(via=PRINT) as tx:
            form, zone = user_tasks.form_of(tx, task_id), page.zone_of(tx, user_tasks.seen(tx, task_id).agency)
            pdf = letter_drafts.preview(tx, task_id, form=form_page.posted(form, zone=zone))
    except (forms.FormInvalidError, refusals.ForgeryRefusedError) as refusal:
        with edge.for_person() as tx:
            return _draw(tx, task_id, problem=problems.of(refusal))
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename="konsep.pdf")
    return answer


@pages.post("/tugas/<task_id>/jalankan")
def carry_out(task_id: str) -> Answer:
    """Complete the waiting task now; pressing too late is no fault, because then the task is done already."""
    page.require_form()
    with edge.for_person() as tx:
        shown = user_tasks.seen(tx, task_id)
        number = shown.case_number
        if shown.state != "completed":
            completions.carry_out_now(tx, task_id)
    return redirect(f"/tugas?tab=saya&selesai={number}", code=303)


@pages.post("/tugas/<task_id>/tarik")
def take_back(task_id: str) -> Answer:
    """Take the waiting completion back, and stay on the form."""
    page.require_form()
    with edge.for_person() as tx:
        completions.take_back(tx, task_id)
    return _told(f"/tugas/{task_id}", "taken_back")


@pages.post("/tugas/<task_id>/komentar")
def comment(task_id: str) -> Answer:
    """Keep a comment; a refused one comes back with its words."""
    try:
        page.require_form()
        with edge.for_person() as tx:
            comments.write(tx, task_id, text=request.form.get("komentar", ""))
    except (comments.CommentUnfitError, comments.MentionUnknownError, refusals.ForgeryRefusedError) as refusal:
        with edge.for_person() as tx:
            return _draw(tx, task_id, refused_comment=problems.of(refusal))
    return _told(f"/tugas/{task_id}#komentar", "commented")


def _hand_in(task_id: str) -> str:
    """Hand the task in once, however often the button was pressed; give the case number, empty while it waits."""
    with edge.for_person() as tx:
        form = user_tasks.form_of(tx, task_id)
        zone = page.zone_of(tx, user_tasks.seen(tx, task_id).agency)

        def work(inside: Transaction) -> edge.Answer:
            done = completions.hand_in(inside, task_id, form=form_page.posted(form, zone=zone))
            return edge.Answer(body=done.case_number if done.held_until is None else "")

        return form_page.once(tx, work)


def _told(address: str, code: str, **values: str) -> Answer:
    """Lead on and say what was done."""
    answer = redirect(address, code=303)
    toast.leave(answer, code, **values)
    return answer


def _draw(
    tx: Transaction,
    task_id: str,
    *,
    problem: problems.Problem | None = None,
    refused_comment: problems.Problem | None = None,
) -> Response:
    """Draw the task's page, with what was typed when it comes back for correction."""
    task = user_tasks.get(tx, task_id)
    form = user_tasks.form_of(tx, task_id)
    draft = drafts.get(tx, task_id)
    zone = page.zone_of(tx, task.agency)
    refusal = problem or refused_comment
    posted = None if problem is None else form_page.posted(form, zone=zone)
    workable = task.assignee == tx.actor.id and task.state == "open" and not user_tasks.rests(tx, task_id)
    return page.show(
        tx,
        "user_tasks/task.html",
        status=200 if refusal is None else refusal.status,
        task=task,
        workable=workable,
        draft=draft,
        left=() if draft is None or not draft.is_left_over else answered.answers(form, draft.answers, zone=zone),
        form=None if form is None else _filled(form, draft, zone, problem),
        given=_given(tx, task_id, draft, problem, posted=posted) if workable else None,
        words=island_words.spoken(),
        problem=problem,
        refused_comment=refused_comment,
        key=form_page.fresh_key(),
        back=addresses.list_address(),
        **task_page.beside(tx, task, draft),
    )


def _filled(
    form: forms.Form, draft: drafts.DraftView | None, zone: str, problem: problems.Problem | None
) -> form_page.Drawn:
    """Draw the form with what was posted, else with the draft, else empty."""
    if problem is not None and not request.form.get(form_page.VIEWER_DATA):
        return form_page.draw(form, problem=problem)
    if problem is not None:
        sent = form_page.typed_again(form, form_page.posted(form, zone=zone), zone=zone)
        return form_page.draw(form, problem=problem, typed=sent)
    typed = None if draft is None or draft.is_left_over else form_page.typed_again(form, draft.answers, zone=zone)
    return form_page.draw(form, typed=typed)


def _given(
    tx: Transaction, task_id: str, draft: drafts.DraftView | None, problem: problems.Problem | None, *, posted: Any
) -> Mapping[str, Any] | None:
    """Give what the browser's viewer begins with: what was refused just now, else the draft; None without a form."""
    source = user_tasks.form_source_of(tx, task_id)
    if source is None:
        return None
    kept = {} if draft is None or draft.is_left_over else draft.answers
    faults = () if problem is None else problem.faults
    return {
        "schema": viewer.schema(source, language=language()),
        "answers": kept if problem is None else posted,
        "faults": [{"pointer": one.pointer.removeprefix("/form"), "says": texts.sentence(one)} for one in faults],
    }
