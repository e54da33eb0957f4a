"""Numbers without gaps: of cases by agency and year, of letters by register. So one that was taken out is missed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.store.base.declarations import Base
from engine.store.tables.cases import Case, CaseCounter
from engine.store.tables.letters import Document, LetterCounter
from engine.store.verification import whole_cases as stored

CASE = re.compile(r".+-(\d{4})-(\d{5,})")
LETTER = re.compile(r"(\d{3,})/([^/]+)/.+/(\d{4})")
MOST = 100


def check(tx: Transaction) -> Iterator[Finding]:
    """Give the numbers that were given out and that nothing bears any more, and counters that stand below one."""
    given: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for agency, number in stored.pairs(tx.session, Case, "agency", "number"):
        found = CASE.fullmatch(number)
        if found is not None:
            given[agency, found[1]].add(int(found[2]))
    yield from _gaps("case_counters", _counters(tx, CaseCounter, "agency", "year"), given)
    given = defaultdict(set)
    for agency, number in stored.pairs(tx.session, Document, "agency", "number"):
        found = LETTER.fullmatch(number)
        if found is not None:
            given[agency, found[2], found[3]].add(int(found[1]))
    yield from _gaps("letter_counters", _counters(tx, LetterCounter, "agency", "series", "year"), given)


def _counters(tx: Transaction, kind: type[Base], *columns: str) -> dict[tuple[str, ...], int]:
    """Give the last number that was given out, by what it counts for."""
    rows = stored.everything(tx.session, kind)
    return {tuple(str(row[column]) for column in columns): row["last"] for row in rows}


def _gaps(
    table: str, counters: dict[tuple[str, ...], int], given: dict[tuple[str, ...], set[int]]
) -> Iterator[Finding]:
    for key in sorted(counters.keys() | given.keys()):
        last, there = counters.get(key, 0), given.get(key, set())
        for missing in _first(sorted(set(range(1, last + 1)) - there)):
            yield Finding(code="number_missing", part=table, agency=key[0], subject=f"{' '.join(key)} {missing}")
        if there and max(there) > last:
            yield Finding(code="number_missing", part=f"{table}.last", agency=key[0], subject=" ".join(key))


def _first(numbers: list[int]) -> Iterable[int]:
    return numbers[:MOST]
