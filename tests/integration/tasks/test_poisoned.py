"""One row that cannot be kept stops no other: it is counted, waits, becomes one incident; what is behind it goes on."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.clock import FixedClock
from engine.errors import ProcessFailedError, StoreUnavailableError
from engine.services.base import idempotency, promises
from engine.services.base.scene import Scene
from engine.services.base.transaction import Transaction
from engine.services.conformance import gathering
from engine.services.incidents import incidents
from engine.services.jobs import jobs
from engine.services.running import effects, outbox, timers
from engine.services.user_tasks.results import InstanceView
from engine.services.verification import runs
from engine.store.cases import cases
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.jobs import Job
from engine.store.tables.messages import OutboxMessage
from engine.store.tables.people import IdempotencyKey
from tasks import draining, mail
from tests.integration.services.messages import test_messages
from tests.support.offices import mail_office, procedures, referring
from tests.support.offices.factories import CLI, Office
from tests.support.offices.mail_office import MailOffice
from tests.support.offices.referring import WIRED, Pair
from tests.support.servers import mailroom, receiver
from tests.support.servers.receiver import Partner

NOWHERE = "00000000-0000-4000-8000-000000000000"
UNFIT = ("kacau", "[]", "7", "null", "{}", '{"lain": 1}', "[" * 100_000)
MONTH = timedelta(days=30)


@pytest.fixture
def here(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[MailOffice]:
    """Furnish an office with mail, and an officer whose address is proved."""
    with mailroom.running() as room:
        made = mail_office.furnished(tmp_path, room, clock, database_url=database_url)
        made.prove_address()
        yield made
        made.office.runtime.close()


@pytest.fixture
def partner() -> Iterator[Partner]:
    """Run a partner's server."""
    with receiver.running() as running:
        yield running


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock, partner: Partner) -> Iterator[Pair]:
    """Furnish a sender that can reach the partner."""
    built = referring.runtime(tmp_path, clock, database_url=database_url, webhook=partner.url)
    yield referring.furnish(built, clock)
    built.close()


def poison(office: Office, kind: str, payload: str) -> str:
    """Write a job that stands before all others and cannot be done; gives its id."""
    row = Job(id=str(uuid.uuid4()), kind=kind, dedup_key=str(uuid.uuid4()), payload=payload, state="due", attempts=0)
    row.run_at = office.clock.now() - MONTH
    with office.acting(CLI) as tx:
        tx.session.add(row)
    return row.id


def kept(office: Office, job_id: str) -> Job:
    """Give a job as it stands."""
    with office.acting(CLI) as tx:
        row = tx.session.get_one(Job, job_id)
        tx.session.expunge(row)
        return row


def open_incidents(office: Office) -> list[tuple[str, int]]:
    """Give code and attempts of the open incidents."""
    with office.acting(CLI) as tx:
        found = incidents.search(tx, state="open", cursor=None, limit=50).items
    return [(one.code, one.attempts) for one in found]


def good(office: Office) -> str:
    """Promise a job that does nothing and goes well; gives its id."""
    payload = {"user_id": NOWHERE, "at": "x"}
    with office.acting(CLI) as tx:
        promises.promise(tx, kind="mail.digest", key="baik", payload=payload)
        return tx.session.query(Job).filter(Job.dedup_key == "baik").one().id


def until_given_up(office: Office, drain: Callable[[], Any], tries: int) -> None:
    for _ in range(tries + 1):
        drain()
        office.clock.advance(timedelta(hours=5))


@pytest.mark.parametrize("payload", UNFIT, ids=range(len(UNFIT)))
def test_a_job_of_another_shape_waits_and_is_given_up_alone(office: Office, payload: str) -> None:
    asks_nothing = {runs.NIGHT, gathering.NIGHT} if payload == "{}" else set()
    bad = [poison(office, kind, payload) for kind in jobs.KINDS.keys() - asks_nothing]
    behind = good(office)

    drained = draining.run_due(office.runtime)

    assert (drained.jobs, drained.failures) == (1, len(bad))
    assert kept(office, behind).state == "done"
    assert {(one.state, one.attempts) for one in (kept(office, job_id) for job_id in bad)} == {("due", 1)}
    until_given_up(office, lambda: draining.run_due(office.runtime), jobs.MAX_ATTEMPTS)
    assert {(one.state, one.attempts) for one in (kept(office, job_id) for job_id in bad)} == {
        ("failed", jobs.MAX_ATTEMPTS)
    }
    assert len(open_incidents(office)) == len(bad)


