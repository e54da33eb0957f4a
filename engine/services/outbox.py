"""Messages on their way to a case: kept until an instance of that case awaits them, each taken once.

Nobody waiting is no failure. A message's own job looks for a receiver when it was sent; a receiver that begins to wait
later looks for messages. Both hold the case's row while they look, so neither can miss the other.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from engine.services import canonical
from engine.services.promises import promise
from engine.services.transaction import Transaction
from engine.store import cases, referrals
from engine.store.tables import OutboxMessage


def put(
    tx: Transaction, *, case_id: str, instance_id: str, element_id: str, name: str, variables: Mapping[str, Any]
) -> None:
    """Keep a message for a case and promise to deliver it; ``instance_id`` and ``element_id`` say who sent it."""
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
    promise(tx, kind="message.deliver", key=f"message:{message.id}", payload={"message_id": message.id})


def look_again(tx: Transaction, found: cases.Found, *, names: frozenset[str] | None = None) -> None:
    """Promise another try for each kind of message that waits for the case of a locked instance; None: any kind."""
    case = cases.lock_case(tx.session, found.case.id)
    oldest = {message.name: message for message in reversed(referrals.waiting(tx.session, case.id, names=names))}
    for message in oldest.values():
        # The revision makes the key new: this instance looks at most once a step.
        key = f"message:{message.id}:{found.instance.id}:{found.instance.revision}"
        promise(tx, kind="message.deliver", key=key, payload={"message_id": message.id, "again": True})
