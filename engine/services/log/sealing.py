"""Sealing: every chained record becomes a leaf of the log, some minutes after it was written, and a checkpoint says so.

One transaction seals one batch under one lock: it notes the leaves, makes the tiles grow and signs the checkpoint, or
does none of it. Whoever dies leaves what was, and whoever comes next goes on from there, however many there are.

What has no leaf is told by the ends of chains: the last number of each chain beside how far it is sealed. Every few
minutes only chains that were touched lately are looked at; at the end of a day, and at first, all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain.log import merkle, tiles
from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.log import checkpoints
from engine.store.log import log
from engine.store.log.log import Pending

SEALER = actors.system("sealer")
EVERY = timedelta(minutes=5)
BATCH = 1000
"""Leaves of one transaction: some ten milliseconds during which SQLite lets nobody else write."""
CHAINS = 5000
"""Ends of chains that one statement looks at."""
LOOKS_BACK = timedelta(hours=1)
"""A transaction reads its clock when it begins and is seen when it commits: none takes so long in between."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """How far a look at all chains has come: this chain of this kind, and all before it, are sealed."""

    kind: str = ""
    subject: str = ""


START = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The outcome of one batch: ``leaves`` that it added, the log's ``size``, where to go on, None when all is done."""

    leaves: int
    size: int
    next: Place | None


def seal(tx: Transaction, *, whole: bool = False, after: Place = START) -> Sealed:
    """Append one batch of records that have no leaf yet; go on while there is a ``next``.

    ``whole`` looks at all chains instead of those touched lately. LogDamagedError when the tiles were changed.
    """
    log.alone(tx.session)
    complete = log.newest_complete(tx.session)
    since = None if whole or complete is None else complete.at - LOOKS_BACK
    found, goes_on = _gather(tx, since, after)
    newest = log.newest(tx.session)
    size, root = (0, merkle.EMPTY) if newest is None else (newest.size, newest.root)
    if found:
        size = _append(tx, sorted(found), size, root, is_complete=goes_on is None)
    return Sealed(leaves=len(found), size=size, next=goes_on)


def waiting_since(tx: Transaction) -> datetime | None:
    """Give the moment of the oldest of the records that are sealed next; None when none waits."""
    complete = log.newest_complete(tx.session)
    found, _ = _gather(tx, None if complete is None else complete.at - LOOKS_BACK, START)
    return min((one.moment for one in found), default=None)


def _gather(tx: Transaction, since: datetime | None, after: Place) -> tuple[list[Pending], Place | None]:
    """Give the records of one batch, and the place behind which more are left."""
    found: list[Pending] = []
    place = after
    for chain, is_sealed, last in _behind(tx, since, after):
        until = min(last, is_sealed + BATCH - len(found))
        found += log.pending(tx.session, chain.kind, chain.subject, after=is_sealed, until=until)
        if until < last:
            return found, place
        place = chain
    return found, None


def _behind(tx: Transaction, since: datetime | None, after: Place) -> Iterator[tuple[Place, int, int]]:
    """Give each chain that has records without leaves, how far it is sealed, and its last number."""
    for kind in sorted(log.KINDS):
        if kind < after.kind:
            continue
        subject = after.subject if kind == after.kind else None
        while ends := log.ends(tx.session, kind, after=subject, since=since, limit=CHAINS):
            known = log.sealed(tx.session, kind, [one for one, _ in ends])
            for one, last in ends:
                if last > known.get(one, 0):
                    yield Place(kind, one), known.get(one, 0), last
            subject = ends[-1][0]


def _append(tx: Transaction, records: Sequence[Pending], size: int, root: bytes, *, is_complete: bool) -> int:
    """Append the records as leaves to the tree of that size and root, and give its new size."""
    read = log.reader(tx.session)
    edge = merkle.edge_of(size, tiles.subtrees(read))
    if edge.root() != root:
        raise tiles.LogDamagedError(size=size)
    log.append(tx.session, records, first=size)
    log.put_tiles(tx.session, _grown(read, edge, records))
    note = checkpoints.signed(tx, size=edge.size, root=edge.root())
    log.add_checkpoint(tx.session, size=edge.size, root=edge.root(), note=note, at=tx.now, is_complete=is_complete)
    return edge.size


def _grown(read: tiles.ReadTile, edge: merkle.Edge, records: Sequence[Pending]) -> dict[tuple[int, int], bytes]:
    """Append the records to the tree's edge, and give each tile that grew by that, by (level, number)."""
    grown: dict[tuple[int, int], bytearray] = {}
    counts = {level: edge.size >> (tiles.HEIGHT * level) for level in range(tiles.LEVELS)}
    for height, hashed in edge.append(merkle.leaf_hash(one.hash) for one in records):
        level, above = divmod(height, tiles.HEIGHT)
        if above:
            continue
        number, place = divmod(counts[level], tiles.WIDTH)
        if (level, number) not in grown:
            grown[level, number] = bytearray(read(level, number)[: place * merkle.HASH_BYTES] if place else b"")
        grown[level, number] += hashed
        counts[level] += 1
    return {key: bytes(hashes) for key, hashes in grown.items()}
