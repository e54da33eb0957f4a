"""Messages: to the instances of one case that wait for them, to overlays, or as the beginning of its next procedure.

The case number is never optional.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.domain import inputs
from engine.services import continuing, instances, overlays, steps
from engine.services import variables as outside
from engine.services.transaction import Transaction
from engine.services.views import Delivered
from engine.store import cases, records
from engine.store.tables import Case


class MessageNotExpectedError(errors.ConflictError):
    """No instance of the case waits for a message of this name."""

    code = "message_not_expected"
    sentence_id = "Kasus ini tidak sedang menunggu pesan tersebut."
    sentence_en = "No process of this case is waiting for that message."


def deliver(tx: Transaction, *, name: str, case_number: str, variables: Mapping[str, Any]) -> tuple[Delivered, ...]:
    """Deliver a message to every instance of the case that waits for it, and begin overlays and what goes on after it.

    Raises NotFoundError for a case that does not exist or may not be known, NotPermittedError,
    ReservedVariableError, VariableUnfitError, MessageNotExpectedError.
    """
    case = cases.by_number(tx.session, case_number)
    if case is None:
        raise errors.NotFoundError(case_number=case_number)
    subject = instances.subject_of(tx, case)
    if not tx.actor.is_system and not tx.allows("case.read", subject):
        raise errors.NotFoundError(case_number=case_number)
    tx.require("message.deliver", subject)
    for found in cases.of_case(tx.session, case.id) if variables else ():
        outside.require_sendable(steps.deployed(tx, found), variables)
    role = tx.acting_role("message.deliver", agency=case.agency)
    waiting = records.awaiting(tx.session, case_number=case_number, message=name)
    reached = [
        instance_id
        for instance_id in waiting
        if _reach(tx, instance_id, inputs.Deliver(message=name, variables=dict(variables)), role=role)
    ]
    reached += _attach(tx, case, name, variables, role=role)
    reached += continuing.by_person(tx, case, name, variables, role=role)
    if not reached:
        raise MessageNotExpectedError(case_number=case_number, message=name)
    return tuple(Delivered(process_instance=instance_id, message=name) for instance_id in reached)


def forward(tx: Transaction, *, message_id: str) -> int:
    """Pass on a message that a diagram sent, and begin what goes on after it; tell how many instances it reached.

    None waiting is no failure: the outbox keeps the message, and a procedure that comes later may ask for it.
    """
    message = records.outbox_message(tx.session, message_id)
    sender = cases.get(tx.session, message.instance_id) if message is not None else None
    if message is None or sender is None:
        return 0
    content: dict[str, Any] = json.loads(message.variables)
    event = inputs.Deliver(
        message=message.name, variables={key: content[key] for key in content.keys() - outside.RESERVED}
    )
    waiting = records.awaiting(tx.session, case_number=sender.case.number, message=message.name)
    reached = sum(_reach(tx, instance_id, event, role=None) for instance_id in waiting)
    attached = _attach(tx, sender.case, message.name, event.variables, role=None)
    return reached + len(attached) + len(continuing.by_diagram(tx, message))


def _attach(tx: Transaction, case: Case, name: str, variables: Mapping[str, Any], *, role: str | None) -> list[str]:
    """Start the overlays that the message calls for; give their instances."""
    begun = overlays.called_by_message(tx, case, name, variables, role=role)
    for one in begun:
        steps.begin(tx, one)
    return [one.found.instance.id for one in begun]


def _reach(tx: Transaction, instance_id: str, event: inputs.Deliver, *, role: str | None) -> bool:
    found = cases.lock(tx.session, instance_id)
    if found is None or found.instance.state != "active":
        return False
    tasks = steps.tasks_of(tx, found)
    steps.fire_overdue(tx, found, tasks)
    still = records.awaiting(tx.session, case_number=found.case.number, message=event.message)
    if instance_id not in still:
        return False
    steps.advance(tx, found, tasks, event, steps.Cause(role=role))
    return True
