"""A case that stands still is told at once, by the elements where it waits, and until it goes on."""

import pytest
from sqlalchemy import delete, update

from engine.bpmn.base.errors import MultiInstanceCountError
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.base import promises
from engine.services.cases import instances
from engine.services.incidents import incidents, standstill
from engine.services.incidents.results import IncidentView
from engine.services.jobs import metrics
from engine.services.messages import messages
from engine.services.notifying import notifications
from engine.services.user_tasks.results import InstanceView
from engine.store.tables.incidents import Incident
from tasks import draining
from tests.support.offices import procedures, stuck
from tests.support.offices.factories import CLI, Office
from tests.support.playing import counting

CODE = "instance_stands_still"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
JOIN, EVENT = ("temu", "Semua selesai"), ("tunggu", "Tunggu kabar")


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Give an intake officer."""
    return office.user("siti", "petugas_pengaduan")


def begun(office: Office, officer: actors.Actor, files: dict[str, bytes]) -> InstanceView:
    stuck.deploy(office, files)
    return office.start(officer, variables={"lama": None})


def proceed(office: Office, officer: actors.Actor, case: InstanceView, **answers: str) -> None:
    """Complete the open task of the case."""
    with office.acting(officer) as tx:
        (task,) = instances.get(tx, case.id).open_user_tasks
    office.complete(officer, task.id, form={**procedures.ANSWERS, **answers})


def listed(office: Office, state: str = "open") -> list[IncidentView]:
    with office.acting(CLI) as tx:
        return list(incidents.search(tx, state=state, cursor=None, limit=10).items)


def codes(office: Office, state: str = "open") -> list[str]:
    return [one.code for one in listed(office, state)]


@pytest.fixture
def standing(office: Office, officer: actors.Actor) -> InstanceView:
    """Give a case that waits for a signal which nothing throws, while news of any kind may come."""
    case = begun(office, officer, stuck.waiting(stuck.SIGNAL, stuck.told()))
    proceed(office, officer, case)
    return case


def bring(office: Office, case: InstanceView) -> None:
    """Bring news to the case."""
    with office.acting(office.user("ida", "penyelia")) as tx:
        messages.deliver(tx, name="kabar", case_number=case.case_number, variables={})


@pytest.mark.parametrize(
    ("files", "at"),
    [
        pytest.param(stuck.lacking(), JOIN, id="a join that lacks a token"),
        pytest.param(stuck.waiting(stuck.SIGNAL), EVENT, id="a signal that nothing throws"),
        pytest.param(stuck.waiting(stuck.NO_MOMENT), EVENT, id="a timer without a moment"),
        pytest.param(stuck.waiting(stuck.HIGH), EVENT, id="a condition that nothing changes"),
        pytest.param(stuck.waiting(stuck.SIGNAL, stuck.told()), EVENT, id="beside an armed event sub-process"),
        pytest.param(stuck.waiting(stuck.SIGNAL, stuck.told(interrupting=True)), EVENT, id="beside a withdrawal"),
    ],
)
def test_a_case_that_stands_still_is_an_incident_at_the_element_where_it_waits(
    office: Office, officer: actors.Actor, files: dict[str, bytes], at: tuple[str, str]
) -> None:
    case = begun(office, officer, files)
    while not codes(office):
        proceed(office, officer, case)

    (incident,) = listed(office)
    assert (incident.code, incident.process_instance, incident.case_number) == (CODE, case.id, case.case_number)
    assert (incident.element_id, incident.element_names) == (at[0], (at[1],))


def test_a_count_that_is_none_stops_the_step_before_it_so_the_case_does_not_stand(
    office: Office, officer: actors.Actor
) -> None:
    office.deploy(counting.repeated())
    case = office.start(officer, variables={"jumlah": -1})
    with pytest.raises(MultiInstanceCountError):
        proceed(office, officer, case)

    assert codes(office) == ["multi_instance_count"]
    with office.acting(officer) as tx:
        assert [task.element_id for task in instances.get(tx, case.id).open_user_tasks] == ["terima"]


def test_what_people_did_is_kept_and_replays(office: Office, standing: InstanceView) -> None:
    with office.acting(CLI) as tx:
        assert history.replay(tx, standing.id).equal
        assert history.verify(tx).ok
    with office.acting(office.user("rina", "penyelia")) as tx:
        assert instances.get(tx, standing.id).open_user_tasks == ()


def test_it_is_told_once_and_until_the_case_goes_on(
    office: Office, officer: actors.Actor, standing: InstanceView
) -> None:
    bring(office, standing)
    assert (codes(office), codes(office, "resolved")) == ([], [CODE])

    proceed(office, officer, standing)
    assert (codes(office), codes(office, "resolved")) == ([CODE], [CODE])


def bells(office: Office, who: actors.Actor) -> list[tuple[str, str]]:
    """Give kind and case of the person's notifications, once the worker has told them."""
    draining.run_due(office.runtime)
    with office.acting(who) as tx:
        return [(one.kind, one.case_number) for one in notifications.mine(tx)]


