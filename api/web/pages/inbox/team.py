"""The team board of who leads one: workload, lateness and bottlenecks, each figure a link to the tasks behind it."""

from functools import partial

from flask import Blueprint, Response, request

from api import edge
from api.web.frame import page
from api.web.pages.inbox import inbox_query
from engine.services.inbox import team
from engine.services.inbox.inbox import TaskQuery
from engine.services.policy import definitions

pages = Blueprint("team", __name__)


@pages.get("/tim")
def show() -> Response:
    """Show the board of an agency; without a name in the address, of the first that the reader leads."""
    with edge.for_person(reads_only=True) as tx:
        board = team.board(tx, request.args.get("lembaga") or None)
        return page.show(
            tx,
            "inbox/team.html",
            board=board,
            procedures={one.key: one.name for one in definitions.search(tx)},
            tasks_of=partial(inbox_query.address, TaskQuery(agency=board.agency)),
        )
