"""Registers: what happens outside of cases, as chained events: to accounts, rules, keys, exports and audits.

A register is one chain for the whole installation, so its head is a row for which everybody waits. It is locked last,
when the transaction commits: ``append`` only notes what happened, ``record`` writes it.
"""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from engine.services.base import canonical
from engine.services.base.transaction import Registered, Transaction
from engine.store.audit import registers as stored
from engine.store.base import rows
from engine.store.tables.audit import RegisterEvent

GENESIS = bytes(32)
ACCOUNTS, POLICY, KEYS, EXPORTS, AUDITS = "accounts", "policy", "keys", "exports", "audits"
REGISTERS = frozenset({ACCOUNTS, POLICY, KEYS, EXPORTS, AUDITS})


def append(
    tx: Transaction, register: str, type_: str, *, subject: str, data: Mapping[str, Any], role: str | None = None
) -> None:
    """Let the commit append one event to a register, in this order and by the present actor.

    ``subject`` is the id or key of what it is about; ``data`` is JSON and holds no secret and nothing of a case's
    people. ValueError for a register that there is not.
    """
    if register not in REGISTERS:
        raise ValueError(f"no register {register}")
    actor = tx.actor.id
    noted = Registered(
        register=register, type=type_, subject=subject, data=canonical.text(data), actor=actor, role=role
    )
    tx.registered.append(noted)


def record(tx: Transaction) -> None:
    """Append what was noted, register by register. Nothing may be locked after this but a register further on."""
    for noted in sorted(tx.registered, key=lambda one: one.register):
        head = stored.lock_head(tx.session, noted.register, genesis=GENESIS)
        event = RegisterEvent(
            register=noted.register,
            seq=head.seq + 1,
            at=max(tx.now, head.at or tx.now),
            actor=noted.actor,
            role=noted.role,
            type=noted.type,
            subject=noted.subject,
            data=noted.data,
            prev_hash=bytes(head.hash),
        )
        event.hash = hash_of(event)
        rows.add(tx.session, event)
        rows.change(tx.session, head, seq=event.seq, hash=event.hash, at=event.at)
    tx.registered.clear()


def hash_of(event: RegisterEvent) -> bytes:
    """Give the hash that an event of a register must have."""
    return canonical.digest(canonical.text(covered(event)).encode())


def covered(event: RegisterEvent) -> dict[str, Any]:
    """Give what the hash of an event of a register covers."""
    return {
        "register": event.register,
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor,
        "role": event.role,
        "type": event.type,
        "subject": event.subject,
        "data": event.data,
        "prev": bytes(event.prev_hash).hex(),
    }
