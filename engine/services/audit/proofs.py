"""What proves that an event stands where it was written: its hash, the hash before it, and its place in the log."""

from dataclasses import dataclass, replace

from engine import errors
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.log import checkpoints
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.log import log


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Hashes are SHA-256 in hex. ``leaf`` is None while the event is not sealed; then there is no root and no path."""

    hash: str
    previous: str
    leaf: int | None = None
    size: int | None = None
    root: str | None = None
    path: tuple[str, ...] = ()


def of_event(tx: Transaction, instance_id: str, *, seq: int) -> Proof:
    """Give the proof of one event; the reading is recorded. NotFoundError for who may not read the history."""
    found, seen = access.require_readable(tx, cases.get(tx.session, instance_id), "history.read", asked=instance_id)
    reads.note(tx, found.case.id, what="history.read", seen=seen)
    row = next(iter(stored.of_instance(tx.session, instance_id, after=seq - 1, limit=1)), None)
    if row is None or row.seq != seq:
        raise errors.NotFoundError(process_instance=instance_id, seq=seq)
    own = Proof(hash=bytes(row.hash).hex(), previous=bytes(row.prev_hash).hex())
    leaf = log.leaf_of(tx.session, "history", instance_id, seq)
    if leaf is None:
        return own
    proved = checkpoints.inclusion(tx, leaf)
    return replace(own, leaf=leaf, size=proved.size, root=proved.root, path=proved.proof)
