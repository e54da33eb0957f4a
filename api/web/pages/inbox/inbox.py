"""The inbox: my tasks, those of my roles that nobody has taken, and all of the agency for who may see them."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web.frame import menu, page, toast
from api.web.pages.inbox import inbox_query
from api.web.words import language, moments
from api.web.words.language import say
from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.people.permissions import EXAMINERS
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.inbox import at_once, filters, inbox
from engine.services.inbox.inbox import TaskQuery
from engine.services.notifying import notifications
from engine.services.people import substitutions
from engine.services.policy import definitions
from engine.services.user_tasks import colleagues, due_reasons, user_tasks
from engine.services.user_tasks.results import UserTaskView

pages = Blueprint("inbox", __name__)
PER_PAGE = 25
ACTIONS = frozenset({"ambil", "lepas", "serahkan"})


@pages.get("/")
def home() -> Answer:
    """Lead to where the person's day begins: the inbox of who does tasks."""
    with edge.for_person(reads_only=True) as tx:
        return redirect(menu.first(tx), code=303)


@pages.get("/tugas")
def show() -> Response:
    """Show one page of open tasks. A browser that asks again for an unchanged list is told so after two queries."""
    with edge.for_person(reads_only=True) as tx:
        tabs = _tabs(tx)
        chosen = request.args.get("tab", "peran")
        tab = chosen if chosen in tabs else "peran"
        query = inbox_query.read(tab, request.args, limit=PER_PAGE)
        tasks = inbox.search(tx, query)
        state = _state(tx, tasks, unread=notifications.unread(tx))
        if request.if_none_match.contains_weak(state):
            reads.forget_lists(tx)
            return Response(status=304)
        answer = page.show(
            tx, "inbox/inbox.html", tasks=tasks, tab=tab, query=query, state=state, **_around(tx, tabs, query)
        )
        answer.set_etag(state)
        return answer


@pages.post("/tugas/berikutnya")
def take_next() -> Answer:
    """Take the most urgent task that waits for the person's roles, and open it."""
    page.require_form()
    with edge.for_person() as tx:
        task = at_once.take_next(tx)
    answer = redirect("/tugas?tab=peran" if task is None else f"/tugas/{task.id}", code=303)
    if task is None:
        toast.leave(answer, "nothing_next")
    else:
        toast.leave(answer, "claimed", case=task.case_number)
    return answer


@pages.post("/tugas/banyak")
def act_on_several() -> Answer:
    """Claim, release or hand over the ticked tasks, and tell what became of each."""
    page.require_form()
    ids, action = request.form.getlist("tugas"), request.form.get("aksi", "")
    back = inbox_query.of_parts({"inbox": inbox_query.TABS.get(request.form.get("tab", ""), ("", "roles"))[1]})
    if not ids or action not in ACTIONS:
        answer = redirect(back, code=303)
        toast.leave(answer, "nothing_ticked")
        return answer
    with edge.for_person() as tx:
        done = _act(tx, action, ids)
    with edge.for_person(reads_only=True) as tx:
        return page.show(tx, "inbox/bulk.html", outcomes=done, action=action, back=back)


@pages.get("/tugas/<task_id>/batas")
def why_due(task_id: str) -> Response:
    """Say why a task is due when it is, and how much of the time is left."""
    with edge.for_person(reads_only=True) as tx:
        task = user_tasks.get(tx, task_id)
        return page.show(tx, "time/due.html", task=task, reason=due_reasons.due_reason(tx, task_id))


def _act(tx: Transaction, action: str, ids: list[str]) -> tuple[at_once.Outcome, ...]:
    """Do with each task what was asked."""
    if action == "ambil":
        return at_once.claim_each(tx, ids)
    if action == "lepas":
        return at_once.release_each(tx, ids)
    return at_once.delegate_each(tx, ids, to_username=request.form.get("kepada", ""))


def _tabs(tx: Transaction) -> dict[str, str]:
    """Give tab -> its label; the whole agency's only to who sees more than their own roles' tasks."""
    sees_all = any(scope.reach == "agency" for scope in tx.scopes("user_task.read"))
    return {name: label for name, (label, shown) in inbox_query.TABS.items() if sees_all or shown is not None}


def _around(tx: Transaction, tabs: dict[str, str], query: TaskQuery) -> dict[str, Any]:
    """Give what the page shows around the tasks: tabs with counts, what can be chosen, and what may be done."""
    procedures = definitions.choices(tx)
    people = colleagues.everywhere(tx)
    own = {role for _, role in tx.actor.roles}
    return {
        "tabs": tabs,
        "counts": inbox.counts(tx, {name: TaskQuery(inbox=inbox_query.TABS[name][1]) for name in tabs}),
        "most": inbox.MOST_COUNTED,
        "roles": sorted(own if query.inbox == "roles" else tx.installation.rights.roles),
        "procedures": {one.key: one.name for one in procedures},
        "channels": {code: label for one in procedures for code, label in one.channels.items()},
        "colleagues": people,
        "holder": _holder(query, people),
        "absent": substitutions.absent(tx),
        "claimable": _claimable(tx),
        "follow_up": FOLLOW_UP,
        "within": inbox_query.WITHIN,
        "orders": inbox_query.ORDERS,
        "address": inbox_query.address,
        "may_share": bool(filters.sharing_agencies(tx)),
        "done": request.args.get("selesai"),
    }


def _claimable(tx: Transaction) -> set[tuple[str, str]]:
    """Give (agency, role) of the tasks that the actor may take; those of an audit in the name of either role."""
    return {
        (scope.agency, role)
        for scope in tx.scopes("user_task.claim")
        for role in (EXAMINERS if scope.reach == "finding" else scope.roles)
    }


def _holder(query: TaskQuery, people: Sequence[colleagues.Colleague]) -> str:
    """Say by whom a list is narrowed; a person whom the reader may not see stays unnamed."""
    said = {"none": say("Belum diambil"), "me": say("Saya sendiri")}
    return (said | {one.id: one.name for one in people}).get(query.assignee or "", say("Petugas lain"))


def _state(tx: Transaction, tasks: Page[UserTaskView], *, unread: int) -> str:
    """Give a digest of what the list and the bell show: all of a task, a word about its time, what is unread."""
    rows = [(repr(one), moments.due(one.due_at, one.sla_state, tx.now)) for one in tasks.items]
    return hashlib.sha256(json.dumps([language.language(), tasks.next is None, unread, rows]).encode()).hexdigest()[:32]
