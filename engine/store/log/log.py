"""The Merkle log on the disk: which records have leaves, the tiles of the tree, and its checkpoints.

Another kind of chained record joins the log by one line in ``KINDS``. No transaction of a user writes here: the ends of
chains, which every chain has beside its records, tell what has no leaf yet.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import TextualSelect, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.domain.log import tiles
from engine.store.base import database
from engine.store.base.declarations import RowId
from engine.store.tables.audit import AccessEvent, HistoryEvent, ReaderEvent, ReaderHead, RegisterEvent, RegisterHead
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.log import Checkpoint, LogChain, LogLeaf, LogTile

Column: TypeAlias = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chained:
    """A kind of chained record: its table, whose chain a record belongs to, and where the ends of its chains stand.

    ``touched`` is the moment of a chain's newest record, with an index unless the chains are few; None where it is not
    kept, so that all chains are looked at.
    """

    record: type[Any]
    subject: Column
    end: Column
    last: Column
    touched: Column | None = None


KINDS: Mapping[str, Chained] = {
    "history": Chained(
        record=HistoryEvent,
        subject=HistoryEvent.instance_id,
        end=ProcessInstance.id,
        last=ProcessInstance.head_seq,
        touched=ProcessInstance.head_at,
    ),
    "access": Chained(
        record=AccessEvent,
        subject=AccessEvent.case_id,
        end=Case.id,
        last=Case.access_seq,
        touched=Case.access_at,
    ),
    "reader": Chained(
        record=ReaderEvent,
        subject=ReaderEvent.reader,
        end=ReaderHead.reader,
        last=ReaderHead.seq,
        touched=ReaderHead.at,
    ),
    "register": Chained(
        record=RegisterEvent,
        subject=RegisterEvent.register,
        end=RegisterHead.register,
        last=RegisterHead.seq,
        touched=RegisterHead.at,
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Pending:
    """A record without a leaf, in the order in which leaves are appended; ``moment`` never falls along a chain."""

    moment: datetime
    kind: str
    subject: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record's place in the log."""

    idx: int
    kind: str
    subject: str
    seq: int


def alone(session: Session) -> None:
    """Wait until nobody else appends to the log; the transaction's end lets the next one in."""
    database.alone(session, key=database.LOG_LOCK)


def ends(
    session: Session, kind: str, *, after: str | None, since: datetime | None, limit: int
) -> list[tuple[str, int]]:
    """Give chains of a kind with the number of their records, in a fixed order from behind a subject.

    ``since`` leaves out what was last touched before, where the kind can tell.
    """
    chained = KINDS[kind]
    query = select(chained.end, chained.last)
    if since is not None and chained.touched is not None:
        # They are few, and sorted here: asked for in order, SQLite would walk all chains instead of the index.
        recent = sorted(
            (str(subject), last) for subject, last in session.execute(query.where(chained.touched >= since))
        )
        return [one for one in recent if after is None or one[0] > after][:limit]
    if after is not None:
        query = query.where(chained.end > after)
    return [(str(subject), last) for subject, last in session.execute(query.order_by(chained.end).limit(limit))]


def sealed(session: Session, kind: str, subjects: Iterable[str]) -> dict[str, int]:
    """Give how many records of each chain have leaves; a chain without any is left out."""
    query = select(LogChain.subject, LogChain.sealed_seq)
    query = query.where(LogChain.kind == kind, LogChain.subject.in_(list(subjects)))
    return {row.subject: row.sealed_seq for row in session.execute(query)}


def pending(session: Session, kind: str, subject: str, *, after: int, until: int) -> list[Pending]:
    """Give the records of a chain behind a sequence number, up to one, in their order."""
    chained = KINDS[kind]
    record = chained.record
    query = select(record.at, record.seq, record.hash).order_by(record.seq)
    query = query.where(chained.subject == subject, record.seq > after, record.seq <= until)
    found: list[Pending] = []
    moment = None
    for at, seq, digest in session.execute(query):
        moment = at if moment is None else max(moment, at)
        found.append(Pending(moment, kind, subject, seq, bytes(digest)))
    return found


