"""Readings: how each unclear clause of a procedure is read, how else it could be, and who answers for it."""

from flask import Blueprint, Response, request

from api import edge
from api.web.frame import page
from engine.domain.people import permissions
from engine.services.base.transaction import Transaction
from engine.services.policy import definitions
from engine.services.policy.results import DefinitionView
from engine.services.time import readings

pages = Blueprint("readings", __name__)


@pages.get("/tafsir")
def search() -> Response:
    """List the procedures whose readings the reader may see, with how many nobody has signed."""
    with edge.for_person(reads_only=True) as tx:
        found = [(one, readings.search(tx, one.key)) for one in definitions.search(tx)]
        counted = [(one, len(all_), sum(not each.is_signed for each in all_)) for one, all_ in found]
        return page.show(tx, "time/procedures_read.html", procedures=counted)


@pages.get("/tafsir/<key>")
def show(key: str) -> Response:
    """Show every ambiguity of a procedure as it stands in one agency."""
    with edge.for_person(reads_only=True) as tx:
        procedure = definitions.get(tx, key)
        offices = _offices(tx, procedure)
        office = request.args.get("instansi") or next(iter(offices))
        found = readings.search(tx, key, agency=office)
        return page.show(tx, "time/readings.html", procedure=procedure, readings=found, office=office, offices=offices)


def _offices(tx: Transaction, procedure: DefinitionView) -> list[str]:
    """Give the agencies whose readings the reader may see."""
    return [one for one in procedure.agencies if tx.allows("definition.read", permissions.Subject(agency=one))]
