"""Second check: what the events name is there unchanged, and what is there is named by an event.

The events hold digests of what people wrote, never the words. A row that an event does not describe in full is opened
with its case's key instead, which alone could have sealed it, and closed again; nothing of it is kept or told.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from engine.domain.verification.findings import Finding
from engine.services.base import canonical
from engine.services.checks.whole_cases import CaseRecords
from engine.store.base.declarations import NOBODY, is_row_id
from engine.store.verification.whole_cases import Record

GONE = "case.key_destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row that an event names: what must stand in its columns, and the digest (hex) of what it seals.

    ``sealed`` is the column that the digest covers; for a file it covers all its parts.
    """

    table: str
    key: str
    event: Any
    columns: Mapping[str, Any] = field(default_factory=dict)
    digest: str | None = None
    sealed: str = "ciphertext"


Naming = Callable[[CaseRecords, Any, Mapping[str, Any]], Iterator[Named]]


def check(case: CaseRecords) -> Iterator[Finding]:
    """Give what people wrote and is missing, changed, out of its place, or named by no event."""
    gone = any(event.type == GONE for event in case.events)
    rows = {
        (table, str(row["case_id" if table == "intakes" else "id"])): row
        for table, found in _tables(case)
        for row in found
        if table != "case_files" or row["completed_at"] is not None  # one that is not whole is nobody's yet
    }
    for named in _named(case):
        row = rows.pop((named.table, named.key), None)
        yield from _judged(case, named, row, gone=gone)
    kept_before = not any(event.type == "sheet.kept" for event in case.events)
    for table, key in rows:
        if table != "intakes" or not kept_before:  # until this event was written, no event told of a sheet
            yield case.finding("content_unnamed", table, subject=key)
    yield from _public(case)


def _public(case: CaseRecords) -> Iterator[Finding]:
    """Compare the report of the public with the instance that somebody without an account began."""
    begun = {event.instance_id: event for event in case.events if event.seq == 1 and event.actor == "system:public"}
    there = {str(row["instance_id"]) for row in case.tables["public_reports"]}
    for key in begun.keys() - there:
        yield case.finding("content_missing", "public_reports", event=begun[key], subject=key)
    for key in there - begun.keys():
        yield case.finding("content_unnamed", "public_reports", subject=key)


def data_of(event: Any) -> Mapping[str, Any]:
    """Give an event's data; nothing for what is no JSON object, which the chain tells of."""
    return _parsed(event.data)


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Mapping[str, Any]:
    """Read an event's data once for all checks of its case."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _tables(case: CaseRecords) -> Iterator[tuple[str, list[Record]]]:
    for table in ("comments", "case_files", "reporter_messages", "intakes"):
        yield table, case.tables[table]
    for one in case.instances:
        yield "form_submissions", one.tables["form_submissions"]


def _named(case: CaseRecords) -> Iterator[Named]:
    for event in case.events:
        naming = _NAMING.get(event.type)
        if naming is not None:
            yield from naming(case, event, data_of(event))


def _submissions(_case: CaseRecords, event: Any, data: Mapping[str, Any]) -> Iterator[Named]:
    columns = {"instance_id": event.instance_id, "seq": event.seq, "element_id": event.element_id}
    yield from _digested("form_submissions", event, data, columns)


def _sheets(case: CaseRecords, event: Any, data: Mapping[str, Any]) -> Iterator[Named]:
    registered_by = event.actor if is_row_id(event.actor) else NOBODY  # a report of the public is nobody's
    columns = {"occurrence_id": data.get("occurrence"), "registered_by": registered_by, "at": event.at}
    yield from _digested("intakes", event, data, {**columns, "case_id": case.row["id"]})


def _comments(case: CaseRecords, event: Any, data: Mapping[str, Any]) -> Iterator[Named]:
    columns = {"case_id": case.row["id"], "task_id": event.task_id, "author": event.actor, "at": event.at}
    yield from _digested("comments", event, data, columns)


def _messages(case: CaseRecords, event: Any, data: Mapping[str, Any]) -> Iterator[Named]:
    officer = None if event.actor.startswith("system:") else event.actor
    columns = {"case_id": case.row["id"], "officer": officer, "at": event.at}
    yield from _digested("reporter_messages", event, data, columns)


def _files(case: CaseRecords, event: Any, data: Mapping[str, Any]) -> Iterator[Named]:
    columns = {
        "case_id": case.row["id"],
        "instance_id": event.instance_id,
        "task_id": event.task_id,
        "uploaded_by": event.actor,
        "completed_at": event.at,
        "media_type": data.get("media_type"),
        "size": data.get("size"),
        "received": data.get("size"),
    }
    yield from _digested("case_files", event, data, columns)


def _digested(table: str, event: Any, data: Mapping[str, Any], columns: Mapping[str, Any]) -> Iterator[Named]:
    for key, digest in data.get("digests", {}).items():
        yield Named(table=table, key=key, event=event, columns=columns, digest=digest)


_NAMING: Mapping[str, Naming] = {
    "instance.started": _submissions,
    "user_task.completed": _submissions,
    "sheet.kept": _sheets,
    "comment.written": _comments,
    "reporter_message.written": _messages,
    "file.attached": _files,
}


def _judged(case: CaseRecords, named: Named, row: Record | None, *, gone: bool) -> Iterator[Finding]:
    if row is None:
        yield case.finding("content_missing", named.table, event=named.event, subject=named.key)
        return
    if named.digest is not None and _digest(case, named, row, gone=gone) not in {named.digest, None}:
        yield case.finding("content_changed", named.table, event=named.event, subject=named.key)
    yield from misplaced(case, named, row)


def misplaced(case: CaseRecords, named: Named, row: Record) -> Iterator[Finding]:
    """Give the columns of a row that are not as its event says."""
    for column, value in named.columns.items():
        if row[column] != value:
            part = f"{named.table}.{column}"
            yield case.finding("content_changed", part, event=named.event, subject=named.key)


def _digest(case: CaseRecords, named: Named, row: Record, *, gone: bool) -> str | None:
    """Give the digest of what a row seals now; None for a file whose parts went with the key."""
    if named.table == "case_files":
        parts = case.parts[named.key]
        return None if gone and not parts else digest_of(part["ciphertext"] for part in parts)
    return digest_of([row[named.sealed]])


def digest_of(sealed: Iterable[bytes | None]) -> str:
    """Give the digest (hex) of sealed bytes, one after the other."""
    return canonical.digest(b"".join(bytes(one or b"") for one in sealed)).hex()
