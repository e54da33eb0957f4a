"""Messages: from people and from diagrams, to whoever waits at that moment and to nobody else."""

from datetime import timedelta

import pytest

from engine import errors
from engine.services.audit import history
from engine.services.cases import instances
from engine.services.jobs import jobs
from engine.services.messages import messages
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

UNKNOWN = "00000000-0000-4000-8000-000000000000"
MESSAGE = '<messageEventDefinition messageRef="m_kabar"/>'


def telling() -> dict[str, bytes]:
    """Give a procedure with two ways at once: one waits for news, the other tells it after a task."""
    gates = "".join(f'<parallelGateway id="{name}" name="{name}" lindung:basis="P"/>' for name in ("pisah", "temu"))
    wait = (
        f'<intermediateCatchEvent id="tunggu" name="Tunggu kabar" lindung:basis="P">{MESSAGE}</intermediateCatchEvent>'
    )
    tell = f'<intermediateThrowEvent id="kabari" name="Kabari" lindung:basis="P">{MESSAGE}</intermediateThrowEvent>'
    ways = procedures.flows("mulai", "pisah", "tunggu", "temu", "selesai")
    ways += procedures.flows("pisah", "terima", "kabari", "temu")
    content = procedures.start() + gates + wait + procedures.task("terima", "Terima") + tell + procedures.end() + ways
    return named(content, ["mulai", "pisah", "tunggu", "terima", "kabari", "temu", "selesai"])


def patient(duration: str) -> dict[str, bytes]:
    """Give a procedure that waits for news, but only so long."""
    gate = '<eventBasedGateway id="yang" name="Yang lebih dahulu" lindung:basis="P"/>'
    wait = (
        f'<intermediateCatchEvent id="tunggu" name="Tunggu kabar" lindung:basis="P">{MESSAGE}</intermediateCatchEvent>'
    )
    late = (
        '<intermediateCatchEvent id="lewat" name="Terlalu lama" lindung:basis="P"><timerEventDefinition>'
        f"<timeDuration>{duration}</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    )
    ways = procedures.flows("mulai", "yang", "tunggu", "selesai") + procedures.flows("yang", "lewat", "cari", "usai")
    ends = procedures.end() + procedures.end("usai")
    content = procedures.start() + gate + wait + late + procedures.task("cari", "Cari kabar") + ends + ways
    return named(content, ["mulai", "yang", "tunggu", "lewat", "cari", "selesai", "usai"])


def named(content: str, nodes: list[str]) -> dict[str, bytes]:
    """Give the bundle with the message that it speaks of."""
    files = procedures.bundle(content, lanes={"petugas_pengaduan": nodes})
    message = b'<message id="m_kabar" name="kabar"/><process '
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b"<process ", message, 1)}


def test_a_message_that_a_diagram_sends_arrives_by_a_job(office: Office) -> None:
    office.deploy(telling())
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)

    first, second = draining.run_due(office.runtime), draining.run_due(office.runtime)

    assert (first.jobs, second.jobs) == (1, 0)
    with office.acting(officer) as tx:
        assert instances.get(tx, started.id).state == "completed"


def test_a_message_to_nobody_stays_in_the_outbox_and_is_no_failure(office: Office) -> None:
    office.deploy(telling())
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    started = office.start(officer)
    with office.acting(supervisor) as tx:
        messages.deliver(tx, name="kabar", case_number=started.case_number, variables={})
    office.complete(officer, started.open_user_tasks[0].id)

    drained = draining.run_due(office.runtime)

    assert (drained.jobs, drained.failures) == (1, 0)


def test_a_message_that_is_not_in_the_outbox_reaches_nobody(office: Office) -> None:
    with office.acting(draining.JOBS) as tx:
        assert messages.forward(tx, message_id=UNKNOWN) == 0


def test_news_that_come_too_late_are_refused(office: Office) -> None:
    office.deploy(patient("PT1H"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    number = office.start(officer).case_number
    office.clock.advance(timedelta(hours=2))

    with pytest.raises(messages.MessageNotExpectedError), office.acting(supervisor) as tx:
        messages.deliver(tx, name="kabar", case_number=number, variables={})


def test_a_suspended_case_takes_no_news(office: Office) -> None:
    office.deploy(patient("PT1H"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    started = office.start(officer)
    with office.acting(supervisor) as tx:
        instances.suspend(tx, started.id)

    with pytest.raises(messages.MessageNotExpectedError), office.acting(supervisor) as tx:
        messages.deliver(tx, name="kabar", case_number=started.case_number, variables={})


def test_a_stranger_cannot_tell_whether_the_case_exists(office: Office) -> None:
    office.deploy(patient("PT1H"))
    number = office.start(office.user("siti", "petugas_pengaduan")).case_number
    stranger = office.user("joko", "penyelia", agency="uptd_ppa_lain")

    with pytest.raises(errors.NotFoundError), office.acting(stranger) as tx:
        messages.deliver(tx, name="kabar", case_number=number, variables={})


def test_a_job_that_was_done_meanwhile_has_not_failed(office: Office) -> None:
    office.deploy(telling())
    officer = office.user("siti", "petugas_pengaduan")
    office.complete(officer, office.start(officer).open_user_tasks[0].id)
    with office.acting(draining.JOBS) as tx:
        job = jobs.claim(tx)
        assert job is not None
        jobs.take(tx, job)
        assert jobs.carry_out(tx, job.id)

    with office.acting(draining.JOBS) as tx:
        for job_id in (job.id, UNKNOWN):
            jobs.failed(tx, job_id, code="unexpected")

    assert (job.state, job.attempts) == ("done", 1)
    with office.acting(CLI) as tx:
        assert history.verify(tx).ok
