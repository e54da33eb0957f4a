"""Readings: how each unclear clause of a procedure is read, how else it could be, and who answers for it."""

from collections.abc import Iterable

from flask import Blueprint, Response, request

from api import edge
from api.web.frame import page
from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.services.policy import definitions, rollouts
from engine.services.policy.results import DefinitionView
from engine.services.time import readings

pages = Blueprint("readings", __name__)


@pages.get("/tafsir")
def search() -> Response:
    """List the procedures whose readings the reader may see, with how many nobody has signed."""
    with edge.for_person(reads_only=True) as tx:
        versions = definitions.search(tx)
        found = [(one, readings.search(tx, one.key, agency=_offices(tx, (one,))[0])) for one in versions]
        counted = [(one, len(all_), sum(not each.is_signed for each in all_)) for one, all_ in found]
        return page.show(tx, "time/procedures_read.html", procedures=counted)


@pages.get("/tafsir/<key>")
def show(key: str) -> Response:
    """Show every ambiguity of a procedure as it stands in one agency."""
    with edge.for_person(reads_only=True) as tx:
        offices = _offices(tx, definitions.of_key(tx, key))
        office = request.args.get("instansi") or offices[0]
        return page.show(
            tx,
            "time/readings.html",
            procedure=definitions.get(tx, key, agency=office),
            readings=readings.search(tx, key, agency=office),
            versions=[one for one in rollouts.search(tx, key) if one.agency == office],
            office=office,
            offices=offices,
        )


def _offices(tx: Transaction, versions: Iterable[DefinitionView]) -> list[str]:
    """Give the agencies whose readings the reader may see."""
    named = [agency for one in versions for agency in one.agencies]
    return [one for one in named if tx.allows("definition.read", permissions.Subject(agency=one))]
