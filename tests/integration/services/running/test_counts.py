"""A count that is none stops at its own element, is seen as an incident, and holds up nobody else."""

import dataclasses

import pytest

from engine.bpmn.base.errors import MultiInstanceCountError, StepTooSlowError
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.audit import history
from engine.services.incidents import incidents
from engine.services.user_tasks import user_tasks
from tests.support.offices.factories import CLI, Office
from tests.support.playing import counting


def received(office: Office, count: object) -> tuple[actors.Actor, str, str]:
    """Give the officer, instance and open task of a case in which ``jumlah`` has this value."""
    office.deploy(counting.repeated())
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer, variables={"jumlah": count})
    return officer, started.id, started.open_user_tasks[0].id


@pytest.mark.parametrize("count", [-1, 2.5, None, "dua", 101, 1_000_000])
def test_a_count_that_is_none_is_an_incident_at_its_own_element(office: Office, count: object) -> None:
    officer, instance_id, task_id = received(office, count)

    with pytest.raises(MultiInstanceCountError) as refused:
        office.complete(officer, task_id)

    assert (refused.value.ids["element_id"], refused.value.ids["element_name"]) == ("kunjungi", "Kunjungi anak")
    with office.acting(CLI) as tx:
        (incident,) = incidents.search(tx, state="open", cursor=None, limit=10).items
    found = (incident.code, incident.process_instance, incident.element_id)
    assert found == ("multi_instance_count", instance_id, "kunjungi")


def test_the_refused_step_leaves_the_task_open_and_the_next_case_goes_on(office: Office) -> None:
    officer, _, task_id = received(office, 1_000_000)
    with pytest.raises(MultiInstanceCountError):
        office.complete(officer, task_id)

    other = office.start(officer, variables={"jumlah": 2})
    opened = office.complete(officer, other.open_user_tasks[0].id).open_user_tasks

    assert [task.element_id for task in opened] == ["kunjungi", "kunjungi"]
    with office.acting(officer) as tx:
        assert user_tasks.get(tx, task_id).state == "open"


def bounded(office: Office, **settings: float) -> Office:
    """Give the same office under other bounds."""
    installation = office.runtime.installation
    others = dataclasses.replace(installation.settings, **settings)  # type: ignore[arg-type]  # numbers all
    lower: Runtime = dataclasses.replace(
        office.runtime, installation=dataclasses.replace(installation, settings=others)
    )
    return dataclasses.replace(office, runtime=lower)


def test_what_was_accepted_replays_after_the_bound_was_lowered(office: Office) -> None:
    officer, instance_id, task_id = received(office, 5)
    office.complete(officer, task_id)

    lower = bounded(office, most_instances=2)

    with lower.acting(CLI) as tx:
        assert history.replay(tx, instance_id).equal


def test_the_bounds_of_the_installation_hold_at_run_time(office: Office) -> None:
    officer, _, task_id = received(office, 5)

    with pytest.raises(MultiInstanceCountError):
        bounded(office, most_instances=4).complete(officer, task_id)
    with pytest.raises(StepTooSlowError):
        bounded(office, step_seconds=0).complete(officer, task_id)
    assert len(office.complete(officer, task_id).open_user_tasks) == 5
