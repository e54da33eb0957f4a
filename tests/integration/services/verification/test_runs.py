"""Runs of the checks: by night what changed and a part of the rest, on demand everything, part by part."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.people.actors import Actor
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView
from engine.services.user_tasks.results import InstanceView
from engine.services.verification import runs
from engine.services.verification.runs import RunView
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

NIGHT = timedelta(hours=24)


@pytest.fixture
def officer(office: Office) -> Actor:
    """Deploy two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan", "penyelia")


@pytest.fixture
def auditor(office: Office) -> Actor:
    """Give an auditor."""
    return office.user("andi", "auditor")


def night(office: Office) -> RunView:
    """Let a night come and its checks be done; gives its run."""
    with office.acting(CLI) as tx:
        runs.promise_night(tx)
    office.clock.advance(NIGHT)
    assert draining.run_due(office.runtime).failures == 0
    assert draining.run_checks(office.runtime).failures == 0
    with office.acting(CLI) as tx:
        done = runs.last_night(tx)
        assert done is not None
        return runs.get(tx, done.id)


def tamper(office: Office, statement: str) -> None:
    with office.runtime.database.begin() as connection:
        connection.execute(text(statement))


def told(office: Office) -> list[IncidentView]:
    """Give the open incidents of cases that are not as recorded."""
    with office.acting(CLI) as tx:
        found = incidents.search(tx, state="open", cursor=None, limit=50).items
    return [one for one in found if one.code == "history_differs"]


def test_a_night_checks_what_changed_and_a_thirtieth_of_the_rest(office: Office, officer: Actor) -> None:
    cases = [office.start(officer) for _ in range(31)]

    first, second = night(office), night(office)
    office.complete(officer, cases[0].open_user_tasks[0].id)
    third = night(office)

    assert (first.cases, second.cases, third.cases) == (31, 2, 3)
    assert (first.count, first.ended_at is not None, third.total) == (0, True, 3)


def test_each_case_that_rests_has_its_turn_within_thirty_nights(office: Office, officer: Actor) -> None:
    for _ in range(4):
        office.start(officer)
    night(office)
    tamper(office, "UPDATE cases SET risk = 'rendah'")

    for _ in range(4):
        night(office)

    assert len(told(office)) == 4


def test_a_difference_is_an_incident_that_names_case_event_and_part(office: Office, officer: Actor) -> None:
    case = office.start(officer)
    tamper(office, "UPDATE user_tasks SET role = 'lain'")

    assert night(office).count == 1

    (incident,) = told(office)
    assert (incident.case_number, incident.process_instance) == (case.case_number, case.id)
    assert (incident.seq, incident.element_id, incident.part) == (1, "terima", "user_tasks.role")


def test_an_incident_stays_until_the_case_is_as_it_was_recorded(office: Office, officer: Actor) -> None:
    office.start(officer)
    tamper(office, "UPDATE user_tasks SET role = 'lain'")
    night(office)
    (incident,) = told(office)
    with office.acting(CLI) as tx:
        incidents.retry(tx, incident.id)
    assert draining.run_due(office.runtime).failures == 0
    assert [one.id for one in told(office)] == [incident.id]

    tamper(office, "UPDATE user_tasks SET role = 'petugas_pengaduan'")
    with office.acting(CLI) as tx:
        incidents.retry(tx, incident.id)
    assert draining.run_due(office.runtime).failures == 0

    assert told(office) == []


def test_what_belongs_to_no_case_is_an_incident_too(office: Office, officer: Actor) -> None:
    tamper(office, "UPDATE users SET display_name = 'Orang Lain'")

    night(office)

    assert [(one.case_number, one.part) for one in told(office)] == [(None, "users.display_name")]


def test_a_difference_of_the_case_as_a_whole_belongs_to_its_first_instance(office: Office, officer: Actor) -> None:
    case = office.start(officer)
    with office.acting(officer) as tx:
        tx.session.execute(text("DELETE FROM case_members"))
    tamper(office, "INSERT INTO case_members SELECT id, id FROM cases")

    night(office)

    assert [(one.process_instance, one.part) for one in told(office)] == [(case.id, "case_members")]


