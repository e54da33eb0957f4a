"""``/api/v1/access-events``: who read a case. Asking is itself recorded."""

from api.nouns import Noun
from api.schemas import base, derived
from engine.services.accesses import accesses
from engine.services.accesses.accesses import AccessView
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction

noun = Noun("access-events", description="Who read a case, when and which part; each look at it is one more.")


class Query(base.Paging):
    """The case whose accesses are asked for."""

    case_number = base.code(required=True)


@noun.get("", query=Query, answer=derived.page(AccessView, "AccessEventsPage"), recorded=True)
def search(tx: Transaction, query: base.Checked) -> Page[AccessView]:
    """List who read the case, newest first; the caller's own accesses and this very one are among them.

    404 ``not_found`` when there is no such case or the caller may not see who reads it.
    """
    found = accesses.of_case(tx, query["case_number"], cursor=query.get("cursor"), limit=query["limit"])
    return found.page
