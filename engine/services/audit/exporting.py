"""Exports of a case's records that anybody can check offline: the records as they are hashed, proofs, a checkpoint.

``docs/verify_lindung.py`` reads the three files. Whoever exports a case reads its history, and that is recorded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.domain.log import merkle, tiles
from engine.services.accesses import accesses
from engine.services.base import access, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.log import chained, checkpoints
from engine.store.audit import history
from engine.store.cases import cases
from engine.store.log import log
from engine.store.tables.cases import Case

EVENTS, PROOFS, CHECKPOINT = "events.jsonl", "proofs.json", "checkpoint"
MOST_KEPT = 50
"""Sizes of kept checkpoints from which one export proves that the log only grew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record of an export; ``leaf`` is None while no checkpoint speaks of it."""

    leaf: int | None
    said: Mapping[str, Any]


def of_case(tx: Transaction, number: str, *, kept: Sequence[int] = ()) -> dict[str, bytes]:
    """Give the files of an export by name; ``kept`` are sizes of older checkpoints from which to prove consistency.

    For who may read the history; who reads the case is part of it for who may know that. Raises NotFoundError,
    NothingSealedError, LogSizesError.
    """
    case = cases.by_number(tx.session, number)
    seen = access.seen(tx, case, "history.read")
    if case is None or seen is None:
        raise access.refused(tx, case, what="history.read", case_number=number)
    reads.note(tx, case.id, what="history.read", seen=seen)
    newest = checkpoints.require_newest(tx)
    subtrees = tiles.subtrees(log.reader(tx.session))
    lines = sorted(_lines(tx, case, subtrees), key=lambda one: newest.size if one.leaf is None else one.leaf)
    indices = [one.leaf for one in lines if one.leaf is not None]
    included = {str(leaf): merkle.inclusion_proof(leaf, newest.size, subtrees) for leaf in indices}
    proved = {str(old): checkpoints.consistency(tx, old).proof for old in kept[:MOST_KEPT]}
    proofs = {
        "inclusion": {leaf: [one.hex() for one in proof] for leaf, proof in included.items()},
        "consistency": proved,
    }
    return {
        EVENTS: "".join(f"{canonical.text({'leaf': one.leaf, **one.said})}\n" for one in lines).encode(),
        PROOFS: canonical.text(proofs).encode(),
        CHECKPOINT: newest.note.encode(),
    }


def _lines(tx: Transaction, case: Case, subtrees: merkle.Subtrees) -> Iterator[Line]:
    """Give the records of the case's chains, each kind in its own order."""
    for instance in (found.instance for found in cases.of_case(tx.session, case.id)):
        yield from _chain(tx, "history", instance.id, history.of_instance(tx.session, instance.id), subtrees)
    if tx.allows(accesses.READ, access.subject_of(tx, case)):
        rows = history.accesses_of(tx.session, case.id, before=None, limit=case.access_seq)
        yield from _chain(tx, "access", case.id, rows[::-1], subtrees)


def _chain(
    tx: Transaction, kind: str, subject: str, records: Iterable[Any], subtrees: merkle.Subtrees
) -> Iterator[Line]:
    """Give the records of a chain, and a gap for each leaf whose record is no longer there."""
    leaves = {one.seq: one.idx for one in log.leaves_of(tx.session, kind, subject)}
    named = {"kind": kind, "subject": subject}
    for record in records:
        said = named | {"seq": record.seq, "record": chained.COVERED[kind](record)}
        yield Line(leaf=leaves.pop(record.seq, None), said=said)
    for seq, leaf in leaves.items():
        yield Line(leaf=leaf, said=named | {"seq": seq, "gap": "expunged", "leaf_hash": subtrees(0, leaf).hex()})
    explained = chained.expunged(tx).get((kind, subject)) if leaves else None
    if explained is not None:
        yield _explanation(tx, explained.record)


def _explanation(tx: Transaction, record: Any) -> Line:
    """Give the record of a register by which a gap is lawful."""
    leaf = log.leaf_of(tx.session, "register", record.register, record.seq)
    named = {"kind": "register", "subject": record.register, "seq": record.seq}
    return Line(leaf=leaf, said=named | {"record": chained.COVERED["register"](record)})
