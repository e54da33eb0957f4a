"""Drafts of a task's form: saved by a button, or by the page itself while somebody types."""

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web.forms import form_page
from api.web.frame import page, toast
from api.web.words import moments
from engine.services.user_tasks import drafts, user_tasks

pages = Blueprint("draft", __name__)


@pages.post("/tugas/<task_id>/draf")
def save(task_id: str) -> Answer:
    """Keep what was typed so far; a script is told the new revision, a person is led back to the task."""
    page.require_form()
    with edge.for_person() as tx:
        task = user_tasks.seen(tx, task_id)
        zone = page.zone_of(tx, task.agency)
        typed = form_page.posted(user_tasks.form_of(tx, task_id), zone=zone)
        revision = drafts.save(tx, task_id, typed, revision=page.number(request.form.get("revision")) or 0)
        saved = {"revision": revision, "saved_at": moments.clock_time(tx.now, zone), "state": task.state}
        saved["mine"] = task.assignee == tx.actor.id
    return jsonify(saved) if page.for_script() else _back(task_id, "draft_saved")


@pages.get("/tugas/<task_id>/keadaan")
def state(task_id: str) -> Response:
    """Tell an open form whether its task can still be worked on."""
    with edge.for_person(reads_only=True) as tx:
        task = user_tasks.seen(tx, task_id)
        return jsonify(state=task.state, mine=task.assignee == tx.actor.id)


@pages.post("/tugas/<task_id>/draf/buang")
def discard(task_id: str) -> Answer:
    """Throw a draft away."""
    page.require_form()
    with edge.for_person() as tx:
        drafts.discard(tx, task_id)
    return _back(task_id, "draft_gone")


def _back(task_id: str, code: str) -> Answer:
    """Lead back to the task and say what was done."""
    answer = redirect(f"/tugas/{task_id}", code=303)
    toast.leave(answer, code)
    return answer
