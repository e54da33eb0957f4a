"""Continuations: a message begins the next procedure of a case, as one more instance on the same case.

A diagram sends it when its own part is done, or a person does when a closed case is opened again. On a case one such
procedure runs once at a time.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain import vocabulary
from engine.domain.policy import procedures
from engine.domain.running import inputs
from engine.services.base import in_force
from engine.services.base import variables as outside
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.running import new_instance, steps
from engine.store.cases import cases
from engine.store.tables.cases import Case
from engine.store.tables.messages import OutboxMessage
from engine.store.tables.policy import Bundle

ORIGIN = (vocabulary.ORIGIN, vocabulary.ORIGIN_MODE)
"""What the next procedure must know too: who sent the case is told what came of it at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Next:
    """A procedure that goes on after a message: its version in force, and where it begins."""

    bundle: Bundle
    deployed: Deployed
    continuation: procedures.Continuation


def by_diagram(tx: Transaction, message: OutboxMessage) -> list[str]:
    """Begin what goes on after a message that a diagram sent, with its content; give the new instances.

    The same message a second time begins nothing: an instance's id derives from it.
    """
    sender = cases.get(tx.session, message.instance_id)
    if sender is None:
        return []
    begun = []
    for following in _following(tx, sender, message.name):
        instance_id = str(uuid.uuid5(uuid.UUID(message.id), following.bundle.key))
        if cases.get(tx.session, instance_id) is None:
            known = {**json.loads(message.variables), **_origin(tx, sender)}
            begun.append(_begin(tx, sender, following, known, instance_id=instance_id, role=None))
    return begun


def by_person(tx: Transaction, case: Case, name: str, variables: Mapping[str, Any], *, role: str | None) -> list[str]:
    """Begin what goes on after news that a person brings to a case; give the new instances.

    They know what the newest procedure of the case knew, since an overlay knows a few variables only. What only another
    role may begin is left alone. Raises ReservedVariableError or VariableUnfitError.
    """
    before = [one for one in cases.of_case(tx.session, case.id) if not one.bundle.overlay][-1]
    begun = []
    for following in _following(tx, before, name):
        needed = following.continuation.role
        if needed is None or (case.agency, needed) in tx.actor.roles:
            outside.require_sendable(following.deployed, variables)
            known = {**steps.state_of(tx, before).variables, **variables}
            begun.append(_begin(tx, before, following, known, instance_id=str(uuid.uuid4()), role=needed or role))
    return begun


def _following(tx: Transaction, before: cases.Found, message: str) -> Iterator[_Next]:
    """Give the procedures of the case's agency that the message begins and that do not run on the case by now."""
    cases.lock_case(tx.session, before.case.id)
    on_case = cases.of_case(tx.session, before.case.id)
    active = {one.bundle.key for one in on_case if one.instance.state in {"active", "suspended"}}
    for bundle, deployed in in_force.all_of(tx, before.case.agency):
        for continuation in deployed.procedure.continues:
            fits = continuation.message == message and before.case.agency in deployed.procedure.agencies
            if fits and bundle.key not in active:
                yield _Next(bundle=bundle, deployed=deployed, continuation=continuation)


def _origin(tx: Transaction, sender: cases.Found) -> dict[str, Any]:
    known = steps.state_of(tx, sender).variables
    return {name: known[name] for name in ORIGIN if name in known}


def _begin(
    tx: Transaction,
    before: cases.Found,
    following: _Next,
    known: Mapping[str, Any],
    *,
    instance_id: str,
    role: str | None,
) -> str:
    """Write the new instance and take its first step; a case that was closed is open again."""
    case = before.case
    case.state = "open"
    channel = before.instance.channel
    found = new_instance.instance(
        tx, case, following.bundle, channel=channel, received_at=tx.now, instance_id=instance_id
    )
    given = new_instance.given(tx, found, following.deployed)
    event = inputs.Start(
        instance_id=instance_id, start_event=following.continuation.start, variables={**known, **given}
    )
    steps.advance(tx, found, {}, event, steps.Cause(role=role, element_id=following.continuation.start))
    return instance_id
