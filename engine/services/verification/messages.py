"""Messages between instances and cases: what diagrams sent is kept as they said it, and nothing else is on its way."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from engine.domain import vocabulary
from engine.domain.referrals import referrals
from engine.domain.verification.findings import Finding
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.checks.contents import data_of
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords
from engine.services.running import outbox
from engine.services.verification.reexecution import Reexecuted
from engine.store.verification.whole_cases import Record

TABLE = "outbox_messages"
Key = tuple[str, str, str, datetime, str]
"""Element, name, content, moment, and the case to which it goes."""
ARRIVALS = frozenset({"message.received", "instance.started", "referral.consent_withdrawn"})
"""Types of events that a message can lead to when it arrives."""


def check(tx: Transaction, case: CaseRecords, one: InstanceRecords, again: Reexecuted) -> Iterator[Finding]:
    """Give the messages of an instance that are missing, changed or sent by nobody, and what came back by them."""
    taken = tx.installation.reactions.thrown
    sent: dict[Key, Any] = {}
    wanted: Counter[Key] = Counter()
    for event, fact in again.thrown:
        if fact.message not in taken:
            key = (fact.element_id, fact.message, canonical.text(outbox.content_of(fact)), event.at, case.row["id"])
            wanted[key] += 1
            sent[key] = event
    possible, required = _of_referrals(case, one)
    for row in one.tables[TABLE]:
        key = (row["element_id"], row["name"], row["variables"], row["at"], row["case_id"])
        if wanted[key] > 0:
            wanted[key] -= 1
        elif possible[key] > 0:
            possible[key] -= 1
            required.pop(key, None)
        else:
            yield case.finding("content_unnamed", TABLE, subject=row["id"])
        yield from _arrived(tx, case, row)
    for key, event in [*((key, sent[key]) for key in wanted.elements()), *required.items()]:
        yield case.finding("content_missing", TABLE, event=event, subject=str(key[1]))
    yield from _fed_back(case, again)


def _of_referrals(case: CaseRecords, one: InstanceRecords) -> tuple[Counter[Key], dict[Key, Any]]:
    """Give the messages that events of referrals may have sent for an instance, and those that they must have sent."""
    possible: Counter[Key] = Counter()
    required: dict[Key, Any] = {}
    brought = {event.at for event in case.events if _brings_answer(event)}
    for row in case.tables["referrals"]:
        if row["from_instance_id"] != one.id:
            continue
        for event in (event for event in (*case.events, *case.answers) if _tells_of(event, row["id"])):
            for name, content, to in () if event.at in brought else _told(event, row):
                key = (row["element_id"], name, canonical.text(content), event.at, to)
                possible[key] += 1
                if to == row["from_case_id"] or row["withdrawal_told_at"] == event.at:
                    required[key] = event
    return possible, required


def _brings_answer(event: Any) -> bool:
    """Tell whether a person brought an answer as news to the case, which then needs no message."""
    if event.type != "message.received" or event.actor.startswith("system:"):
        return False
    return bool(data_of(event).get("input", {}).get("message") == referrals.ANSWERED)


def _tells_of(event: Any, referral_id: str) -> bool:
    data = data_of(event) if event.type.startswith("referral.") else {}
    return referral_id in data.get("referrals", [data.get("referral")])


def _told(event: Any, row: Record) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give (name, content, case) of the messages that an event of a referral sends."""
    home, away, data = row["from_case_id"], row["to_case_id"], data_of(event)
    settles = data.get("state") == referrals.ANSWERS.get(str(data.get("answer")))
    if event.type == "referral.answered" and settles:
        yield referrals.ANSWERED, {vocabulary.REFERRAL_ANSWER: data["answer"]}, home
    elif event.type == "referral.fed_back":
        yield referrals.FED_BACK, {vocabulary.OUTCOME: _json(row["feedback"])}, home
    elif event.type == "referral.revoked":
        yield referrals.ANSWERED, {vocabulary.REFERRAL_ANSWER: referrals.NO_ANSWER}, home
    if away is not None and event.type in _NEWS:
        yield _NEWS[event.type], {}, away


def _json(text: str | None) -> Any:
    """Give what a column says; None for what is no JSON, which another finding names."""
    try:
        return json.loads(text or "null")
    except ValueError:
        return None


_NEWS = {"referral.revoked": referrals.REVOKED, "referral.consent_withdrawn": referrals.WITHDRAWN}


def _arrived(tx: Transaction, case: CaseRecords, row: Record) -> Iterator[Finding]:
    """Compare when a message is said to have arrived, in its own case or in another, with what happened there.

    What a message means for another case as a whole is heeded some moments before it has passed on.
    """
    at = row["delivered_at"]
    if at is None:
        return
    is_own = row["case_id"] == case.row["id"]
    there = case.events if is_own else (event for event in case.elsewhere if event.case_id == row["case_id"])
    arrivals = [event for event in there if event.type in ARRIVALS]
    heeded = not is_own and row["name"] in tx.installation.reactions.arrived
    if not any(event.at == at or (heeded and row["at"] <= event.at <= at) for event in arrivals):
        yield case.finding("content_changed", f"{TABLE}.delivered_at", subject=row["id"])


def _fed_back(case: CaseRecords, again: Reexecuted) -> Iterator[Finding]:
    """Compare what came of a referral, as its sender reads it, with what the recipient's diagram said last."""
    said = {
        fact.variables.get(vocabulary.ORIGIN): (event, canonical.text(fact.variables.get(vocabulary.OUTCOME)))
        for event, fact in again.thrown
        if fact.message == referrals.FEEDBACK
    }
    for row in case.received:
        event, outcome = said.get(row["id"], (None, None))
        if event is not None and row["feedback"] != outcome:
            yield case.finding("content_changed", "referrals.feedback", event=event, subject=row["id"])
