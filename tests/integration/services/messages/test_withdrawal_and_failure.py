"""A withdrawal of consent counts when it arrives, also where a diagram that waits for it fails at it."""

from datetime import timedelta

import pytest

from engine.domain.people import actors
from engine.services.audit import history
from engine.services.incidents import incidents
from engine.services.jobs import jobs
from engine.services.messages import messages
from engine.services.running import outbox
from engine.services.user_tasks.results import InstanceView
from engine.store.cases import cases
from engine.store.tables.jobs import Job
from engine.store.tables.messages import OutboxMessage
from tasks import draining
from tests.integration.services.messages import test_messages
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

NEWS = "persetujuan_ditarik"
NOWHERE = "00000000-0000-4000-8000-000000000000"


def failing() -> dict[str, bytes]:
    """Give a procedure that waits for the withdrawal, and fails at it: a condition is neither true nor false."""
    wait = (
        '<intermediateCatchEvent id="tunggu" name="Tunggu" lindung:basis="P">'
        f"{test_messages.MESSAGE}</intermediateCatchEvent>"
    )
    gateway = '<exclusiveGateway id="pilih" name="Lanjut?" default="alur_pilih_selesai" lindung:basis="P"/>'
    way = (
        '<sequenceFlow id="ya" name="Ya" sourceRef="pilih" targetRef="lain">'
        '<conditionExpression>= if instansi = "" then true else instansi</conditionExpression></sequenceFlow>'
    )
    content = procedures.start() + wait + gateway + way + procedures.end() + procedures.end("lain")
    names = ["mulai", "tunggu", "pilih", "selesai"]
    files = test_messages.named(content + procedures.flows(*names), [*names, "lain"])
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b'name="kabar"', f'name="{NEWS}"'.encode())}


@pytest.fixture
def waiting(office: Office) -> InstanceView:
    """Start a case that waits for the withdrawal."""
    office.deploy(failing())
    return office.start(office.user("siti", "petugas_pengaduan"))


@pytest.fixture
def supervisor(office: Office) -> actors.Actor:
    """Give who may bring news to a case."""
    return office.user("ida", "penyelia")


def withdrawn(office: Office, case: InstanceView) -> bool:
    """Tell whether consent counts as withdrawn."""
    with office.acting(CLI) as tx:
        row = cases.by_number(tx.session, case.case_number)
        return row is not None and row.consent_withdrawn_at is not None


def arrive(office: Office, case: InstanceView) -> None:
    """Let the news arrive from another agency."""
    with office.acting(CLI) as tx:
        found = cases.get(tx.session, case.id)
        assert found is not None
        outbox.put(tx, case_id=found.case.id, instance_id=NOWHERE, element_id="x", name=NEWS, variables={})


def codes(office: Office) -> list[str]:
    with office.acting(CLI) as tx:
        return [one.code for one in incidents.search(tx, state="open", cursor=None, limit=10).items]


def test_what_arrives_from_another_agency_closes_the_gate_before_a_diagram_is_told(
    office: Office, waiting: InstanceView
) -> None:
    arrive(office, waiting)

    assert draining.run_due(office.runtime).failures == 1

    assert withdrawn(office, waiting)
    assert codes(office) == ["process_failed"]


def test_the_diagram_is_told_again_until_the_job_is_given_up(office: Office, waiting: InstanceView) -> None:
    arrive(office, waiting)
    for _ in range(jobs.MAX_ATTEMPTS + 1):
        draining.run_due(office.runtime)
        office.clock.advance(timedelta(hours=1))

    with office.acting(CLI) as tx:
        found = tx.session.query(Job).filter(Job.kind == "message.deliver")
        told = {job.dedup_key.rpartition(":")[2]: (job.state, job.attempts) for job in found}
        (message,) = tx.session.query(OutboxMessage)
        assert (message.delivered_at, message.stumbled_at is None) == (None, False)
        assert history.verify(tx).ok
    assert told == {message.id: ("done", 1), "heeded": ("failed", jobs.MAX_ATTEMPTS)}


def test_what_a_person_brings_closes_the_gate_and_is_told_to_the_diagram_later(
    office: Office, waiting: InstanceView, supervisor: actors.Actor
) -> None:
    with office.acting(supervisor) as tx:
        reached = messages.deliver(tx, name=NEWS, case_number=waiting.case_number, variables={})

    assert (reached, withdrawn(office, waiting)) == ((), True)
    assert draining.run_due(office.runtime).failures == 1
    assert codes(office) == ["process_failed"]
