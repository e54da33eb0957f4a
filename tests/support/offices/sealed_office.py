"""An office with a few cases, whose log can be sealed, looked at from outside, and tampered with by who owns it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, text

from engine.domain.log import merkle, tiles
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads, registers
from engine.services.log import checkpoints
from engine.store.log import log
from engine.store.tables.audit import AccessEvent, HistoryEvent, ReaderEvent, RegisterEvent
from engine.store.tables.log import LogLeaf
from tasks import keeping
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

AUDITED = ("history_events", "access_events", "register_events", "log_leaves", "checkpoints")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedOffice:
    """An office, its officer, the ids of the instances of its cases, and the leaves that were ``before`` all cases."""

    office: Office
    officer: actors.Actor
    instances: list[str]
    before: int = 0

    def work(self, cases: int = 1) -> None:
        """Register reports, each with one task done and its history read."""
        for _ in range(cases):
            started = self.office.start(self.officer)
            self.office.complete(self.officer, started.open_user_tasks[0].id)
            self.instances.append(started.id)
            with self.office.acting(self.officer) as tx:
                history.newest(tx, started.id)

    def seal(self, *, whole: bool = False) -> int:
        """Seal what is new."""
        return keeping.seal(self.office.runtime, whole=whole)

    def note(self) -> str:
        """Give the newest checkpoint's note, as somebody outside would keep it."""
        with self.office.acting(CLI) as tx:
            return checkpoints.require_newest(tx).note

    def leaves(self) -> list[tuple[str, str, int]]:
        """Give whose records the leaves are, in their order."""
        with self.office.acting(CLI) as tx:
            rows = tx.session.query(LogLeaf).order_by(LogLeaf.idx)
            return [(row.kind, row.subject, row.seq) for row in rows]

    @contextmanager
    def owning(self) -> Iterator[Connection]:
        """Change the database as its owner can: no trigger refuses anything."""
        with self.office.runtime.database.begin() as connection:
            for table in AUDITED:
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                else:
                    for verb in ("update", "delete"):
                        connection.execute(text(f"DROP TRIGGER IF EXISTS append_only_{table}_{verb}"))
            yield connection


def furnished(office: Office) -> SealedOffice:
    """Deploy a procedure of two tasks in an office, seal what its registers hold, and give it with its officer."""
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan", "auditor")
    before = keeping.seal(office.runtime)
    office.clock.advance(timedelta(minutes=1))
    return SealedOffice(office=office, officer=officer, instances=[], before=before)


def sealed(office: Office, cases: int) -> SealedOffice:
    """Furnish an office with so many cases, all sealed."""
    made = furnished(office)
    made.work(cases)
    made.seal()
    return made


def hashes(tx: Transaction) -> Mapping[tuple[str, str, int], bytes]:
    """Give the hash of every chained record as its columns say, by kind, chain and number."""
    found: dict[tuple[str, str, int], bytes] = {}
    for event in tx.session.query(HistoryEvent):
        found["history", event.instance_id, event.seq] = chain.hash_of(event)
    for access in tx.session.query(AccessEvent):
        found["access", access.case_id, access.seq] = reads.hash_of_access(access)
    for shown in tx.session.query(ReaderEvent):
        found["reader", shown.reader, shown.seq] = reads.hash_of_list(shown)
    for noted in tx.session.query(RegisterEvent):
        found["register", noted.register, noted.seq] = registers.hash_of(noted)
    return found


def root_of(tx: Transaction) -> bytes:
    """Give the root over all leaves of the log from the records themselves, by nothing but their order."""
    of_record, edge = hashes(tx), merkle.Edge()
    rows = tx.session.query(LogLeaf).order_by(LogLeaf.idx)
    list(edge.append(merkle.leaf_hash(of_record[row.kind, row.subject, row.seq]) for row in rows))
    return edge.root()


def tiles_hold(tx: Transaction) -> bool:
    """Tell whether the tiles are exactly those of a tree of the log's size with its root."""
    newest: Any = log.newest(tx.session)
    sizes = {tile: len(log.tile(tx.session, tile.level, tile.number)) for tile in tiles.of_size(newest.size)}
    whole = merkle.root_of(newest.size, tiles.subtrees(log.reader(tx.session))) == newest.root
    return whole and all(size == tile.width * merkle.HASH_BYTES for tile, size in sizes.items())
