"""Messages: to the instances of one case that wait for them, to overlays, or as the beginning of its next procedure.

The case number is never optional.
"""

import json
from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.referrals import referrals
from engine.domain.running import inputs
from engine.services.base import access
from engine.services.base import variables as outside
from engine.services.base.transaction import Transaction
from engine.services.messages import continuations
from engine.services.messages.results import Delivered
from engine.services.running import outbox, overlays, steps
from engine.store.cases import cases
from engine.store.messages import awaited_messages
from engine.store.referrals import referrals as kept
from engine.store.tables.cases import Case
from engine.store.tables.messages import OutboxMessage


class MessageNotExpectedError(errors.ConflictError):
    """No process of this case is waiting for that message. Reload the page to see what it waits for."""

    code = "message_not_expected"


def deliver(tx: Transaction, *, name: str, case_number: str, variables: Mapping[str, Any]) -> tuple[Delivered, ...]:
    """Deliver a message to every instance of the case that waits for it, and begin overlays and what goes on after it.

    News of a withdrawn consent count whether or not anybody waits for them.

    Raises NotFoundError for a case that does not exist or may not be known, NotPermittedError,
    ReservedVariableError, VariableUnfitError, AnswerNotYoursError, MessageNotExpectedError.
    """
    case = cases.by_number(tx.session, case_number)
    # A system actor reads no case, and is told by its own right whether it may deliver.
    subject = access.seen(tx, case, "message.deliver" if tx.actor.is_system else "case.read")
    if case is None or subject is None:
        raise access.refused(tx, case, what="case.read", case_number=case_number)
    tx.require("message.deliver", subject)
    if case.finding_id is not None:  # nothing but its own procedure runs there, and it waits for no news
        raise MessageNotExpectedError(case_number=case_number, message=name)
    if name == referrals.ANSWERED:  # the same answer as on the referral's own page
        tx.require("referral.answer", subject)
    content = _heed(tx, name, variables, found=cases.lock_whole(tx.session, case.id))
    role = tx.acting_role("message.deliver", agency=case.agency)
    if name == referrals.WITHDRAWN:
        reached = _withdrawn(tx, case, content, role=role)
    else:
        reached = _tell(tx, case, name, variables, content=content, role=role)
        if not reached:
            raise MessageNotExpectedError(case_number=case_number, message=name)
    return tuple(Delivered(process_instance=instance_id, message=name) for instance_id in reached)


def _tell(
    tx: Transaction,
    case: Case,
    name: str,
    variables: Mapping[str, Any],
    *,
    content: Mapping[str, Any],
    role: str | None,
) -> list[str]:
    """Give the instances that a person's message reached, with its content, or began."""
    reached = _pass_on(tx, case, name, content, role=role)
    reached += _attach(tx, case, name, variables, role=role)
    return reached + continuations.by_person(tx, case, name, variables, role=role)


def _withdrawn(tx: Transaction, case: Case, content: Mapping[str, Any], *, role: str | None) -> list[str]:
    """Tell diagrams of a withdrawal; where one of them fails at it, it counts all the same, and is told later again."""
    try:
        with tx.savepoint() as part:
            return _tell(part, case, referrals.WITHDRAWN, content, content=content, role=role)
    except errors.ProcessFailedError:
        (sender, *_) = cases.lock_whole(tx.session, case.id)
        outbox.put(
            tx,
            case_id=case.id,
            instance_id=sender.instance.id,
            element_id="",
            name=referrals.WITHDRAWN,
            variables=content,
            heeded=True,
        )
        return []


def forward(tx: Transaction, *, message_id: str, again: bool = False, heeded: bool = False) -> int:
    """Pass on to a case what waits for it under the message's name, oldest first; tell how many instances took one.

    None waiting is no failure: the message is kept until an instance of the case awaits it. ``again`` tells that this
    is such a later look: overlays and what goes on after a message begin when it comes, or never. What a message means
    for the case itself is ``heeded`` first, in a transaction of its own: it must not wait for a diagram that fails.
    """
    message = kept.message(tx.session, message_id)
    if message is None:
        return 0
    found = cases.lock_whole(tx.session, message.case_id)  # nobody can begin to wait unseen
    case = found[0].case
    arrive = tx.installation.reactions.arrived.get(message.name)
    if arrive is not None and not (again or heeded):
        arrive(tx, found[0])
        outbox.promise_delivery(tx, message.id, heeded=True)
        return 0
    count = 0
    here = kept.waiting(tx.session, case.id, names=frozenset({message.name}))
    for waiting in (one for one in here if one.stumbled_at is None or one.id == message_id):
        own = None if waiting.name in referrals.ARRIVING else waiting.instance_id
        reached = _pass_on(tx, case, waiting.name, _content(tx, waiting), sender=own)
        if not reached:
            break
        waiting.delivered_at = tx.now
        count += len(reached)
    return count if again else count + _begin(tx, found[0], message)


def _begin(tx: Transaction, found: cases.Found, message: OutboxMessage) -> int:
    """Begin what a message begins when it comes, beside reaching who waits; tell how many instances it began."""
    begun = _attach(tx, found.case, message.name, json.loads(message.variables), role=None)
    if message.name not in referrals.ARRIVING:
        begun += continuations.by_diagram(tx, message)
    if begun or message.name in tx.installation.reactions.arrived:
        message.delivered_at = message.delivered_at or tx.now
    return len(begun)


def _heed(tx: Transaction, name: str, variables: Mapping[str, Any], *, found: list[cases.Found]) -> dict[str, Any]:
    """Do what news of a special kind mean beside what a diagram makes of them; give what the diagram is told.

    ``found`` are the case's instances, all locked.
    """
    told = {referrals.ANSWERED: {vocabulary.REFERRAL_ANSWER}}.get(name, set())
    own = {key: value for key, value in variables.items() if key not in told}
    hear = tx.installation.reactions.delivered.get(name)
    for one in found if own else ():
        outside.require_sendable(steps.deployed(tx, one), own)
    return dict(variables) if hear is None else hear(tx, found, variables)


def _content(tx: Transaction, message: OutboxMessage) -> dict[str, Any]:
    """Give what a message tells; an answer to a referral also how many are still out, those on their way included."""
    content: dict[str, Any] = json.loads(message.variables)
    if message.name == referrals.ANSWERED:
        others = kept.waiting(tx.session, message.case_id, names=frozenset({message.name}))
        content[vocabulary.REFERRALS_OPEN] = kept.count_unanswered(tx.session, message.case_id) + len(others) - 1
    return content


def _pass_on(
    tx: Transaction,
    case: Case,
    name: str,
    content: Mapping[str, Any],
    *,
    role: str | None = None,
    sender: str | None = None,
) -> list[str]:
    """Give a message to every instance of the case that waits for it, and give those that took it.

    An instance that hears itself knows its own variables, and may have changed them since: it is told nothing.
    """
    waiting = awaited_messages.awaiting(tx.session, case_number=case.number, message=name)
    return [
        instance_id
        for instance_id in waiting
        if _reach(
            tx,
            instance_id,
            inputs.Deliver(message=name, variables={} if instance_id == sender else dict(content)),
            role=role,
        )
    ]


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
    still = awaited_messages.awaiting(tx.session, case_number=found.case.number, message=event.message)
    if instance_id not in still:
        return False
    steps.advance(tx, found, tasks, event, steps.Cause(role=role))
    return True
