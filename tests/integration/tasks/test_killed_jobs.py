"""A job that kills its process is counted each time, and at last becomes an incident that a person sees."""

import signal
import subprocess
import sys
from datetime import timedelta

from engine.services.base import promises
from engine.services.incidents import incidents
from engine.services.jobs import jobs
from engine.store.tables.jobs import Job
from tests.support.house import sources
from tests.support.offices.factories import CLI, Office

NOWHERE = "00000000-0000-4000-8000-000000000000"
KILLING, GOOD = "due_moments.refresh", "mail.digest"


def drained(office: Office, *, tries: int) -> list[int]:
    """Drain in processes of their own, an hour apart, and give the signal that ended each."""
    settings = office.runtime.settings
    named = [settings.data_dir, settings.database_url, office.clock.now(), KILLING, tries]
    command = [sys.executable, "-m", "tests.support.servers.dying", *map(str, named)]
    made = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=True)
    return [int(line) for line in made.stdout.splitlines()]


def promised(office: Office) -> None:
    """Promise a job that kills, and one behind it that goes well."""
    with office.acting(CLI) as tx:
        promises.promise(tx, kind=KILLING, key="maut", payload={"instance_id": NOWHERE})
        promises.promise(tx, kind=GOOD, key="baik", payload={"user_id": NOWHERE, "at": "x"})
        tx.session.query(Job).filter(Job.kind == KILLING).one().run_at -= timedelta(days=1)


def kept(office: Office, kind: str) -> tuple[str, int]:
    """Give state and attempts of the job of a kind."""
    with office.acting(CLI) as tx:
        row = tx.session.query(Job).filter(Job.kind == kind).one()
        return row.state, row.attempts


def test_a_job_that_kills_its_process_is_counted_and_keeps_no_other_waiting(office: Office) -> None:
    promised(office)

    assert drained(office, tries=2) == [signal.SIGKILL, signal.SIGKILL]

    assert kept(office, KILLING) == ("due", 2)
    assert kept(office, GOOD) == ("done", 1)


def test_a_job_that_kills_every_time_becomes_an_incident(office: Office) -> None:
    promised(office)

    ended = drained(office, tries=jobs.MAX_ATTEMPTS + 1)

    assert ended == [signal.SIGKILL] * jobs.MAX_ATTEMPTS + [0]
    assert kept(office, KILLING) == ("failed", jobs.MAX_ATTEMPTS)
    with office.acting(CLI) as tx:
        (found,) = incidents.search(tx, state="open", cursor=None, limit=5).items
    assert (found.code, found.attempts) == ("unexpected", 1)


def test_a_job_whose_every_attempt_ended_with_its_process_is_given_up_and_never_begun_again(office: Office) -> None:
    promised(office)
    with office.acting(CLI) as tx:
        row = tx.session.query(Job).filter(Job.kind == KILLING).one()
        row.attempts = jobs.MAX_ATTEMPTS

        jobs.take(tx, row)

        assert not jobs.carry_out(tx, row.id)
    assert kept(office, KILLING) == ("failed", jobs.MAX_ATTEMPTS)
    with office.acting(CLI) as tx:
        (found,) = incidents.search(tx, state="open", cursor=None, limit=5).items
    assert (found.code, found.attempts) == ("unexpected", 1)
