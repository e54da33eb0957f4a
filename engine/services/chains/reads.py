"""Readings of cases: noted while a transaction reads, recorded in chains at its end, before its answer leaves.

A reading of a case stands in the chain of the case, a look at a list of cases in the chain of the reader. What counts,
and what a list does not record twice, stands in decision 0025.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.domain.audit import purposes, reads
from engine.domain.people import permissions
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains.chain import GENESIS
from engine.store.audit import reads as stored
from engine.store.base import rows
from engine.store.cases import cases
from engine.store.tables.audit import AccessEvent, ReaderEvent
from engine.store.tables.cases import Case

VERSION = 2
UNCHANGED_FOR = timedelta(minutes=15)
"""A list that shows a reader the same as at most so long ago is not recorded again: pages and programs ask often."""

LISTS: Mapping[str, str | None] = {
    "access.list": "access.read",
    "case.list": "case.read",
    "document.waiting": None,
    "double.list": "case.read",
    "evidence.list": "evidence.export",
    "history.verify": "history.verify",
    "incident.list": "incident.read",
    "instance.list": "case.read",
    "notification.list": None,
    "practice.export": "practice.export",
    "practice.list": "history.read",
    "referral.list": "referral.read",
    "sla.list": "sla.read",
    "user_task.list": "user_task.read",
}
"""Lists that name cases -> the permission that shows them; None for what is told to somebody about their own work."""


def note(
    tx: Transaction,
    case_id: str,
    *,
    what: str,
    seen: permissions.Subject,
    subject: str | None = None,
    permission: str | None = None,
) -> None:
    """Note that the actor read a part of a case; the commit records it, so that reading itself locks nothing.

    ``seen`` is the case or task as the rights saw it when they allowed the reading, ``permission`` the one that did
    where it is not always the same for this kind. PurposeUnfitError when the caller states a purpose that the actor
    has no right to.
    """
    permission = permission or reads.permission_of(what)
    ground = None if tx.actor.is_system else tx.installation.rights.ground(tx.actor, permission, seen)
    by_rule = purposes.derived(tx.installation.rights, tx.actor, ground, permission=permission)
    tx.reads.accesses.append(
        reads.Access(
            case_id=case_id,
            actor=tx.actor.id,
            what=what,
            subject=subject,
            role=None if ground is None else ground.role,
            purpose=purposes.stated(tx.reads.stated, by_rule=by_rule),
        )
    )


def note_list(tx: Transaction, what: str, ids: Iterable[str], *, about: str | None = None, own: bool = False) -> None:
    """Note that the actor was shown a list of what these ids name; an empty list shows no case.

    ``about`` says which list it is, never its filters; ``own`` that it holds the actor's own work only. KeyError for a
    list that stands not in LISTS.
    """
    shown = list(ids)
    ground = _ground_of_list(tx, LISTS[what], own=own)
    if not shown:
        return
    is_own = ground is None and not tx.actor.is_system
    by_rule = (
        purposes.DUTY
        if is_own
        else purposes.derived(tx.installation.rights, tx.actor, ground, permission=LISTS[what] or what)
    )
    tx.reads.lists.append(
        reads.ListRead(
            reader=tx.actor.id,
            what=what,
            about=about,
            role=None if ground is None else ground.role,
            purpose=purposes.stated(tx.reads.stated, by_rule=by_rule),
            count=len(shown),
            digest=reads.digest_of(shown),
        )
    )


def forget_lists(tx: Transaction) -> None:
    """Take back what was noted of lists: the asker is told that nothing has changed, and is given nothing."""
    tx.reads.lists.clear()


def drop_known_lists(tx: Transaction) -> None:
    """Leave out the lists that showed their reader the same a short while ago."""
    since = tx.now - UNCHANGED_FOR
    tx.reads.lists = [
        one
        for one in tx.reads.lists
        if not stored.is_recorded(
            tx.session, reader=one.reader, what=one.what, about=one.about, digest=one.digest, since=since
        )
    ]


def record(tx: Transaction) -> None:
    """Append what was read to the chains. Nothing may be locked after this."""
    events = [
        event
        for case_id, accesses in sorted(reads.folded(tx.reads.accesses).items())
        for event in _of_case(tx, cases.lock_case(tx.session, case_id), accesses)
    ]
    if events:
        stored.append(tx.session, events)
    for one in sorted(tx.reads.lists, key=lambda read: read.reader):
        _append_list(tx, one)


def append_refused(
    tx: Transaction, case_id: str, *, actor: str, what: str, subject: str | None, via: str, asked_at: datetime
) -> None:
    """Append to a case's chain that somebody was refused a part of it, at the moment when they asked."""
    case = cases.lock_case(tx.session, case_id)
    refused = AccessEvent(actor=actor, what=what, subject=subject, via=via, role=None, purpose=None, refused=True)
    stored.append(tx.session, [_chained(tx, case, refused, at=asked_at)])


