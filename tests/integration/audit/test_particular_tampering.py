"""Tampering that needs more than one stroke, or that only some rows allow: each is found, and named as what it is."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from engine.services.base.transaction import Transaction
from engine.services.verification import verification
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.incidents import Incident
from engine.store.tables.letters import Document
from engine.store.tables.policy import Bundle, Rollout
from engine.store.tables.referrals import Referral
from tests.support.offices import tampering
from tests.support.offices.factories import CLI, MORNING
from tests.support.offices.tampering import Hand, Row

Act = Callable[[Transaction], None]


def _letter(values: Row, *, is_signed: bool) -> Act:
    def act(tx: Transaction) -> None:
        signed = Document.signed_by.is_not(None) if is_signed else Document.signed_by.is_(None)
        tampering.put("documents", values, id=tx.session.scalars(select(Document.id).where(signed)).one())(tx)

    return act


def _returned_letter_was_not(tx: Transaction) -> None:
    """Remove the event that sent a letter back, and what the row says of it; the objection stays."""
    tampering.put("documents", {"returned_by": None, "returned_at": None})(tx)
    tampering.cut("history_events", type="document.returned")(tx)


def _never_registered(tx: Transaction) -> None:
    tampering.cut("history_events", type="document.registered")(tx)


def _standing_still(tx: Transaction) -> None:
    """Invent an incident of a case that stands still, for one that does not."""
    instance = tx.session.scalars(select(ProcessInstance.id).where(ProcessInstance.state == "active")).first()
    values = {"code": "instance_stands_still", "state": "open", "element_id": "entah", "attempts": 1}
    tx.session.add(Incident(id=str(uuid.uuid4()), instance_id=instance, created_at=tx.now, **values))
    tx.session.flush()


def _keyless(tx: Transaction) -> None:
    tampering.put("cases", {"wrapped_key": None})(tx)


def _moved(tx: Transaction) -> None:
    """Let an instance belong to another case."""
    first, second = tx.session.scalars(select(Case.id).order_by(Case.number).limit(2)).all()
    tampering.put("process_instances", {"case_id": second}, case_id=first)(tx)


def _by_webhook(tx: Transaction) -> None:
    """Let a referral that was taken back have gone to a partner outside."""
    taken_back = tx.session.scalars(select(Referral.id).where(Referral.state == "revoked")).first()
    tampering.put("referrals", {"via": "webhook"}, id=taken_back)(tx)


def _form(tx: Transaction) -> None:
    tampering.put("form_submissions", {"form": "lain"}, form="siapkan")(tx)


def _other_version(tx: Transaction) -> None:
    """Let a rollout point at another version of the same procedure."""
    rows = tx.session.scalars(select(Bundle.id).where(Bundle.key == "uji").order_by(Bundle.version)).all()
    tampering.put("rollouts", {"bundle_id": rows[0]}, bundle_id=rows[-1], key="uji")(tx)


def _no_withdrawal(tx: Transaction) -> None:
    tx.session.execute(delete(Rollout).where(Rollout.withdraws.is_not(None)))


def _invented_rollout(tx: Transaction) -> None:
    row = tx.session.scalars(select(Rollout).where(Rollout.key == "uji").order_by(Rollout.number)).first()
    assert row is not None
    columns = {"key": row.key, "overlay": row.overlay, "bundle_id": row.bundle_id, "valid_from": tx.now}
    tx.session.add(Rollout(number=99, made_at=tx.now, made_by="system:cli", **columns))
    tx.session.flush()


TAMPERED: Mapping[str, tuple[Act, tuple[str, str]]] = {
    "an objection to a letter that was not sent back": (
        _letter({"objection": b"keliru"}, is_signed=True),
        ("content_unnamed", "documents.objection"),
    ),
    "a letter's file gone, its digest left": (
        _letter({"pdf": None}, is_signed=True),
        ("content_missing", "documents.pdf"),
    ),
    "a letter's return": (_returned_letter_was_not, ("content_unnamed", "documents.objection")),
    "a letter's registration": (_never_registered, ("record_missing", "history")),
    "an invented standstill": (_standing_still, ("row_unnamed", "incidents")),
    "keys destroyed without a record": (_keyless, ("key_missing", "cases.wrapped_key")),
    "an instance moved to another case": (_moved, ("row_differs", "process_instances.case_id")),
    "a partner outside": (_by_webhook, ("content_changed", "referrals.via")),
    "another version in force": (_other_version, ("content_changed", "rollouts.version")),
    "a version in force from an earlier day": (
        tampering.put("rollouts", {"valid_from": MORNING - timedelta(days=9)}, key="uji", number=1),
        ("content_changed", "rollouts.valid_from"),
    ),
    "a withdrawal that is gone": (_no_withdrawal, ("content_missing", "rollouts")),
    "a version that nobody put in force": (_invented_rollout, ("content_unnamed", "rollouts")),
    "the form of a submission": (_form, ("row_differs", "form_submissions.form")),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_it_is_found_and_named(hand: Hand, name: str) -> None:
    act, wanted = TAMPERED[name]

    assert wanted in {(one.code, one.part) for one in hand.finds(act)}


def test_one_case_is_checked_by_its_number(hand: Hand) -> None:
    with hand.office.acting(CLI) as tx:
        number = tx.session.scalars(select(Case.number)).first()
        found = verification.of_case(tx, str(number))

    assert (found.ok, found.cases, found.next) == (True, 1, None)


def test_records_alone_are_checked_without_executing_anything(hand: Hand) -> None:
    with hand.office.acting(CLI) as tx:
        found = verification.whole(tx, deep=False)

    assert (found.ok, found.inputs) == (True, 0)
    assert found.events > 0
