"""Incidents: a technical stop of any kind is kept once, seen by who may, and tried again when a person says so."""

from datetime import timedelta

import pytest

from engine import errors
from engine.domain.people import actors
from engine.errors import ProcessFailedError
from engine.services.base.transaction import Transaction
from engine.services.cases import instances
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView
from engine.services.running import timers
from engine.services.user_tasks import user_tasks
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def undecided(*before: str) -> dict[str, bytes]:
    """Give a procedure with a gateway that cannot be decided after these tasks: its condition is a text."""
    tasks = "".join(procedures.task(name, name.title()) for name in before)
    gateway = '<exclusiveGateway id="pilih" name="Lanjut?" default="alur_pilih_selesai" lindung:basis="P"/>'
    condition = (
        '<sequenceFlow id="ya" name="Ya" sourceRef="pilih" targetRef="lain">'
        "<conditionExpression>= instansi</conditionExpression></sequenceFlow>"
    )
    ways = procedures.flows("mulai", *before, "pilih", "selesai") + condition
    content = procedures.start() + tasks + gateway + procedures.end() + procedures.end("lain") + ways
    return procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", *before, "pilih", "selesai", "lain"]})


def listed(office: Office, actor: actors.Actor = CLI, *, state: str | None = "open") -> tuple[IncidentView, ...]:
    """Give the incidents that the actor sees."""
    with office.runtime.transaction(actor, reads_only=True) as tx:
        return incidents.search(tx, state=state, cursor=None, limit=10).items


def test_a_completion_that_fails_is_an_incident_and_changes_nothing_else(office: Office) -> None:
    office.deploy(undecided("terima"))
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    task = started.open_user_tasks[0]

    with pytest.raises(ProcessFailedError):
        office.complete(officer, task.id)

    (incident,) = listed(office)
    assert (incident.code, incident.process_instance, incident.element_id) == ("process_failed", started.id, "pilih")
    with office.acting(officer) as tx:
        assert user_tasks.get(tx, task.id).state == "open"


def test_a_completion_that_fails_again_counts_up(office: Office) -> None:
    office.deploy(undecided("terima"))
    officer = office.user("siti", "petugas_pengaduan")
    task = office.start(officer).open_user_tasks[0]

    for _ in range(3):
        with pytest.raises(ProcessFailedError):
            office.complete(officer, task.id)

    assert [incident.attempts for incident in listed(office)] == [3]


def test_a_start_that_fails_leaves_an_incident_without_a_case(office: Office) -> None:
    office.deploy(undecided())
    officer = office.user("siti", "petugas_pengaduan")

    for _ in range(2):
        with pytest.raises(ProcessFailedError):
            office.start(officer)

    assert [(one.process_instance, one.case_number, one.attempts) for one in listed(office)] == [(None, None, 2)]


def test_incidents_page_from_the_newest_and_are_of_ones_own_agency(office: Office) -> None:
    office.deploy(undecided("terima"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    stranger = office.user("joko", "penyelia", agency="uptd_ppa_lain")
    for _ in range(3):
        with pytest.raises(ProcessFailedError):
            office.complete(officer, office.start(officer).open_user_tasks[0].id)
        office.clock.advance(timedelta(minutes=1))

    with office.acting(supervisor) as tx:
        first = incidents.search(tx, state=None, cursor=None, limit=2)
        rest = incidents.search(tx, state=None, cursor=first.next, limit=2)

    times = [incident.created_at for incident in (*first.items, *rest.items)]
    assert times == sorted(times, reverse=True)
    assert (len(times), rest.next) == (3, None)
    assert listed(office, stranger) == ()


def test_who_may_not_know_an_incident_cannot_retry_it(office: Office) -> None:
    office.deploy(undecided("terima"))
    officer, stranger = (
        office.user("siti", "petugas_pengaduan"),
        office.user("joko", "penyelia", agency="uptd_ppa_lain"),
    )
    with pytest.raises(ProcessFailedError):
        office.complete(officer, office.start(officer).open_user_tasks[0].id)

    for incident_id in (listed(office)[0].id, UNKNOWN):
        with pytest.raises(errors.NotFoundError), office.acting(stranger) as tx:
            incidents.retry(tx, incident_id)


def test_who_may_only_look_cannot_retry(office: Office) -> None:
    office.deploy(undecided("terima"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    with pytest.raises(ProcessFailedError):
        office.complete(officer, office.start(officer).open_user_tasks[0].id)

    (incident,) = listed(office, supervisor)
    with pytest.raises(errors.NotPermittedError), office.acting(supervisor) as tx:
        incidents.retry(tx, incident.id)


def test_two_jobs_that_fail_alike_are_two_incidents(office: Office) -> None:
    with office.acting(CLI) as tx:
        for job_id in (UNKNOWN, UNKNOWN.replace("0000-4", "1111-4")):
            incidents.open_for(tx, code="job_kind_unknown", job_id=job_id)

    assert [incident.attempts for incident in listed(office)] == [1, 1]


def test_an_incident_of_no_case_is_retried_by_who_may_retry_any(office: Office) -> None:
    admin, supervisor = office.user("adi", "admin_sistem"), office.user("ida", "penyelia")
    with office.acting(CLI) as tx:
        incidents.open_for(tx, code="job_kind_unknown", job_id=UNKNOWN)
    (incident,) = listed(office, supervisor)

    with pytest.raises(errors.NotPermittedError), office.acting(supervisor) as tx:
        incidents.retry(tx, incident.id)
    with office.acting(admin) as tx:
        assert incidents.retry(tx, incident.id).state == "resolved"


def test_an_unexpected_failure_holds_the_case_and_lets_the_others_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.deploy(procedures.with_timer("PT1H"))
    officer = office.user("siti", "petugas_pengaduan")
    first, _ = office.start(officer), office.start(officer)
    office.clock.advance(timedelta(hours=2))
    fire = timers.fire_due

    def unlucky(tx: Transaction, instance_id: str) -> int:
        if instance_id == first.id:
            raise RuntimeError
        return fire(tx, instance_id)

    monkeypatch.setattr(timers, "fire_due", unlucky)

    drained = draining.run_due(office.runtime)

    assert (drained.timers, drained.failures) == (1, 1)
    (incident,) = listed(office)
    assert (incident.code, incident.process_instance) == ("unexpected", first.id)
    with office.acting(CLI) as tx:
        incidents.retry(tx, incident.id)
    monkeypatch.undo()
    assert draining.run_due(office.runtime).timers == 1


def test_a_suspended_case_is_not_fired_by_a_worker_that_heard_of_it_before(office: Office) -> None:
    office.deploy(procedures.with_timer("PT1H"))
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    started = office.start(officer)
    office.clock.advance(timedelta(hours=2))
    with office.acting(supervisor) as tx:
        instances.suspend(tx, started.id)

    with office.acting(draining.TIMERS) as tx:
        assert timers.fire_due(tx, started.id) == 0
        assert timers.fire_due(tx, UNKNOWN) == 0
