"""``/api/v1/access-events``: who read a case, and who read what. Asking is itself recorded."""

from marshmallow import fields

from api.nouns import Noun
from api.schemas import base, derived
from engine.services.accesses import accesses, searching
from engine.services.accesses.accesses import AccessView
from engine.services.accesses.results import FoundAccessView, ListLookView
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction

noun = Noun("access-events", description="Who read a case, when and which part; each look at it is one more.")


class Query(base.Paging):
    """The case whose accesses are asked for."""

    case_number = base.code(required=True)


class Search(base.Paging):
    """Which accesses are asked for: by whom, to which case, from and before which moment, refused or unusual alone."""

    reader = base.code()
    case_number = base.code()
    since = base.Moment()
    until = base.Moment()
    refused = fields.Boolean(load_default=False)
    unusual = fields.Boolean(load_default=False)


class Looks(base.Paging):
    """Whose looks at lists are asked for, from and before which moment."""

    reader = base.code(required=True)
    since = base.Moment()
    until = base.Moment()


@noun.get("", query=Query, answer=derived.page(AccessView, "AccessEventsPage"), recorded=True)
def search(tx: Transaction, query: base.Checked) -> Page[AccessView]:
    """List who read the case, newest first; the caller's own accesses and this very one are among them.

    404 ``not_found`` when there is no such case or the caller may not see who reads it.
    """
    found = accesses.of_case(tx, query["case_number"], cursor=query.get("cursor"), limit=query["limit"])
    return found.page


@noun.get("/search", query=Search, answer=derived.page(FoundAccessView, "FoundAccessesPage"), recorded=True)
def across(tx: Transaction, query: base.Checked) -> Page[FoundAccessView]:
    """List who read what in the caller's agencies, newest first, each with every reason why it is unusual.

    A page of unusual ones alone may be short, even empty, and still lead on.
    """
    wanted = {key: value for key, value in query.items() if key not in {"cursor", "limit"}}
    asked = searching.AccessQuery(**wanted)
    return searching.search(tx, asked, cursor=query.get("cursor"), limit=query["limit"])


@noun.get("/lists", query=Looks, answer=derived.page(ListLookView, "ListLooksPage"), recorded=True)
def lists(tx: Transaction, query: base.Checked) -> Page[ListLookView]:
    """List which lists of cases somebody looked at, newest first; each look tells how many cases it named.

    404 ``not_found`` for a reader who works in none of the agencies in which the caller may see who reads.
    """
    return searching.lists_by(
        tx,
        query["reader"],
        since=query.get("since"),
        until=query.get("until"),
        cursor=query.get("cursor"),
        limit=query["limit"],
    )
