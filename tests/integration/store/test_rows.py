"""Rows written past the session: seen by the next question, gone with a rollback, and refused in the usual words."""

from pathlib import Path

import pytest
from sqlalchemy import exc, func, select, text
from sqlalchemy.orm import Session

from engine.clock import FixedClock
from engine.errors import StoreUnavailableError
from engine.runtime import Runtime
from engine.services.chains import chain
from engine.store.audit import history
from engine.store.base import rows
from engine.store.tables.audit import AccessEvent
from engine.store.tables.people import User
from tests.support.offices.factories import CLI, MORNING, Office, furnish
from tests.support.offices.factories import settings as made_of

ID = "33333333-3333-4333-8333-333333333333"


def reading(seq: int = 1) -> AccessEvent:
    """Give a record of reading that refers to nothing else."""
    return AccessEvent(
        case_id=ID,
        seq=seq,
        at=MORNING,
        actor=ID,
        what="case.read",
        v=2,
        refused=False,
        prev_hash=chain.GENESIS,
        hash=chain.GENESIS,
    )


def known(session: Session) -> list[int]:
    """Give the sequence numbers of the records of reading, as the database tells them."""
    return [event.seq for event in history.accesses(session)]


def test_a_new_row_is_seen_by_the_next_question_and_kept(office: Office) -> None:
    with office.acting(CLI) as tx:
        rows.add(tx.session, reading(1))
        rows.add(tx.session, reading(2))
        assert known(tx.session) == [1, 2]
        rows.add(tx.session, reading(3))

    with office.acting(CLI) as tx:
        assert known(tx.session) == [1, 2, 3]


def test_a_change_shows_in_the_object_and_in_the_database_and_leaves_nothing_to_flush(office: Office) -> None:
    office.user("siti")
    with office.acting(CLI) as tx:
        user = tx.session.scalars(select(User)).one()
        rows.change(tx.session, user, display_name="Siti Contoh", active=False)
        assert (user.display_name, user.active) == ("Siti Contoh", False)
        assert not tx.session.dirty

    with office.acting(CLI) as tx:
        found = tx.session.execute(select(User.username, User.display_name, User.active)).one()
    assert tuple(found) == ("siti", "Siti Contoh", False)


def test_what_waits_is_forgotten_with_a_rollback(office: Office) -> None:
    def fail() -> None:
        with office.acting(CLI) as tx:
            rows.add(tx.session, reading())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with office.acting(CLI) as tx:
        rows.add(tx.session, reading(2))  # the same connection of the pool
    with office.acting(CLI) as tx:
        assert known(tx.session) == [2]


def test_a_row_that_the_database_refuses_leaves_nothing_behind(office: Office) -> None:
    def write(*numbers: int) -> None:
        with office.acting(CLI) as tx:
            for number in numbers:
                rows.add(tx.session, reading(number))

    with pytest.raises(exc.DBAPIError):
        write(1, 2, 1)
    with office.acting(CLI) as tx:
        assert known(tx.session) == []


@pytest.mark.postgres
def test_a_connection_lost_while_rows_wait_is_a_store_that_does_not_answer(postgres_url: str, tmp_path: Path) -> None:
    clock = FixedClock(MORNING)
    runtime = Runtime.build(made_of(tmp_path / "data", database_url=postgres_url), clock)
    office = furnish(runtime, clock)

    def lose() -> None:
        with office.acting(CLI) as tx:
            own = tx.session.scalar(select(func.pg_backend_pid()))
            rows.add(tx.session, reading())
            with runtime.database.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})

    with pytest.raises(StoreUnavailableError):
        lose()
    with office.acting(CLI) as tx:
        assert known(tx.session) == []
    runtime.close()
