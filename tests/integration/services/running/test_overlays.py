"""Overlays: what the law attaches to a case begins with the step that calls for it, and then runs by itself."""

from datetime import UTC, timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.base import variables
from engine.services.cases import cases, instances
from engine.services.cases.results import CaseView
from engine.services.inbox import inbox
from engine.services.messages import messages
from engine.services.policy import definitions
from engine.services.running import overlays as attached
from engine.services.running import steps
from engine.services.time import readings, sla_clocks
from engine.services.user_tasks.results import InstanceView
from engine.store.cases import cases as stored
from engine.store.tables.people import Agency
from tests.support.offices import overlaid, procedures
from tests.support.offices.factories import AGENCY, CLI, Office

FORMS = {"terima": overlaid.HIGH, "periksa": overlaid.HIGH, "putuskan": overlaid.LOW}


@pytest.fixture
def place(office: Office) -> Office:
    """Deploy a procedure of two steps and the overlay that a high risk calls for."""
    office.deploy(procedures.two_steps())
    office.deploy(overlaid.by_data())
    return office


@pytest.fixture
def boss(office: Office) -> actors.Actor:
    """Give a person who may do everything here."""
    return office.user("ida", "petugas_pengaduan", "penyelia")


def do(office: Office, actor: actors.Actor, element: str, *, form: dict[str, Any] | None = None) -> None:
    """Complete the open task of an element."""
    with office.acting(actor) as tx:
        found = inbox.search(tx, inbox.TaskQuery()).items
    [task] = [one for one in found if one.element_id == element]
    office.complete(actor, task.id, form=form or FORMS[element])


def read(office: Office, actor: actors.Actor, number: str) -> CaseView:
    """Give the case with all its instances."""
    with office.acting(actor) as tx:
        return cases.get(tx, number)


def overlays(case: CaseView) -> list[InstanceView]:
    """Give the overlay's instances."""
    return [one for one in case.instances if one.process_definition == "lapis"]


def test_the_step_that_makes_the_condition_true_starts_the_overlay(place: Office, boss: actors.Actor) -> None:
    number = place.start(boss).case_number
    before = overlays(read(place, boss, number))
    place.clock.advance(timedelta(hours=5))

    do(place, boss, "terima")

    [begun] = overlays(read(place, boss, number))
    assert before == []
    assert [task.element_id for task in begun.open_user_tasks] == ["putuskan"]
    assert begun.received_at == place.clock.now() - timedelta(hours=5)  # the promise counts from the report


def test_it_has_its_own_history_clock_and_reason(place: Office, boss: actors.Actor) -> None:
    host = place.start(boss)
    do(place, boss, "terima")
    [begun] = overlays(read(place, boss, host.case_number))

    with place.acting(boss) as tx:
        [event] = history.events(tx, begun.id).items
        [clock] = sla_clocks.search(tx).items
    assert event.data["origin"] == {"process_instance": host.id, "seq": 3}
    assert event.data["after"]["risiko"] == "tinggi"
    assert (clock.process_instance, clock.milestone) == (begun.id, "lapor")
    with place.acting(CLI) as tx:
        assert history.replay(tx, begun.id).equal
        assert history.replay(tx, host.id).equal
        assert history.verify(tx).ok


def test_while_one_runs_no_second_begins(place: Office, boss: actors.Actor) -> None:
    number = place.start(boss).case_number
    do(place, boss, "terima")

    do(place, boss, "periksa")

    assert len(overlays(read(place, boss, number))) == 1


def test_a_condition_that_stays_true_calls_for_it_once(place: Office, boss: actors.Actor) -> None:
    number = place.start(boss).case_number
    do(place, boss, "terima")
    do(place, boss, "putuskan")

    do(place, boss, "periksa", form={"risiko": "tinggi", "kronologi": "Lagi."})

    assert [one.state for one in overlays(read(place, boss, number))] == ["completed"]


def test_a_case_that_ran_before_the_overlay_came_gets_it_at_its_next_step(office: Office, boss: actors.Actor) -> None:
    office.deploy(procedures.side_by_side(2))
    number = office.start(boss).case_number
    do(office, boss, "tugas_1", form=overlaid.HIGH)
    office.deploy(overlaid.by_data('when = "risiko != \\"rendah\\""'))

    do(office, boss, "tugas_2", form={**overlaid.HIGH, "risiko": "sedang"})

    assert len(overlays(read(office, boss, number))) == 1


def test_the_case_is_closed_only_when_nothing_runs(place: Office, boss: actors.Actor) -> None:
    number = place.start(boss).case_number
    do(place, boss, "terima")
    do(place, boss, "periksa")
    procedure_over = read(place, boss, number).state

    do(place, boss, "putuskan")

    case = read(place, boss, number)
    assert (procedure_over, case.state) == ("open", "closed")
    assert case.risk == "tinggi"  # an overlay's own answers are not the case's risk


