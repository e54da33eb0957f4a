"""The check of the log: every record against its leaf, the tree against every checkpoint, also those that others kept.

It goes through the leaves in order, a batch a transaction, makes the tree again from the stored hashes, and compares it
with what was promised at each size that it comes by. Then it looks for records that have no leaf. It writes nothing,
and it may go on in another transaction at any batch.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.domain.log import merkle, tiles
from engine.domain.log.signed_note import NoteInvalidError
from engine.services.base.transaction import Transaction
from engine.services.log import chained, checkpoints, sealing
from engine.services.log.chained import Expunged
from engine.store.log import log
from engine.store.log.log import Leaf
from engine.store.tables.log import Checkpoint

DELAY = 3 * sealing.EVERY
"""How old a record may be without a leaf once the sealer came by: it comes every five minutes and may miss a turn or
two. What was written while it stood still is old too, but nobody passed it over.
"""
BATCH = 2000
CHAINS = 1000
MOST = 1000
"""Findings that are named; what is found beyond is counted."""

CODES = frozenset(
    {
        *("leaf_differs", "leaf_without_record", "leaf_late", "leaf_missing", "leaf_unpromised", "record_without_leaf"),
        *("tile_differs", "checkpoint_differs", "checkpoint_unsigned"),
        *("kept_not_extended", "kept_leaf_differs", "kept_unreadable", "log_cut", "fork"),
    }
)
"""Everything that a check may find; docs/reference/log.md says what each means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFinding:
    """One thing that is not as the log promised, by a stable ``code``.

    ``kind``, ``subject`` and ``seq`` name the record, ``leaf`` its place in the log, ``size`` the checkpoint concerned.
    """

    code: str
    kind: str | None = None
    subject: str | None = None
    seq: int | None = None
    leaf: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A checkpoint that somebody kept outside."""

    size: int
    root: bytes


@dataclass(slots=True, kw_only=True)
class LogCheck:
    """How far a check has come and what it found; ``step`` moves it on until it ``is_done``.

    ``size`` is the log's when it began. ``uncovered`` counts records that are too young to have a leaf: no checkpoint
    speaks of them yet. ``beyond`` counts findings that are not named any more.
    """

    size: int
    root: bytes
    at: datetime | None
    kept: Sequence[Kept]
    kept_leaves: bytes
    expunged: Mapping[tuple[str, str], Expunged]
    findings: list[LogFinding] = field(default_factory=list)
    edge: merkle.Edge = field(default_factory=merkle.Edge)
    uncovered: int = 0
    gaps: int = 0
    beyond: int = 0
    is_done: bool = False
    complete: Checkpoint | None = None
    differs_from: int | None = None
    suspects: set[tuple[str, str]] = field(default_factory=set)
    place: sealing.Place | None = None

    def find(self, code: str, **named: Any) -> None:
        """Add a finding, or count it when there are many."""
        if len(self.findings) < MOST:
            self.findings.append(LogFinding(code=code, **named))
        else:
            self.beyond += 1

    def find_leaf(self, code: str, leaf: Leaf) -> None:
        """Add a finding about a leaf's record."""
        self.suspects.add((leaf.kind, leaf.subject))
        self.find(code, kind=leaf.kind, subject=leaf.subject, seq=leaf.seq, leaf=leaf.idx)


def begin(tx: Transaction, kept_notes: Iterable[str] = (), *, kept_leaves: bytes = b"") -> LogCheck:
    """Begin a check against checkpoints that were kept outside, and leaf hashes (32 bytes each, from the first on)."""
    newest = log.newest(tx.session)
    check = LogCheck(
        size=newest.size if newest else 0,
        root=newest.root if newest else merkle.EMPTY,
        at=newest.at if newest else None,
        kept=[],
        kept_leaves=kept_leaves,
        expunged=chained.expunged(tx),
    )
    check.kept = sorted(_kept(tx, check, kept_notes), key=lambda one: one.size)
    for before, after in zip(check.kept, check.kept[1:], strict=False):
        if before.size == after.size and before.root != after.root:
            check.find("fork", size=after.size)
    for one in check.kept:
        if one.size > check.size:
            check.find("log_cut", size=one.size)
    return check


