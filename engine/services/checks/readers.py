"""Chains of lists: which lists of cases each reader was shown; all that does not hold is named."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.checks import chains
from engine.store.audit import reads as stored
from engine.store.tables.audit import ReaderEvent


def check(tx: Transaction) -> Iterator[Finding]:
    """Give what does not hold in the chains of the readers."""
    heads = stored.list_heads(tx.session)
    for reader, found in groupby(stored.lists(tx.session), key=lambda event: event.reader):
        yield from _chain(reader, list(found), heads.pop(reader, None))
    for reader, head in heads.items():
        yield from _chain(reader, [], head)


def _chain(reader: str, events: Sequence[ReaderEvent], head: tuple[int, bytes, datetime] | None) -> Iterator[Finding]:
    end, at = (None, None) if head is None else (head[:2], head[2])
    yield from chains.ended(events, end, at, part="reader", subject=reader, hash_of=reads.hash_of_list)
