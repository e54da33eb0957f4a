"""Rollouts: from when a version of a procedure is in force, in one agency or in all of them.

A rollout is a row that is never changed. What is in force in an agency is the version of the row with the latest moment
among those that have begun and that speak of it, of equals the last written. A withdrawal is a further row that names
what it ``withdraws`` and puts the version before it in force; which versions those are is worked out here, so that the
rule stays that simple wherever it is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """A version that is put in force; ``agency`` None means in every one.

    ``number`` counts within the procedure. ``withdraws`` is the number of the rollout that was taken back, None for one
    that somebody ordered.
    """

    number: int
    version: int
    agency: str | None
    valid_from: datetime
    withdraws: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A version in force without a break, from a moment until before another.

    ``valid_to`` None is until further notice; ``number`` is the rollout that began it.
    """

    version: int
    valid_from: datetime
    valid_to: datetime | None
    number: int


def in_force(rows: Sequence[Rollout], *, agency: str | None, at: datetime) -> Rollout | None:
    """Give the row that decides in an agency at a moment; ``agency`` None is one of which no row speaks by itself."""
    return _last([row for row in rows if row.agency in {None, agency} and row.valid_from <= at])


def spans(rows: Sequence[Rollout], *, agency: str | None) -> tuple[Span, ...]:
    """Give what was, is and will be in force in an agency, as far as is known, oldest first."""
    found: list[Span] = []
    for at in sorted({row.valid_from for row in rows if row.agency in {None, agency}}):
        row = in_force(rows, agency=agency, at=at)
        if row is None or (found and found[-1].version == row.version):
            continue
        if found:
            found[-1] = replace(found[-1], valid_to=at)
        found.append(Span(version=row.version, valid_from=at, valid_to=None, number=row.number))
    return tuple(found)


def may_be_withdrawn(rows: Sequence[Rollout], number: int, *, now: datetime) -> bool:
    """Tell whether a rollout was ordered and is still to begin, or decides now in an agency that it speaks of."""
    ordered = next((row for row in rows if row.number == number and row.withdraws is None), None)
    if ordered is None or number in _withdrawn(rows):
        return False
    if ordered.valid_from > now:
        return True
    places = [ordered.agency] if ordered.agency is not None else _places(rows)
    return any(_wanted(rows, agency=place, at=now) == ordered for place in places)


def withdrawal(rows: Sequence[Rollout], ordered: Rollout, *, now: datetime) -> Rollout | None:
    """Give the row that takes a rollout back: now, or as it would begin; None where no version was in force before."""
    at = max(now, ordered.valid_from)
    marked = replace(ordered, number=_next(rows), valid_from=at, withdraws=ordered.number)
    before = _wanted([*rows, marked], agency=ordered.agency, at=at)
    return None if before is None else replace(marked, version=before.version)


def mended(rows: Sequence[Rollout], *, since: datetime) -> tuple[Rollout, ...]:
    """Give the rows that are still missing so that from a moment on what is in force is what was ordered.

    A row for all covers those of single agencies, and rows that took something back name the version of their time:
    what lies behind them may have changed since.
    """
    whole = list(rows)
    for at in sorted({since, *(row.valid_from for row in rows if row.valid_from > since)}):
        for place in _places(rows):
            wanted, there = _wanted(whole, agency=place, at=at), in_force(whole, agency=place, at=at)
            if wanted is not None and there is not None and wanted.version != there.version:
                back = there.number if there.withdraws is None else there.withdraws
                whole.append(replace(wanted, number=_next(whole), agency=place, valid_from=at, withdraws=back))
    return tuple(whole[len(rows) :])


def _wanted(rows: Sequence[Rollout], *, agency: str | None, at: datetime) -> Rollout | None:
    """Give the order that counts in an agency at a moment: the last that has begun and was not taken back by then."""
    withdrawn = _withdrawn(rows)
    begun = (row for row in rows if row.withdraws is None and row.agency in {None, agency} and row.valid_from <= at)
    return _last([row for row in begun if row.number not in withdrawn or withdrawn[row.number] > at])


def _withdrawn(rows: Sequence[Rollout]) -> dict[int, datetime]:
    """Give from when each rollout that was taken back counts no more."""
    found: dict[int, datetime] = {}
    for row in rows:
        if row.withdraws is not None:
            found[row.withdraws] = min(row.valid_from, found.get(row.withdraws, row.valid_from))
    return found


def _places(rows: Sequence[Rollout]) -> list[str | None]:
    """Give all agencies at once, then those that a row speaks of by itself."""
    return [None, *sorted({row.agency for row in rows if row.agency is not None})]


def _last(rows: Sequence[Rollout]) -> Rollout | None:
    return max(rows, key=lambda row: (row.valid_from, row.number), default=None)


def _next(rows: Sequence[Rollout]) -> int:
    return max((row.number for row in rows), default=0) + 1
