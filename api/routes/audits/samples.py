"""``/api/v1/audit-samples``: promised with a word, drawn on a later day, drawn again by whoever doubts."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audits import samples as schemas
from engine.services.audits import samples
from engine.services.audits.samples import Plan, SampleView
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction

noun = Noun("audit-samples", description="Samples of an assignment's cases that neither side could choose.")
SHAPE = derived.answer(SampleView, "AuditSample")


@noun.get("", query=schemas.Query, answer=derived.page(SampleView, "AuditSamplesPage", item="AuditSample"))
def search(tx: Transaction, query: base.Checked) -> Page[SampleView]:
    """List the samples of an assignment to its members while it is open.

    404 ``not_found`` for everybody else. ``is_same`` tells whether the draw, done again now, gives the same cases.
    """
    return Page(items=samples.of_assignment(tx, query["assignment"]), next=None)


@noun.post("", body=schemas.Promise, answer=SHAPE, status=201)
def promise(tx: Transaction, body: base.Checked) -> SampleView:
    """Promise how a sample will be drawn, and by which word.

    404 ``not_found`` unless the caller is a member of the open assignment.
    """
    plan = Plan(**{name: value for name, value in body.items() if name not in {"assignment", "word"}})
    return samples.promise(tx, body["assignment"], plan, word=body["word"])


@noun.post("/<sample_id>/draw", body=schemas.Draw, answer=SHAPE)
def draw(tx: Transaction, body: base.Checked, sample_id: str) -> SampleView:
    """Draw a promised sample, once; a drawn one is given as it is. Which cases it was drawn from is recorded.

    422 ``checkpoint_missing`` before a night has sealed the log, ``sample_invalid`` for another word than the
    promised one or a plan that fits no case.
    """
    return samples.draw(tx, sample_id, word=body["word"])