@pytest.mark.parametrize("payload", [*UNFIT, '{"mail_id": 5}', f'{{"mail_id": "{NOWHERE}"}}'], ids=range(9))
def test_a_mail_that_cannot_be_written_keeps_no_other_waiting(here: MailOffice, payload: str) -> None:
    bad = poison(here.office, jobs.MAIL, payload)
    here.tell()

    first, second = here.run(), here.run()

    assert ((first.jobs, first.failures), (second.jobs, second.failures)) == ((1, 1), (0, 0))
    assert len(here.room.taken) == 1
    assert (kept(here.office, bad).state, kept(here.office, bad).attempts) == ("due", 1)
    until_given_up(here.office, lambda: draining.run_mail(here.office.runtime), jobs.MOST_ERRANDS)
    assert (kept(here.office, bad).state, kept(here.office, bad).attempts) == ("failed", jobs.MOST_ERRANDS)
    assert len(open_incidents(here.office)) == 1


@pytest.mark.parametrize("payload", [*UNFIT, f'{{"referral_id": "{NOWHERE}", "notice": "rujukan"}}'], ids=range(8))
def test_a_referral_that_cannot_be_written_keeps_no_other_waiting(pair: Pair, partner: Partner, payload: str) -> None:
    bad = poison(pair.office, jobs.POST, payload)
    pair.send(rujukan_penerima=WIRED)

    drained = draining.run_errands(pair.office.runtime)

    assert (drained.jobs, drained.failures, len(partner.taken)) == (1, 1, 1)
    assert (kept(pair.office, bad).state, kept(pair.office, bad).attempts) == ("due", 1)
    until_given_up(pair.office, lambda: draining.run_errands(pair.office.runtime), jobs.MOST_ERRANDS)
    assert (kept(pair.office, bad).state, kept(pair.office, bad).attempts) == ("failed", jobs.MOST_ERRANDS)
    assert len(open_incidents(pair.office)) == 1


