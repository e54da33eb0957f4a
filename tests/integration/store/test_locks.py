"""The order of locks, refused on both databases when it is not kept: what SQLite lets pass would stop PostgreSQL."""

from collections.abc import Callable

import pytest

from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.user_tasks import life_cycle
from engine.store.base import locks
from engine.store.cases import cases
from engine.store.tables.cases import ProcessInstance
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def two(office: Office, siti: actors.Actor) -> list[tuple[str, str]]:
    """Give (instance id, case id) of two cases, in the order of their instances."""
    made = sorted(office.start(siti).id for _ in range(2))
    with office.acting(CLI) as tx:
        return [(one, cases.known_instance(tx.session, one).case.id) for one in made]


def take(tx: Transaction, kind: str, row: tuple[str, str]) -> None:
    """Lock the row's instance or its case."""
    if kind == "instance":
        cases.lock_known(tx.session, row[0])
    else:
        cases.lock_case(tx.session, row[1])


def test_an_instance_after_a_case_is_refused(office: Office, two: list[tuple[str, str]]) -> None:
    with office.acting(CLI) as tx:
        take(tx, "case", two[0])
        with pytest.raises(locks.LockOrderError, match="was asked for while"):
            take(tx, "instance", two[1])


@pytest.mark.parametrize("kind", ["instance", "case"])
def test_a_smaller_id_after_a_larger_one_is_refused(office: Office, two: list[tuple[str, str]], kind: str) -> None:
    smaller, larger = sorted(two, key=lambda row: row[0 if kind == "instance" else 1])
    with office.acting(CLI) as tx:
        take(tx, kind, larger)
        with pytest.raises(locks.LockOrderError):
            take(tx, kind, smaller)


def test_the_order_may_be_climbed_and_what_is_held_asked_for_again(office: Office, two: list[tuple[str, str]]) -> None:
    first, second = two
    with office.acting(CLI) as tx:
        for kind in ("instance", "case", "instance"):
            for row in sorted(two, key=lambda row: row[1]) if kind == "case" else (first, second):
                take(tx, kind, row)


def test_what_nobody_waits_for_may_be_asked_for_in_any_order(office: Office, two: list[tuple[str, str]]) -> None:
    with office.acting(CLI) as tx:
        take(tx, "instance", two[1])

        assert cases.lock_free(tx.session, two[0][0])


FIRST, LAST = "00000000-0000-4000-8000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff"


def make(tx: Transaction, like: tuple[str, str], made_id: str) -> None:
    """Write one more instance of the row's case."""
    known = cases.known_instance(tx.session, like[0]).instance
    values = {column.key: getattr(known, column.key) for column in ProcessInstance.__table__.columns}
    tx.session.add(ProcessInstance(**{**values, "id": made_id}))
    tx.session.flush()


def test_what_a_transaction_made_is_its_own(office: Office, two: list[tuple[str, str]]) -> None:
    with office.acting(CLI) as tx:
        take(tx, "case", two[0])
        make(tx, two[0], FIRST)

        assert cases.lock_known(tx.session, FIRST).instance.id == FIRST


def test_for_what_a_transaction_made_nobody_waits(office: Office, two: list[tuple[str, str]]) -> None:
    with office.acting(CLI) as tx:
        make(tx, two[0], LAST)
        cases.lock_known(tx.session, LAST)

        assert cases.lock_known(tx.session, two[0][0]).instance.id == two[0][0]


def change_case(tx: Transaction, row: tuple[str, str]) -> None:
    """Change a case that was only read."""
    cases.by_id(tx.session, row[1]).risk = "tinggi"
    tx.session.flush()


def change_instance(tx: Transaction, row: tuple[str, str]) -> None:
    """Change an instance that was only read, past the session."""
    locks.require(tx.session, cases.known_instance(tx.session, row[0]).instance)


@pytest.mark.parametrize("change", [change_case, change_instance])
def test_a_row_is_not_changed_without_its_lock(
    office: Office, two: list[tuple[str, str]], change: Callable[[Transaction, tuple[str, str]], None]
) -> None:
    with pytest.raises(locks.LockOrderError, match="without its lock"), office.acting(CLI) as tx:
        change(tx, two[0])


def test_locks_go_with_the_part_of_a_transaction_that_is_undone(office: Office, two: list[tuple[str, str]]) -> None:
    with office.acting(CLI) as tx:
        with tx.savepoint(keep=False) as tried:
            take(tried, "case", two[0])
        take(tx, "instance", two[1])


def test_locks_stay_with_the_part_of_a_transaction_that_is_kept(office: Office, two: list[tuple[str, str]]) -> None:
    with office.acting(CLI) as tx:
        with tx.savepoint() as part:
            take(part, "case", two[0])
        with pytest.raises(locks.LockOrderError):
            take(tx, "instance", two[1])


def test_a_task_leads_to_the_lock_of_its_instance(office: Office, siti: actors.Actor) -> None:
    shown = office.start(siti)
    with office.acting(siti) as tx:
        life_cycle.claim(tx, shown.open_user_tasks[0].id)

        assert locks.holds(tx.session, cases.known_instance(tx.session, shown.id).instance)
