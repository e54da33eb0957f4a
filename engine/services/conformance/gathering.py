"""Each night: what ended since the last one becomes facts, and then figures of each full group of them are published.

A pass goes part by part, each a transaction of its own and well below a second: so nobody waits for it for long.
"""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from engine import errors
from engine.bpmn.reading.definitions import Definition
from engine.domain.conformance import practice
from engine.domain.conformance.practice import Event, Plan
from engine.services.base import canonical, promises
from engine.services.base.transaction import Transaction
from engine.services.conformance import publishing
from engine.store.conformance import practice as stored

NIGHT, PART = "conformance.night", "conformance.part"
"""Kinds of jobs: the pass of a night; the next part of it."""
AT = time(hour=19)
"""Two o'clock at night in western Indonesia, in UTC."""
AT_ONCE = 25
"""How many processes one transaction reads."""
OVERLAP = timedelta(days=2)
"""So long before the newest fact a night begins: what was being written when the last one passed is not missed."""
_ACTIVITIES = frozenset({"userTask", "callActivity", "subProcess", "sendTask", "receiveTask", "manualTask"})
_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})


def promise_night(tx: Transaction) -> bool:
    """Promise the pass of the coming night, unless it is promised; tell whether it was now."""
    return promises.promise_nightly(tx, kind=NIGHT, at=AT)


def night(tx: Transaction) -> None:
    """Begin the pass of this night, where the last one ended, and promise the next one."""
    promise_night(tx)
    newest = stored.newest_fact(tx.session)
    since = None if newest is None else [(min(newest, tx.now) - OVERLAP).isoformat(), promises.FIRST]
    part(tx, night=tx.now.date().isoformat(), number=0, since=since)


def part(
    tx: Transaction,
    *,
    night: str,
    number: int,
    since: Sequence[str] | None = None,
    after: Sequence[Any] | None = None,
    limit: int = AT_ONCE,
) -> None:
    """Make facts of some processes, or publish one group when none is left, and promise the next part.

    ``since`` is where facts go on, None at the beginning; ``after`` where publishing does, None while facts are made.
    """
    if after is None:
        place = None if since is None else (datetime.fromisoformat(since[0]), since[1])
        last = gather(tx, since=place, limit=limit)
        if last is not None:
            _promise_part(tx, night=night, number=number + 1, since=[last[0].isoformat(), last[1]])
            return
    procedure, version, agency = after or publishing.FIRST
    line = publishing.publish(tx, after=(procedure, version, agency))
    if line is not None:
        _promise_part(tx, night=night, number=number + 1, after=line)


def _promise_part(tx: Transaction, **named: Any) -> None:
    promises.promise(tx, kind=PART, key=f"{PART}:{named['night']}:{named['number']}", payload=named)


def gather(tx: Transaction, *, since: stored.Place | None = None, limit: int = AT_ONCE) -> stored.Place | None:
    """Make facts of processes that ended and have none, some of them at once; give where to go on, None at the end.

    One that cannot be read gets a fact too, an empty one that is never published: it would else be tried for ever.
    """
    found = stored.ended(tx.session, since=since, limit=limit)
    events = stored.readable_histories(tx.session, [one.id for one in found])
    stored.put_facts(tx.session, [_fact(tx, one, events[one.id]) for one in found])
    last = found[-1] if len(found) == limit else None
    return None if last is None or last.head_at is None else (last.head_at, last.id)


def _fact(tx: Transaction, one: stored.Process, rows: Sequence[stored.Told]) -> dict[str, Any]:
    done = of_history(tx, one, rows)
    return {
        "instance_id": one.id,
        "procedure": one.procedure,
        "version": one.version,
        "agency": one.agency,
        "ended_at": one.ended_at,
        "head_seq": one.head_seq,
        "marks": canonical.text([] if done is None else sorted(done.marks)),
        "hours": canonical.text({} if done is None else done.hours),
        "group_id": stored.NEVER if done is None else stored.WAITS,
    }


def of_history(tx: Transaction, one: stored.Process, rows: Sequence[stored.Told]) -> practice.Practice | None:
    """Give what an ended process did by its history; None for one whose events or version cannot be read."""
    try:
        deployed = tx.installation.procedures.get(tx.session, one.bundle_id, version=one.version)
        plan = _plan(deployed.definition)
        return practice.of_process(map(_event, rows), plan) if rows else None
    except errors.UNREADABLE:
        return None


def _event(row: stored.Told) -> Event:
    _, at, actor, role, type_, element, task, data = row
    effects = {} if data is None else json.loads(data).get("effects", {})
    return Event(at, actor, role, type_, element, task, effects)


@lru_cache(maxsize=64)
def _plan(definition: Definition) -> Plan:
    """Give what is needed of a version, made once for all processes of it."""
    elements = definition.side_table
    return Plan(
        activities=frozenset(one.id for one in elements.values() if one.kind in _ACTIVITIES),
        tasks=frozenset(one.id for one in elements.values() if one.kind == "userTask"),
        choices=frozenset(
            flow
            for flow, (source, _) in definition.flows.items()
            if source in elements and elements[source].kind in _CHOICES and len(definition.followers[source]) > 1
        ),
        separate={one.id: one.separate_from for one in elements.values() if one.separate_from is not None},
        leading=definition.leading,
    )
