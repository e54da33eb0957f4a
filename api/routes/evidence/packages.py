"""``/api/v1/evidence-packages``: asked for by one person, released by another where it holds values, and made."""

from api import edge
from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.evidence import packages as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.evidence import making, requests
from engine.services.evidence.requests import PackageView

noun = Noun("evidence-packages", description="Packages of a case for bodies that may ask for them; each is recorded.")
SHAPE = derived.answer(PackageView, "EvidencePackage")
ALL = derived.page(PackageView, "EvidencePackagesPage", item="EvidencePackage")


@noun.get("", query=schemas.Query, answer=ALL, recorded=True)
def search(tx: Transaction, query: base.Checked) -> Page[PackageView]:
    """List the packages of a case or of the caller's agencies, newest first; the look is recorded.

    404 ``not_found`` for a case of which the caller may hand out no evidence.
    """
    number = query.get("case_number")
    return Page(items=requests.search(tx) if number is None else requests.of_case(tx, number), next=None)


@noun.get("/<package_id>", answer=SHAPE, recorded=True)
def get(tx: Transaction, package_id: str) -> PackageView:
    """Give one package: for whom, by which letter, how far it has come; the look is recorded."""
    return requests.get(tx, package_id)


@noun.post("", body=schemas.Ask, answer=SHAPE, status=201)
def ask(tx: Transaction, body: base.Checked) -> PackageView:
    """Ask for a package of a case.

    403 ``not_permitted`` for whoever may not see the values that are asked for, 404 ``not_found`` for a case of which
    they may hand out nothing, 422 ``evidence_request_invalid``.
    """
    wanted = dict(body)
    return requests.get(tx, requests.ask(tx, wanted.pop("case_number"), **wanted))


@noun.post("/<package_id>/release", answer=SHAPE)
def release(tx: Transaction, package_id: str) -> PackageView:
    """Release a package with values, as its second person.

    409 ``released_by_another`` for whoever asked for it, ``evidence_not_ready`` for one that waits for nobody.
    """
    requests.release(tx, package_id)
    return requests.get(tx, package_id)


@noun.post("/<package_id>/refuse", answer=SHAPE)
def refuse(tx: Transaction, package_id: str) -> PackageView:
    """Say no to a package that waits, or take one's own request back.

    409 ``evidence_not_ready`` for one that waits for nobody.
    """
    requests.refuse(tx, package_id)
    return requests.get(tx, package_id)


@noun.file("/<package_id>/make", body=schemas.Make, kind="application/zip")
def make(tx: Transaction, body: base.Checked, package_id: str) -> edge.File:
    """Make a package that is ready, for whoever asked for it; each making is one more event of the register.

    409 ``evidence_not_ready``, 422 ``kept_note_invalid`` for a checkpoint that this log did not sign. The same record
    gives the same bytes, until it goes on.
    """
    made = making.make(tx, package_id, kept_note=body["kept_note"])
    return edge.File(name=made.name, content=made.content)