def test_whoever_looks_at_incidents_of_the_agency_is_told_once_by_the_bell(
    office: Office, officer: actors.Actor
) -> None:
    supervisor, keeper = office.user("ida", "penyelia"), office.user("admin", "admin_sistem")
    stranger = office.user("joko", "penyelia", agency="uptd_ppa_lain")
    case = begun(office, officer, stuck.waiting(stuck.SIGNAL))
    proceed(office, officer, case)
    with office.acting(CLI) as tx:
        standstill.look(tx, instance_id=case.id)

    assert bells(office, supervisor) == bells(office, keeper) == [(CODE, case.case_number)]
    assert bells(office, stranger) == bells(office, officer) == []


def test_a_variable_that_another_way_of_the_case_sets_moves_it_on(office: Office, officer: actors.Actor) -> None:
    case = begun(office, officer, stuck.waiting(stuck.HIGH, stuck.told()))
    proceed(office, officer, case)
    assert codes(office) == [CODE]

    bring(office, case)
    proceed(office, officer, case, risiko="tinggi")

    assert (codes(office), codes(office, "resolved")) == ([], [CODE])


def test_a_case_that_is_called_off_stands_still_no_more(office: Office, standing: InstanceView) -> None:
    with office.acting(office.user("ida", "penyelia")) as tx:
        instances.cancel(tx, standing.id, reason_code="other")

    assert codes(office) == []


def test_it_is_counted(office: Office, standing: InstanceView) -> None:
    with office.acting(CLI) as tx:
        incidents.open_for(tx, code="job_kind_unknown", job_id=UNKNOWN)
        counted = metrics.snapshot(tx)
        assert incidents.stands_still(tx, [standing.id])
        assert not incidents.stands_still(tx, [UNKNOWN])

    assert (counted.standing_still, counted.open_incidents) == (1, 2)


def try_again(office: Office) -> IncidentView:
    """Ask for another look at the one open incident, and let the worker look."""
    (incident,) = listed(office)
    with office.acting(CLI) as tx:
        told = incidents.retry(tx, incident.id)
    assert draining.run_due(office.runtime).failures == 0
    return told


def test_trying_again_looks_again_and_keeps_the_incident_while_the_case_stands(
    office: Office, standing: InstanceView
) -> None:
    assert try_again(office).state == "open"

    (incident,) = listed(office)
    assert (incident.process_instance, incident.attempts) == (standing.id, 2)


def test_trying_again_closes_it_when_the_case_goes_on(office: Office, officer: actors.Actor) -> None:
    case = begun(office, officer, stuck.waiting(stuck.SIGNAL))
    with office.acting(CLI) as tx:
        incidents.open_for(tx, code=CODE, instance_id=case.id, element_id="tiada")

    assert try_again(office).element_names == ()

    assert (codes(office), codes(office, "resolved")) == ([], [CODE])


@pytest.fixture
def earlier(office: Office, standing: InstanceView) -> InstanceView:
    """Leave the case as an earlier release did, which told nobody."""
    with office.acting(CLI) as tx:
        tx.session.execute(delete(Incident))
    return standing


@pytest.mark.parametrize("held", [False, True])
def test_after_an_upgrade_every_case_is_looked_at_once(office: Office, earlier: InstanceView, *, held: bool) -> None:
    if held:
        with office.acting(office.user("ida", "penyelia")) as tx:
            instances.suspend(tx, earlier.id)
    with office.acting(CLI) as tx:
        assert standstill.promise_once(tx)
    with office.acting(CLI) as tx:
        assert not standstill.promise_once(tx)

    assert draining.run_due(office.runtime).failures == 0

    assert codes(office) == [CODE]


def test_many_cases_are_looked_at_part_by_part(office: Office, officer: actors.Actor, earlier: InstanceView) -> None:
    office.start(officer, variables={"lama": None})

    with office.acting(CLI) as tx:
        assert standstill.spread(tx, after=promises.FIRST, limit=1) == 1
    assert draining.run_due(office.runtime).failures == 0

    assert [one.process_instance for one in listed(office)] == [earlier.id]


def test_looking_once_more_changes_nothing(office: Office, standing: InstanceView) -> None:
    with office.acting(CLI) as tx:
        tx.session.execute(update(Incident).values(element_id="di_tempat_lain"))
    with office.acting(CLI) as tx:
        assert standstill.look(tx, instance_id=standing.id)
        assert not standstill.look(tx, instance_id=UNKNOWN)

    assert [one.element_id for one in listed(office)] == ["tunggu"]


def test_a_case_that_goes_on_was_never_told_of(office: Office, officer: actors.Actor) -> None:
    case = begun(office, officer, stuck.waiting(stuck.NEWS))
    with office.acting(CLI) as tx:
        assert not standstill.look(tx, instance_id=case.id)
    proceed(office, officer, case)
    bring(office, case)

    assert (codes(office), codes(office, "resolved")) == ([], [])
