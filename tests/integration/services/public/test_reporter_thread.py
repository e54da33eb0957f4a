"""The conversation with a reporter: sealed, for who may read the case, and never waiting unheard."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.content.submissions import CaseErasedError
from engine.services.inbox import inbox
from engine.services.notifying import notifications
from engine.services.public import limits, public_reports, reporter_thread
from engine.services.user_tasks import life_cycle
from engine.store.tables.audit import AccessEvent
from engine.store.tables.cases import Case
from engine.store.tables.public import PublicReport
from tests.support.house import canary
from tests.support.offices import procedures, public_office
from tests.support.offices.factories import AGENCY, CLI, Office

REPORTER = public_reports.REPORTER


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy the procedure in which public reports begin, and give an officer."""
    office.deploy(public_office.procedure())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def ida(office: Office) -> actors.Actor:
    """Give a supervisor."""
    return office.user("ida", "penyelia")


@pytest.fixture
def case(office: Office, siti: actors.Actor) -> Case:
    """Send a report and give its case."""
    with office.acting(REPORTER) as tx:
        offered = public_reports.offer(tx, AGENCY)
        secret = secrets.token_bytes(32)
        public_reports.receive(tx, offered, answers=public_office.ANSWERS, secret=secret, address="192.0.2.7")
        found = tx.session.scalars(select(Case)).one()
        tx.session.expunge(found)
        return found


@pytest.fixture
def task_id(office: Office, siti: actors.Actor, case: Case) -> str:
    """Let the officer take the first task."""
    with office.acting(siti) as tx:
        found = inbox.search(tx, inbox.TaskQuery(case_number=case.number)).items[0].id
    with office.acting(siti) as tx:
        life_cycle.claim(tx, found)
    return found


def wrote(office: Office, case: Case, words: str) -> None:
    with office.acting(REPORTER) as tx:
        reporter_thread.write(tx, case.id, text=words)


def answered(office: Office, actor: actors.Actor, case: Case, words: str) -> None:
    with office.acting(actor) as tx:
        reporter_thread.answer(tx, case.number, text=words)


def readings(office: Office) -> list[str]:
    with office.acting(CLI) as tx:
        return list(tx.session.scalars(select(AccessEvent.actor).order_by(AccessEvent.seq)))


def told(office: Office, actor: actors.Actor) -> list[tuple[str, str, str | None]]:
    with office.acting(actor) as tx:
        return [(one.kind, one.case_number, one.task_id) for one in notifications.mine(tx)]


def test_both_sides_read_what_the_other_wrote(office: Office, siti: actors.Actor, case: Case, task_id: str) -> None:
    wrote(office, case, "  Saya takut pulang.  ")
    office.clock.advance(timedelta(minutes=1))
    answered(office, siti, case, "Apakah ada tempat yang aman?")

    with office.acting(siti) as tx:
        officers = reporter_thread.of_case(tx, case.number)
    with office.acting(REPORTER) as tx:
        reporters = reporter_thread.read(tx, case.id)

    assert task_id
    assert officers == reporters
    assert [(one.officer, one.text) for one in reporters] == [
        (None, "Saya takut pulang."),
        ("Siti", "Apakah ada tempat yang aman?"),
    ]


def test_a_message_leaves_an_event_with_a_digest_and_no_words(office: Office, ida: actors.Actor, case: Case) -> None:
    wrote(office, case, "Rahasia kenari")

    with office.acting(CLI) as tx:
        instance_id = tx.session.scalars(select(PublicReport.instance_id)).one()
        assert history.replay(tx, instance_id).equal
        assert history.verify(tx).ok
    with office.acting(ida) as tx:
        last = history.events(tx, instance_id).items[-1]
    assert (last.type, last.actor, len(last.data["digests"])) == ("reporter_message.written", REPORTER.id, 1)
    assert [row for row in canary.every_row(office.runtime) if "kenari" in row] == []


def test_who_holds_the_task_is_told(
    office: Office, siti: actors.Actor, ida: actors.Actor, case: Case, task_id: str
) -> None:
    wrote(office, case, "Halo")

    assert told(office, siti) == [("reporter_wrote", case.number, task_id)]
    assert told(office, ida) == []


def test_while_nobody_works_on_it_those_are_told_who_may_read_it(
    office: Office, siti: actors.Actor, ida: actors.Actor, case: Case
) -> None:
    elsewhere = office.user("orang_kota_lain", "penyelia", agency="p2tp2a_banyuwangi")

    wrote(office, case, "Halo")

    assert told(office, ida) == [("reporter_wrote", case.number, None)]
    assert told(office, siti) == told(office, elsewhere) == []


def test_who_may_not_read_the_case_neither_reads_nor_writes(office: Office, siti: actors.Actor, case: Case) -> None:
    with office.acting(siti) as tx:
        assert reporter_thread.of_case(tx, case.number) is None
    with pytest.raises(errors.NotPermittedError):
        answered(office, siti, case, "Halo")


def test_a_case_that_an_officer_registered_has_no_reporter_to_talk_to(
    office: Office, siti: actors.Actor, ida: actors.Actor
) -> None:
    office.deploy(procedures.two_steps())
    number = office.start(siti).case_number

    for unknown in (number, "TTG-2026-99999"):
        with office.acting(ida) as tx:
            assert reporter_thread.of_case(tx, unknown) is None
        with office.acting(ida) as tx, pytest.raises(errors.NotFoundError):
            reporter_thread.answer(tx, unknown, text="Halo")


@pytest.mark.parametrize("words", ["", "  \n ", "a" * (reporter_thread.LONGEST + 1)])
def test_an_empty_or_endless_message_is_refused(office: Office, ida: actors.Actor, case: Case, words: str) -> None:
    with pytest.raises(reporter_thread.MessageUnfitError):
        wrote(office, case, words)
    with pytest.raises(reporter_thread.MessageUnfitError):
        answered(office, ida, case, words)


def test_reading_is_recorded_for_both_sides(office: Office, ida: actors.Actor, case: Case) -> None:
    for _ in range(2):
        with office.acting(REPORTER) as tx:
            reporter_thread.read(tx, case.id)
        with office.acting(ida) as tx:
            reporter_thread.of_case(tx, case.number)
        if not readings(office):
            wrote(office, case, "Ada.")

    assert readings(office) == [REPORTER.id, ida.id]


def test_messages_die_with_the_key(office: Office, ida: actors.Actor, case: Case) -> None:
    wrote(office, case, "Ada.")
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, case.number)

    with office.acting(REPORTER) as tx:
        assert [one.text for one in reporter_thread.read(tx, case.id)] == [None]
    with pytest.raises(CaseErasedError):
        wrote(office, case, "Lagi.")
    with pytest.raises(CaseErasedError):
        answered(office, ida, case, "Lagi.")


def test_a_reporter_may_not_write_without_end(office: Office, case: Case) -> None:
    for _ in range(limits.MESSAGES.each):
        wrote(office, case, "Halo")

    with pytest.raises(limits.PublicDelayedError):
        wrote(office, case, "Halo")

    with office.acting(REPORTER) as tx:
        assert len(reporter_thread.read(tx, case.id)) == limits.MESSAGES.each
