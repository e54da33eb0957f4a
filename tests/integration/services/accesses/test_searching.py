"""Who read what across cases: found by reader, case and moment, within the right, marked, paged, and recorded once."""

from datetime import timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.accesses import searching
from engine.services.accesses.results import FoundAccessView
from engine.services.accesses.searching import AccessQuery
from engine.services.base import access
from engine.services.base.cursors import CursorInvalidError
from engine.services.cases import cases, instances
from engine.services.chains import reads
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView
from engine.store.audit import reads as stored
from engine.store.cases import cases as stored_cases
from engine.store.tables.audit import ReaderEvent
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

ELSEWHERE = "uptd_ppa_lain"


@pytest.fixture
def ratna(office: Office) -> actors.Actor:
    """Deploy two tasks side by side and give a supervisor."""
    office.deploy(procedures.side_by_side(2))
    return office.user("ratna", "penyelia")


@pytest.fixture
def agus(office: Office) -> actors.Actor:
    """Give an auditor."""
    return office.user("agus", "auditor")


@pytest.fixture
def started(office: Office, ratna: actors.Actor) -> list[InstanceView]:
    """Register two reports, both of which the supervisor reads, the second a minute later."""
    clerk = office.user("siti", "petugas_pengaduan")
    found = [office.start(clerk), office.start(clerk)]
    for one in found:
        look(office, ratna, one)
        office.clock.advance(timedelta(minutes=1))
    return found


def look(office: Office, reader: actors.Actor, case: InstanceView) -> None:
    """Read a case."""
    with office.acting(reader) as tx:
        cases.get(tx, case.case_number)


def refuse(office: Office, reader: actors.Actor, case: InstanceView) -> None:
    """Record that somebody was refused the list of who read a case."""
    with office.acting(CLI) as tx:
        case_id = stored_cases.known(tx.session, case.case_number).id
        reads.append_refused(
            tx, case_id, actor=reader.id, what="access.read", subject=None, via="page", asked_at=tx.now
        )


def found(office: Office, asker: actors.Actor, **query: Any) -> list[FoundAccessView]:
    """Give the first page of what is asked for."""
    with office.acting(asker) as tx:
        return list(searching.search(tx, AccessQuery(**query)).items)


def looks(office: Office) -> list[ReaderEvent]:
    """Give what is recorded of lists of readings."""
    with office.acting(CLI) as tx:
        return [one for one in stored.lists(tx.session) if one.what == searching.LIST]


def test_the_newest_reading_comes_first_with_its_reader_and_case(
    office: Office, agus: actors.Actor, started: list[InstanceView]
) -> None:
    shown = found(office, agus)

    assert [(one.case_number, one.agency, one.actor_name, one.part, one.role) for one in shown] == [
        (case.case_number, AGENCY, "Ratna", "case.read_narrative", "penyelia") for case in reversed(started)
    ]
    assert [one.unusual for one in shown] == [(), ()]