def hash_of_access(event: AccessEvent) -> bytes:
    """Give the hash that a record of reading must have, by the version that it was written in."""
    return canonical.digest(canonical.text(covered_access(event)).encode())


def covered_access(event: AccessEvent) -> dict[str, Any]:
    """Give what the hash of a record of reading covers."""
    covered: dict[str, Any] = {
        "case": event.case_id,
        "seq": event.seq,
        "at": moment(event.at),
        "actor": event.actor,
        "what": event.what,
        "prev": bytes(event.prev_hash).hex(),
    }
    if event.v > 1:
        covered |= {
            "v": event.v,
            "role": event.role,
            "purpose": event.purpose,
            "via": event.via,
            "subject": event.subject,
            "refused": event.refused,
        }
    return covered


def hash_of_list(event: ReaderEvent) -> bytes:
    """Give the hash that a record of a list must have."""
    return canonical.digest(canonical.text(covered_list(event)).encode())


def covered_list(event: ReaderEvent) -> dict[str, Any]:
    """Give what the hash of a record of a list covers."""
    return {
        "v": event.v,
        "reader": event.reader,
        "seq": event.seq,
        "at": moment(event.at),
        "role": event.role,
        "what": event.what,
        "about": event.about,
        "purpose": event.purpose,
        "via": event.via,
        "count": event.count,
        "digest": bytes(event.digest).hex(),
        "prev": bytes(event.prev_hash).hex(),
    }


def moment(at: datetime) -> str:
    """Give a moment as hashes cover it: ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat()


def _ground_of_list(tx: Transaction, permission: str | None, *, own: bool) -> permissions.Ground | None:
    """Give by which role somebody sees a list: that of their widest right, which shows the most of it."""
    if permission is None or tx.actor.is_system:
        return None
    scopes = sorted(tx.scopes(permission), key=lambda scope: permissions.REACHES.index(scope.reach))
    if not scopes:
        return None
    return permissions.Ground(role=min(scopes[0].roles), is_near=own or scopes[0].reach not in permissions.WIDE)


def _of_case(tx: Transaction, case: Case, accesses: Iterable[reads.Access]) -> list[AccessEvent]:
    return [
        _chained(
            tx,
            case,
            AccessEvent(
                actor=one.actor,
                what=one.what,
                role=one.role,
                purpose=one.purpose,
                via=tx.reads.via,
                subject=one.subject,
                refused=False,
            ),
            at=tx.now,
        )
        for one in accesses
    ]


def _chained(tx: Transaction, case: Case, event: AccessEvent, *, at: datetime) -> AccessEvent:
    """Give the record its place at the end of its case's chain, whose moments never fall."""
    event.case_id, event.seq, event.v = case.id, case.access_seq + 1, VERSION
    event.at, event.prev_hash = max(at, case.access_at or at), bytes(case.access_hash)
    event.hash = hash_of_access(event)
    rows.change(tx.session, case, access_seq=event.seq, access_hash=event.hash, access_at=event.at)
    return event


def _append_list(tx: Transaction, read: reads.ListRead) -> None:
    head = stored.lock_head(tx.session, read.reader, genesis=GENESIS, now=tx.now)
    event = ReaderEvent(
        reader=read.reader,
        seq=head.seq + 1,
        v=VERSION,
        at=max(tx.now, head.at),
        role=read.role,
        what=read.what,
        about=read.about,
        purpose=read.purpose,
        via=tx.reads.via,
        count=read.count,
        digest=read.digest,
        prev_hash=bytes(head.hash),
    )
    event.hash = hash_of_list(event)
    rows.add(tx.session, event)
    rows.change(tx.session, head, seq=event.seq, hash=event.hash, at=event.at)