def log_findings(tx: Transaction, kept_notes: Iterable[str] = (), *, kept_leaves: bytes = b"") -> LogCheck:
    """Do the whole check in this transaction, and give it with all that it found."""
    check = begin(tx, kept_notes, kept_leaves=kept_leaves)
    while not check.is_done:
        step(tx, check)
    return check


def step(tx: Transaction, check: LogCheck) -> None:
    """Check one more batch; the check knows where it stands."""
    if check.edge.size < check.size:
        _check_leaves(tx, check)
    elif check.place is None:
        _check_end(tx, check)
        check.place = sealing.START
    else:
        check.place = _check_records(tx, check, check.place)
        check.is_done = check.place is None


def _kept(tx: Transaction, check: LogCheck, kept_notes: Iterable[str]) -> Iterator[Kept]:
    for note in kept_notes:
        try:
            found = checkpoints.opened(tx, note)
        except NoteInvalidError:
            check.find("kept_unreadable")
        else:
            yield Kept(size=found.size, root=found.root)


def _check_leaves(tx: Transaction, check: LogCheck) -> None:
    """Check the next leaves against their records, and the tree over them against what was promised of it."""
    first = check.edge.size
    until = min(first + BATCH, check.size)
    leaves = {one.idx: one for one in log.leaves(tx.session, first=first, limit=BATCH) if one.idx < until}
    read = log.reader(tx.session)
    expected = _expected(tx, check, leaves.values())
    promised = log.checkpoints(tx.session, above=first, until=until)
    stored = [_stored(read, idx) or expected.get(idx) or merkle.EMPTY for idx in range(first, until)]
    for idx, hashed in enumerate(stored, start=first):
        if idx not in leaves:
            check.find("leaf_missing", leaf=idx)
        elif idx in expected and expected[idx] != hashed:
            check.find_leaf("leaf_differs", leaves[idx])
    _compare_kept_leaves(check, stored, first)
    _grow(tx, check, read, stored, promised)


def _expected(tx: Transaction, check: LogCheck, leaves: Iterable[Leaf]) -> dict[int, bytes]:
    """Give the hash that each leaf must have by its record as it stands now; what has no record is found missing."""
    by_kind: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by_kind.setdefault(leaf.kind, []).append(leaf)
    expected: dict[int, bytes] = {}
    late = _lateness(tx, check)
    for kind, wanted in by_kind.items():
        known = kind in log.KINDS
        records = log.records(tx.session, kind, [(one.subject, one.seq) for one in wanted]) if known else {}
        for leaf in wanted:
            record = records.get((leaf.subject, leaf.seq))
            if record is not None:
                expected[leaf.idx] = merkle.leaf_hash(chained.hash_of(kind, record))
                if late(leaf, record.at):
                    check.find_leaf("leaf_late", leaf)
            elif _is_expunged(check, leaf):
                check.gaps += 1
            else:
                check.find_leaf("leaf_without_record", leaf)
    return expected


def _is_expunged(check: LogCheck, leaf: Leaf) -> bool:
    gap = check.expunged.get((leaf.kind, leaf.subject))
    return gap is not None and gap.first <= leaf.seq <= gap.last


def _lateness(tx: Transaction, check: LogCheck) -> Callable[[Leaf, datetime], bool]:
    """Give the test of a leaf whose record claims a moment at which it was not there.

    A checkpoint that left nothing behind stands before the leaf: a record that is older would have had its leaf there.
    """
    first = check.edge.size
    before = [] if check.complete is None else [check.complete]
    passed = before + [one for one in log.checkpoints(tx.session, above=first, until=first + BATCH) if one.is_complete]
    sizes = [one.size for one in passed]

    def is_late(leaf: Leaf, moment: datetime) -> bool:
        last = bisect_right(sizes, leaf.idx) - 1
        return last >= 0 and moment < passed[last].at - sealing.LOOKS_BACK

    check.complete = passed[-1] if passed else None
    return is_late


def _stored(read: tiles.ReadTile, idx: int) -> bytes | None:
    """Give the hash of a leaf as the tiles hold it; None where they hold none."""
    number, place = divmod(idx, tiles.WIDTH)
    hashed = read(0, number)[place * merkle.HASH_BYTES : (place + 1) * merkle.HASH_BYTES]
    return hashed if len(hashed) == merkle.HASH_BYTES else None


