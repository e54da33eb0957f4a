"""Letters: each step that makes one due has its entry; number, signatures and content are those of the events."""

import base64
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from engine.domain.verification.findings import Finding
from engine.services.base import bundles, canonical
from engine.services.base.transaction import Transaction
from engine.services.checks import opening, versions
from engine.services.checks.contents import data_of, digest_of
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords
from engine.services.letters import freezing
from engine.store.verification.whole_cases import Record

REGISTERED, SIGNED, RETURNED = "document.registered", "document.signed", "document.returned"
TABLE = "documents"


def check(tx: Transaction, case: CaseRecords) -> Iterator[Finding]:
    """Give the letters of a case that are missing, forged or named by no event."""
    for one in case.instances:
        rows = {str(row["id"]): row for row in case.tables[TABLE] if row["instance_id"] == one.id}
        yield from _entries(case, one, list(rows.values()))
        yield from _letters(tx, case, one, rows)
    known = {one.id for one in case.instances}
    for row in case.tables[TABLE]:
        if row["instance_id"] not in known:
            yield case.finding("content_unnamed", TABLE, subject=row["id"])


def _entries(case: CaseRecords, one: InstanceRecords, rows: list[Record]) -> Iterator[Finding]:
    """Compare the entries with the steps that made them due; one without a letter is named by nothing else."""
    due: dict[tuple[Any, ...], Any] = {}
    wanted: Counter[tuple[Any, ...]] = Counter()
    for event in one.events:
        for element, document in _due(event):
            wanted[element, document, event.at] += 1
            due[element, document, event.at] = event
    there = Counter((row["element_id"], row["document"], row["at"]) for row in rows)
    for key in (wanted - there).elements():
        yield case.finding("content_missing", TABLE, event=due[key], subject=str(key[1]))
    for row in rows:
        key = (row["element_id"], row["document"], row["at"])
        if there[key] > wanted[key]:
            yield case.finding("content_unnamed", TABLE, subject=row["id"])


def _due(event: Any) -> Iterator[tuple[str, str]]:
    if '"documents":[' in event.data:
        yield from data_of(event).get("effects", {}).get("documents", ())


def _letters(tx: Transaction, case: CaseRecords, one: InstanceRecords, rows: Mapping[str, Record]) -> Iterator[Finding]:
    told: dict[str, dict[str, Any]] = {}
    for event in one.events:
        if event.type in {REGISTERED, SIGNED, RETURNED}:
            told.setdefault(str(data_of(event).get("document")), {})[event.type] = event
    deployed = versions.deployed(tx, one.id) if told else None
    for key, events in told.items():
        first = next(iter(events.values()))
        if key not in rows:
            yield case.finding("content_missing", TABLE, event=first, subject=key)
            continue
        yield from _columns(case, rows[key], events, deployed)
        yield from _sealed(tx, case, rows[key], events)
    for key, row in rows.items():
        if key not in told and (row["number"] is not None or row["content"] is not None):
            yield case.finding("content_unnamed", TABLE, subject=key)


def _columns(
    case: CaseRecords, row: Record, events: Mapping[str, Any], deployed: bundles.Deployed | None
) -> Iterator[Finding]:
    registered, signed, returned = (events.get(kind) for kind in (REGISTERED, SIGNED, RETURNED))
    wanted = {
        "number": data_of(registered or signed or returned).get("number"),
        "signed_by": None if signed is None else signed.actor,
        "signed_at": None if signed is None else signed.at,
        "returned_by": None if returned is None else returned.actor,
        "returned_at": None if returned is None else returned.at,
    }
    if registered is not None:
        kind = str(data_of(registered).get("kind"))
        wanted |= {"document": kind, "element_id": registered.element_id, "maker": registered.actor}
        wanted |= {"agency": case.row["agency"], **_head(deployed, kind)}
    for column, value in wanted.items():
        if row[column] != value:
            event = signed if column.startswith("signed") and signed else registered or signed or returned
            yield case.finding("content_changed", f"{TABLE}.{column}", event=event, subject=row["id"])


def _head(deployed: bundles.Deployed | None, kind: str) -> dict[str, Any]:
    """Give what a letter's head says of it in its version; nothing where the version cannot be read."""
    letter = None if deployed is None else deployed.letter(kind)
    return {} if letter is None else {"title": letter.title, "second_role": letter.second_signature}


def _sealed(tx: Transaction, case: CaseRecords, row: Record, events: Mapping[str, Any]) -> Iterator[Finding]:
    """Compare what is sealed with the digests of the events, and what lies open with what is sealed."""
    last, returned = events.get(SIGNED) or events.get(REGISTERED), events.get(RETURNED)
    if last is not None and digest_of([row["content"]]) != data_of(last).get("content"):
        yield case.finding("content_changed", f"{TABLE}.content", event=last, subject=row["id"])
        return
    if returned is not None and digest_of([row["objection"]]) != data_of(returned).get("objection"):
        yield case.finding("content_changed", f"{TABLE}.objection", event=returned, subject=row["id"])
    if returned is None and row["objection"] is not None:
        yield case.finding("content_unnamed", f"{TABLE}.objection", subject=row["id"])
    if case.row["wrapped_key"] is not None:
        yield from _opened(tx, case, row, events)


def _opened(tx: Transaction, case: CaseRecords, row: Record, events: Mapping[str, Any]) -> Iterator[Finding]:
    said = opening.document(tx, case, row["content"], bound_to=row["id"])
    event = events.get(SIGNED) or events.get(REGISTERED)
    if said is not None and said["verifikasi"]["kode"] != freezing.shown_code(row["code"] or ""):
        yield case.finding("content_changed", f"{TABLE}.code", event=event, subject=row["id"])
    if row["pdf"] is None:
        if row["digest"] is not None:
            yield case.finding("content_missing", f"{TABLE}.pdf", event=event, subject=row["id"])
        return
    made = opening.document(tx, case, row["pdf"], bound_to=f"{row['id']}:pdf")
    if made is None:
        yield case.finding("content_unreadable", f"{TABLE}.pdf", event=event, subject=row["id"])
    elif canonical.digest(base64.b64decode(made["pdf"])) != row["digest"] or _other_file(row, events):
        yield case.finding("content_changed", f"{TABLE}.digest", event=event, subject=row["id"])


def _other_file(row: Record, events: Mapping[str, Any]) -> bool:
    """Tell whether a signed letter's file is another than the one that was signed."""
    signed = events.get(SIGNED)
    return signed is not None and bytes(row["digest"]).hex() != data_of(signed).get("file")
