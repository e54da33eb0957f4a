"""Mail to officers from end to end: promised, held in quiet hours, handed over, tried again, given up at last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.cases import comments
from engine.services.incidents import incidents
from engine.services.jobs import jobs
from engine.services.notifying import mail_settings, mail_texts, notifications
from engine.services.notifying.mail_texts import Envelope
from engine.services.people import substitutions, users
from engine.services.user_tasks import life_cycle
from tasks import draining, mail
from tests.support.house import canary
from tests.support.offices import errands
from tests.support.offices.factories import AGENCY, CLI, Office
from tests.support.offices.mail_office import ADDRESS, MailOffice, furnished
from tests.support.servers import mailroom
from tests.support.servers.mailroom import DROPS, POSTPONES, REFUSES, TAKES, Mailroom

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def room() -> Iterator[Mailroom]:
    """Run the mail server."""
    with mailroom.running() as running:
        yield running


@pytest.fixture
def here(database_url: str, tmp_path: Path, clock: FixedClock, room: Mailroom) -> Iterator[MailOffice]:
    """Furnish an office with an officer whose address is proved."""
    clock.advance(-MINUTE)
    made = furnished(tmp_path, room, clock, database_url=database_url)
    made.prove_address()
    yield made
    made.office.runtime.close()


def test_an_urgent_word_is_mailed_with_case_number_and_due_time_alone(here: MailOffice) -> None:
    started = here.office.start(here.officer)
    here.tell(case=started.case_number, task_id=started.open_user_tasks[0].id)

    assert here.run().jobs == 1

    (taken,) = here.room.taken
    assert (taken["Subject"], taken["To"]) == ("Lindung: 1 tugas menunggu", ADDRESS)
    assert f"- {started.case_number}, tanpa batas waktu" in taken.get_content()
    assert "Terima laporan" not in taken.as_string()
    assert "uji" not in taken.get_content().casefold()
    assert (here.settings().mails[0].state, here.settings().mails[0].attempts) == ("sent", 1)


def test_what_failed_is_tried_again_under_the_same_name(here: MailOffice) -> None:
    here.room.manners[:] = [POSTPONES, DROPS, TAKES]
    here.tell()

    runs = [here.run(), here.run(), here.run(after=timedelta(seconds=30))]
    again = here.again()  # a restart between two attempts
    runs.append(again.run(after=timedelta(minutes=1)))

    assert [(one.jobs, one.failures) for one in runs] == [(0, 1), (0, 0), (0, 1), (1, 0)]
    (taken,) = here.room.taken
    shown = here.settings().mails[0]
    assert taken["Message-ID"] == f"<{here.mail().id}@uptd.example>"
    assert (shown.state, shown.attempts, shown.last_code) == ("sent", 3, None)
    again.office.runtime.close()


def test_whoever_dies_after_handing_over_sends_the_same_mail_again(here: MailOffice) -> None:
    here.tell()
    with here.office.acting(draining.JOBS) as tx:
        errand = errands.take(tx, jobs.MAIL)
    assert errand is not None
    assert isinstance(errand.content, Envelope)
    assert mail.send(errand.content, here.office.runtime.settings.mail) is None

    assert here.run().jobs == 0
    assert here.run(after=jobs.TAKEN_FOR).jobs == 1

    first, second = here.room.taken
    assert first.as_bytes() == second.as_bytes()


def test_giving_up_is_an_incident_of_the_agency_that_can_be_tried_again(here: MailOffice) -> None:
    supervisor = here.office.user("ida", "penyelia")
    elsewhere = here.office.user("jember", "penyelia", agency="uptd_ppa_jember")
    here.room.manners[:] = [DROPS]
    here.choose(breaks_through=True)
    here.tell()
    for _ in range(jobs.MOST_ERRANDS):
        here.run(after=5 * HOUR)

    (incident,) = here.incidents(supervisor)
    assert (incident.code, incident.case_number) == ("mail_undelivered", None)
    assert here.incidents(elsewhere) == ()
    assert (here.mail().state, here.mail().attempts) == ("failed", jobs.MOST_ERRANDS)
    draining.run_due(here.office.runtime)
    with here.office.acting(supervisor) as tx:
        assert [one.kind for one in notifications.mine(tx)] == ["mail_undelivered"]
    here.room.manners[:] = [TAKES]
    _retry(here, here.office.user("admin", "admin_sistem"), incident.id)
    assert here.run().jobs == 1
    assert here.settings().mails[0].state == "sent"


def _retry(here: MailOffice, actor: actors.Actor, incident_id: str) -> None:
    with here.office.acting(actor) as tx:
        incidents.retry(tx, incident_id)


def test_a_mail_that_will_never_be_taken_is_given_up_at_once(here: MailOffice) -> None:
    supervisor = here.office.user("ida", "penyelia")
    here.room.manners[:] = [REFUSES]
    here.tell()

    assert here.run().failures == 1
    assert here.run(after=5 * HOUR).failures == 0

    assert here.room.tries == 2  # the first brought the code
    assert [one.code for one in here.incidents(supervisor)] == ["mail_undelivered"]
    assert here.settings().mails[0].last_code == "mail_refused"


def test_a_mistyped_address_is_no_incident(here: MailOffice) -> None:
    supervisor = here.office.user("ida", "penyelia")
    here.room.manners[:] = [REFUSES]
    with here.office.acting(here.officer) as tx:
        mail_settings.give_address(tx, "salah.ketik@kantor.example")
    here.run()

    assert here.incidents(supervisor) == ()
    assert (here.settings().mails[0].state, here.settings().verified_at) == ("failed", None)


@pytest.mark.parametrize(("breaks_through", "waits"), [(False, 9 * HOUR), (True, timedelta())])
def test_in_quiet_hours_a_mail_waits_unless_the_person_said_otherwise(
    here: MailOffice,
    breaks_through: bool,  # noqa: FBT001 - pytest gives it
    waits: timedelta,
) -> None:
    here.choose(breaks_through=breaks_through)
    here.office.clock.advance(12 * HOUR)  # 21.00 in Tebing Tinggi
    here.tell()

    assert here.run().jobs == (1 if breaks_through else 0)

    if not breaks_through:
        assert here.job_of_mail().run_at == here.office.clock.now() + waits
        assert here.job_of_mail().attempts == 0
        assert here.run(after=waits - timedelta(seconds=1)).jobs == 0
        assert here.run(after=timedelta(seconds=1)).jobs == 1


def test_a_retry_does_not_come_in_quiet_hours(here: MailOffice) -> None:
    here.room.manners[:] = [POSTPONES, TAKES]
    here.office.clock.advance(11 * HOUR - timedelta(seconds=10))  # ten seconds before 20.00
    here.tell()
    assert here.run().failures == 1

    assert here.run(after=timedelta(seconds=30)).jobs == 0

    assert here.run(after=10 * HOUR).jobs == 1


@pytest.mark.parametrize("why", ["read", "done", "left", "away", "no_address"])
def test_a_mail_that_has_become_pointless_is_not_sent(here: MailOffice, why: str) -> None:
    started = here.office.start(here.officer)
    task = started.open_user_tasks[0].id
    here.tell(case=started.case_number, task_id=task)
    _make_pointless(here, why, task)

    assert (here.run().jobs, here.room.taken) == (0, [])

    assert here.mail().state == "dropped"
    assert (here.settings().address is None) == (why in {"left", "no_address"})


def _make_pointless(here: MailOffice, why: str, task: str) -> None:
    now = here.office.clock.now()
    here.office.user("budi", "petugas_pengaduan")
    with here.office.acting(CLI if why == "left" else here.officer) as tx:
        if why == "read":
            notifications.read_all(tx)
        elif why == "done":
            life_cycle.claim(tx, task)
            life_cycle.complete(tx, task, form={"risiko": "sedang"})
        elif why == "left":
            users.deactivate(tx, username="siti")
        elif why == "away":
            substitutions.name(
                tx, agency=AGENCY, person="siti", substitute="budi", starts_at=now, ends_at=now + 48 * HOUR
            )
        else:
            mail_settings.forget_address(tx)


def test_the_digest_comes_each_day_at_its_hour_and_lists_what_waits(here: MailOffice) -> None:
    here.choose(digest_hour=7, kinds=())
    first = here.office.start(here.officer)
    second = here.office.start(here.officer)
    with here.office.acting(here.officer) as tx:
        life_cycle.claim(tx, second.open_user_tasks[0].id)

    assert here.run().jobs == 0
    assert here.settings().digest_at == datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
    assert here.run(after=22 * HOUR).jobs == 1  # 07.00 on Saturday

    (taken,) = here.room.taken
    assert taken["Subject"] == "Lindung: 2 tugas menunggu"
    assert [number in taken.get_content() for number in (first.case_number, second.case_number)] == [True, True]
    assert "Terima" not in taken.get_content()
    assert here.settings().digest_at == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    assert here.run(after=24 * HOUR).jobs == 1


def test_a_digest_on_working_days_skips_the_weekend_and_says_nothing_of_nothing(here: MailOffice) -> None:
    here.choose(digest_hour=7, working_days_only=True)

    assert here.settings().digest_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # Monday
    here.run(after=94 * HOUR)

    assert (here.room.taken, here.mail().state) == ([], "dropped")


def test_another_hour_replaces_the_first(here: MailOffice) -> None:
    here.office.start(here.officer)
    here.choose(digest_hour=7)
    here.choose(digest_hour=9)
    here.choose(digest_hour=None)
    here.choose(digest_hour=8)

    here.run(after=30 * HOUR)

    assert len(here.room.taken) == 1


def test_nobody_of_a_case_ever_gets_mail(here: MailOffice) -> None:
    started = here.office.start(here.officer)
    task = started.open_user_tasks[0].id
    with here.office.acting(here.officer) as tx:
        life_cycle.claim(tx, task)
        comments.write(tx, task, text="Pelapor minta disurati: korban@rumah.example, 0812 0000 1234")
    answers = {"risiko": "tinggi", "kronologi": "Alamat surel korban: korban@rumah.example"}
    here.office.complete(here.officer, task, form=answers)
    here.tell(case=started.case_number)
    here.choose(digest_hour=10, breaks_through=True)

    here.run()
    here.run(after=30 * HOUR)

    assert set(here.room.receivers) == {ADDRESS}
    assert [one for one in here.room.taken if "korban" in one.as_string()] == []


def test_neither_address_nor_password_reaches_a_log(here: MailOffice, capfd: pytest.CaptureFixture[str]) -> None:
    here.room.manners[:] = [DROPS, REFUSES]
    here.tell()
    here.run()
    here.run(after=HOUR)

    written = "".join(capfd.readouterr())
    assert ADDRESS not in written
    assert len([row for row in canary.every_row(here.office.runtime) if ADDRESS in row]) == 1  # the settings alone


def test_a_long_digest_lists_the_most_urgent_and_says_that_there_are_more(here: MailOffice) -> None:
    for _ in range(mail_texts.MOST_LISTED):
        here.office.start(here.officer)
    held = here.office.start(here.officer)
    with here.office.acting(here.officer) as tx:
        life_cycle.claim(tx, held.open_user_tasks[0].id)
    here.choose(digest_hour=10)

    assert here.run(after=HOUR).jobs == 1

    (taken,) = here.room.taken
    assert taken["Subject"] == "Lindung: lebih dari 50 tugas menunggu"
    assert taken.get_content().count("\n- TTG-") == mail_texts.MOST_LISTED


def test_no_digest_comes_on_leave(here: MailOffice) -> None:
    here.office.start(here.officer)
    here.choose(digest_hour=10)
    _make_pointless(here, "away", "")

    assert here.run(after=HOUR).jobs == 0
    assert here.mail().state == "dropped"


def test_a_server_that_was_taken_away_ends_digests_quietly_and_fails_what_was_promised(here: MailOffice) -> None:
    here.choose(digest_hour=10)
    here.tell()
    settings = replace(here.office.runtime.settings, mail=None)
    bare = Office(runtime=Runtime.build(settings, here.office.clock), clock=here.office.clock)

    assert draining.run_mail(bare.runtime).failures == 1
    here.office.clock.advance(HOUR)
    draining.run_due(bare.runtime)

    assert here.settings().digest_at == here.office.clock.now() + 24 * HOUR
    assert [(one.kind, one.last_code) for one in here.settings().mails if one.state == "queued"] == [
        ("urgent", "mail_unset")
    ]
    bare.runtime.close()


def test_who_may_see_incidents_sees_what_could_not_be_mailed(here: MailOffice) -> None:
    supervisor = here.office.user("ida", "penyelia")
    elsewhere = here.office.user("jember", "penyelia", agency="uptd_ppa_jember")
    here.room.manners[:] = [REFUSES]
    here.tell()
    here.run()

    with here.office.acting(supervisor) as tx:
        (seen,) = mail_settings.undelivered(tx)
    assert (seen.name, seen.mail.last_code, seen.mail.attempts) == ("Siti", "mail_refused", 1)
    for other in (elsewhere, here.officer):
        with here.office.acting(other) as tx:
            assert mail_settings.undelivered(tx) == ()