def _compare_kept_leaves(check: LogCheck, stored: Sequence[bytes], first: int) -> None:
    """Name the first leaf that is not the one that somebody kept."""
    for idx, hashed in enumerate(stored, start=first):
        kept = check.kept_leaves[idx * merkle.HASH_BYTES : (idx + 1) * merkle.HASH_BYTES]
        if check.differs_from is None and len(kept) == merkle.HASH_BYTES and kept != hashed:
            check.differs_from = idx
            check.find("kept_leaf_differs", leaf=idx)


def _grow(
    tx: Transaction, check: LogCheck, read: tiles.ReadTile, stored: Sequence[bytes], promised: Sequence[Checkpoint]
) -> None:
    """Append the stored hashes to the tree, stop at each size of which something was promised, and compare."""
    first, by_size = check.edge.size, {one.size: one for one in promised}
    until = first + len(stored)
    kept = [one for one in check.kept if first < one.size <= until]
    wrong = set()
    for size in sorted({*by_size, *(one.size for one in kept), until}):
        part = stored[check.edge.size - first : size - first]
        wrong |= set(_wrong_tiles(check.edge, read, part))
        if size in by_size:
            _compare_checkpoint(tx, check, by_size[size])
        for one in kept:
            if one.size == size and one.root != check.edge.root():
                check.find("fork" if size in by_size else "kept_not_extended", size=size)
    for tile in sorted(wrong):
        check.find("tile_differs", leaf=tile.number << (tiles.HEIGHT * (tile.level + 1)), size=tile.level)


def _wrong_tiles(edge: merkle.Edge, read: tiles.ReadTile, part: Sequence[bytes]) -> Iterator[tiles.Tile]:
    """Append hashes to the tree, and give the tiles above and of the leaves that do not hold what it consists of."""
    for height, hashed in edge.append(part):
        level, above = divmod(height, tiles.HEIGHT)
        if above:
            continue
        number, place = divmod(edge.size >> height, tiles.WIDTH)
        if read(level, number)[place * merkle.HASH_BYTES : (place + 1) * merkle.HASH_BYTES] != hashed:
            yield tiles.Tile(level, number)


def _compare_checkpoint(tx: Transaction, check: LogCheck, row: Checkpoint) -> None:
    """Compare a stored checkpoint with the tree, and its note with it and with the key of the log."""
    root = check.edge.root()
    try:
        said = checkpoints.opened(tx, row.note)
    except NoteInvalidError:
        check.find("checkpoint_unsigned", size=row.size)
        return
    if (row.size, row.root) != (said.size, said.root) or row.root != root:
        check.find("checkpoint_differs", size=row.size)


def _check_end(tx: Transaction, check: LogCheck) -> None:
    """Look behind the last leaf that a checkpoint speaks of: nothing may stand there."""
    newest = log.newest(tx.session)
    size = newest.size if newest else 0
    for leaf in log.leaves(tx.session, first=size, limit=MOST):
        check.find_leaf("leaf_unpromised", leaf)


def _check_records(tx: Transaction, check: LogCheck, after: sealing.Place) -> sealing.Place | None:
    """Look for records without leaves in the next chains, and give where to go on; None when all were looked at."""
    kind = next(one for one in sorted(log.KINDS) if one >= after.kind)
    chains = log.counted(tx.session, kind, after=after.subject if kind == after.kind else None, limit=CHAINS)
    if not chains:
        return next((sealing.Place(one) for one in sorted(log.KINDS) if one > kind), None)
    have = log.counted_leaves(tx.session, kind, [subject for subject, _ in chains])
    for subject, count in chains:
        if have.get(subject, 0) != count or (kind, subject) in check.suspects:
            _find_without_leaf(tx, check, kind, subject)
    return sealing.Place(kind, chains[-1][0])


def _find_without_leaf(tx: Transaction, check: LogCheck, kind: str, subject: str) -> None:
    for seq, at in log.without_leaf(tx.session, kind, subject):
        if at < tx.now - DELAY and (check.at is None or at <= check.at):
            check.find("record_without_leaf", kind=kind, subject=subject, seq=seq)
        else:
            check.uncovered += 1
