"""A completion that waits: what came meanwhile is newer than its answers; one that fails each time is given back."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.clock import FixedClock
from engine.domain.cases.consent import ConsentMissingError
from engine.domain.people import actors
from engine.errors import ProcessFailedError
from engine.services.audit import history
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView
from engine.services.jobs import jobs
from engine.services.notifying import notifications
from engine.services.user_tasks import completions, drafts, life_cycle, user_tasks
from engine.services.user_tasks.drafts import DraftView
from engine.services.user_tasks.results import InstanceView
from engine.store.tables.cases import Case
from engine.store.tables.jobs import Job
from tasks import draining
from tests.support.offices import procedures, referring
from tests.support.offices.factories import CLI, Office
from tests.support.offices.referring import AGREED, PAPER, Pair

HIGH: Mapping[str, Any] = {**procedures.ANSWERS, "risiko": "tinggi"}
LOW: Mapping[str, Any] = {**procedures.ANSWERS, "risiko": "rendah"}


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish a sender whose first task says whether consent was given."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    yield referring.furnish(built, clock)
    built.close()


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Give an officer."""
    return office.user("siti", "petugas_pengaduan")


def hold(office: Office, actor: actors.Actor, task_id: str, form: Mapping[str, Any]) -> None:
    """Claim a task and hand it in, ten seconds before what comes next."""
    with office.acting(actor) as tx:
        life_cycle.claim(tx, task_id)
    with office.acting(actor) as tx:
        assert completions.hand_in(tx, task_id, form=form).held_until is not None
    office.clock.advance(timedelta(seconds=10))


def wait(office: Office) -> draining.Drained:
    """Let the window close and the worker look."""
    office.clock.advance(completions.WINDOW)
    return draining.run_due(office.runtime)


def draft_of(office: Office, actor: actors.Actor, task_id: str) -> DraftView | None:
    with office.acting(actor) as tx:
        return drafts.get(tx, task_id)


def refused(office: Office, actor: actors.Actor, task_id: str) -> str | None:
    """Give why the completion was given back to its writer, who was told; its answers are still there."""
    draft = draft_of(office, actor, task_id)
    assert draft is not None
    assert (draft.held_until, draft.is_left_over) == (None, False)
    with office.acting(actor) as tx:
        assert [(one.kind, one.task_id) for one in notifications.mine(tx)] == [("completion_refused", task_id)]
    return draft.refused


def withdrawn(pair: Pair, number: str) -> bool:
    with pair.office.acting(CLI) as tx:
        return tx.session.query(Case).filter(Case.number == number).one().consent_withdrawn_at is not None


def held_consent(pair: Pair, **answers: Any) -> tuple[InstanceView, str]:
    """Hand the sender's first task in; it says that consent was given."""
    started = pair.office.start(pair.officer, procedure="pengirim")
    task_id = started.open_user_tasks[0].id
    hold(pair.office, pair.officer, task_id, {**AGREED, "rujukan_penerima": PAPER, **answers})
    return started, task_id


def test_a_withdrawal_that_came_meanwhile_is_not_undone(pair: Pair) -> None:
    started, task_id = held_consent(pair)
    referring.withdraw(pair, started.case_number)

    assert wait(pair.office).failures == 0

    assert withdrawn(pair, started.case_number)
    assert refused(pair.office, pair.officer, task_id) == "consent_overtaken"
    assert pair.listed(pair.supervisor) == ()
    with pair.office.acting(CLI) as tx:
        assert history.replay(tx, started.id).equal


def test_who_does_not_want_to_wait_does_not_undo_it_either(pair: Pair) -> None:
    started, task_id = held_consent(pair)
    referring.withdraw(pair, started.case_number)

    with pytest.raises(completions.ConsentOvertakenError), pair.office.acting(pair.officer) as tx:
        completions.carry_out_now(tx, task_id)

    assert withdrawn(pair, started.case_number)


