"""``/api/v1/practice-figures``: how procedures are practised; a figure below five is told of nobody."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.conformance import practice_figures as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.conformance import showing
from engine.services.conformance.results import PracticeCases, PracticeItem, PracticeView

noun = Noun("practice-figures", description="Published figures about many processes, and the cases behind one.")


@noun.get("", answer=derived.page(PracticeItem, "PracticeFiguresPage"))
def search(tx: Transaction) -> Page[PracticeItem]:
    """List the procedures whose practice the caller may see, agency by agency.

    403 ``not_permitted`` for whoever may see none.
    """
    return Page(items=showing.search(tx), next=None)


@noun.get("/<key>", query=schemas.Query, answer=derived.answer(PracticeView, "PracticeFigures", without=("picture",)))
def get(tx: Transaction, query: base.Checked, key: str) -> PracticeView:
    """Give a procedure as an agency practises it: steps, choices, clocks, hand-overs, clauses without use.

    A figure is at least ``shown``, and exactly that unless ``small`` or ``withheld`` groups hold theirs back. 404
    ``not_found`` for a procedure or agency without any.
    """
    return showing.get(tx, key, **query)


@noun.picture("/<key>/diagram.svg", query=schemas.Drawing)
def diagram(tx: Transaction, query: base.Checked, key: str) -> str:
    """Draw the procedure with a figure at each step, coloured the stronger the larger it is."""
    return showing.get(tx, key, **query).picture


@noun.get("/<key>/cases", query=schemas.Behind, answer=derived.answer(PracticeCases), recorded=True)
def cases(tx: Transaction, query: base.Checked, key: str) -> PracticeCases:
    """List the cases behind a mark, among the groups that the filters leave; the look is recorded.

    404 ``not_found`` for an agency whose cases the caller may not look into.
    """
    chosen = dict(query)
    return showing.cases(tx, key, told=chosen.pop("mark"), **chosen)
