"""The log: what a tree of a million leaves costs, and what it costs to find, seal and check a million records.

Times are processor seconds of this process: what other people's work on the machine does to a clock says nothing here.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from engine.clock import SystemClock
from engine.domain.log import merkle, tiles
from engine.runtime import Runtime
from engine.services.chains import chain
from engine.services.log import checking as log_check
from engine.services.log import sealing
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.policy import Bundle
from tasks import keeping
from tests.support.offices import factories
from tests.support.offices.factories import CLI

PER_CHAIN = 40
"""Events of an instance: 250,000 instances of this length are ten million events."""
FEW = 5
SNAPSHOT = bytes(range(256)) * 24
BATCH = 500
LEAVES_AT_ONCE = sealing.BATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a tree costs; ``proof_us`` are microseconds of one inclusion proof that is made and checked."""

    seconds: float
    megabytes: float
    proof_us: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """Processor seconds: the first seal of everything, a round with nothing new, one with few new, one over all chains
    with nothing new, a batch's longest hold of the database's turn to write, and the check of everything.
    """

    first: float
    idle: float
    few: float
    whole: float
    longest: float
    check: float


def tree(count: int) -> Tree:
    """Measure a tree of so many leaves in memory."""
    begun = time.process_time()
    rows: dict[int, bytearray] = {}
    edge = merkle.Edge()
    for height, hashed in edge.append(merkle.leaf_hash(number.to_bytes(32)) for number in range(count)):
        if height % tiles.HEIGHT == 0:
            rows.setdefault(height // tiles.HEIGHT, bytearray()).extend(hashed)
    root = edge.root()
    seconds = time.process_time() - begun
    subtrees = tiles.subtrees(lambda level, number: bytes(rows[level][number * 8192 : (number + 1) * 8192]))
    begun = time.process_time()
    for index in range(0, count, count // 100):
        proof = merkle.inclusion_proof(index, count, subtrees)
        assert merkle.is_included(index, count, subtrees(0, index), proof, root)
    proof_us = (time.process_time() - begun) / 100 * 1e6
    return Tree(seconds=seconds, megabytes=sum(map(len, rows.values())) / 1e6, proof_us=proof_us)


def log(folder: Path, count: int, *, database_url: str | None = None) -> Sealing:
    """Measure finding, sealing and checking so many records on a database."""
    url = database_url or f"sqlite:///{folder / 'lindung.db'}"
    runtime = Runtime.build(factories.settings(folder, database_url=url), SystemClock())
    runtime.migrate()
    chains = count // PER_CHAIN
    _fill(runtime, range(chains), runtime.clock.now() - timedelta(hours=2))
    longest = 0.0
    first, place = time.process_time(), sealing.START
    while True:
        begun = time.process_time()
        with runtime.transaction(sealing.SEALER) as tx:
            sealed = sealing.seal(tx, after=place)
        longest = max(longest, time.process_time() - begun)
        if sealed.next is None:
            break
        place = sealed.next
    first = time.process_time() - first
    idle, _ = _timed(runtime)
    whole, _ = _timed(runtime, whole=True)
    _fill(runtime, range(chains, chains + FEW), runtime.clock.now())
    few, added = _timed(runtime)
    assert added == FEW * PER_CHAIN
    begun = time.process_time()
    with runtime.transaction(CLI, reads_only=True) as tx:
        found = log_check.log_findings(tx)
    assert found.findings == []
    check = time.process_time() - begun
    runtime.close()
    return Sealing(first=first, idle=idle, few=few, whole=whole, longest=longest, check=check)


def _timed(runtime: Runtime, *, whole: bool = False) -> tuple[float, int]:
    """Seal what is new, and give the processor seconds and the leaves that it made."""
    begun = time.process_time()
    leaves = keeping.seal(runtime, whole=whole)
    return time.process_time() - begun, leaves


def _fill(runtime: Runtime, numbers: range, now: datetime) -> None:
    """Write chains of events from a moment on as the product would have, with snapshots of an ordinary size."""
    with runtime.database.begin() as connection:
        if numbers.start == 0:
            bundle = {"id": 1, "key": "uji", "version": 1, "name": "Uji", "sha256": b"", "deployed_at": now}
            connection.execute(insert(Bundle).values(bundle | {"deployed_by": "x"}))
        for start in range(numbers.start, numbers.stop, BATCH):
            made = [_chain(number, now) for number in range(start, min(start + BATCH, numbers.stop))]
            connection.execute(insert(Case), [one for one, _, _ in made])
            connection.execute(insert(ProcessInstance), [one for _, one, _ in made])
            connection.execute(insert(HistoryEvent), [event for _, _, events in made for event in events])


def _chain(number: int, now: datetime) -> tuple[dict[str, object], dict[str, object], list[dict[str, object]]]:
    """Give the rows of a case, its instance and the instance's events."""
    row_id = f"{number:08x}-0000-4000-8000-000000000000"
    events = list(_events(row_id, now))
    case: dict[str, object] = {"id": row_id, "number": f"K-{number}", "agency": "a", "state": "open", "opened_at": now}
    case |= {"access_seq": 0, "access_hash": chain.GENESIS}
    head = {"head_seq": events[-1]["seq"], "head_hash": events[-1]["hash"], "snapshot": SNAPSHOT, "revision": 1}
    head |= {"head_at": events[-1]["at"]}
    told = {"agency": "a", "state": "active", "channel": "datang", "received_at": now, "started_at": now}
    return case, {"id": row_id, "case_id": row_id, "bundle_id": 1} | head | told, events


def _events(instance_id: str, begun: datetime) -> Iterator[dict[str, object]]:
    previous = chain.GENESIS
    for seq in range(1, PER_CHAIN + 1):
        told = {"instance_id": instance_id, "seq": seq, "at": begun + timedelta(seconds=seq), "actor": "system:bench"}
        told |= {"role": None, "type": "user_task.completed", "element_id": "langkah", "task_id": None}
        event = HistoryEvent(**told, data='{"input":{}}', version=1, prev_hash=previous)
        previous = chain.hash_of(event)
        yield told | {"data": event.data, "version": 1, "prev_hash": event.prev_hash, "hash": previous}
