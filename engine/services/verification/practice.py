"""Facts of practice: each is what the history of its process gives, and no process that ended before has none."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.conformance.practice import Practice
from engine.domain.verification.findings import Finding
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords
from engine.services.conformance import gathering
from engine.store.conformance import practice as stored
from engine.store.tables.conformance import PracticeFact
from engine.store.verification import whole_cases as whole

TABLE = "practice_facts"
_JSON = frozenset({"marks", "hours"})
AT_WORK = timedelta(minutes=1)
"""A process may have been ending while the pass went by."""


def check(tx: Transaction, case: CaseRecords, one: InstanceRecords) -> Iterator[Finding]:
    """Compare the fact of an instance with its history; what cannot be read is named by other findings."""
    event, there = one.events[-1], next(iter(one.tables[TABLE]), None)
    if not _is_practice(one):
        if there is not None:
            yield case.finding("row_unnamed", TABLE, event=event, subject=one.id)
        return
    if there is None:
        newest = stored.newest_fact(tx.session)
        if newest is not None and one.row["head_at"] < newest - AT_WORK:
            yield case.finding("row_missing", TABLE, event=event, subject=one.id)
        return
    for column, value in wanted(tx, one, there).items():
        if _read(column, there[column]) != value:
            yield case.finding("row_differs", f"{TABLE}.{column}", event=event, subject=one.id)


def mend(tx: Transaction, one: InstanceRecords) -> int:
    """Make the fact of an instance what its history gives; give how many rows were not so.

    It stays in its group. A lost one returns to the group of its month, so that it is published once.
    """
    there = next(iter(one.tables[TABLE]), None)
    key = {"instance_id": one.id}
    if not _is_practice(one):
        whole.delete(tx.session, PracticeFact, key)
        return there is not None
    known = there or {"group_id": stored.WAITS, "head_seq": 0}
    made = wanted(tx, one, known)
    differing = {name: value for name, value in made.items() if there is None or _read(name, there[name]) != value}
    written = {name: canonical.text(value) if name in _JSON else value for name, value in differing.items()}
    if there is not None and written:
        whole.update(tx.session, PracticeFact, key, written)
    elif written:
        process = _process(one)
        group = stored.group_of(tx.session, (process.procedure, process.version, process.agency), one.row["ended_at"])
        whole.insert(tx.session, PracticeFact, {**key, **written, "group_id": group})
    return bool(written)


def _is_practice(one: InstanceRecords) -> bool:
    """Tell whether a fact is made of an instance: it ended, and is not what follows on a finding."""
    return one.row["ended_at"] is not None and one.bundle is not None and one.bundle["key"] != FOLLOW_UP


def wanted(tx: Transaction, one: InstanceRecords, there: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give by column what the fact of an ended instance should be; nothing when its history cannot be read."""
    process, events = _process(one), [_told(event) for event in one.events if event.type in stored.TYPES]
    done = gathering.of_history(tx, process, events)
    return {} if done is None else _columns(tx, process, events[-1].seq, done, there)


def _columns(
    tx: Transaction, process: stored.Process, last: int, done: Practice, there: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Give the columns of a fact; its group stays where there is such a one."""
    group, head_seq = there["group_id"], there["head_seq"]
    line = process.procedure, process.version, process.agency
    is_known = group == stored.WAITS or stored.is_group(tx.session, group, line)
    return {
        "procedure": process.procedure,
        "version": process.version,
        "agency": process.agency,
        "ended_at": process.ended_at,
        "head_seq": min(max(head_seq, last), process.head_seq),
        "marks": sorted(done.marks),
        "hours": {step: list(hours) for step, hours in done.hours.items()},
        "group_id": group if is_known else stored.WAITS,
    }


def _process(one: InstanceRecords) -> stored.Process:
    bundle = one.bundle or {}
    shared = stored.Process._fields[:-2]
    return stored.Process(
        **{name: one.row[name] for name in shared}, procedure=bundle["key"], version=bundle["version"]
    )


def _told(event: Any) -> stored.Told:
    data = None if event.type == stored.CLAIMED else event.data
    return stored.Told(event.seq, event.at, event.actor, event.role, event.type, event.element_id, event.task_id, data)


def _read(column: str, value: Any) -> Any:
    """Give a stored value as it is compared; None for JSON that is none."""
    if column not in _JSON:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
