"""Opens what is sealed under a case's key, to know that it was sealed by nobody else; what it says is not kept."""

import zlib
from collections.abc import Iterator
from typing import Any

from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.services.checks.contents import GONE
from engine.services.checks.whole_cases import CaseRecords
from engine.store.base.sealing import SealBrokenError

# What opening can fail at: another key, cut or foreign bytes, or no document in them.
FAILURES = (SealBrokenError, ValueError, zlib.error)


def document(tx: Transaction, case: CaseRecords, sealed: bytes | None, *, bound_to: str) -> dict[str, Any] | None:
    """Give a sealed document; None when it does not open with the key of its case."""
    key = case.row["wrapped_key"]
    if sealed is None or key is None:
        return None
    try:
        return tx.installation.vault.unseal(sealed, case_id=case.row["id"], wrapped_key=key, bound_to=bound_to)
    except FAILURES:
        return None


def check(tx: Transaction, case: CaseRecords) -> Iterator[Finding]:
    """Give what is wrong with the case's key, and which rows that no event describes do not open with it."""
    ends = [event for event in case.events if event.type == GONE]
    key = case.row["wrapped_key"]
    if key is None and not ends:
        yield case.finding("key_missing", "cases.wrapped_key")
    elif key is not None and ends:
        yield case.finding("key_kept", "cases.wrapped_key", event=ends[0])
    elif key is not None and not _opens(tx, key, case_id=case.row["id"]):
        yield case.finding("key_changed", "cases.wrapped_key")
    elif key is not None:
        yield from _rows(tx, case)


def _opens(tx: Transaction, key: bytes, *, case_id: str) -> bool:
    try:
        return tx.installation.vault.opens(key, case_id=case_id)
    except ValueError:  # too short to be a key at all
        return False


def _rows(tx: Transaction, case: CaseRecords) -> Iterator[Finding]:
    sealed = [
        *(("case_files", row["id"], row["ciphertext"], row["id"]) for row in case.tables["case_files"]),
        *(("intakes", None, row["ciphertext"], f"intake:{row['case_id']}") for row in case.tables["intakes"]),
        *(("referrals", row["id"], row["received"], f"{row['id']}:received") for row in case.received),
    ]
    for table, key, content, bound_to in sealed:
        if document(tx, case, content, bound_to=bound_to) is None:
            yield case.finding("content_unreadable", table, subject=key)
    for file_id, parts in case.parts.items():
        if not all(_is_part(tx, case, file_id, part["at_byte"], part["ciphertext"]) for part in parts):
            yield case.finding("content_unreadable", "case_file_parts", subject=file_id)


def _is_part(tx: Transaction, case: CaseRecords, file_id: str, at: int, sealed: bytes) -> bool:
    """Tell whether these bytes are the part of the file that begins there."""
    key, vault = case.row["wrapped_key"], tx.installation.vault
    try:
        vault.unseal_bytes(sealed, case_id=case.row["id"], wrapped_key=key, bound_to=f"{file_id}:{at}")
    except FAILURES:
        return False
    return True
