"""Why a task is due when it is: the promise that presses on it, and what is left in working time."""

import json
from datetime import timedelta

import pytest

from engine.domain.people import actors
from engine.services.policy import definitions
from engine.services.user_tasks import due_reasons
from engine.store.tables.time import SlaClock
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

WORKFLOWS = sources.ROOT / "workflows"
KEY = "tebing_tinggi_pengaduan"
REPORT = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Ringkasan uji."}


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Deploy the complaint procedure and give an intake officer."""
    office.deploy(definitions.read_folder(WORKFLOWS / KEY, WORKFLOWS))
    return office.user("siti", "petugas_pengaduan")


def _reason(office: Office, actor: actors.Actor, task_id: str) -> due_reasons.DueReason | None:
    with office.acting(actor) as tx:
        return due_reasons.due_reason(tx, task_id)


def _count_working_time(office: Office) -> None:
    """Let every clock count the agency's working time."""
    with office.acting(CLI) as tx:
        for clock in tx.session.query(SlaClock):
            data = json.loads(clock.data)
            data["row"]["calendar"] = "kerja"
            clock.data = json.dumps(data)


def test_a_due_time_names_its_promise_and_clause(office: Office, officer: actors.Actor) -> None:
    task = office.start(officer, procedure=KEY, form=REPORT).open_user_tasks[0]

    reason = _reason(office, officer, task.id)

    assert reason is not None
    assert (reason.due_at, reason.started_at) == (task.due_at, office.clock.now())
    assert (reason.calendar_kind, reason.working_left) == ("kalender", None)
    assert reason.clause_text


def test_working_time_is_told_as_what_is_left_of_it(office: Office, officer: actors.Actor) -> None:
    task = office.start(officer, procedure=KEY, form=REPORT).open_user_tasks[0]
    _count_working_time(office)
    assert task.due_at is not None
    elapsed = task.due_at - office.clock.now()

    now = _reason(office, officer, task.id)
    office.clock.advance(elapsed + timedelta(minutes=1))
    late = _reason(office, officer, task.id)

    assert now is not None
    assert now.working_left is not None
    assert timedelta() < now.working_left <= elapsed
    assert late is not None
    assert late.working_left is None


def test_a_task_without_a_promise_has_no_reason(office: Office, officer: actors.Actor) -> None:
    office.deploy(procedures.two_steps())

    assert _reason(office, officer, office.start(officer).open_user_tasks[0].id) is None
