"""The sheet that was told at the door, as the rest of a case needs it: who is the accused, and marks of persons."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.domain import vocabulary
from engine.domain.cases import person_digests
from engine.domain.forms import forms
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.store.content import intakes
from engine.store.tables.cases import Case
from engine.store.tables.content import Intake

ACCUSED = {"pelapor": vocabulary.REPORTER_ACCUSED, "wali": vocabulary.GUARDIAN_ACCUSED}
"""Whom one may wish to contact or ask for consent -> the box of the sheet that says that this is the accused."""

_ACCUSED_CONSENT = (
    "Wali dicatat sebagai terlapor pada laporan ini, jadi persetujuannya tidak berlaku.",
    "The guardian is noted as the accused in this report and cannot consent.",
)


def keep(tx: Transaction, case: Case, told: Mapping[str, Any], *, occurrence_id: str) -> str:
    """Keep the checked sheet sealed with its case, and the marks of the persons in it; give its digest (hex)."""
    sealed = tx.installation.vault.seal(
        told, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=_bound(case)
    )
    tx.session.add(
        Intake(case_id=case.id, occurrence_id=occurrence_id, registered_by=tx.actor.id, at=tx.now, ciphertext=sealed)
    )
    mark(tx, case, *told.get(vocabulary.VICTIMS, ()))
    return canonical.digest(sealed).hex()


def opened(tx: Transaction, case: Case, row: Intake) -> Mapping[str, Any]:
    """Give the sheet of a case whose key is there."""
    return tx.installation.vault.unseal(
        row.ciphertext, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=_bound(case)
    )


def marks(tx: Transaction, persons: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    """Give keyed digest -> kind of all that can be compared; without the installation's key nobody can try numbers."""
    told = (one for person in persons for one in person_digests.of(person))
    return {tx.installation.vault.blind(f"person:{kind}:{text}"): kind for kind, text in told}


def mark(tx: Transaction, case: Case, *persons: Mapping[str, Any]) -> None:
    """Note by which marks the persons in these answers can be found again; most answers hold none."""
    intakes.mark(tx.session, case_id=case.id, agency=case.agency, marks=marks(tx, persons))


def require_fit_consent(tx: Transaction, case: Case, answers: Mapping[str, Any]) -> None:
    """Refuse answers by which a guardian who is the accused would consent; FormInvalidError at that answer."""
    if answers.get(vocabulary.CONSENT_BY) != "wali":
        return
    row = intakes.intake(tx.session, case.id)
    if row is not None and case.wrapped_key is not None and opened(tx, case, row).get(ACCUSED["wali"]) is True:
        said_id, said_en = _ACCUSED_CONSENT
        fault = forms.FieldProblem(
            pointer=f"/{vocabulary.CONSENT_BY}", code="accused_consents", sentence_id=said_id, sentence_en=said_en
        )
        raise forms.FormInvalidError((fault,))


def _bound(case: Case) -> str:
    return f"intake:{case.id}"
