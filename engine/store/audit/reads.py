"""Records of reading as they are appended and read back: those of cases, and those of lists for each reader."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, select, union_all
from sqlalchemy.orm import Session

from engine.store.audit.history import BATCH
from engine.store.base import rows
from engine.store.tables.audit import AccessEvent, ReaderEvent, ReaderHead
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.letters import Document
from engine.store.tables.policy import Bundle
from engine.store.tables.referrals import Referral
from engine.store.tables.user_tasks import UserTask


def append(session: Session, events: Sequence[AccessEvent]) -> None:
    """Write the readings of a transaction, all in one statement."""
    rows.add_together(session, events)


def lock_head(session: Session, reader: str, *, genesis: bytes, now: datetime) -> ReaderHead:
    """Give the end of a reader's chain under its lock, begun if this is the first list that they look at.

    No other lock may be taken after it.
    """
    query = select(ReaderHead).where(ReaderHead.reader == reader).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        rows.put_new(session, ReaderHead, reader=reader, seq=0, hash=genesis, at=now)
        found = session.scalars(query).one()
    return found


def is_recorded(session: Session, *, reader: str, what: str, about: str | None, digest: bytes, since: datetime) -> bool:
    """Tell whether the reader was shown this very list since a moment."""
    query = select(ReaderEvent.seq).where(
        ReaderEvent.reader == reader,
        ReaderEvent.at >= since,
        ReaderEvent.what == what,
        ReaderEvent.about.is_not_distinct_from(about),
        ReaderEvent.digest == digest,
    )
    return session.scalar(query.limit(1)) is not None


def subject_names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Give how what was read is called, by id: a step, a letter's number, a procedure, the recipient of a referral.

    None of these is told by anybody: files are not named here.
    """
    if not ids:
        return {}
    named: CompoundSelect[Any, Any] = union_all(
        select(UserTask.id, UserTask.name).where(UserTask.id.in_(ids)),
        select(Document.id, Document.number).where(Document.id.in_(ids), Document.number.is_not(None)),
        select(ProcessInstance.id, Bundle.name)
        .join(Bundle, Bundle.id == ProcessInstance.bundle_id)
        .where(ProcessInstance.id.in_(ids)),
        select(Referral.id, Referral.recipient_name).where(Referral.id.in_(ids)),
    )
    return {key: str(name) for key, name in session.execute(named)}


def lists(session: Session) -> Iterator[ReaderEvent]:
    """Give all records of lists, reader by reader in order."""
    query = select(ReaderEvent).order_by(ReaderEvent.reader, ReaderEvent.seq)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def list_heads(session: Session) -> dict[str, tuple[int, bytes, datetime]]:
    """Give the (last sequence number, last hash, last moment) of each reader's chain."""
    found = session.execute(select(ReaderHead.reader, ReaderHead.seq, ReaderHead.hash, ReaderHead.at))
    return {reader: (seq, bytes(digest), at) for reader, seq, digest, at in found}
