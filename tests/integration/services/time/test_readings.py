"""Readings as data: a choice moves the clocks of running cases from its first day to its last."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.base import variables
from engine.services.cases import instances
from engine.services.messages import messages
from engine.services.running import following_readings
from engine.services.time import readings, sla_clocks
from engine.services.time.results import ReadingView
from engine.services.verification.results import HistoryEventView
from tasks import draining
from tests.support.offices import ambiguous, procedures
from tests.support.offices.factories import AGENCY, CLI, MORNING, Office

# The office stands at Friday 20 November, 09:00 in its zone.
TODAY = date(2026, 11, 20)
SIGNED = {"chosen_by": "Pejabat Contoh", "office": "Kepala Bidang", "sk": "800/1/2026"}


@pytest.fixture
def place(office: Office) -> Office:
    """Deploy the ambiguous procedure."""
    office.deploy(ambiguous.files())
    return office


def choose(where: Office, actor: actors.Actor = CLI, **given: Any) -> ReadingView:
    """Choose the long reading from today on, for good."""
    wanted: dict[str, Any] = {
        "procedure": "uji",
        "agency": None,
        "ambiguity": ambiguous.AMBIGUITY,
        "reading": ambiguous.LONG,
        "valid_from": None,
        "valid_to": None,
        **SIGNED,
    }
    with where.acting(actor) as tx:
        return readings.choose(tx, **(wanted | given))


def started(office: Office) -> tuple[str, actors.Actor]:
    """Register a report now; give the instance and a supervisor who may look at all of it."""
    office.start(office.user("siti", "petugas_pengaduan"))
    supervisor = office.user("ida", "penyelia")
    with office.acting(supervisor) as tx:
        [found] = instances.search(tx, state=None, case_number=None, cursor=None, limit=5).items
    return found.id, supervisor


def clocks(office: Office, actor: actors.Actor) -> list[tuple[str, timedelta]]:
    """Give each clock's state and its length, in the order of opening."""
    with office.acting(actor) as tx:
        found = sla_clocks.search(tx).items
    return [(one.state, one.due_at - one.started_at) for one in found if one.due_at]


def changes(office: Office, actor: actors.Actor, instance_id: str) -> list[HistoryEventView]:
    """Give the events that tell of readings."""
    with office.acting(actor) as tx:
        return [one for one in history.events(tx, instance_id).items if one.type == "readings.changed"]


def test_a_case_begins_with_the_readings_of_the_clause_file(place: Office) -> None:
    instance_id, supervisor = started(place)

    with place.acting(supervisor) as tx:
        [event] = history.events(tx, instance_id).items
    assert event.data["after"]["tafsir"] == {ambiguous.AMBIGUITY: ambiguous.SHORT}
    assert clocks(place, supervisor) == [("running", timedelta(hours=48))]


def test_a_choice_moves_open_clocks_and_its_end_moves_them_back(place: Office) -> None:
    instance_id, supervisor = started(place)
    choose(place, valid_to=TODAY + timedelta(days=3))

    draining.run_due(place.runtime)
    during = clocks(place, supervisor)
    place.clock.moment = datetime(2026, 11, 23, 17, tzinfo=UTC)  # the fourth day begins in the agency's zone
    draining.run_due(place.runtime)

    short, long = timedelta(hours=48), timedelta(days=14)
    assert during == [("replaced", short), ("running", long)]
    assert clocks(place, supervisor) == [("replaced", short), ("replaced", long), ("running", short)]
    with place.acting(CLI) as tx:
        assert history.replay(tx, instance_id).equal
        assert history.verify(tx).ok


def test_the_history_holds_the_old_and_the_new_value(place: Office) -> None:
    instance_id, supervisor = started(place)
    choose(place)
    draining.run_due(place.runtime)

    [event] = changes(place, supervisor, instance_id)

    assert (event.data["before"]["tafsir"], event.data["after"]["tafsir"]) == (
        {ambiguous.AMBIGUITY: ambiguous.SHORT},
        {ambiguous.AMBIGUITY: ambiguous.LONG},
    )
    assert [(clock, change) for clock, change, _ in event.data["effects"]["sla"]] == [
        ("penyampaian-1", "replaced"),
        ("penyampaian-2", "opened"),
    ]
    old, new = (datetime.fromisoformat(due) for _, _, due in event.data["effects"]["sla"])
    assert (old - MORNING, new - MORNING) == (timedelta(hours=48), timedelta(days=14))
    assert event.actor == "system:jobs"


def test_the_drawn_escalation_moves_with_the_clock(place: Office) -> None:
    instance_id, supervisor = started(place)
    choose(place)
    draining.run_due(place.runtime)
    place.clock.advance(timedelta(hours=49))

    draining.run_due(place.runtime)

    with place.acting(supervisor) as tx:
        assert [task.element_id for task in instances.get(tx, instance_id).open_user_tasks] == ["sampaikan"]


def test_a_choice_for_a_later_day_waits_for_it(place: Office) -> None:
    instance_id, supervisor = started(place)
    choose(place, valid_from=TODAY + timedelta(days=1))

    draining.run_due(place.runtime)
    before = changes(place, supervisor, instance_id)
    place.clock.moment = datetime(2026, 11, 20, 17, tzinfo=UTC)
    draining.run_due(place.runtime)

    assert (before, len(changes(place, supervisor, instance_id))) == ([], 1)


def test_looking_again_changes_nothing(place: Office) -> None:
    instance_id, supervisor = started(place)
    choose(place)
    draining.run_due(place.runtime)
    place.clock.advance(readings.AGAIN)

    looked = draining.run_due(place.runtime)

    assert looked.jobs == 2  # the second look, and the one running case
    assert len(changes(place, supervisor, instance_id)) == 1


