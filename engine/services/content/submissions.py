"""Answers that people give in forms: checked, split into routing data and narrative, and kept encrypted."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.services.base import bundles, canonical
from engine.services.base.transaction import Transaction
from engine.services.content.results import SubmissionView
from engine.store.base import rows
from engine.store.cases import cases
from engine.store.content import submissions
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case
from engine.store.tables.content import FormSubmission


class FormNotExpectedError(errors.LindungError):
    """The step has no form, so no answers can be stored."""

    code = "form_not_expected"


class CaseErasedError(errors.ConflictError):
    """The content of this case was erased; nothing can be added to it."""

    code = "case_erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The stored answers: the routing part for the process, and the digests for the history."""

    routing: Mapping[str, Any]
    digests: Mapping[str, str]


def check(deployed: bundles.Deployed, form_id: str | None, answers: Mapping[str, Any]) -> tuple[Any, Any]:
    """Give (all answers, routing answers) after the form's check; FormInvalidError names every field at fault."""
    if form_id is None:
        if answers:
            raise FormNotExpectedError
        return {}, {}
    checked = deployed.form(form_id).check(answers)
    return checked.values, checked.routing


def store(
    tx: Transaction,
    found: cases.Found,
    *,
    element_id: str,
    form: str | None,
    answers: Mapping[str, Any],
    routing: Mapping[str, Any],
) -> Stored:
    """Keep checked answers encrypted under the case's key, bound to the history event that comes next."""
    if form is None:
        return Stored(routing=routing, digests={})
    row_id = str(uuid.uuid4())
    ciphertext = tx.installation.vault.seal(
        answers, case_id=found.case.id, wrapped_key=key_of(found.case), bound_to=row_id
    )
    rows.add(
        tx.session,
        FormSubmission(
            id=row_id,
            instance_id=found.instance.id,
            seq=found.instance.head_seq + 1,
            element_id=element_id,
            form=form,
            ciphertext=ciphertext,
        ),
    )
    return Stored(routing=routing, digests={row_id: canonical.digest(ciphertext).hex()})


def read(tx: Transaction, case: Case, events: Mapping[tuple[str, int], HistoryEvent]) -> tuple[SubmissionView, ...]:
    """Give what was written in a case, oldest first; ``answers`` is None once the case's key is destroyed.

    ``events`` maps (instance id, sequence number) to the history event of each submission.
    """
    found = []
    for row in submissions.submissions(tx.session, case.id):
        event = events[row.instance_id, row.seq]
        answers = None
        if case.wrapped_key is not None:
            answers = tx.installation.vault.unseal(
                row.ciphertext, case_id=case.id, wrapped_key=case.wrapped_key, bound_to=row.id
            )
        found.append(
            SubmissionView(
                id=row.id,
                element_id=row.element_id,
                form=row.form,
                at=event.at,
                actor=event.actor,
                answers=answers,
            )
        )
    return tuple(found)


def newest(tx: Transaction, case: Case) -> dict[str, Any]:
    """Give what was answered last under each name in the whole case; CaseErasedError once its key is destroyed."""
    known: dict[str, Any] = {}
    for row in submissions.submissions(tx.session, case.id):
        known |= tx.installation.vault.unseal(
            row.ciphertext, case_id=case.id, wrapped_key=key_of(case), bound_to=row.id
        )
    return known


def key_of(case: Case) -> bytes:
    """Give the case's wrapped key; CaseErasedError once it was destroyed."""
    if case.wrapped_key is None:
        raise CaseErasedError(case_number=case.number)
    return case.wrapped_key
