"""One task: why it is there, its form, and what can be done with it."""

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web import flash, form_page, page
from engine import errors
from engine.domain import forms, permissions
from engine.services import user_tasks
from engine.services.transaction import Transaction

pages = Blueprint("user_task", __name__)


@pages.get("/tugas/<task_id>")
def show(task_id: str) -> Response:
    """Show a task with its form."""
    with edge.for_person(reads_only=True) as tx:
        return _draw(tx, task_id)


@pages.post("/tugas/<task_id>/ambil")
def claim(task_id: str) -> Answer:
    """Take the task and stay on it."""
    page.require_form()
    with edge.for_person() as tx:
        claimed = user_tasks.claim(tx, task_id)
    answer = redirect(f"/tugas/{task_id}", code=303)
    flash.leave(answer, "claimed", case=claimed.case_number)
    return answer


@pages.post("/tugas/<task_id>/lepas")
def release(task_id: str) -> Answer:
    """Give the task back to its role."""
    page.require_form()
    with edge.for_person() as tx:
        released = user_tasks.release(tx, task_id)
    answer = redirect("/tugas", code=303)
    flash.leave(answer, "released", case=released.case_number)
    return answer


@pages.post("/tugas/<task_id>/selesai")
def complete(task_id: str) -> Answer:
    """Complete the task; when it is refused show the form again with what was typed, each fault beside its field."""
    try:
        page.require_form()
        number = _complete(task_id)
    except (forms.FormInvalidError, refusals.ForgeryRefusedError, errors.ConflictError) as refusal:
        # The refused transaction is gone; the page is drawn in one of its own.
        with edge.for_person(reads_only=True) as tx:
            return _draw(tx, task_id, problem=problems.of(refusal))
    return redirect(f"/tugas?tab=saya&selesai={number}", code=303)


def _complete(task_id: str) -> str:
    """Complete the task once, however often the button was pressed; give the case number."""
    with edge.for_person() as tx:
        form = user_tasks.form_of(tx, task_id)
        zone = page.zone_of(tx, user_tasks.get(tx, task_id).agency)

        def work(inside: Transaction) -> edge.Answer:
            done = user_tasks.complete(inside, task_id, form=form_page.posted(form, zone=zone))
            return edge.Answer(body=done.process_instance.case_number)

        return form_page.once(tx, work)


def _draw(tx: Transaction, task_id: str, *, problem: problems.Problem | None = None) -> Response:
    """Draw the task's page, with what was typed when it comes back for correction."""
    task = user_tasks.get(tx, task_id)
    form = user_tasks.form_of(tx, task_id)
    waiting = permissions.Subject(agency=task.agency, role=task.role)
    return page.show(
        tx,
        "task.html",
        status=200 if problem is None else problem.status,
        task=task,
        may_claim=tx.allows("user_task.claim", waiting),
        clauses=user_tasks.clause_of(tx, task_id),
        form=None if form is None else form_page.draw(form, problem=problem),
        problem=problem,
        rests=user_tasks.rests(tx, task_id),
        key=form_page.fresh_key(),
    )
