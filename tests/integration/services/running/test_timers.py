"""Timers, messages and jobs through the services: fired late but once, delivered to whom they concern."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import errors
from engine.services.audit import history
from engine.services.base import variables
from engine.services.cases import instances
from engine.services.inbox import inbox
from engine.services.incidents import incidents
from engine.services.jobs import jobs
from engine.services.messages import messages
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


def waiting_for(message: str) -> dict[str, bytes]:
    """Give a procedure that waits for a message before its one task."""
    content = (
        procedures.start() + '<intermediateCatchEvent id="tunggu" name="Tunggu jawaban" lindung:basis="P">'
        f'<messageEventDefinition messageRef="m_{message}"/></intermediateCatchEvent>'
        + procedures.task("terima", "Terima jawaban")
        + procedures.end()
        + procedures.flows("mulai", "tunggu", "terima", "selesai")
    )
    files = procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", "tunggu", "terima", "selesai"]})
    named = f'<message id="m_{message}" name="{message}"/><process '.encode()
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b"<process ", named, 1)}


def test_a_timer_fires_once_and_opens_the_escalation(office: Office) -> None:
    office.deploy(procedures.with_timer("PT8H"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    office.start(officer)
    office.clock.advance(timedelta(hours=8, milliseconds=1))

    first, second = draining.run_due(office.runtime), draining.run_due(office.runtime)

    assert (first.timers, second.timers) == (1, 0)
    with office.acting(supervisor) as tx:
        assert "tegur" in {task.element_id for task in inbox.search(tx, inbox.TaskQuery()).items}


def test_a_timer_that_is_not_due_stays(office: Office) -> None:
    office.deploy(procedures.with_timer("PT8H"))
    office.start(office.user("siti", "petugas_pengaduan"))
    office.clock.advance(timedelta(hours=7))

    assert draining.run_due(office.runtime).timers == 0


def test_a_cycle_fires_once_after_an_outage(office: Office) -> None:
    files = procedures.with_timer("R10/PT1H")
    cycle = files["uji.bpmn"].replace(b"timeDuration", b"timeCycle")
    office.deploy({**files, "uji.bpmn": cycle})
    office.start(office.user("siti", "petugas_pengaduan"))
    office.clock.advance(timedelta(hours=6, minutes=30))

    assert draining.run_due(office.runtime).timers == 1


def test_a_person_acts_after_what_came_due_before_them(office: Office) -> None:
    office.deploy(procedures.with_timer("PT8H"))
    officer = office.user("siti", "petugas_pengaduan", "auditor")
    started = office.start(officer)
    office.clock.advance(timedelta(hours=9))

    office.complete(officer, started.open_user_tasks[0].id)

    with office.acting(officer) as tx:
        types = [event.type for event in history.events(tx, started.id).items]
    assert types.index("timer.fired") < types.index("user_task.completed")


def test_a_message_reaches_the_case_that_waits(office: Office) -> None:
    office.deploy(waiting_for("jawaban"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    first, second = office.start(officer), office.start(officer)

    with office.acting(supervisor) as tx:
        reached = messages.deliver(tx, name="jawaban", case_number=first.case_number, variables={"diterima": True})

    assert [one.process_instance for one in reached] == [first.id]
    with office.acting(officer) as tx:
        assert len(instances.get(tx, first.id).open_user_tasks) == 1
        assert instances.get(tx, second.id).open_user_tasks == ()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "lain"}, messages.MessageNotExpectedError),
        ({"case_number": "TTG-2026-99999"}, errors.NotFoundError),
        ({"variables": {"instansi": "x"}}, variables.ReservedVariableError),
    ],
)
def test_a_message_that_fits_nothing_is_refused(
    office: Office, given: dict[str, object], error: type[errors.LindungError]
) -> None:
    office.deploy(waiting_for("jawaban"))
    supervisor = office.user("ida", "penyelia")
    started = office.start(office.user("siti", "petugas_pengaduan"))
    wanted: dict[str, object] = {"name": "jawaban", "case_number": started.case_number, "variables": {}}

    with pytest.raises(error), office.acting(supervisor) as tx:
        messages.deliver(tx, **(wanted | given))  # type: ignore[arg-type] # each row of the table is right but for one


def test_a_message_twice_is_refused_the_second_time(office: Office) -> None:
    office.deploy(waiting_for("jawaban"))
    supervisor = office.user("ida", "penyelia")
    number = office.start(office.user("siti", "petugas_pengaduan")).case_number
    with office.acting(supervisor) as tx:
        messages.deliver(tx, name="jawaban", case_number=number, variables={})

    with pytest.raises(messages.MessageNotExpectedError), office.acting(supervisor) as tx:
        messages.deliver(tx, name="jawaban", case_number=number, variables={})


def failing() -> dict[str, bytes]:
    """Give a procedure whose timer leads to a gateway that cannot be decided."""
    timer = (
        '<boundaryEvent id="lewat" name="Terlambat" attachedToRef="terima" cancelActivity="false" lindung:basis="P">'
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    gateway = '<exclusiveGateway id="pilih" name="Perlu ditegur?" default="alur_pilih_selesai_lain" lindung:basis="P"/>'
    condition = (
        '<sequenceFlow id="ya" name="Ya" sourceRef="pilih" targetRef="tegur">'
        "<conditionExpression>= risiko</conditionExpression></sequenceFlow>"
    )
    content = procedures.start() + procedures.task("terima", "Terima laporan") + timer + procedures.end() + gateway
    content += procedures.task("tegur", "Tegur") + procedures.end("selesai_tegur") + procedures.end("selesai_lain")
    content += procedures.flows("mulai", "terima", "selesai") + procedures.flows("lewat", "pilih", "selesai_lain")
    content += condition + procedures.flows("tegur", "selesai_tegur")
    content += '<dataObject id="data_risiko" name="risiko"/>'
    officer = ["mulai", "terima", "lewat", "pilih", "selesai", "selesai_lain"]
    return procedures.bundle(content, lanes={"petugas_pengaduan": officer, "penyelia": ["tegur", "selesai_tegur"]})


def test_a_failing_timer_becomes_one_incident_and_keeps_nobody_waiting(office: Office) -> None:
    office.deploy(failing())
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    with office.acting(officer) as tx:
        broken = instances.start(
            tx, process_definition="uji", agency=procedures.AGENCY, channel="datang", received_at=None,
            variables={"risiko": "sedang"}, form={},
        )  # fmt: skip
    office.clock.advance(timedelta(hours=2))

    first, second = draining.run_due(office.runtime), draining.run_due(office.runtime)

    assert (first.failures, second.failures) == (1, 0)
    with office.acting(supervisor) as tx:
        (incident,) = incidents.search(tx, state="open", cursor=None, limit=10).items
    assert (incident.process_instance, incident.code) == (broken.id, "process_failed")


def test_retrying_an_incident_lets_the_timer_fire_again(office: Office) -> None:
    test_a_failing_timer_becomes_one_incident_and_keeps_nobody_waiting(office)
    with office.acting(CLI) as tx:
        incident = incidents.search(tx, state="open", cursor=None, limit=10).items[0]
        incidents.retry(tx, incident.id)

    assert draining.run_due(office.runtime).failures == 1
    with pytest.raises(errors.ConflictError), office.acting(CLI) as tx:
        incidents.retry(tx, incident.id)


def test_a_job_that_keeps_failing_ends_in_an_incident(office: Office) -> None:
    with office.runtime.database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO jobs (id, kind, dedup_key, payload, run_at, state, attempts) VALUES "
                "('11111111111141118111111111111111', 'kind.unknown', 'k', '{}', '2026-11-20 01:00:00', 'due', 0)"
            )
        )
    failures = 0
    for _ in range(jobs.MAX_ATTEMPTS + 1):
        failures += draining.run_due(office.runtime).failures
        office.clock.advance(timedelta(hours=1))

    assert failures == jobs.MAX_ATTEMPTS
    with office.acting(CLI) as tx:
        (incident,) = incidents.search(tx, state="open", cursor=None, limit=10).items
        assert incident.code == "job_kind_unknown"
        incidents.retry(tx, incident.id)
    assert draining.run_due(office.runtime).failures == 1
