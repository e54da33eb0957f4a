"""Referrals as people work with them: what their case sent and was sent, answers recorded, referrals taken back.

An agency sees what it sent and what it was sent. Of the other side it sees the name and what came back, never the case.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.domain.audit.reads import Refused
from engine.domain.forms import forms
from engine.domain.referrals import referrals
from engine.services.base import access, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.content import packages
from engine.services.referrals import answering, recipients, withdrawing
from engine.services.referrals.results import ReferralView
from engine.services.running import steps
from engine.store import visibility
from engine.store.cases import cases
from engine.store.policy import definitions
from engine.store.referrals import referrals as stored
from engine.store.tables.cases import Case
from engine.store.tables.referrals import Referral


class ReferralSettledError(errors.ConflictError):
    """The referral was answered, done or taken back already."""

    code = "referral_settled"


def search(
    tx: Transaction, *, direction: str | None, state: str | None, cursor: str | None, limit: int
) -> Page[ReferralView]:
    """Give the referrals of cases that the actor may see, newest first, without their packages.

    ``direction`` is out, in or None for both.
    """
    rows = stored.search(
        tx.session,
        visibility.of_referrals(tx.scopes("referral.read"), user_id=tx.actor.id, direction=direction),
        state=state,
        after=cursors.decode_id(cursor),
        limit=limit + 1,
    )
    shown = tuple(_view(tx, row, outgoing=direction != "in" and _may(tx, row, outgoing=True)) for row in rows[:limit])
    reads.note_list(tx, "referral.list", (one.id for one in shown), about=direction)
    return Page(items=shown, next=cursors.encode(rows[limit - 1].id) if len(rows) > limit else None)


def get(tx: Transaction, referral_id: str) -> ReferralView:
    """Give one referral and record that its case was read; the package for who may read what is told in that case.

    NotFoundError when there is none or the actor may not know of it.
    """
    row = stored.get(tx.session, referral_id)
    side = None if row is None else _side(tx, row)
    if row is None or side is None:
        raise _refused(tx, row, asked=referral_id)
    case = cases.by_id(tx.session, side)
    seen = access.subject_of(tx, case)
    narrative = tx.allows("case.read_narrative", seen)
    what = "referral.read_package" if narrative else "referral.read"
    reads.note(tx, case.id, what=what, seen=seen, subject=referral_id)
    outgoing = side == row.from_case_id
    package = _package(tx, row, case, outgoing=outgoing) if narrative else None
    return _view(tx, row, outgoing=outgoing, package=package)


def of_case(tx: Transaction, case: Case) -> tuple[ReferralView, ...]:
    """Give what a case that the actor was found to be allowed to read sent and was sent, newest first."""
    if not tx.allows("referral.read", access.subject_of(tx, case)):
        return ()
    rows = stored.of_case(tx.session, case.id)
    return tuple(_view(tx, row, outgoing=row.from_case_id == case.id) for row in rows)


def answer(tx: Transaction, referral_id: str, *, given: str, reason: str | None) -> ReferralView:
    """Record what a recipient outside answered, diterima or ditolak, and tell the case that waits for it.

    Raises ReferralIncompleteError for another word, NotFoundError, NotPermittedError, AnswerNotYoursError for a
    recipient in the installation, ReferralSettledError.
    """
    answer_given = referrals.answer_of({"jawaban": given}, "jawaban")
    found, row = _hold(tx, referral_id, permission="referral.answer")
    if row.via == recipients.CASE:
        raise answering.AnswerNotYoursError(referral=row.id)
    if row.state not in referrals.ANSWERABLE:
        raise ReferralSettledError(referral=row.id, state=row.state)
    role = tx.acting_role("referral.answer", agency=found.case.agency)
    answering.settle(tx, found, row, answer=answer_given, reason=reason, element_id=row.element_id, role=role)
    return _view(tx, row, outgoing=True)


def revoke(tx: Transaction, referral_id: str) -> ReferralView:
    """Take back a referral that nobody accepted or refused yet; whoever may have it is told.

    Raises NotFoundError, NotPermittedError, ReferralSettledError.
    """
    found, row = _hold(tx, referral_id, permission="referral.revoke")
    if row.state not in referrals.REVOCABLE:
        raise ReferralSettledError(referral=row.id, state=row.state)
    withdrawing.revoke(tx, found, row)
    return _view(tx, row, outgoing=True)


def verbs(tx: Transaction, shown: ReferralView) -> frozenset[str]:
    """Give what the actor may do now with a referral that they see: answer, revoke, both or nothing."""
    row = stored.get(tx.session, shown.id)
    if row is None or shown.direction != "out" or row.state not in referrals.ANSWERABLE:
        return frozenset()
    subject = access.subject_of(tx, cases.by_id(tx.session, row.from_case_id))
    possible = {"revoke"} if row.via == recipients.CASE else {"answer", "revoke"}
    return frozenset(verb for verb in possible if tx.allows(f"referral.{verb}", subject))


def forms_of(tx: Transaction, shown: ReferralView) -> tuple[forms.Form, ...]:
    """Give the forms in which the sender was told what a referral that the actor sees says: questions, no answers."""
    row = stored.get(tx.session, shown.id)
    found = cases.of_case(tx.session, row.from_case_id) if row is not None else []
    return tuple(form for one in found for form in steps.deployed(tx, one).all_forms)


def owner_of(tx: Transaction, case: Case) -> str:
    """Give the code of who answers for the case: its agency, until somebody accepted it as a hand-over."""
    moved = [
        row.recipient
        for row in stored.of_case(tx.session, case.id)
        if row.from_case_id == case.id and referrals.moves_ownership(mode=row.mode, answer=row.answer)
        if row.state in {"accepted", "done"}
    ]
    return moved[0] if moved else case.agency


def _hold(tx: Transaction, referral_id: str, *, permission: str) -> tuple[cases.Found, Referral]:
    """Lock the instance that sent a referral, its case and the referral, for who may act on it at the sender's."""
    known = stored.get(tx.session, referral_id)
    seen = known is not None and _side(tx, known) is not None
    found = cases.lock(tx.session, known.from_instance_id) if known is not None and seen else None
    if found is None:
        raise _refused(tx, known, asked=referral_id)
    # The recipient sees the referral too, and is told that this is not theirs to do.
    tx.require(permission, access.subject_of(tx, found.case))
    cases.lock_case(tx.session, found.case.id)
    return found, stored.locked(tx.session, referral_id)