def test_whatever_sending_raises_is_counted(here: MailOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError("di luar dugaan")

    here.tell()
    with monkeypatch.context() as patched:
        patched.setattr(mail, "send", broken)
        assert here.run().failures == 1

    assert here.settings().mails[0].last_code == "unexpected"
    assert here.run(after=timedelta(seconds=30)).jobs == 1


def test_what_arrived_and_cannot_be_settled_is_counted_once(
    pair: Pair, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.send(rujukan_penerima=WIRED)

    def broken(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError("di luar dugaan")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "settle_errand", broken)
        assert draining.run_errands(pair.office.runtime).failures == 1

    with pair.office.acting(CLI) as tx:
        (job,) = tx.session.query(Job).filter(Job.kind == jobs.POST)
        assert (job.attempts, job.last_error) == (1, "unexpected")
    pair.office.clock.advance(timedelta(seconds=30))
    assert draining.run_errands(pair.office.runtime).jobs == 1
    assert len({one.headers["Idempotency-Key"] for one in partner.taken}) == 1


def test_a_store_that_is_away_gives_nothing_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = poison(office, "mail.digest", "kacau")

    def away(*_arguments: Any, **_named: Any) -> None:
        raise StoreUnavailableError

    monkeypatch.setattr(jobs, "failed", away)
    with pytest.raises(StoreUnavailableError):
        draining.run_due(office.runtime)

    assert (kept(office, bad).state, kept(office, bad).attempts) == ("due", 1)


def overdue(office: Office, count: int) -> list[str]:
    """Start cases whose timers are due; gives their instances, the most overdue first."""
    office.deploy(procedures.with_timer("PT1H"))
    officer = office.user("siti", "petugas_pengaduan")
    started = []
    for _ in range(count):
        started.append(office.start(officer).id)
        office.clock.advance(timedelta(minutes=1))
    office.clock.advance(timedelta(hours=2))
    return started


def failing_for(instance_id: str, failure: Exception) -> Callable[[Transaction, str], int]:
    """Give a ``fire_due`` that fails for one instance."""
    fire = timers.fire_due

    def unlucky(tx: Transaction, one: str) -> int:
        if one == instance_id:
            raise failure
        return fire(tx, one)

    return unlucky


@pytest.mark.parametrize("failure", [RuntimeError("x"), StoreUnavailableError()])
@pytest.mark.parametrize("reported", [True, False])
def test_a_case_whose_timer_cannot_fire_keeps_no_other_waiting(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    reported: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    bad, *others = overdue(office, 4)
    monkeypatch.setattr(draining, "BATCH", 1)
    monkeypatch.setattr(timers, "fire_due", failing_for(bad, failure))
    if not reported:
        monkeypatch.setattr(incidents, "open_for", failing_for(NOWHERE, failure))  # takes no such arguments

    drained = draining.run_due(office.runtime)

    assert (drained.timers, drained.failures) == (len(others), 1)


def test_whatever_process_fails_over_a_timer_the_incident_holds_that_timer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *others = overdue(office, 3)
    apply = effects.apply

    def unlucky(tx: Transaction, scene: Scene) -> None:
        if scene.found.instance.id == bad:
            raise ProcessFailedError(element_id="x", reason="y")  # as that of an overlay which the step begins
        apply(tx, scene)

    monkeypatch.setattr(effects, "apply", unlucky)

    drained = draining.run_due(office.runtime)

    assert (drained.timers, drained.failures) == (len(others), 1)
    assert open_incidents(office) == [("process_failed", 1)]


def test_a_message_that_its_receiver_fails_at_keeps_no_other_waiting(office: Office) -> None:
    started = waiting_for_news(office)
    first = put(office, started, {"risiko": "tinggi"})
    second = put(office, started, {"risiko": "rendah"})

    draining.run_due(office.runtime)

    with office.acting(CLI) as tx:
        assert tx.session.get_one(OutboxMessage, first).delivered_at is None
        assert tx.session.get_one(OutboxMessage, second).delivered_at is not None
        assert tx.session.get_one(ProcessInstance, started.id).state == "completed"
    assert open_incidents(office) == [("process_failed", 1)]


def test_an_incident_is_over_when_its_job_went_well_after_all(office: Office) -> None:
    started = waiting_for_news(office)
    put(office, started, {"risiko": "tinggi"})
    draining.run_due(office.runtime)
    put(office, started, {"risiko": "rendah"})
    draining.run_due(office.runtime)

    office.clock.advance(timedelta(hours=1))
    assert draining.run_due(office.runtime).jobs == 1  # nobody waits for the first any more

    assert open_incidents(office) == []


def test_a_case_that_waits_again_is_told_of_what_has_not_stumbled(office: Office) -> None:
    started = waiting_for_news(office)
    first = put(office, started, {"risiko": "tinggi"})
    until_given_up(office, lambda: draining.run_due(office.runtime), jobs.MAX_ATTEMPTS)

    with office.acting(CLI) as tx:
        found = cases.lock(tx.session, started.id)
        assert found is not None
        outbox.look_again(tx, found)
        promised = [job.payload for job in tx.session.query(Job).filter(Job.state == "due")]

    assert not [payload for payload in promised if first in payload]
    assert open_incidents(office) == [("process_failed", jobs.MAX_ATTEMPTS)]


def test_what_cannot_be_tidied_up_keeps_the_rest_from_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_tx: Transaction) -> None:
        raise RuntimeError("di luar dugaan")

    with office.acting(CLI) as tx:
        idempotency.store(tx, "kunci", bytes(32), status=201, body="{}")
    office.clock.advance(idempotency.KEPT_FOR * 2)
    monkeypatch.setattr(draining, "FORGETTING", (broken, *draining.FORGETTING))

    draining.tidy(office.runtime)

    with office.acting(CLI) as tx:
        assert tx.session.query(IdempotencyKey).count() == 0


def test_what_is_gone_or_done_meanwhile_is_not_given_up(office: Office) -> None:
    done = good(office)
    draining.run_due(office.runtime)

    with office.acting(draining.JOBS) as tx:
        for job_id in (done, NOWHERE):
            jobs.abandon(tx, job_id, code="unexpected")
        outbox.stumbled(tx, message_id=NOWHERE)

    assert (kept(office, done).state, open_incidents(office)) == ("done", [])


def waiting_for_news(office: Office) -> InstanceView:
    """Start a case that waits for news and cannot go on after news of a high risk."""
    wait = (
        '<intermediateCatchEvent id="tunggu" name="Tunggu" lindung:basis="P">'
        f"{test_messages.MESSAGE}</intermediateCatchEvent>"
    )
    gateway = '<exclusiveGateway id="pilih" name="Lanjut?" default="alur_pilih_selesai" lindung:basis="P"/>'
    way = (
        '<sequenceFlow id="ya" name="Ya" sourceRef="pilih" targetRef="lain">'
        '<conditionExpression>= if risiko = "tinggi" then instansi else true</conditionExpression></sequenceFlow>'
    )
    content = procedures.start() + procedures.task("terima", "Terima") + wait + gateway + way
    content += procedures.end() + procedures.end("lain")
    names = ["mulai", "terima", "tunggu", "pilih", "selesai"]
    office.deploy(test_messages.named(content + procedures.flows(*names), [*names, "lain"]))
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)
    return started


def put(office: Office, started: InstanceView, variables: dict[str, Any]) -> str:
    """Send a message to a case; gives its id."""
    with office.acting(CLI) as tx:
        found = cases.get(tx.session, started.id)
        assert found is not None
        known = {row.id for row in tx.session.query(OutboxMessage)}
        outbox.put(tx, case_id=found.case.id, instance_id=NOWHERE, element_id="x", name="kabar", variables=variables)
        tx.session.flush()
        (row,) = tx.session.query(OutboxMessage).filter(OutboxMessage.id.not_in(known))
        office.clock.advance(timedelta(seconds=1))
        return row.id
