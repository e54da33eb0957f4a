"""Publishes figures of full groups of ended processes, one group at a time.

A process is counted once, after it ended, since an ended history does not change. Groups have no process in common,
and their figures are never made anew: so nothing can be had by subtracting one publication from another.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.domain.conformance import practice, publishing
from engine.services.base.transaction import Transaction
from engine.store.conformance import practice as stored
from engine.store.conformance.practice import Fact, Line
from engine.store.tables.conformance import PracticeFigure

FIRST: Line = ("", 0, "")
"""Stands before every line."""
FULL = 30
"""How many processes a group has at least; months are put together until there are so many."""
PUBLISHED_P90 = 10
"""How many processes a ninth decile has at least: of fewer it is the time of the slowest."""


def publish(tx: Transaction, *, after: Line = FIRST) -> Line | None:
    """Publish figures of one group and give after which line the next call goes on, None when no group is left.

    A line is one version of a procedure in one agency; the group is of the first one after ``after`` that has enough
    processes of months that are over.
    """
    line = stored.next_line(tx.session, after=after, before=_month_of(tx.now), least=FULL)
    if line is None:
        return None
    group, made = _first_group(tx, line)
    if made["size"] is None:
        return line
    procedure, version, agency = line
    number = stored.last_group(tx.session) + 1
    row = PracticeFigure(id=number, procedure=procedure, version=version, agency=agency, at=tx.now)
    row.first, row.last = (one.ended_at.strftime("%Y-%m") for one in (group[0], group[-1]))
    row.figures = json.dumps(made, sort_keys=True)
    tx.session.add(row)
    stored.put_in_group(tx.session, number, [one.instance_id for one in group])
    return after


def _first_group(tx: Transaction, line: Line) -> tuple[list[Fact], dict[str, Any]]:
    """Give the oldest whole months of a line that are enough, with their figures; those of nothing if none are.

    A group of which nothing can be published waits for the next month.
    """
    group: list[Fact] = []
    made: dict[str, Any] = {"size": None}
    month = stored.oldest(tx.session, line)
    while made["size"] is None and month is not None and _month_of(month) < _month_of(tx.now):
        month = _month_of(month)
        following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
        group += stored.unpublished(tx.session, line, since=month, before=following)
        made = figures(group) if len(group) >= FULL else made
        month = stored.oldest(tx.session, line, since=following)
    return group, made


def _month_of(moment: datetime) -> datetime:
    return datetime(moment.year, moment.month, 1, tzinfo=UTC)


def figures(group: Sequence[Fact]) -> dict[str, Any]:
    """Give what is published of a group: its size, counts by mark, and hours by step."""
    marks = [json.loads(one.marks) for one in group]
    told = [frozenset(one for one in each if _kind(one) != practice.PAIR) for each in marks]
    order = {name: _rank(name) for name in frozenset().union(*told)}
    made = publishing.publish([one | two for one, two in zip(told, _same_two(marks), strict=True)], order=order)
    return {"size": made.size, "counts": dict(made.counts), "hours": dict(_hours(group, made))}


def _rank(name: str) -> int:
    """Say what is published first: promises kept and broken, then steps and where they are late, then the rest."""
    kind, _, told = name.partition("|")
    if kind == practice.CLOCK:
        return 0 if told.rpartition("|")[2] in {practice.BROKEN, practice.KEPT} else 2
    return {practice.STEP: 1, practice.LATE: 1}.get(kind, 3)


def _kind(name: str) -> str:
    return name.partition("|")[0]


def _same_two(marks: Sequence[Sequence[str]]) -> list[frozenset[str]]:
    """Give for each process the second looks that were given by two people who did the same in another one."""
    pairs = [{one for one in each if _kind(one) == practice.PAIR} for each in marks]
    often = Counter(one for found in pairs for one in found)
    return [
        frozenset(practice.mark(practice.PAIR, one.split("|")[1]) for one in found if often[one] > 1) for found in pairs
    ]


def _hours(group: Sequence[Fact], made: publishing.Published) -> Iterator[tuple[str, list[float | None]]]:
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
