"""``/api/v1/agencies``: the offices that the installation serves."""

from api.nouns import Noun
from api.schemas import derived
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.people import agencies
from engine.services.people.results import AgencyView

noun = Noun("agencies", description="The offices that the installation serves.")


@noun.get("", answer=derived.page(AgencyView, "AgenciesPage"))
def search(tx: Transaction) -> Page[AgencyView]:
    """List the caller's agencies.

    ``zone`` is the zone in which an agency's times are shown and its working days begin.
    """
    return Page(items=agencies.search(tx), next=None)


@noun.get("/<code>", answer=derived.answer(AgencyView))
def get(tx: Transaction, code: str) -> AgencyView:
    """Give one agency.

    ``data`` holds its profile as in its file: hours, role labels, regional holidays, each with its source.
    """
    return agencies.get(tx, code)
