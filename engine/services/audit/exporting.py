"""Exports of a case's records that anybody can check offline: the records as they are hashed, proofs, a checkpoint.

``docs/verify_lindung.py`` reads the three files. Whoever exports a case reads its history, and that is recorded. A
record that holds a value which its reader may not see is withheld as a whole, since its hash covers that value too; its
place in the log is proved all the same. Of such a record only what names nothing of it by an id is told: whoever had
all of it but one value could else try which value leads to the hash.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from engine.domain.audit import sight
from engine.domain.log import merkle, tiles
from engine.services.accesses import accesses
from engine.services.audit import sights
from engine.services.base import access, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.log import chained, checkpoints
from engine.services.running import steps
from engine.store.audit import history
from engine.store.cases import cases
from engine.store.log import log
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case

EVENTS, PROOFS, CHECKPOINT = "events.jsonl", "proofs.json", "checkpoint"
MOST_KEPT = 50
"""Sizes of kept checkpoints from which one export proves that the log only grew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record of an export; ``leaf`` is None while no checkpoint speaks of it."""

    leaf: int | None
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How much of a case goes into an export; by default all that the actor may see.

    ``outside`` is for somebody outside: none of what people wrote, values only if ``reasoned``, and of the readings
    those that the checkpoint speaks of, so that exporting twice gives the same.
    """

    outside: bool = False
    reasoned: bool = False


OWN = Scope()


def of_case(tx: Transaction, number: str, *, kept: Sequence[int] = (), scope: Scope = OWN) -> dict[str, bytes]:
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
    lines = sorted(_lines(tx, case, subtrees, scope), key=lambda one: newest.size if one.leaf is None else one.leaf)
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


def _lines(tx: Transaction, case: Case, subtrees: merkle.Subtrees, scope: Scope) -> Iterator[Line]:
    """Give the records of the case's chains, each kind in its own order."""
    whole = not scope.outside and tx.allows("case.read_narrative", access.subject_of(tx, case))
    for found in cases.of_case(tx.session, case.id):
        shows = None if whole else _sight(tx, found, scope)
        records = history.of_instance(tx.session, found.instance.id)
        yield from _chain(tx, "history", found.instance.id, records, subtrees, shows=shows)
    if tx.allows(accesses.READ, access.subject_of(tx, case)):
        rows = history.accesses_of(tx.session, case.id, before=None, limit=case.access_seq)[::-1]
        lines = _chain(tx, "access", case.id, rows, subtrees)
        yield from (one for one in lines if one.leaf is not None or not scope.outside)


def _sight(tx: Transaction, found: cases.Found, scope: Scope) -> sight.Sight:
    deployed = steps.deployed(tx, found)
    return sights.of(tx, found, deployed, reasoned=scope.reasoned, outside=scope.outside)


def _chain(
    tx: Transaction,
    kind: str,
    subject: str,
    records: Iterable[Any],
    subtrees: merkle.Subtrees,
    *,
    shows: sight.Sight | None = None,
) -> Iterator[Line]:
    """Give the records of a chain as far as ``shows`` allows, and a gap for each leaf whose record is not there."""
    leaves = {one.seq: one.idx for one in log.leaves_of(tx.session, kind, subject)}
    named = {"kind": kind, "subject": subject}
    for record in records:
        hidden = shows is not None and _hides(record, shows)
        said = _withheld(kind, record) if hidden else {"record": chained.COVERED[kind](record)}
        yield Line(leaf=leaves.pop(record.seq, None), said=named | {"seq": record.seq} | said)
    for seq, leaf in leaves.items():
        yield Line(leaf=leaf, said=named | {"seq": seq, "gap": "expunged", "leaf_hash": subtrees(0, leaf).hex()})
    explained = chained.expunged(tx).get((kind, subject)) if leaves else None
    if explained is not None:
        yield _explanation(tx, explained.record)


def _hides(record: HistoryEvent, shows: sight.Sight) -> bool:
    """Tell whether an event holds a value that the reader may not see."""
    data: dict[str, Any] = json.loads(record.data)
    return sight.veiled(data, shows) != data


def _withheld(kind: str, record: HistoryEvent) -> dict[str, Any]:
    """Give what is told of a record that is withheld: its leaf, and when what was done in which role."""
    told = {"at": record.at.astimezone(UTC).isoformat(), "type": record.type, "element": record.element_id}
    leaf = merkle.leaf_hash(chained.hash_of(kind, record)).hex()
    return {"gap": "withheld", "leaf_hash": leaf, "told": told | {"role": record.role}}


def _explanation(tx: Transaction, record: Any) -> Line:
    """Give the record of a register by which a gap is lawful."""
    leaf = log.leaf_of(tx.session, "register", record.register, record.seq)
    named = {"kind": "register", "subject": record.register, "seq": record.seq}
    return Line(leaf=leaf, said=named | {"record": chained.COVERED["register"](record)})
