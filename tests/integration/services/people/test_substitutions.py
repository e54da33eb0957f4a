"""Standing in for a colleague: named for a period, seen and claimed meanwhile, never a right of its own."""

from datetime import timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.inbox import inbox
from engine.services.inbox.inbox import TaskQuery
from engine.services.people import substitutions
from engine.services.user_tasks import life_cycle
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, Office

DAY = timedelta(days=1)


@pytest.fixture
def away(office: Office) -> actors.Actor:
    """Deploy the procedure of two steps and give the officer who will be away, with one task in hand."""
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")
    task = office.start(officer).open_user_tasks[0]
    with office.acting(officer) as tx:
        life_cycle.claim(tx, task.id)
    return officer


def _name(office: Office, actor: actors.Actor, **given: Any) -> substitutions.SubstitutionView:
    now = office.clock.now()
    wanted: dict[str, Any] = {
        "person": "siti",
        "substitute": "budi",
        "starts_at": now,
        "ends_at": now + 7 * DAY,
        "agency": AGENCY,
    }
    with office.acting(actor) as tx:
        return substitutions.name(tx, **(wanted | given))


def _mine(office: Office, actor: actors.Actor) -> list[str]:
    with office.acting(actor) as tx:
        return [task.id for task in inbox.search(tx, TaskQuery(inbox="mine")).items]


def test_a_substitute_sees_and_takes_what_the_absent_person_holds(office: Office, away: actors.Actor) -> None:
    budi = office.user("budi", "petugas_pengaduan")
    held = _mine(office, away)
    assert _mine(office, budi) == []

    named = _name(office, away)
    seen = _mine(office, budi)
    with office.acting(budi) as tx:
        taken = life_cycle.claim(tx, held[0])
        event = history.newest(tx, taken.process_instance)[0]

    assert (named.absent_name, named.substitute_name, seen) == ("Siti", "Budi", held)
    assert (taken.assignee, _mine(office, away)) == (budi.id, [])
    assert event.data == {"assignee_before": away.id, "assignee": budi.id}


@pytest.mark.parametrize("moved", [DAY, 8 * DAY])
def test_outside_the_period_nothing_changes(office: Office, away: actors.Actor, moved: timedelta) -> None:
    budi = office.user("budi", "petugas_pengaduan")
    begins = office.clock.now() + 2 * DAY
    _name(office, away, starts_at=begins, ends_at=begins + 5 * DAY)
    held = _mine(office, away)
    office.clock.advance(moved)

    assert _mine(office, budi) == []
    with pytest.raises(life_cycle.AlreadyClaimedError), office.acting(budi) as tx:
        life_cycle.claim(tx, held[0])


def test_a_substitution_is_seen_by_both_and_ended_early(office: Office, away: actors.Actor) -> None:
    budi, stranger = office.user("budi", "petugas_pengaduan"), office.user("ani", "petugas_pengaduan")
    named = _name(office, away)
    for reader, may_end in ((away, True), (budi, False)):
        with office.acting(reader) as tx:
            assert [(one.id, one.may_end) for one in substitutions.search(tx)] == [(named.id, may_end)]
    with office.acting(stranger) as tx:
        assert substitutions.search(tx) == ()
    for refused in (budi, stranger):
        with pytest.raises(errors.NotFoundError), office.acting(refused) as tx:
            substitutions.end(tx, named.id)

    with office.acting(away) as tx:
        substitutions.end(tx, named.id)

    assert _mine(office, budi) == []
    with pytest.raises(errors.NotFoundError), office.acting(away) as tx:
        substitutions.end(tx, "tidak-ada")


def test_a_supervisor_names_for_others_and_sees_all(office: Office, away: actors.Actor) -> None:
    office.user("budi", "petugas_pengaduan")
    supervisor = office.user("ida", "penyelia")

    named = _name(office, supervisor)

    with office.acting(supervisor) as tx:
        assert [one.id for one in substitutions.search(tx)] == [named.id]
    with pytest.raises(errors.NotPermittedError):
        _name(office, office.user("ani", "petugas_pengaduan"))


@pytest.mark.parametrize(
    "given", [{"substitute": "siti"}, {"substitute": "tidak_ada"}, {"person": "tidak_ada"}, {"substitute": "pengelola"}]
)
def test_who_cannot_stand_in_is_refused(office: Office, away: actors.Actor, given: dict[str, str]) -> None:
    office.user("budi", "petugas_pengaduan")
    office.user("pengelola", "pengelola_data")

    with pytest.raises(substitutions.SubstituteUnfitError):
        _name(office, away, **given)


@pytest.mark.parametrize(("starts", "ends"), [(DAY, DAY), (2 * DAY, DAY), (-3 * DAY, -DAY), (DAY, 400 * DAY)])
def test_a_period_must_make_sense(office: Office, away: actors.Actor, starts: timedelta, ends: timedelta) -> None:
    office.user("budi", "petugas_pengaduan")
    now = office.clock.now()

    with pytest.raises(substitutions.PeriodInvalidError):
        _name(office, away, starts_at=now + starts, ends_at=now + ends)
