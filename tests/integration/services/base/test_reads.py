"""Readings recorded: by whom, for what and in which order; lists once; all in one statement, and last."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from engine.domain.audit.purposes import PurposeUnfitError
from engine.domain.audit.reads import digest_of
from engine.domain.people import actors
from engine.services.accesses import accesses
from engine.services.audit import history
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, instances
from engine.services.chains import reads
from engine.services.chains.chain import GENESIS
from engine.services.inbox import inbox
from engine.services.inbox.inbox import TaskQuery
from engine.services.incidents import incidents
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView
from engine.store.audit import reads as stored
from engine.store.base import rows
from engine.store.cases import cases as stored_cases
from engine.store.tables.audit import AccessEvent, ReaderEvent
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def ida(office: Office) -> actors.Actor:
    """Deploy two tasks side by side and give a supervisor."""
    office.deploy(procedures.side_by_side(2))
    return office.user("ida", "penyelia")


@pytest.fixture
def case(office: Office, ida: actors.Actor) -> InstanceView:
    """Register a report as somebody else."""
    return office.start(office.user("siti", "petugas_pengaduan"))


def of_cases(office: Office) -> list[AccessEvent]:
    """Give the records of readings in their order."""
    with office.acting(CLI) as tx:
        return list(tx.session.scalars(select(AccessEvent).order_by(AccessEvent.case_id, AccessEvent.seq)))


def of_lists(office: Office) -> list[ReaderEvent]:
    """Give the records of lists in their order."""
    with office.acting(CLI) as tx:
        return list(stored.lists(tx.session))


@contextmanager
def writing(office: Office, table: str) -> Iterator[list[str]]:
    """Give the statements that write new rows of a table."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        asked.extend([sql] if sql.startswith(f"INSERT INTO {table}") else [])

    event.listen(office.runtime.database, "before_cursor_execute", note)
    yield asked
    event.remove(office.runtime.database, "before_cursor_execute", note)


def note_parts(tx: Transaction, case_number: str, count: int) -> None:
    """Note that so many parts of ten kinds were read."""
    case = stored_cases.known(tx.session, case_number)
    seen = access.subject_of(tx, case)
    kinds = ("file.read", "document.read", "history.read")
    for number in range(count):
        reads.note(tx, case.id, what=kinds[number % len(kinds)], seen=seen, subject=f"bagian-{number}")


def test_a_reading_says_in_which_role_what_for_and_by_which_way(
    office: Office, ida: actors.Actor, case: InstanceView
) -> None:
    with office.runtime.transaction(ida, via="print") as tx:
        cases.get(tx, case.case_number)

    (one,) = of_cases(office)
    assert (one.what, one.subject, one.v) == ("case.read_narrative", None, 2)
    assert (one.role, one.purpose, one.via, one.refused) == ("penyelia", "supervision", "print", False)


def test_a_page_of_thirty_parts_writes_one_statement(office: Office, ida: actors.Actor, case: InstanceView) -> None:
    with writing(office, "access_events") as statements, office.acting(ida) as tx:
        note_parts(tx, case.case_number, 30)

    assert len(statements) == 1
    assert [one.seq for one in of_cases(office)] == list(range(1, 31))


def test_moments_of_a_chain_never_fall(office: Office, ida: actors.Actor, case: InstanceView) -> None:
    with office.acting(ida) as tx:
        cases.get(tx, case.case_number)
        cases.search(tx)
    office.clock.advance(timedelta(hours=-1))
    with office.acting(ida) as tx:
        cases.get(tx, case.case_number)
        incidents.open_for(tx, code="uji", instance_id=case.id)
        tx.session.flush()
        incidents.search(tx, state=None, cursor=None, limit=5)

    for chain in (of_cases(office), of_lists(office)):
        first, second = (one.at for one in chain)
        assert first == second


def test_a_list_is_one_record_with_count_and_digest_and_none_a_case(
    office: Office, ida: actors.Actor, case: InstanceView
) -> None:
    other = office.start(ida)
    with office.acting(ida) as tx:
        instances.search(tx, state=None, case_number=None, cursor=None, limit=10)

    (one,) = of_lists(office)
    assert (one.reader, one.seq, one.what, one.about, one.count) == (ida.id, 1, "instance.list", None, 2)
    assert (one.role, one.purpose, one.via) == ("penyelia", "supervision", "command")
    assert bytes(one.digest) == digest_of([case.id, other.id])
    assert of_cases(office) == []


