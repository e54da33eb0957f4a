"""The next task on a database with many writers: a case at which somebody is at work is passed over, not waited for."""

from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.inbox import at_once
from engine.store.cases import cases
from tests.support.offices import procedures
from tests.support.offices.factories import MORNING, Office, furnish, settings


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Office:
    """Furnish an office on PostgreSQL alone: SQLite has one writer at a time."""
    clock = FixedClock(MORNING)
    return furnish(Runtime.build(settings(tmp_path / "data", database_url=postgres_url), clock), clock)


def test_a_case_that_somebody_works_on_is_passed_over(office: Office) -> None:
    office.deploy(procedures.two_steps())
    first, second = office.user("siti", "petugas_pengaduan"), office.user("budi", "petugas_pengaduan")
    busy, free = (office.start(first).open_user_tasks[0] for _ in range(2))

    with office.acting(first) as working:
        cases.lock(working.session, busy.process_instance)
        with office.acting(second) as tx:
            taken = at_once.take_next(tx)
        with office.acting(second) as tx:
            none = at_once.take_next(tx)
    office.runtime.close()

    assert taken is not None
    assert (taken.id, none) == (free.id, None)
