"""The edge: one transaction that commits at its end, and the bell after it, only then."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.clock import FixedClock
from engine.errors import StoreUnavailableError
from engine.runtime import Runtime, SchemaOutdatedError
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.inbox import inbox
from engine.services.people import users
from tests.support.offices import factories, procedures
from tests.support.offices.factories import CLI, Office
from tests.support.servers import handles


def test_the_bell_rings_when_the_commit_has_returned(office: Office) -> None:
    told: list[object] = []
    office.runtime.bells.append(lambda: told.append(known(office)))

    with office.acting(CLI) as tx:
        users.create(tx, username="siti", display_name="Siti")
        tx.wake = True

    assert told == [["siti"]]


def known(office: Office) -> list[str]:
    """Give the usernames that another connection sees: only what was committed."""
    with office.runtime.database.connect() as connection:
        return list(connection.execute(text("SELECT username FROM users")).scalars())


def twice(tx: Transaction) -> None:
    """Create the same user two times, so that the second is refused, and promise something."""
    tx.wake = True
    for _ in range(2):
        users.create(tx, username="siti", display_name="Siti")


def test_after_a_refusal_nothing_is_kept_and_the_bell_is_silent(office: Office) -> None:
    told: list[str] = []
    office.runtime.bells.append(lambda: told.append("bell"))

    with pytest.raises(users.UsernameTakenError), office.acting(CLI) as tx:
        twice(tx)

    assert (told, known(office)) == ([], [])


def test_the_bell_is_silent_when_nothing_was_promised(office: Office) -> None:
    told: list[str] = []
    office.runtime.bells.append(lambda: told.append("bell"))

    with office.acting(CLI) as tx:
        users.create(tx, username="siti", display_name="Siti")

    assert told == []


def test_a_database_without_tables_is_not_ready(blank_sqlite_url: str, tmp_path: Path, clock: FixedClock) -> None:
    runtime = Runtime.build(factories.settings(tmp_path / "data", database_url=blank_sqlite_url), clock)

    with pytest.raises(SchemaOutdatedError):
        runtime.require_ready()
    runtime.migrate()
    runtime.require_ready()
    runtime.close()


def test_what_checks_drafts_is_shared_by_all_and_ends_with_the_runtime(
    blank_sqlite_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    runtime = Runtime.build(factories.settings(tmp_path / "data", database_url=blank_sqlite_url), clock)
    checker, before = runtime.installation.checker, handles.children(os.getpid())

    assert checker.check(procedures.two_steps(), draft="uji", revision=1, roles=procedures.ROLES) == ()
    [its] = set(handles.children(os.getpid())) - set(before)
    runtime.close()

    assert handles.ended(its)


def test_a_database_that_does_not_answer_is_named_by_its_kind_only(tmp_path: Path, clock: FixedClock) -> None:
    nowhere = f"postgresql+psycopg://siti:rahasia@/kasus?host={tmp_path}"
    runtime = Runtime.build(factories.settings(tmp_path / "data", database_url=nowhere), clock)

    with pytest.raises(StoreUnavailableError) as refused:
        runtime.require_ready()

    assert refused.value.ids == {"kind": "OperationalError"}
    runtime.close()


def test_two_processes_take_turns_on_one_case(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> None:
    given = factories.settings(tmp_path / "data", database_url=sqlite_url)
    first, second = (Runtime.build(given, clock) for _ in range(2))
    one = factories.furnish(first, clock)
    other = Office(runtime=second, clock=clock)
    one.deploy(procedures.side_by_side(4))
    officer = one.user("siti", "petugas_pengaduan")
    case = one.start(officer)

    for office, task in zip((one, other, one, other), case.open_user_tasks, strict=True):
        done = office.complete(officer, task.id)

    assert done.process_instance.state == "completed"
    with other.acting(CLI) as tx:
        assert history.replay(tx, case.id).equal
    for runtime in (first, second):
        runtime.close()


def test_a_list_may_be_read_while_another_writes(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> None:
    runtime = Runtime.build(factories.settings(tmp_path / "data", database_url=sqlite_url), clock)
    office = factories.furnish(runtime, clock)
    officer = office.user("siti", "petugas_pengaduan")

    with office.acting(CLI) as writing, runtime.transaction(officer, reads_only=True) as reading:
        users.create(writing, username="budi", display_name="Budi")
        assert inbox.search(reading, inbox.TaskQuery()).items == ()
    runtime.close()