def test_a_case_that_begins_under_a_choice_has_it_from_the_start(place: Office) -> None:
    choose(place)

    _, supervisor = started(place)

    assert clocks(place, supervisor) == [("running", timedelta(days=14))]


def test_a_suspended_case_learns_of_it_when_it_goes_on(place: Office) -> None:
    instance_id, supervisor = started(place)
    with place.acting(supervisor) as tx:
        instances.suspend(tx, instance_id)
    choose(place)
    draining.run_due(place.runtime)
    resting = changes(place, supervisor, instance_id)

    with place.acting(supervisor) as tx:
        instances.resume(tx, instance_id)

    assert (resting, len(changes(place, supervisor, instance_id))) == ([], 1)


def test_a_case_that_is_over_is_left_alone(place: Office) -> None:
    instance_id, supervisor = started(place)
    choose(place, valid_from=TODAY + timedelta(days=1))
    with place.acting(supervisor) as tx:
        instances.cancel(tx, instance_id, reason_code="laporan_ganda")
    place.clock.advance(timedelta(days=2))

    assert draining.run_due(place.runtime).failures == 0
    assert changes(place, supervisor, instance_id) == []


def test_a_promise_is_explained_under_the_choice_of_its_day(place: Office) -> None:
    choose(place, valid_from=TODAY + timedelta(days=7))

    with place.acting(CLI) as tx:
        now = sla_clocks.explain(tx, procedure="uji", milestone=ambiguous.PROMISE, start=MORNING)
        then = sla_clocks.explain(tx, procedure="uji", milestone=ambiguous.PROMISE, start=MORNING + timedelta(days=7))

    assert (now.reading_text, then.reading_text) == ("Dua kali dua puluh empat jam.", "Empat belas hari.")
    assert then.due - then.start == timedelta(days=14)


def test_what_stands_is_listed_with_who_signed(place: Office) -> None:
    choose(place, office=None)

    with place.acting(place.user("eko", "admin_kebijakan")) as tx:
        signed, unread = readings.search(tx, "uji", agency=AGENCY)

    assert (signed.in_force, signed.is_signed, signed.sk) == (ambiguous.LONG, True, "800/1/2026")
    assert (signed.office, signed.valid_from, signed.valid_to) == ("Kepala Bidang Uji", TODAY, None)
    assert signed.verbatim == "2 minggu (2 x 24 jam)"
    assert (unread.in_force, unread.is_signed) == (None, False)
    assert unread.verbatim == "Laporan diterima dan diperiksa."


def test_only_who_may_read_the_procedure_sees_its_readings(place: Office) -> None:
    stranger = place.user("rudi", "admin_kebijakan", agency="tiada")

    with place.acting(stranger) as tx, pytest.raises(errors.NotFoundError):
        readings.search(tx, "uji")
    with place.acting(CLI) as tx, pytest.raises(errors.NotFoundError):
        readings.search(tx, "tiada")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"procedure": "tiada"}, errors.NotFoundError),
        ({"agency": "tiada"}, errors.NotFoundError),
        ({"ambiguity": "AMB-9"}, readings.AmbiguityUnknownError),
        ({"reading": "sepekan"}, readings.ReadingUnknownError),
        ({"chosen_by": " "}, readings.ChoiceInvalidError),
        ({"sk": "9" * 201}, readings.ChoiceInvalidError),
        ({"valid_to": TODAY - timedelta(days=1)}, readings.ChoiceInvalidError),
    ],
)
def test_a_choice_that_cannot_hold_is_refused(
    place: Office, given: dict[str, Any], refusal: type[errors.LindungError]
) -> None:
    with pytest.raises(refusal):
        choose(place, **given)


def test_choosing_is_for_policy_staff_of_the_agency(place: Office) -> None:
    with pytest.raises(errors.NotPermittedError):
        choose(place, place.user("ida", "penyelia"))
    with pytest.raises(errors.NotPermittedError):
        choose(place, place.user("rudi", "admin_kebijakan", agency="tiada"))

    assert choose(place, place.user("eko", "admin_kebijakan"), agency=AGENCY).is_signed


def test_a_choice_cannot_be_changed_afterwards(place: Office) -> None:
    choose(place)

    for change in ("UPDATE reading_choices SET sk = 'x'", "DELETE FROM reading_choices"):
        with pytest.raises(DBAPIError), place.acting(CLI) as tx:
            tx.session.execute(text(change))


def test_nobody_may_send_readings(place: Office) -> None:
    officer = place.user("siti", "petugas_pengaduan")
    case = place.start(officer).case_number

    with pytest.raises(variables.ReservedVariableError):
        place.start(officer, variables={"tafsir": "x"})
    with place.acting(officer) as tx, pytest.raises(variables.ReservedVariableError):
        messages.deliver(tx, name="apa_saja", case_number=case, variables={"tafsir": "x"})


def test_a_procedure_without_ambiguities_has_no_readings(office: Office) -> None:
    office.deploy(procedures.two_steps())

    with office.acting(CLI) as tx:
        assert readings.search(tx, "uji") == ()


def test_an_instance_that_is_gone_is_passed_over(place: Office) -> None:
    with place.acting(CLI) as tx:
        assert not following_readings.renew(tx, instance_id="tiada")


def test_an_agency_that_was_never_loaded_has_no_zone(office: Office) -> None:
    files = ambiguous.files()
    files["procedure.toml"] = files["procedure.toml"].replace(AGENCY.encode(), b"lembaga_lain")
    office.deploy(files)

    with office.acting(CLI) as tx, pytest.raises(errors.NotFoundError):
        readings.search(tx, "uji")
