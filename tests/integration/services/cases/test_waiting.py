"""What a promised time waits for where its reader is shown no task that leads to its stop."""

import dataclasses
from datetime import timedelta

import pytest

from engine.domain.people import actors
from engine.services.cases import cases, instances, waiting
from engine.services.cases.waiting import Wait
from engine.services.inbox import inbox
from engine.services.messages import messages
from engine.services.user_tasks.results import InstanceView
from tests.support.offices.factories import Office
from tests.support.playing import awaiting


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Deploy the procedure and give an officer, who sees the tasks of the own role."""
    office.deploy(awaiting.files())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def case(office: Office, officer: actors.Actor) -> InstanceView:
    """Report somebody and receive the report, so that the partner's answer is awaited."""
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)
    return started


@pytest.fixture
def supervisor(office: Office) -> actors.Actor:
    """Give a supervisor, who sees every task of the agency."""
    return office.user("ida", "penyelia")


def waits(office: Office, actor: actors.Actor, number: str) -> waiting.Waits:
    with office.acting(actor) as tx:
        return waiting.of_case(tx, cases.get(tx, number))


def of_clock(office: Office, actor: actors.Actor, case: InstanceView, clock: str) -> tuple[Wait, ...] | None:
    return waits(office, actor, case.case_number).clocks.get((case.id, clock))


def answer(office: Office, supervisor: actors.Actor, case: InstanceView) -> None:
    with office.acting(supervisor) as tx:
        messages.deliver(tx, name=awaiting.NEWS, case_number=case.case_number, variables={})


def test_while_a_task_leads_there_that_is_what_is_shown(office: Office, officer: actors.Actor) -> None:
    started = office.start(officer)

    assert waits(office, officer, started.case_number) == waiting.Waits(clocks={}, events=())


def test_events_are_named_as_the_diagram_does_and_a_timer_with_its_moment(
    office: Office, officer: actors.Actor, case: InstanceView
) -> None:
    in_time = office.clock.now() + timedelta(hours=8)
    events = (
        Wait(event="Jawaban mitra", role=None, due_at=None),
        Wait(event="Belum ada jawaban", role=None, due_at=in_time),
    )

    assert of_clock(office, officer, case, "layanan-1") == events
    assert waits(office, officer, case.case_number).events == events


def test_a_clock_to_whose_stop_nothing_leads_any_more_waits_for_nothing(
    office: Office, officer: actors.Actor, case: InstanceView
) -> None:
    assert of_clock(office, officer, case, "tanggapan-1") == ()


def test_a_task_that_the_reader_may_not_see_is_told_by_its_role_alone(
    office: Office, officer: actors.Actor, supervisor: actors.Actor, case: InstanceView
) -> None:
    answer(office, supervisor, case)

    assert of_clock(office, officer, case, "layanan-1") == (Wait(event=None, role="penyelia", due_at=None),)
    assert of_clock(office, supervisor, case, "layanan-1") is None


def test_a_promise_that_was_kept_waits_for_nothing_more(
    office: Office, officer: actors.Actor, supervisor: actors.Actor, case: InstanceView
) -> None:
    answer(office, supervisor, case)
    with office.acting(supervisor) as tx:
        (task,) = inbox.search(tx, inbox.TaskQuery()).items
    office.complete(supervisor, task.id)

    assert set(waits(office, officer, case.case_number).clocks) == {(case.id, "tanggapan-1")}


def test_a_task_behind_the_awaited_answer_has_the_moment_of_the_clock_that_stops_there(
    office: Office, officer: actors.Actor, supervisor: actors.Actor, case: InstanceView
) -> None:
    answer(office, supervisor, case)

    with office.acting(supervisor) as tx:
        (task,) = inbox.search(tx, inbox.TaskQuery()).items
    assert task.due_at == case.received_at + timedelta(hours=72)


def test_a_case_that_was_called_off_waits_for_nothing(
    office: Office, officer: actors.Actor, supervisor: actors.Actor, case: InstanceView
) -> None:
    with office.acting(supervisor) as tx:
        instances.cancel(tx, case.id, reason_code="salah_input")

    assert waits(office, officer, case.case_number) == waiting.Waits(clocks={}, events=())


def test_who_may_not_see_promised_times_is_told_no_waits(
    office: Office, officer: actors.Actor, case: InstanceView
) -> None:
    with office.acting(officer) as tx:
        shown = cases.get(tx, case.case_number)

    with office.acting(officer) as tx:
        hidden = waiting.of_case(tx, dataclasses.replace(shown, sla_clocks=()))
    assert hidden == waiting.Waits(clocks={}, events=())
