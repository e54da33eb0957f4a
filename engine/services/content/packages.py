"""The packages of referrals: the sender's case can open what it sent, the recipient's case its own copy."""

from collections.abc import Mapping
from typing import Any

from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.store.cases import cases
from engine.store.referrals import referrals as stored
from engine.store.tables.cases import Case
from engine.store.tables.referrals import Referral


def seal_sent(tx: Transaction, row: Referral, case: Case, package: Mapping[str, Any]) -> None:
    """Seal a package under the sender's case key; CaseErasedError once that is destroyed."""
    row.sealed = tx.installation.vault.seal(
        package, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=row.id
    )


def seal_received(tx: Transaction, row: Referral, case: Case, package: Mapping[str, Any]) -> None:
    """Seal a package anew under the key of the recipient's case."""
    row.received = tx.installation.vault.seal(
        package, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=_received(row)
    )


def sent(tx: Transaction, row: Referral) -> dict[str, Any]:
    """Give a package as it was sent; CaseErasedError once the key of the sender's case is destroyed."""
    case = cases.by_id(tx.session, row.from_case_id)
    return tx.installation.vault.unseal(
        row.sealed, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=row.id
    )


def received(tx: Transaction, row: Referral, case: Case) -> dict[str, Any]:
    """Give a package as the recipient's case keeps it; CaseErasedError once that case's key is destroyed."""
    return tx.installation.vault.unseal(
        row.received or b"", case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=_received(row)
    )


def newest_answers(tx: Transaction, case: Case) -> dict[str, Any]:
    """Give what a case knows by the names of the answers: what it was sent, overtaken by what was written in it."""
    known: dict[str, Any] = {}
    for row in stored.received_by(tx.session, case.id):
        known.update(received(tx, row, case)["data"])
    return {**known, **submissions.newest(tx, case)}


def _received(row: Referral) -> str:
    """Give what the recipient's copy is bound to: another place than the sender's."""
    return f"{row.id}:received"
