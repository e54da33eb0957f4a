"""Referrals: what was sent, to whom and on what basis; how they stand is what the events of both sides say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.domain.referrals import referrals
from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.services.checks import opening
from engine.services.checks.contents import data_of, digest_of
from engine.services.checks.whole_cases import CaseRecords
from engine.services.referrals import recipients
from engine.store.verification.whole_cases import Record

TABLE = "referrals"
SENT, RECEIVED, ANSWERED, FED_BACK = "referral.sent", "referral.received", "referral.answered", "referral.fed_back"
WITHDRAWN, REVOKED = "referral.consent_withdrawn", "referral.revoked"
TOLD = ("recipient", "mode", "purpose", "basis", "fields", "rules", "via", "recipient_type")
UNDELIVERED = frozenset({"sent", "failed"})
"""States that a delivery alone changes: it leaves no event."""


@dataclass(slots=True)
class _Life:
    """The events of one referral, those of both sides, in the order of their moments."""

    events: list[Any] = field(default_factory=list)

    def of(self, kind: str) -> list[Any]:
        """Give those of a kind."""
        return [event for event in self.events if event.type == kind]


def check(tx: Transaction, case: CaseRecords) -> Iterator[Finding]:
    """Give the referrals of a case that are missing, changed or named by no event, sent and received."""
    rows = {str(row["id"]): row for row in case.tables[TABLE]}
    lives = _lives([*case.events, *case.answers])
    mine = {event.instance_id for event in case.events}
    for key, life in lives.items():
        sent = [event for event in life.of(SENT) if event.instance_id in mine]
        if sent and key not in rows:
            yield case.finding("content_missing", TABLE, event=sent[0], subject=key)
        elif sent:
            yield from _sent(tx, case, rows[key], sent[0], life)
    for key in rows:
        if not any(event.instance_id in mine for event in lives.get(key, _Life()).of(SENT)):
            yield case.finding("content_unnamed", TABLE, subject=key)
    yield from _received(case)


def _lives(events: Sequence[Any]) -> dict[str, _Life]:
    found: dict[str, _Life] = {}
    for event in sorted((one for one in events if one.type.startswith("referral.")), key=lambda one: one.at):
        data = data_of(event)
        for key in data.get("referrals", [data.get("referral")]):
            found.setdefault(str(key), _Life()).events.append(event)
    return found


def _sent(tx: Transaction, case: CaseRecords, row: Record, sent: Any, life: _Life) -> Iterator[Finding]:
    data = data_of(sent)
    if digest_of([row["sealed"]]) != data.get("digests", {}).get(row["id"]):
        yield case.finding("content_changed", f"{TABLE}.sealed", event=sent, subject=row["id"])
    own = {
        "from_agency": case.row["agency"],
        "from_case_number": case.row["number"],
        "from_instance_id": sent.instance_id,
        "element_id": sent.element_id,
        "sent_at": sent.at,
    }
    wanted = own | {name: data[name] for name in TOLD if name in data} | _packed(tx, case, row)
    yield from _compared(case, row, wanted, sent)
    yield from _stands(case, row, life)


def _packed(tx: Transaction, case: CaseRecords, row: Record) -> dict[str, Any]:
    """Give what the sealed package says of itself, while it can be opened."""
    said = opening.document(tx, case, row["sealed"], bound_to=row["id"])
    if said is None:
        return {}
    basis = said["basis"]
    return {"recipient_name": said["to"]["name"], "consent_by": basis["by"], "basis_reason": basis["reason"]}


def _stands(case: CaseRecords, row: Record, life: _Life) -> Iterator[Finding]:
    """Compare how a referral stands with what the events of both sides say."""
    received, answered = life.of(RECEIVED), life.of(ANSWERED)
    fed_back, withdrawn = life.of(FED_BACK), life.of(WITHDRAWN)
    last = life.events[-1]
    wanted: dict[str, Any] = {
        "feedback_at": fed_back[-1].at if fed_back else None,
        "consent_withdrawn_at": withdrawn[0].at if withdrawn else None,
    }
    if row["via"] != recipients.WEBHOOK:  # that a partner outside took it leaves no event
        wanted["delivered_at"] = received[0].at if received else None
    if not received:
        wanted |= {"to_agency": None, "to_case_id": None, "to_case_number": None, "received": None}
    if answered or row["via"] == recipients.CASE or not _is_told_by_message(case):
        answer = None if not answered else data_of(answered[-1]).get("answer")
        if answered and "reason" in data_of(answered[-1]):
            wanted["answer_reason"] = data_of(answered[-1])["reason"]
        wanted |= {"answer": answer, "answered_at": answered[-1].at if answered else None}
        yield from _state(case, row, life)
    yield from _compared(case, row, wanted | _told(row, life), last)


def _told(row: Record, life: _Life) -> dict[str, Any]:
    """Give when the recipient was told last that something was taken back; a partner outside answers for itself."""
    news = [event.at for event in (*life.of(WITHDRAWN), *life.of(REVOKED))]
    if row["via"] == recipients.WEBHOOK and news:
        return {}
    arrived = [event.at for event in life.of(RECEIVED)]
    return {"withdrawal_told_at": max((at for at in news if arrived and arrived[0] <= at), default=None)}


def _state(case: CaseRecords, row: Record, life: _Life) -> Iterator[Finding]:
    said = [str(data["state"]) for event in life.events if "state" in (data := data_of(event))] or ["sent"]
    possible = UNDELIVERED if said[-1] in UNDELIVERED else {said[-1]}
    if row["state"] not in possible:
        yield case.finding("content_changed", f"{TABLE}.state", event=life.events[-1], subject=row["id"])


def _is_told_by_message(case: CaseRecords) -> bool:
    """Tell whether an answer came as news to the case, which left no event of its own in earlier versions."""
    return any(
        event.type == "message.received" and data_of(event).get("input", {}).get("message") == referrals.ANSWERED
        for event in case.events
    )


def _received(case: CaseRecords) -> Iterator[Finding]:
    rows = {str(row["id"]): row for row in case.received}
    for event in case.events:
        if event.type != RECEIVED:
            continue
        key = str(data_of(event).get("referral"))
        row = rows.pop(key, None)
        if row is None:
            yield case.finding("content_missing", TABLE, event=event, subject=key)
            continue
        wanted = {
            "to_agency": case.row["agency"],
            "to_case_number": case.row["number"],
            "delivered_at": event.at,
        }
        yield from _compared(case, row, wanted, event)
    for key in rows:
        yield case.finding("content_unnamed", TABLE, subject=key)


def _compared(case: CaseRecords, row: Record, wanted: Mapping[str, Any], event: Any) -> Iterator[Finding]:
    for column, value in wanted.items():
        if row[column] != value:
            yield case.finding("content_changed", f"{TABLE}.{column}", event=event, subject=row["id"])