def test_whoever_asks_sees_how_far_the_run_is_and_what_it_found(office: Office, officer: Actor, auditor: Actor) -> None:
    for _ in range(12):
        office.start(officer)
    tamper(office, "UPDATE cases SET risk = 'rendah'")
    with office.acting(auditor) as tx:
        asked = runs.ask(tx)

    assert (asked.kind, asked.total, asked.cases, asked.ended_at) == ("asked", 12, 0, None)
    assert draining.run_checks(office.runtime).failures == 0

    with office.acting(auditor) as tx:
        done = runs.get(tx, asked.id)
    assert (done.cases, done.instances, done.events, done.count, len(done.findings)) == (12, 12, 12, 12, 12)
    assert done.ended_at == office.clock.now()


def test_findings_of_another_agency_are_counted_and_not_shown(office: Office, officer: Actor) -> None:
    office.start(officer)
    tamper(office, "UPDATE cases SET risk = 'rendah'")
    stranger = office.user("joko", "auditor", agency="uptd_ppa_jember")
    with office.acting(stranger) as tx:
        asked = runs.ask(tx)
    draining.run_checks(office.runtime)

    with office.acting(stranger) as tx:
        done = runs.get(tx, asked.id)
    assert (done.count, done.findings) == (1, ())


def test_no_more_than_a_thousand_findings_are_kept(
    office: Office, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_KEPT", 2)
    for _ in range(3):
        office.start(officer)
    tamper(office, "UPDATE cases SET risk = 'rendah'")

    done = night(office)

    assert (done.count, len(done.findings)) == (3, 2)


def test_the_end_of_a_run_is_an_event_of_a_register(office: Office, officer: Actor) -> None:
    done = night(office)

    with office.runtime.database.connect() as connection:
        query = "SELECT subject, data FROM register_events WHERE register = 'audits'"
        [(subject, data)] = connection.execute(text(query)).all()
    assert (subject, '"kind":"night"' in data) == (done.id, True)


def test_the_coming_night_is_promised_once(office: Office) -> None:
    with office.acting(CLI) as tx:
        assert [runs.promise_night(tx), runs.promise_night(tx)] == [True, False]
    office.clock.advance(timedelta(hours=17))
    with office.acting(CLI) as tx:
        assert runs.promise_night(tx)


def test_a_part_of_a_run_that_is_over_is_noted_nowhere(office: Office, officer: Actor) -> None:
    office.start(officer)
    with office.acting(CLI) as tx:
        asked = runs.ask(tx)
    with office.acting(CLI) as tx:
        portion = runs.take(tx, run_id=asked.id)
    assert portion is not None
    with office.acting(CLI) as tx:
        part = runs.look(tx, portion)
    draining.run_checks(office.runtime)
    with office.acting(CLI) as tx:
        runs.note(tx, portion, part)
        assert runs.take(tx, run_id=asked.id) is None
        assert runs.take(tx, run_id=office_of_nobody()) is None
        runs.go_on(tx, run_id=office_of_nobody())

    with office.acting(CLI) as tx:
        assert runs.get(tx, asked.id).cases == 1


def office_of_nobody() -> str:
    """Give an id that no run has."""
    return "11111111-1111-4111-8111-111111111111"


def test_before_the_first_night_there_is_no_run(office: Office, officer: Actor) -> None:
    with office.acting(CLI) as tx:
        assert runs.last_night(tx) is None
        assert runs.look_again(tx, instance_id=office_of_nobody())
    with pytest.raises(errors.NotFoundError), office.acting(CLI) as tx:
        runs.get(tx, office_of_nobody())
    with pytest.raises(errors.NotPermittedError), office.acting(officer) as tx:
        runs.ask(tx)


def test_an_instance_that_was_deleted_hinders_no_night(office: Office, case_without_rows: InstanceView) -> None:
    assert night(office).ended_at is not None


@pytest.fixture
def case_without_rows(office: Office, officer: Actor) -> InstanceView:
    """Begin a case and take its events away."""
    case = office.start(officer)
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE history_events DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER append_only_history_events_delete"))
        connection.execute(text("DELETE FROM history_events"))
    return case
