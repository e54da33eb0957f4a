"""Overlays: procedures that the law attaches to cases of any other, in the transaction of what called for them.

Procedures do not draw them, so they survive every new version of those. On a case one overlay runs once at a time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from engine import feel
from engine.domain.policy import procedures
from engine.domain.running import inputs
from engine.services.base import variables as outside
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.running import new_instance
from engine.store.cases import cases
from engine.store.policy import rollouts
from engine.store.tables.cases import Case
from engine.store.tables.policy import Bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An overlay's new instance, to be started with ``event``; ``origin`` is what the history says of the reason."""

    found: cases.Found
    event: inputs.Start
    role: str | None
    origin: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Law:
    """An overlay in force: its version, and when it attaches."""

    bundle: Bundle
    deployed: Deployed
    head: procedures.Overlay


def called_by_data(
    tx: Transaction,
    host: cases.Found,
    deployed: Deployed,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    zone: tzinfo,
) -> list[Begun]:
    """Begin the overlays whose condition became true by a step of ``host``; also one that the case never had.

    The latter is for cases that were running when the overlay was deployed. Its clocks count from the report.
    """
    if deployed.procedure.overlay is not None:
        return []
    context = feel.Context(now=tx.now, zone=zone, functions={})
    origin: dict[str, str | int] = {"process_instance": host.instance.id, "seq": host.instance.head_seq}
    begun = []
    for law in _laws(tx, host.case, {deployed.procedure.key}):
        if law.head.when is None or not _holds(law.head.when, after, context):
            continue
        known = _of_case(tx, host.case, law)
        fresh = not known or not _holds(law.head.when, before, context)
        if fresh and not _runs(known):
            taken = {name: after[name] for name in law.head.needs if name in after}
            found = _new(tx, host, law, received_at=host.instance.received_at)
            begun.append(Begun(found=found, event=_start(tx, found, law, taken), role=None, origin=origin))
    return begun


def called_by_message(
    tx: Transaction, case: Case, name: str, variables: Mapping[str, Any], *, role: str | None
) -> list[Begun]:
    """Begin the overlays that a message to a case calls for, with what it says; their clocks count from now.

    Raises ReservedVariableError or VariableUnfitError for content that the overlay itself sets.
    """
    on_case = cases.of_case(tx.session, case.id)
    begun = []
    for law in _laws(tx, case, {one.bundle.key for one in on_case}):
        if law.head.message != name:
            continue
        outside.require_sendable(law.deployed, variables)
        if not _runs(_of_case(tx, case, law)):
            found = _new(tx, on_case[0], law, received_at=tx.now)
            event = _start(tx, found, law, variables)
            begun.append(Begun(found=found, event=event, role=role, origin={"message": name}))
    return begun


def _laws(tx: Transaction, case: Case, keys: set[str]) -> Iterator[_Law]:
    """Give the overlays in force in the agency for one of the procedures of a case; none for the file of a finding."""
    if case.finding_id is not None:
        return
    found = rollouts.overlays_in_force(tx.session, agency=case.agency, at=tx.now)
    for bundle, deployed in tx.installation.procedures.sound(tx.session, found):
        agencies, head = deployed.procedure.agencies, deployed.procedure.overlay
        if head is None or (agencies and case.agency not in agencies):
            continue
        if not head.procedures or keys.intersection(head.procedures):
            yield _Law(bundle=bundle, deployed=deployed, head=head)


def _of_case(tx: Transaction, case: Case, law: _Law) -> list[cases.Found]:
    """Give the instances of an overlay that the case has or had; the case's lock keeps two from beginning at once."""
    cases.lock_case(tx.session, case.id)
    return [one for one in cases.of_case(tx.session, case.id) if one.bundle.key == law.bundle.key]


def _runs(known: list[cases.Found]) -> bool:
    return any(one.instance.state in {"active", "suspended"} for one in known)


def _new(tx: Transaction, host: cases.Found, law: _Law, *, received_at: datetime) -> cases.Found:
    """Write the row of a new instance; a case that was closed is open again while it runs."""
    host.case.state = "open"
    return new_instance.instance(tx, host.case, law.bundle, channel=host.instance.channel, received_at=received_at)


def _start(tx: Transaction, found: cases.Found, law: _Law, taken: Mapping[str, Any]) -> inputs.Start:
    variables = {**taken, **new_instance.given(tx, found, law.deployed)}
    return inputs.Start(instance_id=found.instance.id, start_event=law.head.start, variables=variables)


def _holds(when: str, variables: Mapping[str, Any], context: feel.Context) -> bool:
    """Tell whether a condition is true; what the case does not know yet is null and makes none true."""
    expression = _compiled(when)
    scope = {name: feel.from_json(variables[name]) for name in expression.names if name in variables}
    return expression.evaluate(scope, context) is True


@lru_cache(maxsize=256)
def _compiled(when: str) -> feel.Expression:
    return feel.compile(when)
