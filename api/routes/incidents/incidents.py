"""``/api/v1/incidents``: technical stops, and trying again."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.incidents import incidents as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView

noun = Noun("incidents", description="Technical failures that stopped a case until a person looks.")


@noun.get("", query=schemas.Query, answer=derived.page(IncidentView, "IncidentsPage"))
def search(tx: Transaction, query: base.Checked) -> Page[IncidentView]:
    """List the incidents that the caller may see, newest first.

    An incident holds codes and ids; a procedure's own troubles, such as a missed promise, are not incidents.
    """
    return incidents.search(tx, state=query["state"], cursor=query.get("cursor"), limit=query["limit"])


@noun.post("/<incident_id>/retry", answer=derived.answer(IncidentView))
def retry(tx: Transaction, incident_id: str) -> IncidentView:
    """Let the stopped work be tried again at once.

    It happens in the background and closes the incident; should it fail again, a new one opens. An incident
    ``instance_stands_still`` stays open: its case is looked at again, which closes it when the case goes on.
    409 ``conflict`` for one that is resolved already.
    """
    return incidents.retry(tx, incident_id)