def append(session: Session, records: Sequence[Pending], *, first: int) -> None:
    """Note leaves from an index on, and how far each chain is sealed with them."""
    session.execute(
        insert(LogLeaf),
        [
            {"idx": idx, "kind": one.kind, "subject": one.subject, "seq": one.seq}
            for idx, one in enumerate(records, start=first)
        ],
    )
    last = {(one.kind, one.subject): one.seq for one in records}
    chains = [{"kind": kind, "subject": subject, "sealed_seq": seq} for (kind, subject), seq in last.items()]
    _put(session, LogChain, chains, changed="sealed_seq")


def put_tiles(session: Session, rows: Mapping[tuple[int, int], bytes]) -> None:
    """Write tiles by (level, number), new ones and those that grew."""
    changed = [{"level": level, "number": number, "hashes": hashes} for (level, number), hashes in rows.items()]
    _put(session, LogTile, changed, changed="hashes")


def tile(session: Session, level: int, number: int) -> bytes:
    """Give the hashes of a tile, none for one that is not there."""
    query = select(LogTile.hashes).where(LogTile.level == level, LogTile.number == number)
    return bytes(session.scalar(query) or b"")


def reader(session: Session) -> tiles.ReadTile:
    """Give a reader of tiles that asks for each of them once."""
    known: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        if (level, number) not in known:
            known[level, number] = tile(session, level, number)
        return known[level, number]

    return read


def add_checkpoint(
    session: Session, *, size: int, root: bytes, note: str, at: datetime, is_complete: bool
) -> Checkpoint:
    """Keep what the log promises from now on."""
    row = Checkpoint(size=size, root=root, note=note, at=at, is_complete=is_complete)
    session.add(row)
    session.flush()
    return row


def newest(session: Session) -> Checkpoint | None:
    """Give the newest checkpoint; None before anything was sealed."""
    return session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def newest_complete(session: Session) -> Checkpoint | None:
    """Give the newest checkpoint that left nothing behind."""
    return session.scalar(select(Checkpoint).where(Checkpoint.is_complete).order_by(Checkpoint.size.desc()).limit(1))


def checkpoint(session: Session, size: int) -> Checkpoint | None:
    """Give the checkpoint of a size."""
    return session.get(Checkpoint, size)


def checkpoints(session: Session, *, above: int, until: int) -> list[Checkpoint]:
    """Give the checkpoints of the sizes above one, up to one, in order."""
    query = select(Checkpoint).where(Checkpoint.size > above, Checkpoint.size <= until)
    return list(session.scalars(query.order_by(Checkpoint.size)))


def leaves(session: Session, *, first: int, limit: int) -> list[Leaf]:
    """Give the leaves from an index on, in order."""
    query = select(LogLeaf.idx, LogLeaf.kind, LogLeaf.subject, LogLeaf.seq)
    query = query.where(LogLeaf.idx >= first).order_by(LogLeaf.idx).limit(limit)
    return [Leaf(*row) for row in session.execute(query)]


def leaf_of(session: Session, kind: str, subject: str, seq: int) -> int | None:
    """Give the index of a record's leaf; None when it has none."""
    query = select(LogLeaf.idx)
    return session.scalar(query.where(LogLeaf.kind == kind, LogLeaf.subject == subject, LogLeaf.seq == seq))


def leaves_of(session: Session, kind: str, subject: str) -> list[Leaf]:
    """Give the leaves of a chain, in the order of its records."""
    query = select(LogLeaf.idx, LogLeaf.kind, LogLeaf.subject, LogLeaf.seq)
    query = query.where(LogLeaf.kind == kind, LogLeaf.subject == subject).order_by(LogLeaf.seq)
    return [Leaf(*row) for row in session.execute(query)]