def test_consent_that_was_asked_for_again_counts(pair: Pair) -> None:
    started, task_id = held_consent(pair)
    referring.withdraw(pair, started.case_number)
    wait(pair.office)

    with pair.office.acting(pair.officer) as tx:
        completions.hand_in(tx, task_id, form={**AGREED, "rujukan_penerima": PAPER})
    wait(pair.office)

    assert not withdrawn(pair, started.case_number)
    assert [one.state for one in pair.listed(pair.supervisor)] == ["sent"]


def test_a_withdrawal_from_before_is_not_newer(pair: Pair) -> None:
    started = pair.office.start(pair.officer, procedure="pengirim")
    referring.withdraw(pair, started.case_number)
    pair.office.clock.advance(timedelta(seconds=1))

    hold(pair.office, pair.officer, started.open_user_tasks[0].id, {**AGREED, "rujukan_penerima": PAPER})
    wait(pair.office)

    assert not withdrawn(pair, started.case_number)


def test_what_does_not_say_that_consent_was_given_goes_through(pair: Pair) -> None:
    emergency = {"persetujuan": "ditolak", "dasar_darurat": "ya", "alasan_darurat": "Nyawa terancam."}
    started, task_id = held_consent(pair, **emergency)
    referring.withdraw(pair, started.case_number)

    wait(pair.office)

    assert draft_of(pair.office, pair.officer, task_id) is None
    assert withdrawn(pair, started.case_number)


