"""Messages on their way to a case: kept until an instance of that case awaits them, each taken once.

Nobody waiting is no failure. A message's own job looks for a receiver when it was sent; a receiver that begins to wait
later looks for messages. Both hold the case's row while they look, so neither can miss the other.

A message that could not be delivered, since its receiver failed at it, is tried by its own job alone from then on:
those behind it go past it.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from engine.domain import vocabulary
from engine.domain.running import facts
from engine.services.base import canonical
from engine.services.base.promises import promise
from engine.services.base.transaction import Transaction
from engine.store.cases import cases
from engine.store.referrals import referrals
from engine.store.tables.messages import OutboxMessage


def put(
    tx: Transaction,
    *,
    case_id: str,
    instance_id: str,
    element_id: str,
    name: str,
    variables: Mapping[str, Any],
    heeded: bool = False,
) -> None:
    """Keep a message for a case and promise to deliver it; ``instance_id`` and ``element_id`` say who sent it.

    ``heeded`` tells that what it means for the case, beside what diagrams make of it, was done already.
    """
    message = OutboxMessage(
        id=str(uuid.uuid4()),
        instance_id=instance_id,
        case_id=case_id,
        element_id=element_id,
        name=name,
        variables=canonical.text(variables),
        at=tx.now,
    )
    tx.session.add(message)
    promise_delivery(tx, message.id, heeded=heeded)


def promise_delivery(tx: Transaction, message_id: str, *, heeded: bool) -> None:
    """Promise to deliver a message, once as it came and once as what was heeded already."""
    payload, key = {"message_id": message_id}, f"message:{message_id}"
    if heeded:
        promise(tx, kind="message.deliver", key=f"{key}:heeded", payload={**payload, "heeded": True})
    else:
        promise(tx, kind="message.deliver", key=key, payload=payload)


def content_of(fact: facts.MessageThrown) -> dict[str, Any]:
    """Give what a diagram's message tells: the variables of its scope, without those that each instance has itself."""
    return {name: value for name, value in fact.variables.items() if name not in vocabulary.GIVEN}


def stumbled(tx: Transaction, *, message_id: str, **_held: bool) -> None:
    """Note that delivering a message failed: others need not wait for it."""
    message = referrals.message(tx.session, message_id)
    if message is not None:
        message.stumbled_at = message.stumbled_at or tx.now


def look_again(tx: Transaction, found: cases.Found, *, names: frozenset[str] | None = None) -> None:
    """Promise another try for each kind of message that waits for the case of a locked instance; None: any kind."""
    case = cases.lock_case(tx.session, found.case.id)
    waiting = referrals.waiting(tx.session, case.id, names=names)
    oldest = {message.name: message for message in reversed(waiting) if message.stumbled_at is None}
    for message in oldest.values():
        # The revision makes the key new: this instance looks at most once a step.
        key = f"message:{message.id}:{found.instance.id}:{found.instance.revision}"
        promise(tx, kind="message.deliver", key=key, payload={"message_id": message.id, "again": True})
