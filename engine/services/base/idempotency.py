"""A request that its sender may repeat is carried out once and answered the same each time."""

from dataclasses import dataclass
from datetime import timedelta

from engine import errors
from engine.services.base.transaction import Transaction
from engine.store.people import people
from engine.store.tables.people import IdempotencyKey

KEPT_FOR = timedelta(days=2)


class IdempotencyKeyReusedError(errors.ConflictError):
    """The idempotency key was already used for another request. Send a new key."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The answer that was given the first time."""

    status: int
    body: str


def remember(tx: Transaction, key: str, request_digest: bytes) -> Stored | None:
    """Give the answer that the actor got for this key before; None the first time.

    IdempotencyKeyReusedError when the key belongs to a different request of theirs.
    """
    row = people.answered(tx.session, actor=tx.actor.id, key=key)
    if row is None:
        return None
    if bytes(row.request_digest) != request_digest:
        raise IdempotencyKeyReusedError
    return Stored(status=row.status, body=row.body)


def store(tx: Transaction, key: str, request_digest: bytes, *, status: int, body: str) -> None:
    """Keep the answer with the effect, in the same transaction: both stay or neither does."""
    tx.session.add(
        IdempotencyKey(
            actor=tx.actor.id,
            key=key,
            request_digest=request_digest,
            status=status,
            body=body,
            created_at=tx.now,
        )
    )


def forget_old(tx: Transaction) -> None:
    """Drop answers that no sender will ask for again."""
    people.forget_answers(tx.session, before=tx.now - KEPT_FOR)
