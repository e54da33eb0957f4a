"""Who read a case, when, in which role, what for, and which part of it; to ask is an access too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from engine.services.base import access, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.store.audit import history
from engine.store.audit import reads as stored
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.audit import AccessEvent
from engine.store.tables.cases import Case

READ = "access.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessView:
    """One access to a case, or one that was ``refused``; ``part`` is its kind, such as ``case.read_narrative``.

    ``actor`` is a user's id, or ``system:`` and a name; ``actor_name`` is the person's name as it is now, None for a
    system actor. ``at`` is aware and in UTC. ``role`` is the one by which they held the right. ``subject`` is the id of
    the one thing that was read, None for all of the kind; ``subject_name`` what it is called, None for what has no name
    that may be told. ``purpose`` and ``via`` are None for what was recorded before they were.
    """

    seq: int
    at: datetime
    actor: str
    actor_name: str | None
    role: str | None
    part: str
    subject: str | None
    subject_name: str | None
    purpose: str | None
    via: str | None
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accesses:
    """One page of the accesses to a case of ``agency``."""

    case_number: str
    agency: str
    page: Page[AccessView]


def of_case(tx: Transaction, number: str, *, cursor: str | None = None, limit: int = 50) -> Accesses:
    """Give who read a case, newest first, the actor's own accesses and this one included; this one is recorded.

    Raises NotFoundError when there is no such case or the actor may not know who reads it, CursorInvalidError.
    """
    place = cursors.decode(cursor, parts=1)
    before = None if place is None else cursors.decode_number(place[0])
    case = cases.by_number(tx.session, number)
    seen = access.seen(tx, case, READ)
    if case is None or seen is None:
        raise access.refused(tx, case, what=READ, case_number=number)
    reads.note(tx, case.id, what=READ, seen=seen)
    # The commit records this access; under the lock nobody else takes its number before. Later pages do not show it.
    own = [_own(tx, cases.lock_case(tx.session, case.id))] if before is None else []
    rows = [view(row) for row in history.accesses_of(tx.session, case.id, before=before, limit=limit + 1)]
    found = own + rows
    shown = tuple(named(tx, found[:limit]))
    more = cursors.encode(str(shown[-1].seq)) if len(found) > limit else None
    return Accesses(case_number=case.number, agency=case.agency, page=Page(items=shown, next=more))


def _own(tx: Transaction, case: Case) -> AccessView:
    noted = tx.reads.accesses[-1]
    return AccessView(
        seq=case.access_seq + 1,
        at=max(tx.now, case.access_at or tx.now),
        actor=tx.actor.id,
        actor_name=None,
        role=noted.role,
        part=READ,
        subject=None,
        subject_name=None,
        purpose=noted.purpose,
        via=tx.reads.via,
        refused=False,
    )


def view(row: AccessEvent) -> AccessView:
    """Give a record of reading as people see it, without names yet."""
    return AccessView(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        actor_name=None,
        role=row.role,
        part=row.what,
        subject=row.subject,
        subject_name=None,
        purpose=row.purpose,
        via=row.via,
        refused=row.refused,
    )


def named(tx: Transaction, found: list[AccessView]) -> Iterator[AccessView]:
    """Give the accesses with the names of people, and of what they read as far as it may be told without the story."""
    names = {user.id: user.display_name for user in people.by_ids(tx.session, {one.actor for one in found}).values()}
    called = stored.subject_names(tx.session, {one.subject for one in found if one.subject is not None})
    return (replace(one, actor_name=names.get(one.actor), subject_name=called.get(one.subject or "")) for one in found)
