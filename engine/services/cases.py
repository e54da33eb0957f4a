"""Cases as people read them. Every reading of a case is recorded, chained like its history."""

from engine import errors
from engine.domain import permissions
from engine.services import (
    chain,
    cursors,
    instances,
    letters,
    presenting,
    referrals,
    sla_clocks,
    steps,
    submissions,
    user_tasks,
)
from engine.services.transaction import Transaction
from engine.services.views import CaseItem, CaseView, DocumentView, InstanceView, Page, SlaClockView
from engine.store import cases as stored
from engine.store import desk, history, records
from engine.store.tables import Case, Document, HistoryEvent


def search(tx: Transaction, *, q: str | None = None, cursor: str | None = None, limit: int = 50) -> Page[CaseItem]:
    """Give the cases that the actor may read, newest first; ``q`` is part of a case number."""
    rows = stored.search(
        tx.session,
        scopes=tx.scopes("case.read"),
        user_id=tx.actor.id,
        text=q,
        after=cursors.decode_id(cursor),
        limit=limit + 1,
    )
    shown = tuple(_item(row) for row in rows[:limit])
    return Page(items=shown, next=cursors.encode(rows[limit - 1].id) if len(rows) > limit else None)


def may_read(tx: Transaction, number: str) -> bool:
    """Tell whether there is such a case and the actor may read it; nothing is read by asking."""
    case = stored.by_number(tx.session, number)
    return case is not None and tx.allows("case.read", instances.subject_of(tx, case))


def get(tx: Transaction, number: str) -> CaseView:
    """Give one case and record that it was read; what people wrote is included for who may read it.

    NotFoundError when there is no such case or the actor may not know of it.
    """
    case = stored.by_number(tx.session, number)
    if case is None:
        raise errors.NotFoundError(case_number=number)
    subject = instances.subject_of(tx, case)
    if not tx.allows("case.read", subject):
        raise errors.NotFoundError(case_number=number)
    narrative = tx.allows("case.read_narrative", subject)
    chain.note_reading(tx, case, what="case.read_narrative" if narrative else "case.read")
    found = stored.of_case(tx.session, case.id)
    return CaseView(
        number=case.number,
        agency=case.agency,
        state=case.state,
        risk=case.risk,
        opened_at=case.opened_at,
        narrative=narrative,
        instances=tuple(_instance(tx, one) for one in found),
        sla_clocks=_clocks(tx, case) if tx.allows("sla.read", subject) else (),
        documents=documents_of(tx, case) if tx.allows("document.read", subject) else (),
        submissions=submissions.read(tx, case, _events(tx, found)) if narrative else (),
        referrals=referrals.of_case(tx, case),
        owner=referrals.owner_of(tx, case),
    )


def destroy_key(tx: Transaction, number: str) -> None:
    """Make everything that people wrote in the case unreadable for ever; history and replay stay valid.

    Only the installation's operator may: which files are destroyed and when is decided on paper (no retention period
    is stated in the sources, so nothing is destroyed by itself).
    """
    tx.require_anywhere("case.erase")
    case = stored.by_number(tx.session, number)
    if case is None:
        raise errors.NotFoundError(case_number=number)
    for found in stored.lock_whole(tx.session, case.id):
        chain.append(tx, found.instance, type_="case.key_destroyed", version=found.bundle.version, data={})
    case.wrapped_key = None
    desk.forget_case(tx.session, case.id)


def documents_of(tx: Transaction, case: Case) -> tuple[DocumentView, ...]:
    """Give the document register of a case that the actor was found to be allowed to read."""
    return tuple(document(tx, case, row) for row in records.documents(tx.session, case.id))


def document(tx: Transaction, case: Case, row: Document) -> DocumentView:
    """Give one entry of the register as the actor sees it."""
    waits = row.second_role is not None and row.signed_at is None and case.wrapped_key is not None
    holds = waits and tx.allows("document.sign", permissions.Subject(agency=case.agency, role=row.second_role))
    return DocumentView(
        id=row.id,
        case_number=case.number,
        document=row.document,
        element_id=row.element_id,
        at=row.at,
        title=row.title,
        number=row.number,
        verification_code=letters.shown_code(row.code) if row.code is not None else None,
        digest=row.digest.hex() if row.digest is not None else None,
        second_signature=row.second_role,
        signed_at=row.signed_at,
        may_sign=holds and row.maker != tx.actor.id,
        readable=row.number is not None and case.wrapped_key is not None,
        returned_at=row.returned_at,
    )


def _clocks(tx: Transaction, case: Case) -> tuple[SlaClockView, ...]:
    return tuple(sla_clocks.view(row, now=tx.now) for row in records.clocks_of_case(tx.session, case.id))


def _item(row: Case) -> CaseItem:
    return CaseItem(number=row.number, agency=row.agency, state=row.state, risk=row.risk, opened_at=row.opened_at)


def _instance(tx: Transaction, found: stored.Found) -> InstanceView:
    tasks = list(steps.tasks_of(tx, found).values())
    return presenting.instance(found, tasks=user_tasks.visible(tx, tasks))


def _events(tx: Transaction, found: list[stored.Found]) -> dict[tuple[str, int], HistoryEvent]:
    return {
        (one.instance.id, event.seq): event
        for one in found
        for event in history.of_instance(tx.session, one.instance.id)
    }
