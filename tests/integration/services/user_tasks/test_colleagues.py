"""Colleagues: the people whom a page offers for handing tasks over."""

import pytest

from engine.domain.people import actors
from engine.services.user_tasks import colleagues, life_cycle
from tests.support.offices import procedures
from tests.support.offices.factories import Office


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Deploy the procedure of two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan")


def test_colleagues_are_those_of_the_agencies_where_one_may_hand_over(office: Office, officer: actors.Actor) -> None:
    office.user("jauh", "petugas_pengaduan", agency="uptd_ppa_jember")
    office.user("ida", "penyelia")
    auditor = office.user("ani", "auditor")

    with office.acting(officer) as tx:
        assert [(one.username, one.name) for one in colleagues.everywhere(tx)] == [("ida", "Ida"), ("siti", "Siti")]
    with office.acting(auditor) as tx:
        assert colleagues.everywhere(tx) == ()


def test_successors_are_the_other_holders_of_the_tasks_role(office: Office, officer: actors.Actor) -> None:
    other, auditor = office.user("joko", "petugas_pengaduan"), office.user("ani", "auditor")
    office.user("ida", "penyelia")
    task_id = office.start(officer).open_user_tasks[0].id
    with office.acting(officer) as tx:
        held = life_cycle.claim(tx, task_id)

    offered = {}
    for actor in (officer, other, auditor):
        with office.acting(actor) as tx:
            offered[actor.id] = [one.username for one in colleagues.successors(tx, held)]

    assert offered == {officer.id: ["joko"], other.id: [], auditor.id: []}
