"""The time that is shown is the time that counts: in lists, at the next task, and after an upgrade."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.domain.people import actors
from engine.services.base import promises
from engine.services.cases import instances
from engine.services.inbox import at_once, inbox
from engine.services.policy import definitions
from engine.services.running import due_moments
from engine.services.time import pressing as deadlines
from engine.services.user_tasks import due_reasons
from engine.services.user_tasks.results import InstanceView, UserTaskView
from engine.store.tables.user_tasks import UserTask
from tasks import draining
from tests.support.house import sources
from tests.support.offices.factories import CLI, Office
from tests.support.playing import pressing, shifting

WORKFLOWS = sources.ROOT / "workflows"
KEY = "tebing_tinggi_pengaduan"
CALM = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Ringkasan uji."}
DANGER = CALM | {"bahaya_sekarang": "ya"}


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Deploy the complaint procedure and give an intake officer."""
    office.deploy(definitions.read_folder(WORKFLOWS / KEY, WORKFLOWS))
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def case(office: Office, officer: actors.Actor) -> InstanceView:
    """Report somebody who is in danger now."""
    return office.start(officer, procedure=KEY, form=DANGER)


@pytest.fixture
def outdated(office: Office, case: InstanceView) -> str:
    """Leave the case's tasks with what an earlier release wrote, and give the case's number."""
    with office.acting(CLI) as tx:
        earlier = {"due_at": None, "warn_at": None, "due_order": deadlines.FAR}
        tx.session.execute(update(UserTask).values(earlier))
    return case.case_number


def listed(office: Office, actor: actors.Actor) -> tuple[UserTaskView, ...]:
    with office.acting(actor) as tx:
        return inbox.search(tx, inbox.TaskQuery()).items


def wrong(office: Office, number: str) -> list[pressing.Due]:
    """Give the case's open tasks that tell another moment than the earliest that counts."""
    with office.acting(CLI) as tx:
        return [one for one in pressing.of_case(tx, number) if one.told != one.expected]


def test_danger_now_shows_the_fifteen_minutes_and_not_the_six_hours(
    office: Office, officer: actors.Actor, case: InstanceView
) -> None:
    due = [task.due_at for task in listed(office, officer)]

    assert due == [office.clock.now() + timedelta(minutes=15)] * len(case.open_user_tasks)


def test_its_state_is_that_of_the_clock_that_is_shown(
    office: Office, officer: actors.Actor, case: InstanceView
) -> None:
    assert case.open_user_tasks[0].sla_state == "on_time"

    office.clock.advance(timedelta(minutes=13))
    assert {task.sla_state for task in listed(office, officer)} == {"warning"}

    office.clock.advance(timedelta(minutes=3))
    assert {task.sla_state for task in listed(office, officer)} == {"breached"}


def test_the_next_task_is_the_one_that_is_due_first(office: Office, officer: actors.Actor) -> None:
    office.start(officer, procedure=KEY, form=CALM)
    urgent = office.start(officer, procedure=KEY, form=DANGER)

    with office.acting(officer) as tx:
        taken = at_once.take_next(tx)

    assert taken is not None
    assert taken.case_number == urgent.case_number
    assert listed(office, officer)[0].case_number == urgent.case_number


def test_the_reason_is_the_promise_that_is_shown(office: Office, officer: actors.Actor, case: InstanceView) -> None:
    with office.acting(officer) as tx:
        reason = due_reasons.due_reason(tx, case.open_user_tasks[0].id)

    assert reason is not None
    assert (reason.milestone, reason.due_at) == ("identifikasi", case.open_user_tasks[0].due_at)


def test_after_an_upgrade_open_tasks_are_told_the_moment_that_counts(office: Office, outdated: str) -> None:
    assert wrong(office, outdated)

    with office.acting(CLI) as tx:
        assert due_moments.promise_once(tx)
    assert draining.run_due(office.runtime).failures == 0

    assert wrong(office, outdated) == []


def test_a_case_that_is_held_is_looked_at_too(office: Office, outdated: str, case: InstanceView) -> None:
    with office.acting(office.user("ida", "penyelia")) as tx:
        instances.suspend(tx, case.id)

    with office.acting(CLI) as tx:
        assert due_moments.refresh(tx, instance_id=case.id) == len(case.open_user_tasks)

    assert wrong(office, outdated) == []


def test_the_look_is_promised_once_and_changes_nothing_the_second_time(office: Office, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        assert due_moments.promise_once(tx)
    with office.acting(CLI) as tx:
        assert not due_moments.promise_once(tx)
        assert due_moments.refresh(tx, instance_id=case.id) == 0
        assert due_moments.refresh(tx, instance_id="tiada") == 0


def test_many_cases_are_looked_at_part_by_part(office: Office, outdated: str, officer: actors.Actor) -> None:
    office.start(officer, procedure=KEY, form=CALM)

    with office.acting(CLI) as tx:
        assert due_moments.spread(tx, after=promises.FIRST, limit=1) == 1
    assert draining.run_due(office.runtime).failures == 0

    assert wrong(office, outdated) == []


@pytest.fixture
def shifting_case(office: Office) -> tuple[actors.Actor, str]:
    """Give an officer and the number of a case with three open tasks whose clocks depend on each other."""
    office.deploy(shifting.files())
    officer = office.user("rina", "petugas_pengaduan")
    return officer, office.start(officer).case_number


def due_hours(office: Office, number: str) -> dict[str, float | None]:
    """Give by element after how many hours from the start each open task is due, in its row and for its sorting."""
    with office.acting(CLI) as tx:
        rows = tx.session.scalars(select(UserTask).where(UserTask.case_number == number, UserTask.state == "open"))
        told = [(row.element_id, row.created_at, row.due_at, row.due_order) for row in rows]
    assert all(order == (due or deadlines.FAR) for _, _, due, order in told)
    return {element: (due - opened) / timedelta(hours=1) if due else None for element, opened, due, _ in told}


def done(office: Office, officer: actors.Actor, element: str, risk: str) -> None:
    """Complete the open task of an element."""
    task = next(one for one in listed(office, officer) if one.element_id == element)
    office.complete(officer, task.id, form={"risiko": risk})


def test_a_clock_that_is_tightened_moves_the_tasks_that_are_open_already(
    office: Office, shifting_case: tuple[actors.Actor, str]
) -> None:
    officer, number = shifting_case
    assert due_hours(office, number) == {"nilai": None, "tanggapi": 24, "beri_layanan": None}

    done(office, officer, "nilai", "tinggi")

    assert due_hours(office, number) == {"tanggapi": 2, "beri_layanan": None}


def test_a_clock_that_opens_or_stops_in_a_later_step_moves_the_tasks_that_are_open_already(
    office: Office, shifting_case: tuple[actors.Actor, str]
) -> None:
    officer, number = shifting_case

    done(office, officer, "tanggapi", "rendah")

    assert due_hours(office, number) == {"nilai": None, "beri_layanan": 72}
