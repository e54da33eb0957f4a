"""The chains of readings, checked: each case's record of who read it, and each reader's record of lists."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from engine.services.audit.results import Broken
from engine.services.base import chain, reads
from engine.services.base.transaction import Transaction
from engine.store.audit import history
from engine.store.audit import reads as stored
from engine.store.tables.audit import AccessEvent, ReaderEvent

Record = AccessEvent | ReaderEvent
Heads = Mapping[str, tuple[int, bytes]]


def broken(tx: Transaction) -> Broken | None:
    """Give the first record of a reading, or of a list, that does not hold; None when all do.

    Its ``instance_id`` is the case's id or the reader's; ``reason`` is reading, reading_missing, list or list_missing.
    """
    found = _first(
        history.accesses(tx.session), history.access_heads(tx.session), lambda row: row.case_id, name="reading"
    )
    return found or _first(stored.lists(tx.session), stored.list_heads(tx.session), lambda row: row.reader, name="list")


def _first(rows: Iterable[Record], heads: Heads, owner: Callable[..., str], *, name: str) -> Broken | None:
    left = dict(heads)
    for key, chained in groupby(rows, key=owner):
        found = _first_of(key, list(chained), left.pop(key, None), name=name)
        if found is not None:
            return found
    missing = sorted(key for key, (seq, _) in left.items() if seq)
    return Broken(instance_id=missing[0], seq=1, reason=f"{name}_missing") if missing else None


def _first_of(key: str, rows: list[Record], head: tuple[int, bytes] | None, *, name: str) -> Broken | None:
    previous = chain.GENESIS
    for expected, row in enumerate(rows, start=1):
        sound = row.seq == expected and bytes(row.prev_hash) == previous
        if not sound or bytes(row.hash) != _hash_of(row):
            return Broken(instance_id=key, seq=expected, reason=name)
        previous = bytes(row.hash)
    if head != (rows[-1].seq, previous):
        return Broken(instance_id=key, seq=rows[-1].seq + 1, reason=f"{name}_missing")
    return None


def _hash_of(row: Record) -> bytes:
    return reads.hash_of_access(row) if isinstance(row, AccessEvent) else reads.hash_of_list(row)
