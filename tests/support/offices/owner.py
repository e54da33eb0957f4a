"""Whoever owns the database, the machine and the key of the log: edits records and makes everything after them anew.

The tests show that a checkpoint which somebody kept outside tells of it all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from engine.services.chains import chain, reads, registers
from engine.services.log import chained
from engine.store.tables.audit import AccessEvent, HistoryEvent, ReaderEvent, ReaderHead, RegisterEvent, RegisterHead
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.log import Checkpoint, LogChain, LogLeaf, LogTile
from tests.support.offices.factories import CLI
from tests.support.offices.sealed_office import SealedOffice


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The owner of an office's database."""

    sealed: SealedOffice

    def does(self, *statements: Any) -> None:
        """Run statements that no trigger refuses."""
        with self.sealed.owning() as connection:
            for one in statements:
                connection.execute(one)

    def remakes_everything(self) -> None:
        """Compute every chain again, and seal everything anew with the key of the log."""
        with self.sealed.owning() as connection:
            rechain(connection)
        self.forgets_the_log()
        self.sealed.seal(whole=True)

    def forgets_the_log(self) -> None:
        """Remove the log, as if nothing had ever been sealed."""
        self.does(delete(LogLeaf), delete(LogChain), delete(LogTile), delete(Checkpoint))

    def removes_a_case(self) -> None:
        """Remove the history of a case."""
        self.does(delete(HistoryEvent).where(HistoryEvent.instance_id == self.sealed.instances[0]))

    def removes_a_reader(self) -> None:
        """Remove every record that somebody read a case."""
        self.does(delete(AccessEvent))

    def cuts_the_newest(self) -> None:
        """Remove the last event of a case."""
        last = HistoryEvent.instance_id == self.sealed.instances[0], HistoryEvent.seq == 3
        self.does(delete(HistoryEvent).where(*last))

    def changes_an_actor(self) -> None:
        """Let somebody else have done it."""
        one = HistoryEvent.instance_id == self.sealed.instances[1], HistoryEvent.seq == 2
        self.does(update(HistoryEvent).where(*one).values(actor="orang-lain"))

    def dates_back(self) -> None:
        """Let a case have been two days faster."""
        one = HistoryEvent.instance_id == self.sealed.instances[2]
        self.does(update(HistoryEvent).where(one).values(at=self.sealed.office.clock.now() - timedelta(days=2)))

    def invents_a_case(self) -> None:
        """Copy the history of a case to one that never was."""
        with self.sealed.owning() as connection:
            for model, key, other in (
                (ProcessInstance, ProcessInstance.id, {}),
                (HistoryEvent, HistoryEvent.instance_id, {"at": self.sealed.office.clock.now() - timedelta(days=9)}),
            ):
                name = "id" if model is ProcessInstance else "instance_id"
                rows = connection.execute(select(model.__table__).where(key == self.sealed.instances[0])).mappings()
                for row in list(rows):
                    connection.execute(insert(model).values(dict(row) | {name: INVENTED} | other))

    def exchanges_two_cases(self) -> None:
        """Let each of two cases have the history of the other."""
        first, second, aside = *self.sealed.instances[:2], INVENTED
        for source, target in ((first, aside), (second, first), (aside, second)):
            moved = update(HistoryEvent).where(HistoryEvent.instance_id == source)
            self.does(moved.values(instance_id=target))


INVENTED = "99999999-9999-4999-8999-999999999999"
ATTACKS: dict[str, Callable[[Owner], None]] = {
    name: getattr(Owner, name)
    for name in (
        "removes_a_case",
        "removes_a_reader",
        "cuts_the_newest",
        "changes_an_actor",
        "dates_back",
        "invents_a_case",
        "exchanges_two_cases",
    )
}


def rechain(connection: Connection) -> None:
    """Number, link and hash every chain again, and set the ends of the chains to that."""
    for chained_table in CHAINS:
        _rechain(connection, chained_table)


def _rechain(connection: Connection, made: "Chained") -> None:
    model, key = made.model, made.key
    ends: dict[str, tuple[int, bytes]] = {}
    for row in list(connection.execute(select(model.__table__).order_by(key, model.seq)).mappings()):
        event = model(**row)
        seq, event.prev_hash = ends.get(row[key.key], (0, chain.GENESIS))
        event.seq = seq + 1
        event.hash = made.hash_of(event)
        changed = update(model).where(key == row[key.key], model.seq == row["seq"])
        connection.execute(changed.values(seq=event.seq, prev_hash=event.prev_hash, hash=event.hash))
        ends[row[key.key]] = event.seq, event.hash
    for subject in connection.scalars(select(made.end)).all():
        seq, digest = ends.get(subject, (0, chain.GENESIS))
        end = update(made.end.class_).where(made.end == subject)
        connection.execute(end.values({made.names[0]: seq, made.names[1]: digest}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """A table of chains: whose chain a row belongs to, its hash, and where the end of each chain is kept."""

    model: type[Any]
    key: Any
    hash_of: Callable[[Any], bytes]
    end: Any
    names: tuple[str, str] = ("seq", "hash")


CHAINS = (
    Chained(
        model=HistoryEvent,
        key=HistoryEvent.instance_id,
        hash_of=chain.hash_of,
        end=ProcessInstance.id,
        names=("head_seq", "head_hash"),
    ),
    Chained(
        model=AccessEvent,
        key=AccessEvent.case_id,
        hash_of=reads.hash_of_access,
        end=Case.id,
        names=("access_seq", "access_hash"),
    ),
    Chained(model=ReaderEvent, key=ReaderEvent.reader, hash_of=reads.hash_of_list, end=ReaderHead.reader),
    Chained(model=RegisterEvent, key=RegisterEvent.register, hash_of=registers.hash_of, end=RegisterHead.register),
)


def records_a_deletion(sealed: SealedOffice, *, first: int, last: int) -> None:
    """Write the record that makes a later deletion of the first case's history lawful."""
    said = {"kind": "history", "subject": sealed.instances[0], "first": first, "last": last}
    with sealed.office.acting(CLI) as tx:
        registers.append(tx, registers.KEYS, chained.EXPUNGED, subject=sealed.instances[0], data=said)
