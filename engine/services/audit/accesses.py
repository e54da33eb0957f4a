"""Who read a case, when, and which part of it; to ask is an access too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from engine import errors
from engine.services.base import access, chain, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.store.audit import history
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.audit import AccessEvent
from engine.store.tables.cases import Case

READ = "access.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessView:
    """One access to a case; ``part`` is the permission by which it was read, such as ``case.read_narrative``.

    ``actor`` is a user's id, or ``system:`` and a name; ``actor_name`` is the person's name as it is now, None for a
    system actor. ``at`` is aware and in UTC.
    """

    seq: int
    at: datetime
    actor: str
    actor_name: str | None
    part: str


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
    if case is None or not tx.allows(READ, access.subject_of(tx, case)):
        raise errors.NotFoundError(case_number=number)
    chain.note_access(tx, case, what=READ)
    # The commit records this access; under the lock nobody else takes its number before. Later pages do not show it.
    own = [_own(tx, cases.lock_case(tx.session, case.id))] if before is None else []
    rows = [_view(row) for row in history.accesses_of(tx.session, case.id, before=before, limit=limit + 1)]
    found = own + rows
    shown = tuple(_named(tx, found[:limit]))
    more = cursors.encode(str(shown[-1].seq)) if len(found) > limit else None
    return Accesses(case_number=case.number, agency=case.agency, page=Page(items=shown, next=more))


def _own(tx: Transaction, case: Case) -> AccessView:
    return AccessView(seq=case.access_seq + 1, at=tx.now, actor=tx.actor.id, actor_name=None, part=READ)


def _view(row: AccessEvent) -> AccessView:
    return AccessView(seq=row.seq, at=row.at, actor=row.actor, actor_name=None, part=row.what)


def _named(tx: Transaction, found: list[AccessView]) -> Iterator[AccessView]:
    names = {user.id: user.display_name for user in people.by_ids(tx.session, {one.actor for one in found}).values()}
    return (replace(one, actor_name=names.get(one.actor)) for one in found)
