"""Cases: who reads what, and that every reading leaves a trace."""

import pytest
from sqlalchemy import text

from engine import errors
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.content import submissions
from engine.services.inbox import inbox
from engine.services.letters import register
from engine.services.time import sla_clocks
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def ready(office: Office) -> Office:
    """Deploy two steps."""
    office.deploy(procedures.two_steps())
    return office


def begun(office: Office) -> str:
    """Complete the first step of a case as siti, and give the case number."""
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)
    return started.case_number


def test_the_entrusted_officer_reads_what_was_written(ready: Office) -> None:
    number = begun(ready)
    supervisor = ready.user("ida", "penyelia")

    with ready.acting(supervisor) as tx:
        case = cases.get(tx, number)

    assert case.narrative
    assert [dict(one.answers or {}) for one in case.submissions] == [dict(procedures.ANSWERS)]


def test_every_reading_is_recorded_in_a_chain(ready: Office) -> None:
    number, supervisor = begun(ready), ready.user("ida", "penyelia")
    for _ in range(2):
        with ready.acting(supervisor) as tx:
            cases.get(tx, number)

    with ready.runtime.database.connect() as connection:
        rows = connection.execute(text("SELECT seq, actor, what FROM access_events ORDER BY seq")).all()
    assert [tuple(row) for row in rows] == [
        (1, supervisor.id, "case.read_narrative"),
        (2, supervisor.id, "case.read_narrative"),
    ]
    with ready.acting(CLI) as tx:
        assert history.verify(tx).ok


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE access_events SET actor = 'lain' WHERE seq = 1", "record_changed"),
        ("DELETE FROM access_events WHERE seq = 2", "record_missing"),
        ("DELETE FROM access_events", "record_missing"),
    ],
)
def test_a_reading_that_was_hidden_is_noticed(ready: Office, statement: str, code: str) -> None:
    test_every_reading_is_recorded_in_a_chain(ready)
    with ready.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE access_events DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER append_only_access_events_update"))
            connection.execute(text("DROP TRIGGER append_only_access_events_delete"))
        connection.execute(text(statement))

    with ready.acting(CLI) as tx:
        found = history.verify(tx).findings
    assert {(one.code, one.part) for one in found} == {(code, "access")}


def test_what_one_may_not_see_does_not_exist(ready: Office) -> None:
    number = begun(ready)
    admin, stranger = ready.user("adi", "admin_sistem"), ready.user("joko", "penyelia", agency="uptd_ppa_lain")

    for person in (admin, stranger):
        with pytest.raises(errors.NotFoundError), ready.acting(person) as tx:
            cases.get(tx, number)
        with ready.acting(person) as tx:
            assert cases.search(tx).items == ()
        with pytest.raises(errors.NotFoundError), ready.acting(person) as tx:
            register.search(tx, case_number=number)


def test_a_case_that_never_was_is_not_found(ready: Office) -> None:
    with pytest.raises(errors.NotFoundError), ready.acting(ready.user("ida", "penyelia")) as tx:
        cases.get(tx, "TTG-2026-99999")


def test_no_role_may_destroy_what_people_wrote(ready: Office) -> None:
    number = begun(ready)
    people = [ready.user(role, role) for role in ready.runtime.installation.rights.roles]

    for person in people:
        with pytest.raises(errors.NotPermittedError), ready.acting(person) as tx:
            cases.destroy_key(tx, number)


def test_a_companion_sees_only_the_cases_entrusted_to_them(ready: Office) -> None:
    number = begun(ready)
    companion = ready.user("rini", "pendamping")

    with pytest.raises(errors.NotFoundError), ready.acting(companion) as tx:
        cases.get(tx, number)
    with ready.runtime.database.begin() as connection:
        case_id = connection.execute(text("SELECT id FROM cases")).scalar_one()
        values = {"case": case_id, "user": companion.id.replace("-", "") if "-" not in str(case_id) else companion.id}
        connection.execute(text("INSERT INTO case_members (case_id, user_id) VALUES (:case, :user)"), values)
    with ready.acting(companion) as tx:
        assert cases.get(tx, number).number == number
        assert [case.number for case in cases.search(tx).items] == [number]


def test_the_list_of_cases_pages_and_filters(ready: Office) -> None:
    officer, supervisor = ready.user("siti", "petugas_pengaduan"), ready.user("ida", "penyelia")
    numbers = [ready.start(officer).case_number for _ in range(3)]

    with ready.acting(supervisor) as tx:
        first = cases.search(tx, limit=2)
        second = cases.search(tx, limit=2, cursor=first.next)
        one = cases.search(tx, q="00002")

    assert sorted(case.number for case in (*first.items, *second.items)) == numbers
    assert second.next is None
    assert [case.number for case in one.items] == [numbers[1]]


def test_a_destroyed_key_leaves_no_answer_and_takes_no_more(ready: Office) -> None:
    number, supervisor = begun(ready), ready.user("ida", "penyelia")
    with ready.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    with ready.acting(supervisor) as tx:
        assert [one.answers for one in cases.get(tx, number).submissions] == [None]
        task = inbox.search(tx, inbox.TaskQuery()).items[0]
    with pytest.raises(submissions.CaseErasedError):
        ready.complete(supervisor, task.id)
    with pytest.raises(errors.NotFoundError), ready.acting(CLI) as tx:
        cases.destroy_key(tx, "TTG-2026-99999")


def test_a_case_without_promises_has_no_clocks(ready: Office) -> None:
    number, supervisor = begun(ready), ready.user("ida", "penyelia")

    with ready.acting(supervisor) as tx:
        assert sla_clocks.search(tx, case_number=number).items == ()
        assert register.search(tx, case_number=number) == ()


def test_a_step_that_produces_a_document_enters_it_in_the_register(office: Office) -> None:
    office.deploy(procedures.with_letter())
    number, supervisor = begun(office), office.user("ida", "penyelia")

    with office.acting(supervisor) as tx:
        (entry,) = register.search(tx, case_number=number)

    assert (entry.document, entry.element_id, entry.at) == ("tanda_terima", "terima", office.clock.now())
