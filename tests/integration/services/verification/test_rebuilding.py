"""Rebuilding: what is derived is made again from the events, is recorded, and never from events that are not whole."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from engine import errors
from engine.domain.people.actors import Actor
from engine.services.audit import history
from engine.services.chains import chain
from engine.services.incidents import incidents
from engine.services.running import steps
from engine.services.user_tasks.results import InstanceView
from engine.services.verification import rebuilding
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.tables.cases import CaseMember, ProcessInstance
from engine.store.tables.user_tasks import Draft, UserTask
from tests.support.offices.factories import CLI, Office
from tests.support.playing import awaiting


@pytest.fixture
def officer(office: Office) -> Actor:
    """Deploy a procedure with clocks, timers and messages, and give an officer."""
    office.deploy(awaiting.files())
    return office.user("siti", "petugas_pengaduan", "penyelia")


@pytest.fixture
def case(office: Office, officer: Actor) -> InstanceView:
    """Bring a case to where it waits for a partner."""
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)
    return started


def change(office: Office, *statements: str) -> None:
    """Change rows as an owner of the database could."""
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE history_events DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER append_only_history_events_update"))
        for statement in statements:
            connection.execute(text(statement))


def rebuild(office: Office, name: str) -> dict[str, int]:
    """Make a case of one instance again; gives how many rows of which table."""
    with office.acting(CLI) as tx:
        done = rebuilding.rebuild(tx, name)
    return dict(done.instances[0].rows) if done.instances else {}


def verified(office: Office) -> list[str]:
    """Give the parts that are not as recorded."""
    with office.acting(CLI) as tx:
        return [one.part for one in history.verify(tx).findings]


def open_incidents(office: Office) -> list[str]:
    with office.acting(CLI) as tx:
        return [one.code for one in incidents.search(tx, state="open", cursor=None, limit=10).items]


def test_a_whole_case_is_left_as_it_is(office: Office, case: InstanceView) -> None:
    assert rebuild(office, case.case_number) == {}
    with office.acting(CLI) as tx:
        assert len(stored.of_instance(tx.session, case.id)) == 3


@pytest.mark.parametrize(
    ("statement", "made"),
    [
        ("UPDATE process_instances SET snapshot = :cut", {"snapshot": 1}),
        ("DELETE FROM timers", {"timers": 7}),
        ("DELETE FROM sla_clocks", {"sla_clocks": 2}),
        ("DELETE FROM awaited_messages", {"awaited_messages": 1}),
        ("DELETE FROM user_tasks", {"user_tasks": 1}),
        ("DELETE FROM case_members", {"case_members": 1}),
        ("UPDATE sla_clocks SET clock_id = clock_id || 'x'", {"sla_clocks": 4}),
        ("UPDATE user_tasks SET completed_by = 'lain', assignee = NULL", {"user_tasks": 1}),
        ("UPDATE sla_clocks SET state = 'stopped', due_at = NULL", {"sla_clocks": 2}),
        ("UPDATE process_instances SET channel = 'x', state = 'completed'", {"process_instances": 1}),
        ("UPDATE cases SET risk = 'rendah', state = 'closed'", {"cases": 1}),
    ],
)
def test_what_is_lost_or_changed_is_made_again_and_recorded(
    office: Office, case: InstanceView, statement: str, made: dict[str, int]
) -> None:
    change(office, statement.replace(":cut", "substr(snapshot, 1, 40)"))
    before = verified(office)

    assert rebuild(office, case.case_number) == made

    assert before != []
    assert verified(office) == []
    with office.acting(CLI) as tx:
        last = stored.of_instance(tx.session, case.id)[-1]
    assert (last.type, last.actor) == ("instance.rebuilt", CLI.id)


def test_forged_rows_go_with_what_was_typed_on_them(office: Office, officer: Actor, case: InstanceView) -> None:
    forged = "11111111-1111-4111-8111-111111111111"
    with office.acting(CLI) as tx:
        known = tx.session.scalars(select(UserTask)).one()
        columns = {column.name: getattr(known, column.name) for column in UserTask.__table__.columns}
        tx.session.add(UserTask(**{**columns, "id": forged, "element_id": "palsu"}))
        tx.session.flush()
        typed = {"revision": 1, "saved_at": tx.now, "ciphertext": b"x", "case_id": known.case_id}
        tx.session.add(Draft(task_id=forged, user_id="orang", **typed))
        tx.session.add(CaseMember(case_id=known.case_id, user_id=forged))

    assert rebuild(office, case.id.replace("-", "")) == {"user_tasks": 1, "case_members": 1}
    assert verified(office) == []


def test_a_cut_state_is_a_clear_refusal_and_an_incident_until_it_is_made_again(
    office: Office, officer: Actor, case: InstanceView
) -> None:
    other = office.start(officer)
    change(office, "UPDATE process_instances SET snapshot = substr(snapshot, 1, 40) WHERE head_seq = 3")
    office.clock.advance(timedelta(hours=1))

    with pytest.raises(steps.SnapshotUnreadableError), office.acting(CLI) as tx:
        steps.state_of(tx, cases.known_instance(tx.session, case.id))
    office.complete(officer, other.open_user_tasks[0].id)

    assert open_incidents(office) == ["snapshot_unreadable"]
    assert rebuild(office, case.id) == {"snapshot": 1}
    assert open_incidents(office) == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE history_events SET actor = 'lain' WHERE seq = 2", "record_changed"),
        ("UPDATE history_events SET data = '{}' WHERE seq = 1", "record_changed"),
    ],
)
def test_nothing_is_made_from_events_that_are_not_whole(
    office: Office, case: InstanceView, statement: str, finding: str
) -> None:
    change(office, statement, "DELETE FROM timers")

    with pytest.raises(rebuilding.RecordNotWholeError) as refused, office.acting(CLI) as tx:
        rebuilding.rebuild(tx, case.case_number)

    assert refused.value.ids["finding"] == finding


def test_nothing_is_made_of_a_case_without_events(office: Office, case: InstanceView) -> None:
    change(office, "UPDATE process_instances SET head_seq = 0")
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER append_only_history_events_delete"))
        connection.execute(text("DELETE FROM history_events"))

    with pytest.raises(rebuilding.RecordNotWholeError), office.acting(CLI) as tx:
        rebuilding.rebuild(tx, case.case_number)


def test_nothing_is_made_of_a_case_whose_chain_says_that_it_never_had_events(
    office: Office, case: InstanceView
) -> None:
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER append_only_history_events_delete"))
        else:
            connection.execute(text("ALTER TABLE history_events DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM history_events"))
        connection.execute(update(ProcessInstance).values(head_seq=0, head_hash=chain.GENESIS))

    with pytest.raises(rebuilding.RecordNotWholeError) as refused, office.acting(CLI) as tx:
        rebuilding.rebuild(tx, case.case_number)

    assert refused.value.ids == {"process_instance": case.id, "seq": 1, "finding": "record_missing"}


def test_an_incident_of_another_kind_stays_open(office: Office, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        incidents.open_for(tx, code="timer_failed", instance_id=case.id)
    change(office, "DELETE FROM timers")

    assert rebuild(office, case.id) == {"timers": 7}
    assert open_incidents(office) == ["timer_failed"]


def test_only_the_operator_may_make_a_case_again(office: Office, officer: Actor, case: InstanceView) -> None:
    with pytest.raises(errors.NotPermittedError), office.acting(officer) as tx:
        rebuilding.rebuild(tx, case.case_number)
    with pytest.raises(errors.NotFoundError):
        rebuild(office, "TTG-2026-99999")
