"""By night ended processes become facts, and full groups of them are published once."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from engine.domain.people.actors import Actor
from engine.services.conformance import gathering
from engine.store.base import compact
from engine.store.conformance import practice as stored
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.conformance import PracticeFact
from tasks import draining
from tests.integration.services.policy import test_changed_bundles
from tests.support.offices import practised, procedures
from tests.support.offices.factories import CLI, Office

NIGHT = timedelta(hours=24)
APRIL = practised.MARCH + timedelta(days=31)


def ended(office: Office, *, by: tuple[Actor, Actor]) -> str:
    """Let a process be carried out to its end; gives its id."""
    begun = office.start(by[0])
    open_tasks = begun.open_user_tasks
    for actor in by:
        open_tasks = office.complete(actor, open_tasks[0].id).open_user_tasks
    return begun.id


@pytest.fixture
def people(office: Office) -> tuple[Actor, Actor]:
    office.deploy(procedures.two_steps(separate=True))
    return office.user("siti", "petugas_pengaduan", "penyelia"), office.user("budi", "petugas_pengaduan", "penyelia")


def test_a_night_makes_facts_of_what_ended_and_promises_the_next(office: Office, people: tuple[Actor, Actor]) -> None:
    instance_id = ended(office, by=people)
    office.start(people[0])
    with office.acting(CLI) as tx:
        assert [gathering.promise_night(tx), gathering.promise_night(tx)] == [True, False]

    office.clock.advance(NIGHT)
    assert draining.run_due(office.runtime).failures == 0

    [fact] = practised.waiting(office).values()
    with office.acting(CLI) as tx:
        assert (fact.instance_id, fact.procedure, fact.version, fact.group_id) == (instance_id, "uji", 1, 0)
        marks = json.loads(fact.marks)
        assert {"step|terima", "step|periksa", "hand|petugas_pengaduan|penyelia"} <= set(marks)
        assert not any(people[0].id in one or people[1].id in one for one in marks)
        assert json.loads(fact.hours) == {"terima": [0.0, 0.0], "periksa": [0.0, 0.0]}
        assert gathering.promise_night(tx) is False
        assert gathering.gather(tx) is None


def test_a_pass_over_many_goes_part_by_part(office: Office, people: tuple[Actor, Actor]) -> None:
    for _ in range(4):
        ended(office, by=people)
    with office.acting(CLI) as tx:
        last = gathering.gather(tx, limit=2)
        assert last is not None
        assert gathering.gather(tx, since=(last[0] + timedelta(seconds=1), last[1])) is None
    assert len(practised.waiting(office)) == 2
    with office.acting(CLI) as tx:
        gathering.part(tx, night="2026-11-20", number=0, limit=1)
    assert draining.run_due(office.runtime).failures == 0
    assert len(practised.waiting(office)) == 4


def test_a_night_looks_where_the_last_one_ended(office: Office, people: tuple[Actor, Actor]) -> None:
    ended(office, by=people)
    with office.acting(CLI) as tx:
        gathering.night(tx)
    office.clock.advance(NIGHT * 3)
    late, long_ago = ended(office, by=people), ended(office, by=people)
    with office.runtime.database.begin() as connection:
        connection.execute(
            update(ProcessInstance).where(ProcessInstance.id == long_ago).values(head_at=practised.MARCH)
        )

    with office.acting(CLI) as tx:
        gathering.night(tx)

    assert late in practised.waiting(office)
    assert long_ago not in practised.waiting(office)


DATA: Mapping[str, bytes] = {
    "empty": b"",
    "broken": b"{",
    "parts": b'{"effects": 1}',
    "clock": b'{"effects": {"sla": [["a"]]}}',
    "listed": compact.shorten("[]"),
    "deep": compact.shorten("[" * 100_000),
}
"""What is no event's data, as bytes."""
NO_EVENT, NO_MOMENT = "no event", "no moment"


def tamper(office: Office, how: str, instance_id: str) -> None:
    """Change or remove the events of a process, as who owns the database can."""
    with office.runtime.database.begin() as connection:
        postgres = connection.dialect.name == "postgresql"
        value: str | bytes | None
        one = instance_id if postgres else instance_id.replace("-", "")
        if how == NO_EVENT:
            verb, statement, value = "delete", "DELETE FROM history_events WHERE instance_id = :one", None
        elif how == NO_MOMENT:
            verb, statement = "update", "UPDATE history_events SET at = :value WHERE instance_id = :one"
            value = "infinity" if postgres else "kemarin"
        else:
            verb, statement = "update", "UPDATE history_events SET data = :value WHERE instance_id = :one"
            value = DATA[how]
        off = "ALTER TABLE history_events DISABLE TRIGGER USER"
        connection.execute(text(off if postgres else f"DROP TRIGGER append_only_history_events_{verb}"))
        connection.execute(text(statement), {"one": one} | ({} if value is None else {"value": value}))


@pytest.mark.parametrize("how", [NO_EVENT, NO_MOMENT, *DATA])
def test_a_history_that_cannot_be_read_is_passed_over_once_and_for_all(
    office: Office, people: tuple[Actor, Actor], how: str
) -> None:
    bad, good = (ended(office, by=people) for _ in range(2))
    tamper(office, how, bad)

    with office.acting(CLI) as tx:
        assert gathering.gather(tx, limit=2) is not None
        assert gathering.gather(tx, limit=2) is None
        facts = {one.instance_id: one for one in tx.session.scalars(select(PracticeFact))}
        assert facts[good].group_id == stored.WAITS
        assert (facts[bad].group_id, facts[bad].marks, facts[bad].hours) == (stored.NEVER, "[]", "{}")


def test_a_version_that_was_changed_stops_no_other(office: Office, people: tuple[Actor, Actor]) -> None:
    bad = ended(office, by=people)
    after = test_changed_bundles.changed(office)
    with after.acting(CLI) as tx:
        gathering.promise_night(tx)

    after.clock.advance(NIGHT)
    assert draining.run_due(after.runtime).failures == 0

    with after.acting(CLI) as tx:
        [fact] = tx.session.scalars(select(PracticeFact))
    assert (fact.instance_id, fact.group_id) == (bad, stored.NEVER)
