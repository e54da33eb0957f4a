"""Referrals to partners outside: signed, tried again under one key, given up as an incident, never in anybody's way."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.services.cases import cases
from engine.services.jobs import jobs
from engine.services.notifying import notifications
from engine.services.referrals import referrals
from engine.services.referrals.webhook import Request
from engine.store.referrals import referrals as stored
from engine.store.tables.jobs import Job
from engine.store.tables.referrals import Referral
from tasks import draining, outgoing
from tests.support.offices import errands, referring
from tests.support.offices.factories import CLI
from tests.support.offices.referring import NAME, WIRED, Pair
from tests.support.servers import receiver
from tests.support.servers.receiver import FAILS, HANGS, TAKES, Partner


@pytest.fixture
def partner() -> Iterator[Partner]:
    """Run the partner's server."""
    with receiver.running() as running:
        yield running


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock, partner: Partner) -> Iterator[Pair]:
    """Furnish a sender that can reach the partner."""
    built = referring.runtime(tmp_path, clock, database_url=database_url, webhook=partner.url)
    yield referring.furnish(built, clock)
    built.close()


def run(pair: Pair, *, after: timedelta = timedelta()) -> draining.Drained:
    """Run what errands are due, some time later."""
    pair.office.clock.advance(after)
    return draining.run_errands(pair.office.runtime)


def test_a_partner_gets_a_signed_package(pair: Pair, partner: Partner) -> None:
    pair.send(rujukan_penerima=WIRED)

    assert run(pair).jobs == 1

    (taken,) = partner.taken
    sent = pair.only()
    assert (taken.json["event"], taken.json["referral"]) == ("rujukan", sent.id)
    assert taken.json["package"] == sent.package
    assert taken.json["package"]["data"]["nama_korban"] == NAME
    assert taken.headers["Idempotency-Key"] == taken.json["idempotency_key"] == f"referral:{sent.id}:rujukan"
    assert receiver.is_signed(pair.office.runtime, taken)
    assert not receiver.is_signed(pair.office.runtime, taken, body=taken.body.replace(NAME.encode(), b"Orang Lain"))
    assert (sent.state, sent.delivered_at) == ("sent", pair.office.clock.now())


def test_the_key_stays_the_same_after_a_restart(pair: Pair) -> None:
    again = type(pair.office.runtime).build(pair.office.runtime.settings, pair.office.clock)

    assert again.installation.signer.public == pair.office.runtime.installation.signer.public
    again.close()


def test_what_failed_is_tried_again_as_the_same_request(pair: Pair, partner: Partner) -> None:
    partner.manners[:] = [FAILS, FAILS, TAKES]
    pair.send(rujukan_penerima=WIRED)

    runs = [run(pair), run(pair), run(pair, after=timedelta(seconds=30)), run(pair, after=timedelta(minutes=1))]

    assert [(one.jobs, one.failures) for one in runs] == [(0, 1), (0, 0), (0, 1), (1, 0)]
    assert len({(taken.body, taken.headers["Idempotency-Key"]) for taken in partner.taken}) == 1
    assert len(partner.taken) == 3


def test_a_slow_partner_keeps_nobody_waiting(pair: Pair, partner: Partner) -> None:
    partner.manners[:] = [HANGS]
    number = pair.send(rujukan_penerima=WIRED).case_number
    errands = threading.Thread(target=run, args=(pair,))
    errands.start()
    assert partner.arrived.wait(10)

    # While the request hangs, the same case is read and moved on, and no second worker takes the errand.
    assert pair.case(pair.supervisor, number).state == "open"
    assert draining.run_errands(pair.office.runtime).jobs == 0
    with pair.office.acting(pair.supervisor) as tx:
        referrals.answer(tx, pair.listed_in(tx)[0].id, given="ditolak", reason=None)
    assert draining.run_due(pair.office.runtime).jobs == 1
    partner.released.set()
    errands.join()
    assert list(pair.tasks(pair.supervisor, number)) == ["siapkan"]


def test_whoever_dies_after_sending_lets_it_be_sent_again(pair: Pair, partner: Partner) -> None:
    pair.send(rujukan_penerima=WIRED)
    with pair.office.acting(draining.JOBS) as tx:
        errand = errands.take(tx, jobs.POST)
    assert errand is not None
    assert isinstance(errand.content, Request)
    assert outgoing.post(errand.content) is None  # and here the process ends

    assert run(pair).jobs == 0
    assert run(pair, after=jobs.TAKEN_FOR).jobs == 1

    first, second = partner.taken
    assert (first.body, first.headers["Idempotency-Key"]) == (second.body, second.headers["Idempotency-Key"])
    delivered = pair.only().delivered_at
    with pair.office.acting(draining.JOBS) as tx:  # the first one wakes up after all
        jobs.settle_errand(tx, errand.job_id, code="webhook_unreachable")
    assert pair.only().delivered_at == delivered


def test_whoever_dies_each_time_is_given_up(pair: Pair) -> None:
    pair.send(rujukan_penerima=WIRED)
    for _ in range(jobs.MOST_ERRANDS):
        with pair.office.acting(draining.JOBS) as tx:
            assert errands.take(tx, jobs.POST) is not None
        pair.office.clock.advance(jobs.TAKEN_FOR)

    assert run(pair).jobs == 0
    assert pair.only().state == "failed"