def test_the_same_list_is_recorded_again_only_after_a_while_or_when_it_changed(
    office: Office, ida: actors.Actor, case: InstanceView
) -> None:
    def look() -> int:
        with office.runtime.transaction(ida, reads_only=True) as tx:
            inbox.search(tx, TaskQuery(inbox="roles", role="petugas_pengaduan"))
            inbox.search(tx, TaskQuery())
        return len(of_lists(office))

    seen = [look(), look()]
    office.clock.advance(timedelta(minutes=10))
    office.start(ida)
    seen.append(look())
    office.clock.advance(reads.UNCHANGED_FOR + timedelta(seconds=1))
    seen.append(look())

    assert seen == [1, 1, 2, 3]
    assert {(one.about, one.purpose) for one in of_lists(office)} == {("all", "supervision")}


def test_an_inbox_of_ones_own_is_duty(office: Office, case: InstanceView) -> None:
    budi = office.user("budi", "penyelia", "petugas_pengaduan")
    with office.acting(budi) as tx:
        inbox.search(tx, TaskQuery(inbox="roles"))

    (one,) = of_lists(office)
    assert (one.about, one.count, one.purpose) == ("roles", 2, "duty")


def test_an_empty_list_and_one_without_any_right_are_no_reading(office: Office, ida: actors.Actor) -> None:
    with office.acting(ida) as tx:
        cases.search(tx)
    with office.acting(office.user("adi", "admin_sistem")) as tx:
        cases.search(tx)

    assert of_lists(office) == []


def test_a_verb_that_changes_nothing_shows_the_task_all_the_same(
    office: Office, ida: actors.Actor, case: InstanceView
) -> None:
    budi, task_id = office.user("budi", "petugas_pengaduan"), case.open_user_tasks[0].id
    for verb in (life_cycle.claim, life_cycle.claim, life_cycle.release, life_cycle.claim):
        with office.acting(budi) as tx:
            verb(tx, task_id)
    with office.acting(ida) as tx:
        life_cycle.release(tx, case.open_user_tasks[1].id)

    assert [(one.actor, one.what, one.subject) for one in of_cases(office)] == [
        (budi.id, "user_task.read", task_id),
        (ida.id, "user_task.read", case.open_user_tasks[1].id),
    ]


def test_replay_and_verification_by_a_person_are_recorded(office: Office, case: InstanceView) -> None:
    auditor = office.user("agus", "auditor")
    with office.acting(auditor) as tx:
        history.replay(tx, case.id)
        history.verify(tx)

    (one,), (whole,) = of_cases(office), of_lists(office)
    assert (one.what, one.subject, one.purpose) == ("history.replay", case.id, "audit")
    assert (whole.what, whole.count, whole.purpose) == ("history.verify", 1, "audit")


def test_a_purpose_is_stated_by_who_has_a_right_to_it(office: Office, ida: actors.Actor, case: InstanceView) -> None:
    with office.acting(ida) as tx:
        tx.reads.stated = "client_request"
        cases.get(tx, case.case_number)
    with office.acting(ida) as tx:
        tx.reads.stated = "audit"
        with pytest.raises(PurposeUnfitError):
            cases.get(tx, case.case_number)

    assert [one.purpose for one in of_cases(office)] == ["client_request"]


def test_records_of_before_stay_valid_beside_new_ones(office: Office, ida: actors.Actor, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        row = stored_cases.lock_case(tx.session, stored_cases.known(tx.session, case.case_number).id)
        old = AccessEvent(
            case_id=row.id, seq=1, at=tx.now, actor=ida.id, what="case.read", v=1, refused=False, prev_hash=GENESIS
        )
        old.hash = reads.hash_of_access(old)
        rows.add(tx.session, old)
        rows.change(tx.session, row, access_seq=1, access_hash=old.hash)
    with office.acting(ida) as tx:
        cases.get(tx, case.case_number)
    with office.acting(office.user("agus", "auditor")) as tx:
        told = accesses.of_case(tx, case.case_number).page.items

    with office.acting(CLI) as tx:
        assert history.verify(tx).ok
    assert [(one.role, one.purpose, one.via) for one in told[1:]] == [
        ("penyelia", "supervision", "command"),
        (None, None, None),
    ]