def test_readings_are_found_by_case_by_reader_and_by_moment(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    first, second = started
    look(office, agus, second)
    middle = office.clock.now() - timedelta(seconds=90)

    assert [one.actor_name for one in found(office, agus, case_number=second.case_number)] == ["Agus", "Ratna"]
    assert [one.case_number for one in found(office, agus, reader=agus.id)] == [second.case_number]
    assert [one.case_number for one in found(office, agus, until=middle)] == [first.case_number]
    assert len(found(office, agus, since=middle)) == 2
    assert found(office, agus, reader=ratna.id, since=office.clock.now()) == []


def test_pages_follow_each_other_without_gap_or_double(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    for _ in range(3):
        look(office, ratna, started[0])
    seen: list[tuple[str, int]] = []
    cursor = None
    for _ in range(3):
        with office.acting(agus) as tx:
            page = searching.search(tx, AccessQuery(), cursor=cursor, limit=2)
        seen += [(one.case_number, one.seq) for one in page.items]
        cursor = page.next

    assert cursor is None
    assert seen == [(one.case_number, one.seq) for one in found(office, agus)]
    assert len(set(seen)) == 5


@pytest.mark.parametrize("cursor", ["W10", "WzFd", "eHg", "A" * 200])
def test_a_cursor_of_another_list_is_refused(
    office: Office, agus: actors.Actor, ratna: actors.Actor, cursor: str
) -> None:
    with office.acting(agus) as tx, pytest.raises(CursorInvalidError):
        searching.search(tx, AccessQuery(), cursor=cursor)


def test_only_the_agencies_in_which_somebody_may_ask_are_shown(
    office: Office, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    stranger = office.user("asing", "auditor", agency=ELSEWHERE)

    assert found(office, stranger) == []
    assert found(office, stranger, case_number=started[0].case_number) == []
    with office.acting(stranger) as tx:
        assert searching.readers(tx, AccessQuery()) == ()
        assert searching.names(tx, AccessQuery()) == ()


def test_who_may_nowhere_see_who_reads_is_refused(office: Office, ratna: actors.Actor) -> None:
    for asking in (searching.search, searching.readers, searching.names):
        with office.acting(ratna) as tx, pytest.raises(errors.NotPermittedError):
            asking(tx, AccessQuery())


def test_a_list_of_readings_is_one_record_that_names_nobody(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    shown = found(office, agus, reader=ratna.id, case_number=started[0].case_number)
    with office.acting(agus) as tx:
        searching.readers(tx, AccessQuery())

    by_case, readers = looks(office)
    assert (by_case.reader, by_case.about, by_case.count, by_case.role) == (agus.id, "by_reader,of_case", 1, "auditor")
    assert (readers.about, readers.count) == ("readers", 1)
    assert started[0].case_number not in f"{by_case.about}"
    assert len(shown) == 1


def test_a_list_that_shows_nothing_is_not_recorded(office: Office, agus: actors.Actor, ratna: actors.Actor) -> None:
    assert found(office, agus) == []
    assert looks(office) == []


def test_each_reader_is_counted_those_who_read_most_first(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    look(office, agus, started[0])
    refuse(office, ratna, started[0])

    with office.acting(agus) as tx:
        counted = searching.readers(tx, AccessQuery())
        names = searching.names(tx, AccessQuery())

    assert [(one.reader_name, one.readings, one.cases, one.refused) for one in counted] == [
        ("Ratna", 3, 2, 1),
        ("Agus", 1, 1, 0),
    ]
    assert counted[0].last_at == office.clock.now()
    assert names == ((agus.id, "Agus"), (ratna.id, "Ratna"))


def test_refused_readings_are_found_alone_and_marked_when_they_are_several(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    for _ in range(3):
        refuse(office, ratna, started[0])

    shown = found(office, agus, refused=True)

    assert [(one.refused, one.part, [why.count for why in one.unusual]) for one in shown] == [
        (True, "access.read", [3])
    ] * 3


def test_the_unusual_ones_alone_are_found_however_far_apart(
    office: Office,
    agus: actors.Actor,
    ratna: actors.Actor,
    started: list[InstanceView],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.clock.advance(timedelta(hours=14))  # to 23:02
    look(office, ratna, started[0])
    look(office, ratna, started[1])
    office.clock.advance(timedelta(days=3) - timedelta(hours=14))  # to the next working morning
    for case in started:
        look(office, agus, case)
    monkeypatch.setattr(searching, "BATCH", 2)

    with office.acting(agus) as tx:
        first = searching.search(tx, AccessQuery(unusual=True), limit=1)
        second = searching.search(tx, AccessQuery(unusual=True), cursor=first.next, limit=1)
        rest = searching.search(tx, AccessQuery(unusual=True), cursor=second.next, limit=1)

    assert [one.unusual[0].reason for one in (*first.items, *second.items)] == ["night", "night"]
    assert {one.case_number for one in (*first.items, *second.items)} == {one.case_number for one in started}
    assert (rest.items, rest.next) == ((), None)


def test_a_page_that_looked_at_enough_leads_on_though_it_found_nothing(
    office: Office,
    agus: actors.Actor,
    ratna: actors.Actor,
    started: list[InstanceView],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "BATCH", 1)
    monkeypatch.setattr(searching, "LOOKED_AT", 1)

    with office.acting(agus) as tx:
        first = searching.search(tx, AccessQuery(unusual=True))
        last = searching.search(tx, AccessQuery(unusual=True), cursor=first.next)

    assert (first.items, last.items, last.next) == ((), (), None)
    assert first.next is not None


def test_a_task_that_was_taken_and_given_back_marks_the_reading_between(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    clerk = office.user("rina", "petugas_pengaduan")
    task = started[0].open_user_tasks[0].id
    with office.acting(clerk) as tx:
        life_cycle.claim(tx, task)
    office.clock.advance(timedelta(minutes=4))
    look(office, clerk, started[0])
    with office.acting(clerk) as tx:
        life_cycle.release(tx, task)
    office.clock.advance(timedelta(minutes=4))
    look(office, clerk, started[0])
    with office.acting(clerk) as tx:
        life_cycle.claim(tx, task)

    after, between = found(office, agus, reader=clerk.id)

    assert after.unusual == ()
    assert [(why.reason, why.count, why.since) for why in between.unusual] == [("claimed_and_released", 4, None)]


def test_a_task_that_somebody_else_gave_back_was_not_given_back_by_its_holder(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    clerk, task = office.user("rina", "petugas_pengaduan"), started[0].open_user_tasks[0].id
    with office.acting(clerk) as tx:
        life_cycle.claim(tx, task)
    look(office, clerk, started[0])
    look(office, ratna, started[0])
    with office.acting(ratna) as tx:
        life_cycle.release(tx, task)

    assert [one.unusual for one in found(office, agus, case_number=started[0].case_number)] == [(), (), ()]


def test_a_reading_after_the_case_was_closed_says_since_when(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    with office.acting(office.user("kartika", "kepala")) as tx:
        instances.cancel(tx, started[0].id, reason_code="uji")
    closed = office.clock.now()
    office.clock.advance(timedelta(minutes=5))
    look(office, ratna, started[0])
    look(office, agus, started[0])

    newest, *_ = (one for one in found(office, agus, case_number=started[0].case_number) if one.actor == ratna.id)

    assert [(why.reason, why.since) for why in newest.unusual] == [("after_closed", closed)]
    assert [one.unusual for one in found(office, agus, reader=agus.id)] == [()]


def test_readings_in_a_long_span_are_gathered_reader_by_reader(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    office.clock.advance(timedelta(days=3))
    look(office, ratna, started[0])
    look(office, agus, started[0])

    assert [one.unusual for one in found(office, agus)] == [(), (), (), ()]


def test_machines_are_shown_and_never_marked(office: Office, agus: actors.Actor, started: list[InstanceView]) -> None:
    office.clock.advance(timedelta(hours=14))
    with office.acting(CLI) as tx:
        case = stored_cases.known(tx.session, started[0].case_number)
        reads.note(tx, case.id, what="case.read", seen=access.subject_of(tx, case))

    newest = found(office, agus)[0]

    assert (newest.actor, newest.actor_name, newest.purpose, newest.unusual) == ("system:cli", None, "system", ())


def test_the_lists_that_somebody_looked_at_are_told_page_by_page(
    office: Office, agus: actors.Actor, ratna: actors.Actor, started: list[InstanceView]
) -> None:
    for query in (None, started[0].case_number):
        with office.acting(ratna) as tx:
            cases.search(tx, q=query)
        office.clock.advance(timedelta(hours=1))

    with office.acting(agus) as tx:
        first = searching.lists_by(tx, ratna.id, limit=1)
        second = searching.lists_by(tx, ratna.id, cursor=first.next, limit=1)
        none = searching.lists_by(tx, ratna.id, since=office.clock.now())

    assert [(one.what, one.about, one.count) for one in (*first.items, *second.items)] == [
        ("case.list", "searched", 1),
        ("case.list", None, 2),
    ]
    assert (second.next, none.items) == (None, ())
    assert len(first.items[0].digest) == 64


def test_ones_own_looks_are_told_too(office: Office, agus: actors.Actor, started: list[InstanceView]) -> None:
    found(office, agus)
    with office.acting(agus) as tx:
        own = searching.lists_by(tx, agus.id)

    assert [(one.what, one.count, one.purpose) for one in own.items] == [("access.list", 2, "audit")]


def test_a_reader_of_another_agency_is_as_one_who_was_never_there(
    office: Office, agus: actors.Actor, ratna: actors.Actor
) -> None:
    stranger = office.user("asing", "auditor", agency=ELSEWHERE)

    for reader, asked in ((agus, stranger.id), (stranger, ratna.id), (ratna, ratna.id), (agus, "tidak-ada")):
        with office.acting(reader) as tx, pytest.raises(errors.NotFoundError):
            searching.lists_by(tx, asked)
