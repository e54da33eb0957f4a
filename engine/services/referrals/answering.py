"""Answers to referrals: given by the recipient's case, or recorded by an officer; told to the sender's case by message.

Whoever locks an instance and a referral locks the instance first.
"""

from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.referrals import referrals
from engine.domain.running import facts, inputs
from engine.services.base import canonical
from engine.services.base.scene import Scene
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.referrals import recipients
from engine.services.running import outbox
from engine.store.cases import cases
from engine.store.messages import awaited_messages
from engine.store.referrals import referrals as stored
from engine.store.tables.referrals import Referral


class AnswerNotYoursError(errors.ConflictError):
    """The recipient answers this referral in the system itself. Its answer cannot be recorded here."""

    code = "answer_not_yours"


def from_case(tx: Transaction, found: cases.Found, fact: facts.MessageThrown) -> None:
    """Answer the referral that a case came from, as its variable ``jawaban_asal`` says.

    A case that came from no referral of the installation has nobody to answer; a second answer changes nothing.
    """
    row = _origin(tx, found, fact)
    if row is None or row.answer is not None:
        return
    answer = referrals.answer_of(fact.variables, vocabulary.ANSWER)
    reason = _code(fact.variables, vocabulary.ANSWER_REASON)
    settle(tx, found, row, answer=answer, reason=reason, element_id=fact.element_id)


def feedback_from_case(tx: Transaction, found: cases.Found, fact: facts.MessageThrown) -> None:
    """Tell the sender what came of it: kept at the referral, and a message for whoever awaits it in their case."""
    row = _origin(tx, found, fact)
    if row is None:
        return
    outcome = fact.variables.get(vocabulary.OUTCOME)
    row.feedback, row.feedback_at = canonical.text(outcome), tx.now
    if row.state == "accepted":
        row.state = "done"
    tell_sender(tx, row, name=referrals.FED_BACK, variables={vocabulary.OUTCOME: outcome})
    record(tx, found, row, type_="referral.fed_back", element_id=fact.element_id)


def settle(
    tx: Transaction,
    found: cases.Found,
    row: Referral,
    *,
    answer: str,
    reason: str | None,
    element_id: str | None,
    role: str | None = None,
    tell: bool = True,
) -> None:
    """Note the answer at the referral and in the history of a locked instance, however it came.

    ``found`` is the recipient's instance that gave it, else the sender's that sent the referral. ``tell`` the sender's
    case, unless they are told otherwise or took it back.
    """
    row.answer, row.answer_reason, row.answered_at = answer, reason, tx.now
    if row.state in referrals.ANSWERABLE:
        row.state = referrals.ANSWERS[answer]
        if tell:
            tell_sender(tx, row, name=referrals.ANSWERED, variables={vocabulary.REFERRAL_ANSWER: answer})
    record(tx, found, row, type_="referral.answered", element_id=element_id, role=role, reason=reason)


def by_message(tx: Transaction, found: list[cases.Found], variables: Mapping[str, Any]) -> None:
    """Note an answer that an officer brings as news to a case: it is that of the oldest open recipient outside.

    ``found`` are the case's instances, all locked. Raises AnswerNotYoursError when only recipients inside the
    installation have not answered yet.
    """
    case = found[0].case
    waiting = stored.sent_by(tx.session, case.id, states=referrals.ANSWERABLE)
    outside = [row for row in waiting if row.via != recipients.CASE]
    if waiting and not outside:
        raise AnswerNotYoursError(case_number=case.number)
    for row in outside[:1]:
        [sender] = [one for one in found if one.instance.id == row.from_instance_id]
        answer = referrals.answer_of(variables, vocabulary.REFERRAL_ANSWER)
        role = tx.acting_role("referral.answer", agency=case.agency)
        settle(tx, sender, row, answer=answer, reason=None, element_id=row.element_id, role=role, tell=False)


def hear(tx: Transaction, found: list[cases.Found], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Note an answer that somebody brings to a case, and tell the diagram how many are still out."""
    by_message(tx, found, variables)
    return {**variables, vocabulary.REFERRALS_OPEN: stored.count_unanswered(tx.session, found[0].case.id)}


def lapse_unanswered(tx: Transaction, scene: Scene) -> None:
    """Note that a timer ended the wait for an answer to a referral."""
    if not isinstance(scene.event, inputs.FireTimer):
        return
    gone = {fact.task_id for fact in scene.facts if isinstance(fact, facts.MessageNoLongerAwaited)}
    waits = awaited_messages.count_awaiting(
        tx.session, instance_id=scene.found.instance.id, task_ids=gone, message=referrals.ANSWERED
    )
    if waits:
        lapse(tx, scene.found, waits=waits)


def lapse(tx: Transaction, found: cases.Found, *, waits: int) -> None:
    """Note that a timer ended this many waits for an answer: the oldest unanswered referrals got none."""
    cases.lock_case(tx.session, found.case.id)  # before the referrals, as a step that withdraws consent locks them
    mine = [
        row
        for row in stored.sent_by(tx.session, found.case.id, states=frozenset({"sent"}))
        if row.from_instance_id == found.instance.id
    ]
    for row in mine[:waits]:
        row.state = "no_answer"
        record(tx, found, row, type_="referral.lapsed", element_id=row.element_id)


def tell_sender(tx: Transaction, row: Referral, *, name: str, variables: Mapping[str, Any]) -> None:
    """Send a message to the sender's case."""
    outbox.put(
        tx,
        case_id=row.from_case_id,
        instance_id=row.from_instance_id,
        element_id=row.element_id,
        name=name,
        variables=variables,
    )


def record(
    tx: Transaction,
    found: cases.Found,
    row: Referral,
    *,
    type_: str,
    element_id: str | None = None,
    role: str | None = None,
    reason: str | None = None,
) -> None:
    """Append to the locked instance's history what became of a referral; ``reason`` is the code of an answer's."""
    data = {"referral": row.id, "state": row.state, "answer": row.answer} | ({"reason": reason} if reason else {})
    version = found.bundle.version
    chain.append(tx, found.instance, type_=type_, version=version, data=data, role=role, element_id=element_id)


def _origin(tx: Transaction, found: cases.Found, fact: facts.MessageThrown) -> Referral | None:
    origin = fact.variables.get(vocabulary.ORIGIN)
    if not isinstance(origin, str):
        return None
    cases.lock_case(tx.session, found.case.id)  # before the referral, as a step that withdraws consent locks them
    row = stored.lock(tx.session, origin)
    return row if row is not None and row.to_case_id == found.case.id else None


def _code(variables: Mapping[str, Any], name: str) -> str | None:
    value = variables.get(name)
    return value if isinstance(value, str) and value else None
