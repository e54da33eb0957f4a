"""Mail in real processes: sent by the worker beside the server, and by the next one when a worker is killed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from engine.clock import FixedClock, SystemClock
from engine.runtime import Runtime
from engine.services.notifying import mail_settings
from engine.settings import MailServer
from tasks import in_process
from tests.support.offices import mail_office, referring
from tests.support.offices.mail_office import MailOffice
from tests.support.servers import mailroom, processes, receiver, service
from tests.support.servers.mailroom import Mailroom


def open_office(folder: Path, room: Mailroom, *, database_url: str) -> MailOffice:
    """Furnish an office at the present moment, with a mail that waits to be sent."""
    clock = FixedClock(SystemClock().now() - timedelta(minutes=2))  # proving an address takes one
    here = mail_office.furnished(folder, room, clock, database_url=database_url)
    here.prove_address()
    here.choose(kinds=("late",), breaks_through=True)
    here.tell()
    return here


def until_sent(here: MailOffice) -> None:
    """Wait until the mail was handed over."""

    def sent() -> None:
        assert here.mail().state == "sent"

    processes.until(sent, failing=AssertionError, seconds=60)


def test_the_worker_of_one_pc_sends_mail_beside_its_other_work(database_url: str, tmp_path: Path) -> None:
    with mailroom.running() as room:
        here = open_office(tmp_path, room, database_url=database_url)
        worker = in_process.Worker(here.office.runtime)
        worker.start()
        until_sent(here)
        assert worker.is_alive
        worker.stop()
        here.office.runtime.close()
    assert len(room.taken) == 1


def test_a_worker_that_is_killed_while_it_waits_lets_another_send_the_same_mail(
    database_url: str, tmp_path: Path
) -> None:
    with mailroom.running() as room:
        here = open_office(tmp_path, room, database_url=database_url)
        room.arrived.clear()
        room.manners[:] = [mailroom.HANGS, mailroom.TAKES]
        worker = [*_installed(here, tmp_path).prefix, service.LINDUNG, "worker"]
        with processes.guarded(worker, log=tmp_path / "first.log") as first:
            assert room.arrived.wait(60)
            processes.kill(first)
        room.released.set()
        with here.office.runtime.database.begin() as connection:  # as if the two minutes had passed
            connection.execute(text("UPDATE jobs SET run_at = '2026-01-01 00:00:00' WHERE kind = 'mail.send'"))
        with processes.guarded(worker, log=tmp_path / "second.log"):
            until_sent(here)
        name = f"<{here.mail().id}@uptd.example>"
        here.office.runtime.close()
    assert {one["Message-ID"] for one in room.taken} == {name}


def test_a_mail_server_that_hangs_delays_no_referral(sqlite_url: str, tmp_path: Path) -> None:
    clock = FixedClock(SystemClock().now() - timedelta(minutes=2))
    with mailroom.running(mailroom.HANGS) as room, receiver.running() as partner:
        plain = referring.runtime(tmp_path, clock, database_url=sqlite_url, webhook=partner.url)
        server = MailServer.parse(room.url, sender="lindung@uptd.example")
        pair = referring.furnish(Runtime.build(replace(plain.settings, mail=server), clock), clock)
        with pair.office.acting(pair.officer) as tx:
            mail_settings.give_address(tx, mail_office.ADDRESS)
        worker = in_process.Worker(pair.office.runtime)
        worker.start()
        assert room.arrived.wait(60)

        pair.send(rujukan_penerima=referring.WIRED)

        assert partner.arrived.wait(60)
        assert room.taken == []  # it still hangs
        room.released.set()
        worker.stop()
        for runtime in (plain, pair.office.runtime):
            runtime.close()


def test_run_due_sends_mail_too(sqlite_url: str, tmp_path: Path) -> None:
    with mailroom.running() as room:
        here = open_office(tmp_path, room, database_url=sqlite_url)
        done = _installed(here, tmp_path).lindung("run-due")
        here.office.runtime.close()
    assert (done["jobs"], done["failures"], len(room.taken)) == (1, 0, 1)


def _installed(here: MailOffice, folder: Path) -> service.Installation:
    """Give the same installation as a process of its own sees it."""
    return service.installation(
        folder / "data",
        database_url=here.office.runtime.settings.database_url,
        smtp_url=here.room.url,
        mail_from="lindung@uptd.example",
    )
