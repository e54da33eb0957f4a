"""``/api/v1/process-definitions``: the deployed procedures."""

import base64
import binascii
from collections.abc import Mapping

from api import refusals
from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.policy import process_definitions as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.policy import definitions, rollouts
from engine.services.policy.results import DefinitionView, RolloutView, SpanView
from engine.services.time import readings
from engine.services.time.results import ReadingView

noun = Noun("process-definitions", description="Procedures, each version immutable, numbered and hashed.")


@noun.get("", answer=derived.page(DefinitionView, "ProcessDefinitionsPage"))
def search(tx: Transaction) -> Page[DefinitionView]:
    """List every version of a procedure that is in force now in one of the caller's agencies.

    A procedure has two where one agency goes first; ``agencies`` are those in which the version is in force, and
    ``pending`` what will follow there. A running case stays on the version that it started with.
    """
    return Page(items=definitions.search(tx), next=None)


@noun.get("/<key>", answer=derived.answer(DefinitionView), query=schemas.AgencyQuery)
def get(tx: Transaction, query: base.Checked, key: str) -> DefinitionView:
    """Give the version of one procedure that is in force in ``agency``, else in the first that the caller may read.

    Its channels name what ``POST process-instances`` takes as ``channel``, and the form that each begins with.
    """
    return definitions.get(tx, key, agency=query["agency"])


@noun.post("", body=schemas.Deploy, answer=derived.answer(DefinitionView), status=201)
def deploy(tx: Transaction, body: base.Checked) -> DefinitionView:
    """Check a procedure folder, store it as a new version and put it in force now, in every agency that it names.

    The content of the last version again stores nothing. Paths are those of the folder, with ``clauses/`` and
    ``shared/`` inside. 422 ``definition_refused`` names every fault with its file, element, reason and remedy; then
    nothing is stored.
    """
    return definitions.deploy(tx, files=_decoded(body["files"]))


@noun.get("/<key>/readings", answer=derived.page(ReadingView, "Readings"), query=schemas.AgencyQuery)
def list_readings(tx: Transaction, query: base.Checked, key: str) -> Page[ReadingView]:
    """List the ambiguities of a procedure's clauses: the words, the reading in force, the others, and who signed.

    ``agency`` is the one whose readings are meant; left out, the first that the caller may read. Until
    ``is_signed`` is true, what runs is only the shorter time or the safer way.
    """
    return Page(items=readings.search(tx, key, agency=query["agency"]), next=None)


@noun.post("/<key>/readings", body=schemas.ChooseReading, answer=derived.answer(ReadingView), status=201)
def choose_reading(tx: Transaction, body: base.Checked, key: str) -> ReadingView:
    """Record which reading an official chose, by which decree and for which days (both inclusive).

    Without ``agency`` it holds in every agency that runs the procedure. Clocks of running cases move when it begins
    to hold and when it ends; a choice is never changed, only followed by another.
    """
    return readings.choose(tx, procedure=key, **body)


@noun.get("/<key>/rollouts", answer=derived.page(SpanView, "Rollouts"))
def list_rollouts(tx: Transaction, key: str) -> Page[SpanView]:
    """List which version was, is and will be in force in each agency that the caller may read, oldest first."""
    return Page(items=rollouts.search(tx, key), next=None)


@noun.post("/<key>/rollouts", body=schemas.PutInForce, answer=derived.answer(RolloutView), status=201)
def put_in_force(tx: Transaction, body: base.Checked, key: str) -> RolloutView:
    """Put a stored version in force from a moment on; left out, from now on.

    Without ``agency`` in every agency that the version names. Running cases stay on the version that they started with.
    """
    return rollouts.put_in_force(tx, key=key, **body)


@noun.post("/<key>/rollouts/<int:number>/withdraw", answer=derived.answer(RolloutView), status=201)
def withdraw(tx: Transaction, key: str, number: int) -> RolloutView:
    """Take a rollout back by a further one: the version before it is in force again.

    It is so from now on, or from where the rollout would have begun. 409 ``rollout_over`` for one that decides nowhere.
    """
    return rollouts.withdraw(tx, key=key, number=number)


def _decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Give the files' bytes; BodyMalformedError for text that is no base64."""
    try:
        return {path: base64.b64decode(text, validate=True) for path, text in files.items()}
    except (binascii.Error, ValueError):
        raise refusals.BodyMalformedError from None
