"""Chains of lists: which lists of cases each reader was shown; all that does not hold is named."""

from collections.abc import Iterator
from itertools import groupby

from engine.domain.audit.findings import Finding
from engine.services.audit.checks import chains
from engine.services.base import reads
from engine.services.base.transaction import Transaction
from engine.store.audit import reads as stored


def check(tx: Transaction) -> Iterator[Finding]:
    """Give what does not hold in the chains of the readers."""
    heads = stored.list_heads(tx.session)
    for reader, found in groupby(stored.lists(tx.session), key=lambda event: event.reader):
        yield from chains.breaks(
            list(found), heads.pop(reader, None), part="reader", subject=reader, hash_of=reads.hash_of_list
        )
    for reader, head in heads.items():
        yield from chains.breaks([], head, part="reader", subject=reader, hash_of=reads.hash_of_list)