def test_what_would_leave_without_consent_now_is_given_back_at_once(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, task_id = held_consent(pair)

    def gated(*_arguments: Any, **_named: Any) -> None:  # consent was asked for in a step before
        raise ConsentMissingError(reason="withdrawn")

    monkeypatch.setattr(life_cycle, "complete", gated)

    assert wait(pair.office).failures == 0
    assert refused(pair.office, pair.officer, task_id) == "consent_missing"


def two_held(office: Office, siti: actors.Actor, *, other: Mapping[str, Any]) -> tuple[InstanceView, str]:
    """Hand in one of two tasks that say how high the risk is, and complete the other with an answer meanwhile."""
    office.deploy(procedures.side_by_side(2))
    started = office.start(siti)
    first, second = (task.id for task in started.open_user_tasks)
    hold(office, siti, first, LOW)
    office.complete(siti, second, form=other)
    return started, first


def test_a_risk_that_was_raised_meanwhile_is_not_lowered(office: Office, siti: actors.Actor) -> None:
    started, task_id = two_held(office, siti, other=HIGH)

    wait(office)

    assert refused(office, siti, task_id) == "answers_overtaken"
    with office.acting(siti) as tx:
        assert user_tasks.get(tx, task_id).risk == "tinggi"
    with office.acting(CLI) as tx:
        assert history.replay(tx, started.id).equal


def test_who_does_not_want_to_wait_does_not_lower_it_either(office: Office, siti: actors.Actor) -> None:
    _, task_id = two_held(office, siti, other=HIGH)

    with pytest.raises(completions.AnswersOvertakenError), office.acting(siti) as tx:
        completions.carry_out_now(tx, task_id)


@pytest.mark.parametrize("now", [True, False])
def test_the_same_answer_of_another_stops_nobody(
    office: Office,
    siti: actors.Actor,
    now: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    _, task_id = two_held(office, siti, other=LOW)

    if now:
        with office.acting(siti) as tx:
            completions.carry_out_now(tx, task_id)
    wait(office)

    assert draft_of(office, siti, task_id) is None


def test_a_job_of_an_older_release_completes_as_before(office: Office, siti: actors.Actor) -> None:
    _, task_id = two_held(office, siti, other=HIGH)
    with office.acting(CLI) as tx:
        job = tx.session.query(Job).filter(Job.kind == "user_task.complete").one()
        job.payload = json.dumps({name: value for name, value in json.loads(job.payload).items() if name != "seq"})

    wait(office)

    assert draft_of(office, siti, task_id) is None


def test_a_task_that_nobody_knows_is_not_held(office: Office, siti: actors.Actor) -> None:
    with pytest.raises(completions.NothingHeldError), office.acting(siti) as tx:
        completions.carry_out_now(tx, "11111111-1111-4111-8111-111111111111")


def failing(office: Office, siti: actors.Actor, monkeypatch: pytest.MonkeyPatch, failure: Exception) -> str:
    """Hand a task in, and let carrying it out fail each time until nobody tries again; gives the task."""
    office.deploy(procedures.two_steps())
    started = office.start(siti)
    task_id = started.open_user_tasks[0].id
    hold(office, siti, task_id, procedures.ANSWERS)
    if isinstance(failure, ProcessFailedError):
        failure.ids = {**failure.ids, "process_instance": started.id}

    def broken(*_arguments: Any, **_named: Any) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(life_cycle, "complete", broken)
        for _ in range(jobs.MAX_ATTEMPTS + 1):
            wait(office)
            office.clock.advance(timedelta(hours=1))
    return task_id


Failure = Callable[[], Exception]
FAILURES = [
    pytest.param(lambda: ProcessFailedError(element_id="x", reason="y"), "process_failed", id="process"),
    pytest.param(lambda: RuntimeError("di luar dugaan"), "completion_failed", id="unexpected"),
]


def open_incidents(office: Office) -> tuple[IncidentView, ...]:
    with office.acting(CLI) as tx:
        return incidents.search(tx, state="open", cursor=None, limit=10).items


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_what_fails_each_time_is_given_back_and_is_one_incident(
    office: Office, siti: actors.Actor, monkeypatch: pytest.MonkeyPatch, failure: Failure, code: str
) -> None:
    task_id = failing(office, siti, monkeypatch, failure())

    assert refused(office, siti, task_id) == "completion_failed"
    assert [one.code for one in open_incidents(office)] == [code]
    draft = draft_of(office, siti, task_id)
    assert draft is not None
    with office.acting(siti) as tx:
        drafts.save(tx, task_id, procedures.ANSWERS, revision=draft.revision)
        completions.hand_in(tx, task_id, form=procedures.ANSWERS)
    wait(office)
    assert draft_of(office, siti, task_id) is None


@pytest.mark.parametrize(("failure", "code"), FAILURES)
def test_trying_again_completes_nothing_that_was_given_back(
    office: Office, siti: actors.Actor, monkeypatch: pytest.MonkeyPatch, failure: Failure, code: str
) -> None:
    task_id = failing(office, siti, monkeypatch, failure())
    (incident,) = open_incidents(office)
    assert incident.code == code

    with office.acting(CLI) as tx:
        incidents.retry(tx, incident.id)

    assert draining.run_due(office.runtime).failures == 0
    assert refused(office, siti, task_id) == "completion_failed"
    assert open_incidents(office) == ()


def test_what_was_taken_back_before_it_was_given_up_stays_as_it_is(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    task_id = office.start(siti).open_user_tasks[0].id
    hold(office, siti, task_id, procedures.ANSWERS)
    with office.acting(siti) as tx:
        completions.take_back(tx, task_id)

    with office.acting(draining.JOBS) as tx:
        completions.gave_up(tx, task_id=task_id, user_id=siti.id, revision=1)

    draft = draft_of(office, siti, task_id)
    assert draft is not None
    assert draft.refused is None


def test_a_job_that_was_done_is_not_done_again_by_its_incident(office: Office, siti: actors.Actor) -> None:
    with office.acting(CLI) as tx:
        tx.session.add(
            Job(
                id="11111111-1111-4111-8111-111111111111",
                kind="mail.digest",
                dedup_key="x",
                payload="{}",
                run_at=tx.now,
                state="done",
                attempts=1,
            )
        )
        row = incidents.open_for(tx, code="unexpected", job_id="11111111-1111-4111-8111-111111111111")
        incidents.retry(tx, row.id)

    assert draining.run_due(office.runtime) == draining.Drained(timers=0, jobs=0, failures=0)
