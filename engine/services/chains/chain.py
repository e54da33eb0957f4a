"""The hash chain of the history: how an event is appended, and what its hash covers.

Each event's hash covers the hash before it, so a change, a swap or a missing event shows from there on; the instance
row holds the last hash, so a cut tail shows too. Routing data only: what people wrote enters as digests of ciphertexts.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.store.base import rows
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import ProcessInstance

GENESIS = bytes(32)
NOTHING: Mapping[str, Any] = MappingProxyType({})


def append(
    tx: Transaction,
    instance: ProcessInstance,
    *,
    type_: str,
    version: int,
    data: Mapping[str, Any],
    role: str | None = None,
    element_id: str | None = None,
    task_id: str | None = None,
    also: Mapping[str, Any] = NOTHING,
) -> HistoryEvent:
    """Append one event to the instance's chain, whose row this transaction has locked: its moment lies before none.

    ``also`` are further columns of the instance that change with the event: its wide row is then written once.
    """
    event = HistoryEvent(
        instance_id=instance.id,
        seq=instance.head_seq + 1,
        at=tx.now,
        actor=tx.actor.id,
        role=role,
        type=type_,
        element_id=element_id,
        task_id=task_id,
        data=canonical.text(data),
        version=version,
        prev_hash=bytes(instance.head_hash),
    )
    event.hash = hash_of(event)
    rows.add(tx.session, event)
    rows.change(tx.session, instance, head_seq=event.seq, head_hash=event.hash, head_at=event.at, **also)
    return event


def hash_of(event: HistoryEvent) -> bytes:
    """Give the hash that an event must have."""
    return canonical.digest(canonical.text(covered(event)).encode())


def covered(event: HistoryEvent) -> dict[str, Any]:
    """Give what the hash of an event covers, as anybody can hash it again."""
    return {
        "instance": event.instance_id,
        "seq": event.seq,
        "at": _moment(event.at),
        "actor": event.actor,
        "role": event.role,
        "type": event.type,
        "element": event.element_id,
        "task": event.task_id,
        "data": event.data,
        "version": event.version,
        "prev": bytes(event.prev_hash).hex(),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
