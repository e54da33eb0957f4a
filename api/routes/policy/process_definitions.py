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
from engine.services.policy import definitions
from engine.services.policy.results import DefinitionView
from engine.services.time import readings
from engine.services.time.results import ReadingView

noun = Noun("process-definitions", description="Procedures, each version immutable, numbered and hashed.")


@noun.get("", answer=derived.page(DefinitionView, "ProcessDefinitionsPage"))
def search(tx: Transaction) -> Page[DefinitionView]:
    """List the newest version of every procedure that the caller's agencies use.

    A running case stays on the version that it started with, whatever is newest here.
    """
    return Page(items=definitions.search(tx), next=None)


@noun.get("/<key>", answer=derived.answer(DefinitionView))
def get(tx: Transaction, key: str) -> DefinitionView:
    """Give the newest version of one procedure.

    Its channels name what ``POST process-instances`` takes as ``channel``, and the form that each begins with.
    """
    return definitions.get(tx, key)


@noun.post("", body=schemas.Deploy, answer=derived.answer(DefinitionView), status=201)
def deploy(tx: Transaction, body: base.Checked) -> DefinitionView:
    """Check a procedure folder and store it as a new version; the same content again stores nothing.

    Paths are those of the folder, with ``clauses/`` and ``shared/`` inside. 422 ``definition_refused`` names every
    fault with its file, element, reason and remedy; then nothing is stored.
    """
    return definitions.deploy(tx, files=_decoded(body["files"]))


@noun.get("/<key>/readings", answer=derived.page(ReadingView, "Readings"), query=schemas.ReadingQuery)
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


def _decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """Give the files' bytes; BodyMalformedError for text that is no base64."""
    try:
        return {path: base64.b64decode(text, validate=True) for path, text in files.items()}
    except (binascii.Error, ValueError):
        raise refusals.BodyMalformedError from None
