"""A page that is one list: a heading, a sentence, a table of a few columns, and the way to the next page.

Such a page needs no template of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request

from api.web.frame import page
from engine.services.base.transaction import Transaction

Cell = str | datetime
"""Text, or an aware moment, which is shown in the zone of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The parts of such a page, in the reader's language; the first cell of a row names it.

    ``trail`` are (address, text) of the pages above this one; ``next`` is the cursor of the page after, None on the
    last; ``empty`` is said where there is no row; ``zone`` is an IANA name.
    """

    title: str
    about: str
    empty: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    zone: str
    next: str | None
    trail: Sequence[tuple[str, str]] = ()


def show(tx: Transaction, listing: Listing) -> Response:
    """Draw the page."""
    return page.show(tx, "frame/listing.html", listing=listing, address=request.path)


def cursor() -> str | None:
    """Give the cursor that the request asks to go on from; None for the first page."""
    return request.args.get("cursor") or None