def test_giving_up_is_an_incident_that_can_be_tried_again(pair: Pair, partner: Partner) -> None:
    partner.manners[:] = [FAILS]
    number = pair.send(rujukan_penerima=WIRED).case_number
    for _ in range(jobs.MOST_ERRANDS):
        run(pair, after=timedelta(hours=5))

    (incident,) = referring.incidents_of(pair, pair.supervisor)
    assert (incident.code, incident.case_number) == ("referral_undelivered", number)
    draining.run_due(pair.office.runtime)
    with pair.office.acting(pair.supervisor) as tx:
        assert ("referral_undelivered", number) in [(one.kind, one.case_number) for one in notifications.mine(tx)]
    assert referring.incidents_of(pair, pair.other_supervisor) == ()
    assert (pair.only().state, len(partner.taken)) == ("failed", jobs.MOST_ERRANDS)
    partner.manners[:] = [TAKES]
    referring.retry(pair, incident.id)
    assert run(pair).jobs == 1
    assert pair.only().state == "sent"


def test_the_incident_does_not_hold_the_timers_of_the_case(pair: Pair, partner: Partner) -> None:
    partner.manners[:] = [FAILS]
    pair.send(rujukan_penerima=WIRED)
    for _ in range(jobs.MOST_ERRANDS):
        run(pair, after=timedelta(hours=5))

    assert draining.run_due(pair.office.runtime).timers == 1


def test_a_partner_is_told_of_a_withdrawn_consent(pair: Pair, partner: Partner) -> None:
    number = pair.send(rujukan_penerima=WIRED).case_number
    run(pair)
    referring.withdraw(pair, number)

    assert pair.only().consent_withdrawn_at is not None
    assert pair.only().withdrawal_told_at is None
    assert run(pair).jobs == 1

    notice = partner.taken[-1]
    assert notice.json == {
        "event": "persetujuan_ditarik",
        "idempotency_key": notice.headers["Idempotency-Key"],
        "referral": pair.only().id,
    }
    assert receiver.is_signed(pair.office.runtime, notice)
    assert pair.only().withdrawal_told_at is not None


@pytest.mark.parametrize(("tries", "events"), [(0, []), (1, ["rujukan", "rujukan_dicabut"])])
def test_what_was_taken_back_is_not_sent_and_told_only_to_who_may_have_it(
    pair: Pair, partner: Partner, tries: int, events: list[str]
) -> None:
    partner.manners[:] = [FAILS, TAKES]
    pair.send(rujukan_penerima=WIRED)
    for _ in range(tries):
        run(pair)
    with pair.office.acting(pair.supervisor) as tx:
        referrals.revoke(tx, pair.listed_in(tx)[0].id)

    run(pair, after=timedelta(hours=1))

    assert [taken.json["event"] for taken in partner.taken] == events


def test_an_errand_that_cannot_be_written_keeps_no_other_waiting(pair: Pair, partner: Partner) -> None:
    pair.send(rujukan_penerima=WIRED)
    with pair.office.acting(CLI) as tx:
        stored.locked(tx.session, tx.session.query(Referral).one().id).sealed = b"bukan paket, tetapi cukup panjang"
    pair.office.clock.advance(timedelta(minutes=1))
    pair.send(rujukan_penerima=WIRED)

    assert (run(pair).jobs, len(partner.taken)) == (1, 1)

    with pair.office.acting(CLI) as tx:
        found = tx.session.query(Job).filter(Job.kind == "referral.post").order_by(Job.run_at)
        assert {(job.state, job.last_error) for job in found} == {("due", "seal_broken"), ("done", None)}


def test_news_that_cannot_be_told_leave_the_referral_as_it_is(pair: Pair, partner: Partner) -> None:
    partner.manners[:] = [TAKES, FAILS]
    number = pair.send(rujukan_penerima=WIRED).case_number
    run(pair)
    referring.withdraw(pair, number)
    for _ in range(jobs.MOST_ERRANDS):
        run(pair, after=timedelta(hours=5))

    (incident,) = referring.incidents_of(pair, pair.supervisor)
    assert incident.code == "referral_undelivered"
    assert (pair.only().state, pair.only().withdrawal_told_at) == ("sent", None)


def test_what_was_destroyed_is_not_sent(pair: Pair, partner: Partner) -> None:
    number = pair.send(rujukan_penerima=WIRED).case_number
    with pair.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    assert (run(pair).jobs, partner.taken) == (0, [])


def test_a_partner_that_is_gone_is_noticed(pair: Pair, partner: Partner) -> None:
    pair.send(rujukan_penerima=WIRED)
    folder = pair.office.runtime.settings.workflows_dir / "partners"
    (folder / f"{WIRED}.toml").unlink()
    again = type(pair.office.runtime).build(pair.office.runtime.settings, pair.office.clock)

    assert draining.run_errands(again).failures == 1
    with pair.office.acting(CLI) as tx:
        assert tx.session.query(Job).filter(Job.kind == "referral.post").one().last_error == "webhook_unknown"
    again.close()