def records(session: Session, kind: str, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Give the records of a kind that exist, by (subject, sequence number), as rows with the columns' names.

    The keys go as one JSON text: thousands of parameters would cost more than all the records.
    """
    subject = KINDS[kind].subject
    in_sqlite = database.is_sqlite(session)
    is_bare = in_sqlite and isinstance(subject.type, RowId)  # SQLite keeps a UUID without its dashes
    named = json.dumps([[one.replace("-", "") if is_bare else one, seq] for one, seq in keys])
    found = session.execute(_by_keys(kind, in_sqlite=in_sqlite), {"keys": named})
    return {(str(getattr(row, subject.key)), row.seq): row for row in found}


@cache
def _by_keys(kind: str, *, in_sqlite: bool) -> TextualSelect:
    """Give the statement that finds records by a JSON list of their keys, each of them by its primary key."""
    chained = KINDS[kind]
    table = chained.record.__table__
    columns = ", ".join(f"e.{column.name}" for column in table.columns)
    if in_sqlite:
        source, named, seq = "json_each(:keys) AS k", "json_extract(k.value, '$[0]')", "json_extract(k.value, '$[1]')"
    else:
        text_of = "CAST(k.value ->> 0 AS uuid)" if isinstance(chained.subject.type, RowId) else "k.value ->> 0"
        source, named, seq = "json_array_elements(CAST(:keys AS json)) AS k", text_of, "CAST(k.value ->> 1 AS integer)"
    joined = f"CROSS JOIN {table.name} AS e WHERE e.{chained.subject.key} = {named} AND e.seq = {seq}"
    return text(f"SELECT {columns} FROM {source} {joined}").columns(*table.columns)  # noqa: S608 - names of our tables


def sealed_of_type(session: Session, register: str, type_: str) -> list[RegisterEvent]:
    """Give the events of a type in a register that have a leaf, oldest first."""
    has_leaf = (LogLeaf.kind == "register") & (LogLeaf.subject == register) & (LogLeaf.seq == RegisterEvent.seq)
    query = select(RegisterEvent).join(LogLeaf, has_leaf)
    query = query.where(RegisterEvent.register == register, RegisterEvent.type == type_)
    return list(session.scalars(query.order_by(RegisterEvent.seq)))


def counted(session: Session, kind: str, *, after: str | None, limit: int) -> list[tuple[str, int]]:
    """Give chains with the number of records that they really have, from behind a subject."""
    subject = KINDS[kind].subject
    query = select(subject, func.count()).group_by(subject).order_by(subject).limit(limit)
    if after is not None:
        query = query.where(subject > after)
    return [(str(one), count) for one, count in session.execute(query)]


def counted_leaves(session: Session, kind: str, subjects: Iterable[str]) -> dict[str, int]:
    """Give the number of leaves that chains have; a chain without any is left out."""
    query = select(LogLeaf.subject, func.count()).where(LogLeaf.kind == kind, LogLeaf.subject.in_(list(subjects)))
    return {row[0]: row[1] for row in session.execute(query.group_by(LogLeaf.subject))}


def without_leaf(session: Session, kind: str, subject: str) -> Iterator[tuple[int, datetime]]:
    """Give the records of a chain that have no leaf, as (sequence number, moment)."""
    chained = KINDS[kind]
    have = set(session.scalars(select(LogLeaf.seq).where(LogLeaf.kind == kind, LogLeaf.subject == subject)))
    query = select(chained.record.seq, chained.record.at).where(chained.subject == subject)
    for seq, at in session.execute(query.order_by(chained.record.seq)):
        if seq not in have:
            yield seq, at


def _put(session: Session, kind: type[LogChain | LogTile], rows: Sequence[Mapping[str, Any]], *, changed: str) -> None:
    """Write rows, or the one column that changes of those that are there."""
    dialect = sqlite if database.is_sqlite(session) else postgresql
    statement = dialect.insert(kind)
    keys = [one.name for one in kind.__table__.primary_key]
    new = {changed: getattr(statement.excluded, changed)}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), list(rows))
