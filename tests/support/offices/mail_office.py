"""An office whose installation hands mail to a server of this machine, and what its people do about mail."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.base.transaction import Transaction
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView
from engine.services.notifying import mail_settings, notifications
from engine.services.notifying.mail_settings import Choice, SettingsView
from engine.store.people import people
from engine.store.tables.jobs import Job
from engine.store.tables.notifying import Mail
from tasks import draining
from tests.support.offices import factories, procedures
from tests.support.offices.factories import AGENCY, CLI, Office
from tests.support.servers.mailroom import Mailroom

ADDRESS = "siti.kerja@kantor.example"
CASE = "TTG-2026-00042"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailOffice:
    """An office with a mail server, and one officer in it."""

    office: Office
    room: Mailroom
    officer: actors.Actor

    def run(self, *, after: timedelta = timedelta()) -> draining.Drained:
        """Do what is due some time later, and then hand over what mail is due."""
        self.office.clock.advance(after)
        draining.run_due(self.office.runtime)
        return draining.run_mail(self.office.runtime)

    def again(self) -> "MailOffice":
        """Give the same installation as a process that has just started sees it."""
        runtime = Runtime.build(self.office.runtime.settings, self.office.clock)
        return replace(self, office=Office(runtime=runtime, clock=self.office.clock))

    def prove_address(self, actor: actors.Actor | None = None, address: str = ADDRESS) -> None:
        """Give an address and type the code that came there, which takes a minute; its mail is thrown away."""
        person = actor or self.officer
        with self.office.acting(person) as tx:
            mail_settings.give_address(tx, address)
        self.run()
        self.office.clock.advance(timedelta(minutes=1))
        with self.office.acting(person) as tx:
            assert mail_settings.verify(tx, code_in(self.room.taken.pop().get_content()))

    def choose(self, actor: actors.Actor | None = None, **wanted: Any) -> None:
        """Keep what a person wants; what is not named stays as it is when nobody has chosen."""
        with self.office.acting(actor or self.officer) as tx:
            mail_settings.choose(tx, Choice(**({"agency": AGENCY} | wanted)))

    def tell(self, kind: str = "late", *, case: str = CASE, task_id: str | None = None) -> None:
        """Leave word for the officer."""
        with self.office.acting(draining.JOBS) as tx:
            notifications.tell(tx, self.officer.id, kind=kind, case_number=case, task_id=task_id)

    def settings(self, actor: actors.Actor | None = None) -> SettingsView:
        """Give a person's settings."""
        with self.office.acting(actor or self.officer) as tx:
            return mail_settings.mine(tx)

    def incidents(self, actor: actors.Actor) -> tuple[IncidentView, ...]:
        """Give the incidents that somebody sees."""
        with self.office.acting(actor) as tx:
            return incidents.search(tx, state="open", cursor=None, limit=50).items

    def job_of_mail(self) -> Job:
        """Give the only job of a mail that is not over."""
        with self.office.acting(CLI) as tx:
            job = tx.session.query(Job).filter(Job.kind == "mail.send", Job.state == "due").one()
            tx.session.expunge(job)
            return job

    def mail(self) -> Mail:
        """Give the newest mail's row."""
        with self.office.acting(CLI) as tx:
            row = tx.session.query(Mail).order_by(Mail.queued_at.desc()).first()
            assert row is not None
            tx.session.expunge(row)
            return row


def furnished(folder: Path, room: Mailroom, clock: FixedClock, *, database_url: str) -> MailOffice:
    """Furnish an office with one officer; mail goes to the mailroom."""
    settings = factories.settings(
        folder / "data", database_url=database_url, smtp_url=room.url, mail_from="lindung@uptd.example"
    )
    office = factories.furnish(Runtime.build(settings, clock), clock)
    office.deploy(procedures.two_steps())
    return MailOffice(office=office, room=room, officer=office.user("siti", "petugas_pengaduan"))


def user_id(tx: Transaction, username: str) -> str:
    """Give a user's id."""
    user = people.by_username(tx.session, username)
    assert user is not None
    return user.id


def code_in(text: str) -> str:
    """Give the code that a mail carries."""
    found = re.search(r"^\d{8}$", text.replace("\r", ""), re.MULTILINE)
    assert found is not None
    return found[0]
