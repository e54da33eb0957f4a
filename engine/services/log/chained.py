"""What the log covers of each kind of chained record, and the lawful gaps of a chain.

Another kind joins by one line here and one in ``engine.store.log.log.KINDS``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads, registers
from engine.store.log import log

COVERED: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "history": chain.covered,
    "access": reads.covered_access,
    "reader": reads.covered_list,
    "register": registers.covered,
}
"""Gives what the hash of a record covers, by kind."""
EXPUNGED = "case.expunged"
"""An event of the register of keys that is written, and sealed, before records are deleted after their retention: its
data name ``kind``, ``subject``, ``first`` and ``last`` of the numbers of a chain.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expunged:
    """Records that were deleted after retention: the chain's numbers, and the sealed record that says so."""

    first: int
    last: int
    record: Any


def hash_of(kind: str, record: Any) -> bytes:
    """Give the hash that a record of a kind must have by its columns."""
    return canonical.digest(canonical.text(COVERED[kind](record)).encode())


def expunged(tx: Transaction) -> Mapping[tuple[str, str], Expunged]:
    """Give the chains, by kind and subject, of which records were lawfully deleted: a sealed record says so of each."""
    gaps: dict[tuple[str, str], Expunged] = {}
    for record in log.sealed_of_type(tx.session, registers.KEYS, EXPUNGED):
        said = json.loads(record.data)
        gaps[said["kind"], said["subject"]] = Expunged(first=said["first"], last=said["last"], record=record)
    return gaps
