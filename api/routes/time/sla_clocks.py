"""``/api/v1/sla-clocks``: the promised times, running and past."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.time import sla_clocks as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.time import sla_clocks
from engine.services.time.results import SlaClockView

noun = Noun("sla-clocks", description="Promised times with the clause, reading and calendar they rest on.")


@noun.get("", query=schemas.Query, answer=derived.page(SlaClockView, "SlaClocksPage"))
def search(tx: Transaction, query: base.Checked) -> Page[SlaClockView]:
    """List the clocks of cases that the caller may see.

    A clock that was re-based stays in the list as ``replaced``, beside the one that took its place.
    """
    return sla_clocks.search(
        tx,
        case_number=query.get("case_number"),
        state=query["state"],
        cursor=query.get("cursor"),
        limit=query["limit"],
    )
