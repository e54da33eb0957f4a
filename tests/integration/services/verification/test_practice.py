"""A fact of practice that is not what its history gives is named, and made again from the history."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update

from engine.domain.people.actors import Actor
from engine.services.audit import history
from engine.services.conformance import gathering
from engine.services.verification import rebuilding
from engine.store.conformance import practice as stored
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case, ProcessInstance
from engine.store.tables.conformance import PracticeFact
from tests.integration.services.policy import test_changed_bundles
from tests.support.offices import practised, procedures
from tests.support.offices.factories import CLI, Office


def ended(office: Office, officer: Actor) -> str:
    """Let a process be carried out to its end; gives its id."""
    begun = office.start(officer)
    now = office.complete(officer, begun.open_user_tasks[0].id)
    office.complete(officer, now.open_user_tasks[0].id)
    return begun.id


@pytest.fixture
def old(office: Office) -> str:
    """Let two processes end, a day apart, and make facts of them; gives the id of the older one."""
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan", "penyelia")
    first = ended(office, officer)
    office.clock.advance(timedelta(days=1))
    ended(office, officer)
    with office.acting(CLI) as tx:
        gathering.gather(tx)
    return first


def found(office: Office) -> list[tuple[str, str]]:
    with office.acting(CLI) as tx:
        return [(one.code, one.part) for one in history.verify(tx).findings]


def rebuilt(office: Office, instance_id: str) -> dict[str, int]:
    with office.acting(CLI) as tx:
        done = rebuilding.rebuild(tx, instance_id).instances
    return dict(done[0].rows) if done else {}


def facts(office: Office) -> dict[str, PracticeFact]:
    with office.acting(CLI) as tx:
        rows = tx.session.scalars(select(PracticeFact)).all()
        tx.session.expunge_all()
    return {one.instance_id: one for one in rows}


CHANGES = {
    "marks": '["step|terima"]',
    "hours": "{",
    "procedure": "lain",
    "version": 7,
    "agency": "lain",
    "ended_at": practised.MARCH,
    "head_seq": 1,
    "group_id": stored.NEVER,
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_fact_is_named_and_made_again(office: Office, old: str, column: str) -> None:
    before = getattr(facts(office)[old], column)
    assert found(office) == []
    with office.acting(CLI) as tx:
        mine = update(PracticeFact).where(PracticeFact.instance_id == old)
        tx.session.execute(mine.values({column: CHANGES[column]}))

    assert found(office) == [("row_differs", f"practice_facts.{column}")]
    assert rebuilt(office, old) == {"practice_facts": 1}
    assert (found(office), getattr(facts(office)[old], column)) == ([], before)


@pytest.mark.parametrize("published", [False, True])
def test_a_lost_fact_is_missed_and_returns_to_the_group_of_its_month(
    office: Office,
    old: str,
    published: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    ended_at = facts(office)[old].ended_at
    if published:
        practised.facts(office, [[]] * 30, ended_at=ended_at)
        office.clock.advance(timedelta(days=31))
        assert practised.published(office) == 1
        with office.acting(CLI) as tx:
            ids = select(ProcessInstance.id)
            tx.session.execute(delete(PracticeFact).where(PracticeFact.instance_id.not_in(ids)))
    group = facts(office)[old].group_id
    with office.acting(CLI) as tx:
        tx.session.execute(delete(PracticeFact).where(PracticeFact.instance_id == old))

    assert found(office) == [("row_missing", "practice_facts")]
    assert rebuilt(office, old) == {"practice_facts": 1}
    assert (found(office), facts(office)[old].group_id, group) == ([], group, int(published))


def test_a_fact_of_a_process_that_goes_on_is_named_and_removed(office: Office, old: str) -> None:
    running = office.start(office.user("budi", "petugas_pengaduan"))
    with office.acting(CLI) as tx:
        fact = tx.session.get_one(PracticeFact, old)
        fact.instance_id = running.id

    assert sorted(found(office)) == [("row_missing", "practice_facts"), ("row_unnamed", "practice_facts")]
    assert rebuilt(office, running.id) == {"practice_facts": 1}
    assert running.id not in facts(office)
    assert found(office) == [("row_missing", "practice_facts")]


def test_a_fact_of_a_version_that_cannot_be_read_is_no_difference(office: Office, old: str) -> None:
    after = test_changed_bundles.changed(office)

    assert {code for code, _ in found(after)} == {"policy_changed", "execution_refused"}


def test_a_fact_of_events_that_cannot_be_read_is_no_difference(office: Office, old: str) -> None:
    with office.runtime.database.begin() as connection:
        off = "ALTER TABLE history_events DISABLE TRIGGER USER"
        postgres = connection.dialect.name == "postgresql"
        connection.execute(text(off if postgres else "DROP TRIGGER append_only_history_events_update"))
        start = update(HistoryEvent).where(HistoryEvent.instance_id == old, HistoryEvent.seq == 1)
        told = json.loads(connection.execute(select(HistoryEvent.data).where(HistoryEvent.seq == 1)).scalars().all()[0])
        connection.execute(start.values(data=json.dumps(told | {"effects": {"sla": [["a"]]}})))

    assert "event_differs" in {code for code, _ in found(office)}
    assert not [part for _, part in found(office) if part.startswith("practice_facts")]


def test_a_fact_as_it_should_be_is_left_as_it_is(office: Office, old: str) -> None:
    assert rebuilt(office, old) == {}


def test_before_the_first_night_no_fact_is_missed(office: Office) -> None:
    office.deploy(procedures.two_steps())
    ended(office, office.user("siti", "petugas_pengaduan", "penyelia"))

    assert found(office) == []
    with office.acting(CLI) as tx:
        number = tx.session.scalars(select(Case.number)).one()
    assert rebuilt(office, number) == {"practice_facts": 1}
