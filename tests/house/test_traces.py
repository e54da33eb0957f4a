"""Every service that writes to a case leaves a history event, and every read of a case leaves an access event."""

import inspect
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, instances
from engine.services.messages import messages
from engine.services.referrals import referrals
from engine.services.running import new_case
from engine.services.user_tasks import life_cycle, user_tasks
from engine.services.user_tasks.results import InstanceView
from engine.store.tables.audit import AccessEvent, HistoryEvent
from tests.support.offices import procedures
from tests.support.offices.factories import Office

Act = Callable[[Transaction, InstanceView], object]
# Every public verb of the services that change a case. A new one fails the last test until it stands here.
WRITING: dict[str, Act] = {
    "life_cycle.claim": lambda tx, shown: life_cycle.claim(tx, shown.open_user_tasks[0].id),
    "life_cycle.release": lambda tx, shown: life_cycle.release(tx, shown.open_user_tasks[1].id),
    "life_cycle.delegate": lambda tx, shown: life_cycle.delegate(
        tx, shown.open_user_tasks[0].id, to_username="penyelia_b"
    ),
    "life_cycle.complete": lambda tx, shown: life_cycle.complete(
        tx, shown.open_user_tasks[1].id, form=procedures.ANSWERS
    ),
    "instances.suspend": lambda tx, shown: instances.suspend(tx, shown.id),
    "instances.cancel": lambda tx, shown: instances.cancel(tx, shown.id, reason_code="salah_catat"),
}
ELSEWHERE = {
    "instances.start",
    "instances.resume",
    "new_case.open_case",
    "new_case.open_file",
    "new_case.take_in",
    "messages.deliver",
    "messages.forward",
    "referrals.answer",
    "referrals.revoke",
}
READING = {
    "search",
    "get",
    "form_of",
    "forms_of",
    "visible",
    "start_form_of",
    "can_start",
    "clause_of",
    "next_of",
    "form_source_of",
    "rests",
    "may_claim",
    "of_case",
    "owner_of",
    "may_read",
    "subject_of",
    "names_of",
    "seen",
    "verbs",
}


@pytest.fixture
def penyelia(office: Office) -> actors.Actor:
    """Deploy four parallel tasks and give a supervisor who also works as an officer."""
    office.deploy(procedures.side_by_side())
    office.user("penyelia_b", "penyelia", "petugas_pengaduan")
    return office.user("penyelia_a", "penyelia", "petugas_pengaduan")


@pytest.mark.parametrize("verb", WRITING)
def test_a_writing_service_leaves_an_event(office: Office, penyelia: actors.Actor, verb: str) -> None:
    shown = office.start(penyelia)
    with office.acting(penyelia) as tx:
        life_cycle.claim(tx, shown.open_user_tasks[1].id)
    before = _count(office, HistoryEvent)

    with office.acting(penyelia) as tx:
        WRITING[verb](tx, shown)

    assert _count(office, HistoryEvent) == before + 1


def test_starting_and_resuming_leave_events(office: Office, penyelia: actors.Actor) -> None:
    shown = office.start(penyelia)
    with office.acting(penyelia) as tx:
        instances.suspend(tx, shown.id)
    with office.acting(penyelia) as tx:
        instances.resume(tx, shown.id)

    assert _count(office, HistoryEvent) == 3


def test_reading_a_case_leaves_an_access_event(office: Office, penyelia: actors.Actor) -> None:
    shown = office.start(penyelia)
    before = _count(office, AccessEvent)

    with office.acting(penyelia) as tx:
        cases.get(tx, shown.case_number)

    assert _count(office, AccessEvent) == before + 1


def test_no_writing_service_is_forgotten() -> None:
    public = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}"
        for module in (instances, new_case, life_cycle, user_tasks, messages, referrals)
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and not name.startswith("_") and name not in READING
    }

    assert public == set(WRITING) | ELSEWHERE


def _count(office: Office, table: type[HistoryEvent] | type[AccessEvent]) -> int:
    with office.acting(actors.system("cli")) as tx:
        return tx.session.scalars(select(func.count()).select_from(table)).one()
