"""Each night: what ended since the last one becomes facts, and figures of each full group of them are published.

A process is counted once, after it ended, since an ended history does not change. Groups have no process in common,
and their figures are never made anew: so nothing can be had by subtracting one publication from another.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from itertools import groupby
from typing import Any

from engine import errors
from engine.bpmn.reading.definitions import Definition
from engine.domain.conformance import practice, publishing
from engine.domain.conformance.practice import Event, Plan
from engine.services.base import canonical, promises
from engine.services.base.transaction import Transaction
from engine.store.conformance import practice as stored
from engine.store.tables.conformance import PracticeFact, PracticeFigure

NIGHT, PART = "conformance.night", "conformance.part"
"""Kinds of jobs: the pass of a night; the next part of it."""
AT = time(hour=19)
"""Two o'clock at night in western Indonesia, in UTC."""
AT_ONCE = 100
"""How many processes one transaction reads: well below a second."""
FULL = 30
"""How many processes a group has at least; months are put together until there are so many."""
PUBLISHED_P90 = 10
"""How many processes a ninth decile has at least: of fewer it is the time of the slowest."""
_ACTIVITIES = frozenset({"userTask", "callActivity", "subProcess", "sendTask", "receiveTask", "manualTask"})
_CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})


def promise_night(tx: Transaction) -> bool:
    """Promise the pass of the coming night, unless it is promised; tell whether it was now."""
    return promises.promise_nightly(tx, kind=NIGHT, at=AT)


def night(tx: Transaction) -> None:
    """Begin the pass of this night and promise the next one."""
    promise_night(tx)
    part(tx, night=tx.now.date().isoformat(), number=0)


def part(tx: Transaction, *, night: str, number: int, limit: int = AT_ONCE) -> None:
    """Make facts of some processes and promise the next part, or publish what is full when none is left."""
    if gather(tx, limit=limit) == limit:
        key = f"{PART}:{night}:{number}"
        promises.promise(tx, kind=PART, key=key, payload={"night": night, "number": number + 1})
        return
    publish(tx)


def gather(tx: Transaction, *, limit: int = AT_ONCE) -> int:
    """Make facts of processes that ended and have none, some of them at once; give of how many.

    One that cannot be read gets a fact too, an empty one that is never published: it would else be tried for ever.
    """
    found = stored.ended(tx.session, limit=limit)
    events = stored.readable_histories(tx.session, [one.id for one in found])
    tx.session.add_all([_fact(tx, one, events[one.id]) for one in found])
    tx.session.flush()
    return len(found)


def _fact(tx: Transaction, one: stored.Process, rows: Sequence[stored.Told]) -> PracticeFact:
    done = of_history(tx, one, rows)
    return PracticeFact(
        instance_id=one.id,
        procedure=one.procedure,
        version=one.version,
        agency=one.agency,
        ended_at=one.ended_at,
        head_seq=one.head_seq,
        marks=canonical.text([] if done is None else sorted(done.marks)),
        hours=canonical.text({} if done is None else done.hours),
        group_id=stored.NEVER if done is None else stored.WAITS,
    )


def of_history(tx: Transaction, one: stored.Process, rows: Sequence[stored.Told]) -> practice.Practice | None:
    """Give what an ended process did by its history; None for one whose events or version cannot be read."""
    try:
        deployed = tx.installation.procedures.get(tx.session, one.bundle_id, version=one.version)
        plan = _plan(deployed.definition)
        return practice.of_process(map(_event, rows), plan) if rows else None
    except errors.UNREADABLE:
        return None


def publish(tx: Transaction) -> int:
    """Publish figures of each full group of processes whose months are over; give of how many groups."""
    month = datetime(tx.now.year, tx.now.month, 1, tzinfo=UTC)
    number = before = stored.last_group(tx.session)
    for group, made in _groups(stored.unpublished(tx.session, before=month)):
        number += 1
        one = group[0]
        row = PracticeFigure(id=number, procedure=one.procedure, version=one.version, agency=one.agency, at=tx.now)
        row.first, row.last, row.figures = _month(one), _month(group[-1]), json.dumps(made, sort_keys=True)
        tx.session.add(row)
        stored.put_in_group(tx.session, number, [one.instance_id for one in group])
    return number - before


