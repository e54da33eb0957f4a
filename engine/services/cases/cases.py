"""Cases as people read them. Every reading of a case is recorded, chained like its history."""

from engine import errors
from engine.services.base import access, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.cases.results import CaseItem, CaseView
from engine.services.chains import chain, reads
from engine.services.content import submissions
from engine.services.letters import register
from engine.services.referrals import referrals
from engine.services.running import steps
from engine.services.time import sla_clocks
from engine.services.time.results import SlaClockView
from engine.services.user_tasks import rows_as_results, user_tasks
from engine.services.user_tasks.results import InstanceView
from engine.store.audit import history
from engine.store.cases import cases as stored
from engine.store.content import intakes
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case
from engine.store.time import sla_clocks as stored_sla_clocks


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
    reads.note_list(tx, "case.list", (row.id for row in rows[:limit]), about=None if q is None else "searched")
    return Page(items=shown, next=cursors.encode(rows[limit - 1].id) if len(rows) > limit else None)


def may_read(tx: Transaction, number: str) -> bool:
    """Tell whether there is such a case and the actor may read it; nothing is read by asking."""
    case = stored.by_number(tx.session, number)
    return case is not None and tx.allows("case.read", access.subject_of(tx, case))


def get(tx: Transaction, number: str) -> CaseView:
    """Give one case and record that it was read; what people wrote is included for who may read it.

    NotFoundError when there is no such case or the actor may not know of it.
    """
    case = stored.by_number(tx.session, number)
    subject = access.seen(tx, case, "case.read")
    if case is None or subject is None:
        raise access.refused(tx, case, what="case.read", case_number=number)
    narrative = tx.allows("case.read_narrative", subject)
    reads.note(tx, case.id, what="case.read_narrative" if narrative else "case.read", seen=subject)
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
        documents=register.documents_of(tx, case) if tx.allows("document.read", subject) else (),
        submissions=submissions.read(tx, case, _events(tx, found)) if narrative else (),
        referrals=referrals.of_case(tx, case),
        owner=referrals.owner_of(tx, case),
        finding=case.finding_id,
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
    intakes.forget_case(tx.session, case.id)


def _clocks(tx: Transaction, case: Case) -> tuple[SlaClockView, ...]:
    return tuple(sla_clocks.view(row, now=tx.now) for row in stored_sla_clocks.clocks_of_case(tx.session, case.id))


def _item(row: Case) -> CaseItem:
    return CaseItem(number=row.number, agency=row.agency, state=row.state, risk=row.risk, opened_at=row.opened_at)


def _instance(tx: Transaction, found: stored.Found) -> InstanceView:
    tasks = list(steps.tasks_of(tx, found).values())
    return rows_as_results.instance(found, tasks=user_tasks.visible(tx, tasks))


def _events(tx: Transaction, found: list[stored.Found]) -> dict[tuple[str, int], HistoryEvent]:
    return {
        (one.instance.id, event.seq): event
        for one in found
        for event in history.of_instance(tx.session, one.instance.id)
    }
