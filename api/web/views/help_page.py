"""Help: what the signs mean, which keys there are, whom to ask."""

from flask import Blueprint, Response

from api import edge
from api.web import page

pages = Blueprint("help", __name__)


@pages.get("/bantuan")
def show() -> Response:
    """Show the help."""
    with edge.for_person(reads_only=True) as tx:
        return page.show(tx, "help.html")
