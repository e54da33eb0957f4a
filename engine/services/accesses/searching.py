"""Who read what, across the cases of the agencies in which the actor may ask; each list is one record of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from engine import errors
from engine.services.accesses import accesses, marking
from engine.services.accesses.results import FoundAccessView, ListLookView, ReaderView, UnusualView
from engine.services.base import cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.store.accesses import accesses as stored
from engine.store.people import people
from engine.store.tables.audit import ReaderEvent

LIST = "access.list"
READERS_SHOWN = 200
BATCH, LOOKED_AT = 200, 2000
"""Only unusual readings are looked for in batches, and in one page among so many readings at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessQuery:
    """Which accesses are asked for; ``reader`` is an id, moments are aware: from ``since`` and before ``until``."""

    reader: str | None = None
    case_number: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    refused: bool = False
    unusual: bool = False


def search(tx: Transaction, query: AccessQuery, *, cursor: str | None = None, limit: int = 50) -> Page[FoundAccessView]:
    """Give the accesses to cases of the actor's agencies, newest first, those of the actor included.

    A page of unusual ones alone may hold fewer than ``limit``, even none, and still lead on. NotPermittedError for who
    may nowhere see who reads, CursorInvalidError.
    """
    wanted, place = _wanted(tx, query), _place(cursor)
    shown: list[marking.Marked] = []
    looked_at, is_last = 0, False
    while len(shown) < limit and looked_at < LOOKED_AT and not is_last:
        size = BATCH if query.unusual else limit
        rows = stored.search(tx.session, wanted, after=place, limit=size + 1)
        is_last, looked_at = len(rows) <= size, looked_at + size
        for one in marking.marked(tx, rows[:size]):
            if len(shown) == limit:
                is_last = False
                break
            place = stored.Place(one.row.at, one.row.case_id, one.row.seq)
            if one.unusual or not query.unusual:
                shown.append(one)
    items = tuple(_views(tx, shown))
    reads.note_list(tx, LIST, (f"{one.row.case_id}:{one.row.seq}" for one in shown), about=_about(query))
    return Page(items=items, next=None if is_last or place is None else _cursor(place))


def readers(tx: Transaction, query: AccessQuery) -> tuple[ReaderView, ...]:
    """Give who read how much, those who read most first, no more than READERS_SHOWN.

    NotPermittedError for who may nowhere see who reads.
    """
    rows = stored.by_reader(tx.session, _wanted(tx, query), limit=READERS_SHOWN)
    names = _names(tx, {reader for reader, *_ in rows})
    reads.note_list(tx, LIST, (reader for reader, *_ in rows), about="readers")
    return tuple(
        ReaderView(
            reader=reader,
            reader_name=names.get(reader),
            readings=count,
            cases=cases,
            refused=refused,
            last_at=last,
        )
        for reader, count, cases, refused, last in rows
    )


def names(tx: Transaction, query: AccessQuery) -> tuple[tuple[str, str], ...]:
    """Give (id, name) of the people who read something, by name, to choose from; it tells of no case.

    NotPermittedError for who may nowhere see who reads.
    """
    rows = stored.by_reader(tx.session, _wanted(tx, query), limit=READERS_SHOWN)
    found = _names(tx, {reader for reader, *_ in rows})
    return tuple(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def lists_by(
    tx: Transaction,
    reader: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[ListLookView]:
    """Give the lists that somebody of the actor's agencies looked at, newest first, the actor's own included.

    NotFoundError for a reader who has no role in an agency where the actor may see who reads.
    """
    place = cursors.decode(cursor, parts=1)
    before = None if place is None else cursors.decode_number(place[0])
    agencies = {scope.agency for scope in tx.scopes(accesses.READ) if scope.reach == "agency"}
    roles = people.roles_of(tx.session, {reader})[reader]
    if agencies.isdisjoint(agency for agency, _ in roles):
        raise errors.NotFoundError(reader=reader)
    rows = stored.lists_of(tx.session, reader, since=since, until=until, before=before, limit=limit + 1)
    shown = rows[:limit]
    reads.note_list(tx, LIST, (f"{reader}:{row.seq}" for row in shown), about="lists")
    more = cursors.encode(str(shown[-1].seq)) if len(rows) > limit else None
    return Page(items=tuple(map(_look, shown)), next=more)


def _wanted(tx: Transaction, query: AccessQuery) -> stored.Wanted:
    tx.require_anywhere(accesses.READ)
    return stored.Wanted(
        scopes=tx.scopes(accesses.READ),
        user_id=tx.actor.id,
        reader=query.reader,
        case_number=query.case_number,
        since=query.since,
        until=query.until,
        refused=query.refused,
    )


def _about(query: AccessQuery) -> str | None:
    """Say by what was asked, never for whom or which case."""
    asked = {
        "by_reader": query.reader is not None,
        "of_case": query.case_number is not None,
        "refused": query.refused,
        "unusual": query.unusual,
    }
    return ",".join(name for name, is_so in asked.items() if is_so) or None


def _place(cursor: str | None) -> stored.Place | None:
    parts = cursors.decode(cursor, parts=3)
    if parts is None:
        return None
    at, case_id, seq = parts
    return stored.Place(cursors.decode_moment(at), cursors.checked_id(case_id), cursors.decode_number(seq))


def _cursor(place: stored.Place) -> str:
    return cursors.encode(place.at.isoformat(), place.case_id, str(place.seq))


def _names(tx: Transaction, ids: set[str]) -> dict[str, str]:
    return {user.id: user.display_name for user in people.by_ids(tx.session, ids).values()}


def _views(tx: Transaction, shown: Sequence[marking.Marked]) -> Iterable[FoundAccessView]:
    plain = accesses.named(tx, [accesses.view(one.row) for one in shown])
    for one, seen in zip(shown, plain, strict=True):
        unusual = tuple(UnusualView(reason=why.reason, count=why.count, since=why.since) for why in one.unusual)
        yield FoundAccessView(**asdict(seen), case_number=one.number, agency=one.agency, unusual=unusual)


def _look(row: ReaderEvent) -> ListLookView:
    return ListLookView(
        seq=row.seq,
        at=row.at,
        what=row.what,
        about=row.about,
        count=row.count,
        digest=bytes(row.digest).hex(),
        role=row.role,
        purpose=row.purpose,
        via=row.via,
    )
