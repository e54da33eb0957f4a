"""What the log covers of each kind of chained record, and the lawful gaps of a chain.

Another kind joins by one line here and one in ``engine.store.audit.log.KINDS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.services.base import canonical, chain, reads
from engine.services.base.transaction import Transaction

COVERED: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "history": chain.covered,
    "access": reads.covered_access,
}
"""Gives what the hash of a record covers, by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expunged:
    """Records that were deleted after retention, as a record that was sealed before says: the chain's numbers."""

    first: int
    last: int


def hash_of(kind: str, record: Any) -> bytes:
    """Give the hash that a record of a kind must have by its columns."""
    return canonical.digest(canonical.text(COVERED[kind](record)).encode())


def expunged(tx: Transaction) -> Mapping[tuple[str, str], Expunged]:  # noqa: ARG001 - nothing is expunged yet
    """Give the chains, by kind and subject, of which records were lawfully deleted."""
    return {}
