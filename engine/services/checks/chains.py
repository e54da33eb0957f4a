"""First check: every chain of records. All that does not hold is named, not the first only."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from engine.domain.verification.findings import Finding
from engine.services.chains import chain, reads
from engine.services.checks.contents import data_of
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords

RISING = 2
"""The version of a start event since which the moments of its instance never fall."""


def check(case: CaseRecords) -> Iterator[Finding]:
    """Give what does not hold in the chains of a case: the history of each instance, and who read the case."""
    for one in case.instances:
        yield from (_of_case(case, found) for found in of_instance(one))
    head, at = (case.row["access_seq"], bytes(case.row["access_hash"])), case.row["access_at"]
    found = ended(case.accesses, head, at, part="access", subject=case.row["id"], hash_of=reads.hash_of_access)
    yield from (_of_case(case, one) for one in found)


def of_instance(one: InstanceRecords) -> Iterator[Finding]:
    """Give what does not hold in the history of one instance."""
    head = (one.row["head_seq"], bytes(one.row["head_hash"]))
    for found in breaks(one.events, head, part="history", subject=None, hash_of=chain.hash_of):
        yield replace(found, instance_id=one.id)
    if one.events and head[0] == one.events[-1].seq and one.row["head_at"] not in {None, one.events[-1].at}:
        found = _finding("record_changed", "history", None, record=one.events[-1])
        yield replace(found, instance_id=one.id, subject="head_at")
    if one.events and data_of(one.events[0]).get("v", 1) >= RISING:
        for before, event in pairwise(one.events):
            if event.at < before.at:
                found = _finding("moment_falls", "history", None, record=event)
                yield replace(found, instance_id=one.id)


def ended(
    records: Sequence[Any],
    head: tuple[int, bytes] | None,
    at: datetime | None,
    *,
    part: str,
    subject: str,
    hash_of: Callable[[Any], bytes],
) -> Iterator[Finding]:
    """Give as ``breaks``, and the end whose moment ``at`` is not that of the newest record."""
    yield from breaks(records, head, part=part, subject=subject, hash_of=hash_of)
    if records and head is not None and head[0] == records[-1].seq and at != records[-1].at:
        yield _finding("record_changed", part, subject, record=records[-1])


def breaks(
    records: Sequence[Any],
    head: tuple[int, bytes] | None,
    *,
    part: str,
    subject: str | None,
    hash_of: Callable[[Any], bytes],
) -> Iterator[Finding]:
    """Give every place at which a chain does not hold; ``head`` is the end that it claims, None when nobody claims it.

    A record that was changed is named itself; the one behind it still follows on what was recorded.
    """
    previous, expected, last = chain.GENESIS, 1, None
    for record in records:
        if record.seq < 1:
            yield _finding("record_unnamed", part, subject, record=record)
            continue
        for missing in _between(expected, record.seq):
            yield _finding("record_missing", part, subject, seq=missing)
        if record.seq == expected and bytes(record.prev_hash) != previous:
            yield _finding("record_unlinked", part, subject, record=record)
        if bytes(record.hash) != hash_of(record):
            yield _finding("record_changed", part, subject, record=record)
        previous, expected, last = bytes(record.hash), record.seq + 1, record
    yield from _end(head, (expected - 1, previous), part=part, subject=subject, last=last)


MOST_MISSING = 20


def _between(expected: int, seq: int) -> Iterable[int]:
    """Give the places that are missing before a record, so many at the most: the rest is said by the last."""
    return range(max(expected, seq - MOST_MISSING), seq)


def _end(
    head: tuple[int, bytes] | None, end: tuple[int, bytes], *, part: str, subject: str | None, last: Any
) -> Iterator[Finding]:
    """Give what the end of a chain does not keep of what is claimed of it."""
    if head is None or head[0] < end[0]:
        yield _finding("record_unnamed", part, subject, record=last)
    elif head[0] > end[0]:
        for missing in _between(end[0] + 1, head[0] + 1):
            yield _finding("record_missing", part, subject, seq=missing)
    elif head != end:
        yield _finding("record_changed", part, subject, record=last)


def _finding(code: str, part: str, subject: str | None, *, record: Any = None, seq: int | None = None) -> Finding:
    if record is None:
        return Finding(code=code, part=part, subject=subject, seq=seq)
    return Finding(
        code=code,
        part=part,
        subject=subject,
        seq=record.seq,
        at=record.at,
        element=getattr(record, "element_id", None),
        event_type=getattr(record, "type", None),
    )


def _of_case(case: CaseRecords, found: Finding) -> Finding:
    return replace(found, case_number=case.row["number"], agency=case.row["agency"])
