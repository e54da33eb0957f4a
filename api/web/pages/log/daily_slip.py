"""The daily slip: the newest checkpoint of the log as one sheet, for who may verify the history."""

from flask import Blueprint, Response

from api import edge
from engine.services.log import keeping

pages = Blueprint("daily_slip", __name__)


@pages.get("/audit/lembar-harian")
def show() -> Response:
    """Show the sheet, to be printed, signed and kept elsewhere."""
    with edge.for_person(reads_only=True) as tx:
        return edge.paper(keeping.slip(tx))
