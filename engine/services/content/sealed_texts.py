"""Short texts that people write on a case, such as comments: sealed under its key."""

from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.store.tables.cases import Case


def sealed(tx: Transaction, case: Case, text: str, *, bound_to: str) -> bytes:
    """Give the text sealed under the case's key, fit only for its place; CaseErasedError once the key is destroyed."""
    return tx.installation.vault.seal(
        {"text": text}, case_id=case.id, wrapped_key=submissions.key_of(case), bound_to=bound_to
    )


def opened(tx: Transaction, case: Case, ciphertext: bytes, *, bound_to: str) -> str | None:
    """Give a sealed text; None once the case's key is destroyed."""
    if case.wrapped_key is None:
        return None
    content = tx.installation.vault.unseal(ciphertext, case_id=case.id, wrapped_key=case.wrapped_key, bound_to=bound_to)
    return str(content["text"])