def _side(tx: Transaction, row: Referral) -> str | None:
    """Give the id of the case from which the actor may see the referral, the sender's first; None when from neither."""
    if _may(tx, row, outgoing=True):
        return row.from_case_id
    return row.to_case_id if _may(tx, row, outgoing=False) else None


def _refused(tx: Transaction, row: Referral | None, *, asked: str) -> errors.NotFoundError:
    """Give the refusal of a referral, noted with each case between which it passed."""
    sides = () if row is None else ((row.from_agency, row.from_case_id), (row.to_agency, row.to_case_id))
    tx.reads.refused.extend(
        Refused(case_id=case_id, agency=agency, what="referral.read", subject=asked)
        for agency, case_id in sides
        if agency is not None and case_id is not None
    )
    return errors.NotFoundError(referral=asked)


def _may(tx: Transaction, row: Referral, *, outgoing: bool) -> bool:
    agency, case_id = (row.from_agency, row.from_case_id) if outgoing else (row.to_agency, row.to_case_id)
    if agency is None or case_id is None:
        return False
    return tx.allows("referral.read", access.subject_by_id(tx, case_id, agency=agency))


def _package(tx: Transaction, row: Referral, case: Case, *, outgoing: bool) -> Mapping[str, Any] | None:
    """Give the package by the key of the reader's own case; None once that is destroyed."""
    if case.wrapped_key is None:
        return None
    return packages.sent(tx, row) if outgoing else packages.received(tx, row, case)


def _view(tx: Transaction, row: Referral, *, outgoing: bool, package: Mapping[str, Any] | None = None) -> ReferralView:
    office = definitions.agency(tx.session, row.from_agency)
    return ReferralView(
        id=row.id,
        direction="out" if outgoing else "in",
        state=row.state,
        mode=row.mode,
        purpose=row.purpose,
        agency=row.from_agency,
        agency_name=office.name if office is not None else row.from_agency,
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        recipient_type=row.recipient_type,
        via=row.via,
        case_number=row.from_case_number if outgoing else row.to_case_number,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        basis=row.basis,
        consent_by=row.consent_by,
        basis_reason=row.basis_reason,
        rules=row.rules,
        fields=tuple(json.loads(row.fields)),
        answer=row.answer,
        answer_reason=row.answer_reason,
        answered_at=row.answered_at,
        feedback=None if row.feedback is None else json.loads(row.feedback),
        feedback_at=row.feedback_at,
        consent_withdrawn_at=row.consent_withdrawn_at,
        withdrawal_told_at=row.withdrawal_told_at,
        package=package,
    )