def test_a_message_calls_for_an_overlay_even_after_the_end(office: Office, boss: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    office.deploy(overlaid.by_message())
    number = office.start(boss).case_number
    do(office, boss, "terima")
    do(office, boss, "periksa")
    office.clock.advance(timedelta(days=9))

    with office.acting(boss) as tx:
        [reached] = messages.deliver(tx, name="data_bocor", case_number=number, variables={"sebab": "salah_kirim"})
    case = read(office, boss, number)

    [begun] = overlays(case)
    assert (begun.id, case.state) == (reached.process_instance, "open")
    assert begun.received_at == office.clock.now()
    with office.acting(boss) as tx:
        [event] = history.events(tx, begun.id).items
    assert (event.data["origin"], event.role) == ({"message": "data_bocor"}, "penyelia")
    assert event.data["after"]["sebab"] == "salah_kirim"


def test_the_same_message_again_finds_it_running(office: Office, boss: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    office.deploy(overlaid.by_message())
    number = office.start(boss).case_number
    with office.acting(boss) as tx:
        messages.deliver(tx, name="data_bocor", case_number=number, variables={})

    with office.acting(boss) as tx, pytest.raises(messages.MessageNotExpectedError):
        messages.deliver(tx, name="data_bocor", case_number=number, variables={})
    with office.acting(boss) as tx, pytest.raises(messages.MessageNotExpectedError):
        messages.deliver(tx, name="kabar_lain", case_number=number, variables={})


def test_what_the_overlay_itself_decides_cannot_be_sent(office: Office, boss: actors.Actor) -> None:
    office.deploy(procedures.with_timer())
    office.deploy(overlaid.by_message())
    number = office.start(boss).case_number

    with office.acting(boss) as tx, pytest.raises(variables.ReservedVariableError):
        messages.deliver(tx, name="data_bocor", case_number=number, variables={"risiko": "rendah"})


@pytest.mark.parametrize("bounds", ['procedures = ["lain"]', "agencies"])
def test_an_overlay_may_be_bound_to_procedures_and_agencies(office: Office, boss: actors.Actor, bounds: str) -> None:
    when = 'when = "= risiko = \\"tinggi\\""\n'
    elsewhere = 'agencies = ["lembaga_lain"]' if bounds == "agencies" else ""
    office.deploy(procedures.two_steps())
    if elsewhere:
        with office.acting(CLI) as tx:
            tx.session.add(Agency(code="lembaga_lain", name="Lembaga lain", zone="Asia/Jakarta", source=""))
    office.deploy(overlaid.by_data(when + ("" if elsewhere else bounds), agencies=elsewhere))
    number = office.start(boss).case_number

    do(office, boss, "terima")

    assert overlays(read(office, boss, number)) == []


def test_an_overlay_survives_a_new_version_of_the_procedure(place: Office, boss: actors.Actor) -> None:
    place.deploy(procedures.two_steps(separate=True))
    number = place.start(boss).case_number

    do(place, boss, "terima")

    assert len(overlays(read(place, boss, number))) == 1


def test_nobody_opens_a_case_with_an_overlay(place: Office, boss: actors.Actor) -> None:
    with pytest.raises(errors.NotFoundError):
        place.start(boss, procedure="lapis")


def test_an_overlay_is_listed_in_every_agency_without_channels(place: Office, boss: actors.Actor) -> None:
    with place.acting(boss) as tx:
        found = definitions.get(tx, "lapis")
        assert readings.search(tx, "lapis") == ()

    assert (found.is_overlay, found.channels) == (True, ())
    assert AGENCY in found.agencies
    assert len(found.agencies) > 1


def test_its_promise_is_explained_without_a_channel(place: Office) -> None:
    with place.acting(CLI) as tx:
        found = sla_clocks.explain(tx, procedure="lapis", milestone="lapor", start=place.clock.now())

    assert (found.due - found.start, found.channel) == (timedelta(hours=72), "")


def test_a_cancelled_overlay_does_not_come_back(place: Office, boss: actors.Actor) -> None:
    number = place.start(boss).case_number
    do(place, boss, "terima")
    [begun] = overlays(read(place, boss, number))
    with place.acting(boss) as tx:
        instances.cancel(tx, begun.id, reason_code="laporan_ganda")

    do(place, boss, "periksa")

    assert [one.state for one in overlays(read(place, boss, number))] == ["cancelled"]


def test_what_runs_on_a_case_does_not_begin_twice(place: Office, boss: actors.Actor) -> None:
    begun = place.start(boss)
    do(place, boss, "terima")
    with place.acting(CLI) as tx:
        host = stored.get(tx.session, begun.id)
        assert host is not None
        moved = {"before": {"risiko": "sedang"}, "after": {"risiko": "tinggi"}}
        assert attached.called_by_data(tx, host, steps.deployed(tx, host), **moved, zone=UTC) == []
