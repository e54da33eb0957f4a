"""The inbox: my tasks, those of my roles that nobody has taken, and all of the agency for who may see them."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge
from api.web import page
from api.web.texts import mark
from engine.services import user_tasks
from engine.services.transaction import Transaction

pages = Blueprint("inbox", __name__)
TABS = {"saya": mark("Tugas saya"), "peran": mark("Tugas peran saya"), "semua": mark("Semua tugas lembaga")}
ASSIGNEES = {"saya": "me", "peran": "none", "semua": None}
"""Tab -> the service's filter by assignee."""

PER_PAGE = 25


@pages.get("/")
def home() -> Answer:
    """Lead to the inbox."""
    return redirect("/tugas", code=303)


@pages.get("/tugas")
def show() -> Response:
    """Show one page of open tasks, the most urgent first."""
    q = request.args.get("q") or None
    with edge.for_person(reads_only=True) as tx:
        tabs = _tabs(tx)
        chosen = request.args.get("tab", "peran")
        tab = chosen if chosen in tabs else "peran"
        query = user_tasks.TaskQuery(
            assignee=ASSIGNEES[tab],
            roles=tuple(sorted({role for _, role in tx.actor.roles})) if tab == "peran" else None,
            q=q,
            cursor=request.args.get("cursor") or None,
            limit=PER_PAGE,
        )
        tasks = user_tasks.search(tx, query)
        told: dict[str, Any] = {"tabs": tabs, "tab": tab, "q": q or "", "done": request.args.get("selesai")}
        return page.show(tx, "inbox.html", tasks=tasks, **told)


def _tabs(tx: Transaction) -> dict[str, str]:
    """Give tab -> its label; the whole agency's only to who sees more than their own roles' tasks."""
    sees_all = any(scope.reach == "agency" for scope in tx.scopes("user_task.read"))
    return TABS if sees_all else {name: label for name, label in TABS.items() if name != "semua"}
