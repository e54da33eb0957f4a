"""Moments of an instance never fall, whoever came first; and what is shown as of a moment is a state that there was."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine.domain.people import actors
from engine.services.audit import history
from engine.services.chains import chain
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView
from engine.store.audit import history as stored
from engine.store.base import database, rows
from engine.store.base.session import Session
from engine.store.tables.audit import HistoryEvent
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, MORNING, Office
from tests.support.playing.at_once import somebody_else

Told = Callable[[list[int]], tuple[Session, str]]
MINUTES = st.lists(st.integers(0, 9), min_size=1, max_size=8)


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy two parallel tasks and give an officer."""
    office.deploy(procedures.side_by_side(2))
    return office.user("siti", "petugas_pengaduan", "penyelia")


def moments(office: Office, instance: InstanceView) -> list[datetime]:
    """Give the moments of the instance's events, in order, after checking that the chain holds."""
    with office.acting(CLI) as tx:
        assert history.verify(tx).ok
        return [event.at for event in stored.of_instance(tx.session, instance.id)]


@pytest.mark.postgres
def test_whoever_read_the_clock_first_and_came_second_happens_second(postgres_office: Office) -> None:
    office = postgres_office
    office.deploy(procedures.side_by_side(2))
    siti = office.user("siti", "petugas_pengaduan", "penyelia")
    shown = office.start(siti)
    task_id = shown.open_user_tasks[0].id
    with office.acting(siti) as first:
        assert first.now == MORNING
        office.clock.advance(timedelta(minutes=1))
        with office.acting(siti) as second:
            life_cycle.claim(second, task_id)
        life_cycle.release(first, task_id)
        assert first.now == MORNING + timedelta(minutes=1)

    assert moments(office, shown) == [MORNING, *[MORNING + timedelta(minutes=1)] * 2]


@pytest.mark.postgres
def test_who_waits_for_the_instance_takes_the_moment_of_who_held_it(postgres_office: Office) -> None:
    office = postgres_office
    office.deploy(procedures.side_by_side(2))
    siti = office.user("siti", "petugas_pengaduan", "penyelia")
    shown = office.start(siti)
    one, two = (task.id for task in shown.open_user_tasks)
    with somebody_else(office) as begin:
        office.clock.advance(timedelta(minutes=1))
        with office.acting(siti) as holder:
            life_cycle.claim(holder, one)
            office.clock.advance(timedelta(minutes=-1))
            waiter = begin(lambda: claimed(office, siti, two))
    assert waiter.result() == MORNING + timedelta(minutes=1)

    assert moments(office, shown) == [MORNING, *[MORNING + timedelta(minutes=1)] * 2]


def claimed(office: Office, actor: actors.Actor, task_id: str) -> datetime:
    """Claim a task and give the moment at which that was."""
    with office.acting(actor) as tx:
        life_cycle.claim(tx, task_id)
        return tx.now


def test_requests_that_overlap_happen_in_the_order_of_their_events(office: Office, siti: actors.Actor) -> None:
    shown = office.start(siti)
    one, two = (task.id for task in shown.open_user_tasks)
    with ThreadPoolExecutor(1) as other:
        with office.acting(siti) as tx:
            waiting = other.submit(claimed, office, siti, two)
            office.clock.advance(timedelta(minutes=1))
            life_cycle.claim(tx, one)
        waiting.result()

    found = moments(office, shown)
    assert found == sorted(found)


def test_a_clock_that_was_put_back_puts_no_event_back(office: Office, siti: actors.Actor) -> None:
    shown = office.start(siti)
    one, two = (task.id for task in shown.open_user_tasks)
    office.clock.advance(timedelta(hours=-2))
    office.complete(siti, one)

    with office.acting(siti) as tx:
        life_cycle.claim(tx, two)
        assert tx.now == MORNING
    with office.runtime.database.connect() as connection:
        [completed_at] = connection.execute(text("SELECT completed_at FROM user_tasks WHERE state = 'completed'"))
        [head_at] = connection.execute(text("SELECT head_at FROM process_instances"))
    assert completed_at == head_at
    assert set(moments(office, shown)) == {MORNING}
    with office.acting(CLI) as tx:
        assert history.replay(tx, shown.id).equal


def test_what_is_undone_raises_no_moment(office: Office, siti: actors.Actor) -> None:
    shown = office.start(siti)
    office.clock.advance(timedelta(hours=-2))

    with office.acting(siti) as tx:
        with tx.savepoint(keep=False) as part:
            life_cycle.claim(part, shown.open_user_tasks[0].id)
            assert part.now == tx.now == MORNING
        assert tx.now == MORNING - timedelta(hours=2)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    """Give the teller of a history whose events lie so many minutes after the morning; they may fall."""
    opened = database.connect(database_url)
    with database.sessions(opened)() as session:
        database.writing(session)
        yield partial(tell, session)
    opened.dispose()


def tell(session: Session, minutes: list[int]) -> tuple[Session, str]:
    """Write the history, and give where it stands."""
    instance_id = str(uuid.uuid4())
    for seq, minute in enumerate(minutes, start=1):
        at = MORNING + timedelta(minutes=minute)
        event = HistoryEvent(instance_id=instance_id, seq=seq, at=at, actor="x", type="x.y", data="{}", version=1)
        event.prev_hash = event.hash = chain.GENESIS
        rows.add(session, event)
    return session, instance_id


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=MINUTES, at=st.integers(-1, 10))
def test_as_of_is_the_longest_prefix_of_the_log_that_lies_before(told: Told, minutes: list[int], at: int) -> None:
    session, instance_id = told(minutes)
    later = next((place for place, minute in enumerate(minutes) if minute > at), len(minutes))

    found = stored.of_instance(session, instance_id, until=MORNING + timedelta(minutes=at))

    assert [event.seq for event in found] == list(range(1, later + 1))


def test_the_page_after_a_place_ends_where_the_moment_does(told: Told) -> None:
    session, instance_id = told([1, 2, 9, 3])

    found = stored.of_instance(session, instance_id, until=MORNING + timedelta(minutes=4), after=1, limit=5)

    assert [event.seq for event in found] == [2]