def figures(group: Sequence[PracticeFact]) -> dict[str, Any]:
    """Give what is published of a group: its size, counts by mark, and hours by step."""
    told = [_told(json.loads(one.marks)) for one in group]
    pairs = _same_two(group)
    order = {name: _rank(name) for marks in told for name in marks}
    made = publishing.publish([marks | pairs[place] for place, marks in enumerate(told)], order=order)
    return {"size": made.size, "counts": dict(made.counts), "hours": dict(_hours(group, made))}


def _rank(name: str) -> int:
    """Say what is published first: promises kept and broken, then steps and where they are late, then the rest."""
    kind, _, told = name.partition("|")
    if kind == practice.CLOCK:
        return 0 if told.rpartition("|")[2] in {practice.BROKEN, practice.KEPT} else 2
    return {practice.STEP: 1, practice.LATE: 1}.get(kind, 3)


def _kind(name: str) -> str:
    return name.partition("|")[0]


def _told(marks: Sequence[str]) -> frozenset[str]:
    return frozenset(one for one in marks if _kind(one) != practice.PAIR)


def _same_two(group: Sequence[PracticeFact]) -> list[frozenset[str]]:
    """Give for each process the second looks that were given by two people who did the same in another one."""
    pairs = [[one for one in json.loads(row.marks) if _kind(one) == practice.PAIR] for row in group]
    often = {one for found in pairs for one in found if sum(one in others for others in pairs) > 1}
    return [
        frozenset(practice.mark(practice.PAIR, one.split("|")[1]) for one in found if one in often) for found in pairs
    ]


def _hours(group: Sequence[PracticeFact], made: publishing.Published) -> Iterator[tuple[str, list[float | None]]]:
    """Give by step (waited p50, p90, worked p50, p90) in hours, of steps that at least five processes did and whose
    count is published.
    """
    spent: dict[str, list[tuple[float, float]]] = {}
    for row in group:
        for step, hours in json.loads(row.hours).items():
            spent.setdefault(step, []).append(tuple(hours))
    for step, found in spent.items():
        shown = made.counts.get(practice.mark(practice.STEP, step), publishing.WITHHELD)
        if shown >= publishing.LEAST and len(found) >= publishing.LEAST:
            yield step, [each for side in zip(*found, strict=True) for each in _deciles(sorted(side))]


def _deciles(ordered: Sequence[float]) -> tuple[float, float | None]:
    """Give the median and the ninth decile, coarse, so that neither is the time of one process to the minute."""
    last = len(ordered) - 1
    ninth = _coarse(ordered[last * 9 // 10]) if len(ordered) >= PUBLISHED_P90 else None
    return _coarse(ordered[last // 2]), ninth


def _coarse(hours: float) -> float:
    return float(f"{hours:.2g}") if hours >= 1 else round(hours * 4) / 4


def _groups(facts: Sequence[PracticeFact]) -> Iterator[tuple[list[PracticeFact], dict[str, Any]]]:
    """Give full groups with their figures: whole months of one version in one agency, as few of them as are enough.

    A group of which nothing can be published waits for the next month.
    """

    def alike(one: PracticeFact) -> tuple[str, int, str]:
        return one.procedure, one.version, one.agency

    for _, found in groupby(sorted(facts, key=alike), key=alike):
        group: list[PracticeFact] = []
        for _, month in groupby(found, key=_month):
            group += month
            made = figures(group) if len(group) >= FULL else {"size": None}
            if made["size"] is not None:
                yield group, made
                group = []


def _month(fact: PracticeFact) -> str:
    return fact.ended_at.strftime("%Y-%m")


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
