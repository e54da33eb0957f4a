"""Does what is due: fires timers and carries out jobs, each in a transaction of its own, as a named system actor.

The database holds every promise; this module may be killed at any point and started anywhere. What fails becomes an
incident that a person sees, never a silent retry for ever, and never keeps other cases waiting.

What goes to other houses is drained apart: their servers may be slow, and no timer here waits for them. Mail is drained
apart from the rest of it: a mail server that hangs delays no referral.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog

from engine import errors
from engine.domain.audit.reads import JOB
from engine.domain.people import actors
from engine.errors import ProcessFailedError, StoreUnavailableError
from engine.runtime import Runtime
from engine.services.accesses import refused_reads
from engine.services.base import idempotency
from engine.services.base.bundles import BundleChangedError
from engine.services.base.transaction import Transaction
from engine.services.cases import files
from engine.services.conformance import gathering
from engine.services.incidents import incidents
from engine.services.jobs import jobs
from engine.services.notifying import notifications
from engine.services.people import auth
from engine.services.public import public_reports
from engine.services.running import timers
from engine.services.time.calendars import CalendarChangedError
from engine.services.user_tasks import drafts
from engine.services.verification import runs
from tasks import mail, outgoing, verifying

BATCH = 100
TIMERS = actors.system("timers")
JOBS = actors.system("jobs")
UNEXPECTED = "unexpected"
NOTED = ProcessFailedError | BundleChangedError | CalendarChangedError
"""What becomes an incident where it happens, and holds what it must hold."""
FORGETTING = (
    idempotency.forget_old,
    auth.forget_old,
    drafts.forget_old,
    files.forget_old,
    notifications.forget_old,
    public_reports.forget_old,
    refused_reads.forget_old,
)
T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """How many timers fired and jobs were done, and how many attempts failed."""

    timers: int
    jobs: int
    failures: int


def run_due(runtime: Runtime) -> Drained:
    """Fire every due timer and carry out every due job, until nothing is due."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="drain") as hands:
        fired, failed = _drain_timers(runtime, hands)
        done, more_failed = _drain_jobs(runtime, hands)
    return Drained(timers=fired, jobs=done, failures=failed + more_failed)


def run_errands(runtime: Runtime) -> Drained:
    """Send what is due to partners outside, one after the other, until nothing is due."""
    return _run_errands(runtime, jobs.POST, outgoing.post)


def run_mail(runtime: Runtime) -> Drained:
    """Hand mail that is due over to the mail server, one after the other, until nothing is due."""
    send = partial(mail.send, server=runtime.settings.mail)
    mine, kept = (_run_errands(runtime, kind, send) for kind in (jobs.MAIL, jobs.LOG_MAIL))
    return Drained(timers=0, jobs=mine.jobs + kept.jobs, failures=mine.failures + kept.failures)


def run_checks(runtime: Runtime) -> Drained:
    """Check the parts of the record that are to be checked, until none is due; others write meanwhile."""
    return _run_errands(runtime, jobs.CHECK, partial(verifying.check_part, runtime))


def _run_errands(runtime: Runtime, kind: str, send: Callable[[Any], str | None]) -> Drained:
    """Run errands of a kind.

    Each takes two transactions with the request between them: no row is held while another house makes us wait.
    """
    done = failed = 0
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="errands") as hands:
        while True:
            claimed: list[str] = []
            errand, failure = _attempt(hands, _take_errand, runtime, (kind, claimed))
            if not claimed:
                _raise(failure)
                return Drained(timers=0, jobs=done, failures=failed)
            if failure is not None:
                _count(runtime, hands, claimed[0], failure)
                failed += 1
            elif errand is not None and errand.content is not None:
                arrived = _bring(runtime, hands, errand, send)
                done, failed = done + arrived, failed + (not arrived)


def _take_errand(runtime: Runtime, subject: tuple[str, list[str]]) -> jobs.Errand | None:
    """Take one due errand; its id is noted first, so that a failure to write it can be counted against it."""
    kind, claimed = subject
    with runtime.transaction(JOBS, via=JOB) as tx:
        job = jobs.claim_errand(tx, kind)
        if job is None:
            return None
        claimed.append(job.id)
        return jobs.take_errand(tx, job)


def _bring(runtime: Runtime, hands: ThreadPoolExecutor, errand: jobs.Errand, send: Callable[[Any], str | None]) -> bool:
    """Run an errand, note how it ended, and tell whether it went well."""
    code, failure = _attempt(hands, lambda _runtime, content: send(content), runtime, errand.content)
    if failure is not None:
        code = _code(failure)
        log.error("errand_failed", job=errand.job_id, code=code, kind=type(failure).__name__)
    _, failure = _attempt(hands, _settle, runtime, (errand.job_id, code))
    if failure is not None:
        _count(runtime, hands, errand.job_id, failure, counted=True)
    return failure is None and code is None


def _settle(runtime: Runtime, subject: tuple[str, str | None]) -> None:
    job_id, code = subject
    with runtime.transaction(JOBS, via=JOB) as tx:
        jobs.settle_errand(tx, job_id, code=code)


def tidy(runtime: Runtime) -> None:
    """Drop what nobody will ask for again, and see that the coming night's checks are promised.

    Where one kind of it cannot be dropped, the others still are.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="tidy") as hands:
        for forget in (*FORGETTING, runs.promise_night, gathering.promise_night):
            _, failure = _attempt(hands, _forget, runtime, forget)
            if failure is not None:
                log.error("tidying_failed", code=_code(failure), kind=type(failure).__name__)


def _forget(runtime: Runtime, forget: Callable[[Transaction], object]) -> None:
    with runtime.transaction(JOBS, via=JOB) as tx:
        forget(tx)


def _drain_timers(runtime: Runtime, hands: ThreadPoolExecutor) -> tuple[int, int]:
    fired = failed = 0
    away: set[str] = set()
    while True:
        with runtime.transaction(TIMERS, reads_only=True, via=JOB) as tx:
            due = [one for one in timers.due_instances(tx, limit=BATCH + len(away)) if one not in away]
        if not due:
            return fired, failed
        for instance_id in due:
            count, failure = _attempt(hands, _fire, runtime, instance_id)
            fired += count or 0
            if failure is not None:
                failed += 1
                _, worse = _attempt(hands, _report, runtime, (failure, instance_id))
                # What nothing holds is left for the next round; others need not wait for it.
                away.update({instance_id} if worse or isinstance(failure, StoreUnavailableError) else ())


def _drain_jobs(runtime: Runtime, hands: ThreadPoolExecutor) -> tuple[int, int]:
    done = failed = 0
    while True:
        claimed: list[str] = []
        _, failure = _attempt(hands, _take, runtime, claimed)
        if not claimed:
            _raise(failure)
            return done, failed
        counted = failure is None
        carried_out, failure = (None, failure) if failure else _attempt(hands, _carry_out, runtime, claimed[0])
        done, failed = done + bool(carried_out), failed + (failure is not None)
        if failure is not None:
            _count(runtime, hands, claimed[0], failure, counted=counted)


def _fire(runtime: Runtime, instance_id: str) -> int:
    with runtime.transaction(TIMERS, via=JOB) as tx:
        return timers.fire_due(tx, instance_id)


def _take(runtime: Runtime, claimed: list[str]) -> None:
    """Take one due job; its id is noted in ``claimed`` first, so that a failure can be counted against it."""
    with runtime.transaction(JOBS, via=JOB) as tx:
        job = jobs.claim(tx)
        if job is not None:
            claimed.append(job.id)
            jobs.take(tx, job)


def _carry_out(runtime: Runtime, job_id: str) -> bool:
    with runtime.transaction(JOBS) as tx:
        return jobs.carry_out(tx, job_id)


def _attempt(
    hands: ThreadPoolExecutor, action: Callable[[Runtime, Any], T], runtime: Runtime, subject: Any
) -> tuple[T | None, BaseException | None]:
    """Give the action's result, or None and why it failed: a failure is a value to be reported, whatever its kind."""
    future = hands.submit(action, runtime, subject)
    failure = future.exception()
    return (future.result(), None) if failure is None else (None, failure)


def _raise(failure: BaseException | None) -> None:
    """Pass on that not even claiming works: the caller's loop waits and tries again."""
    if failure is not None:
        raise failure


def _count(
    runtime: Runtime, hands: ThreadPoolExecutor, job_id: str, failure: BaseException, *, counted: bool = False
) -> None:
    """Count a failure against its job; a job of which not even that can be noted is given up, or it would never end."""
    code = _code(failure)
    log.error("job_failed", job=job_id, code=code, kind=type(failure).__name__)
    _, worse = _attempt(hands, _note_failure, runtime, (job_id, code, counted))
    if isinstance(worse, StoreUnavailableError):
        raise worse
    if worse is not None:
        log.error("job_abandoned", job=job_id, code=_code(worse), kind=type(worse).__name__)
        with runtime.transaction(JOBS, via=JOB) as tx:
            jobs.abandon(tx, job_id, code=code, counted=counted)


def _note_failure(runtime: Runtime, subject: tuple[str, str, bool]) -> None:
    job_id, code, counted = subject
    with runtime.transaction(JOBS, via=JOB) as tx:
        jobs.failed(tx, job_id, code=code, counted=counted)


def _report(runtime: Runtime, subject: tuple[BaseException, str]) -> None:
    """Make a failure an incident that holds the instance's timers: one that nothing holds would be due for ever.

    A technical stop was made one where it happened; a store that is away is no fault of the case.
    """
    failure, instance_id = subject
    log.error("timer_failed", process_instance=instance_id, code=_code(failure), kind=type(failure).__name__)
    if isinstance(failure, NOTED | StoreUnavailableError):
        return
    with runtime.transaction(TIMERS, via=JOB) as tx:
        incidents.open_for(tx, code=UNEXPECTED, instance_id=instance_id)


def _code(failure: BaseException) -> str:
    return failure.code if isinstance(failure, errors.LindungError) else UNEXPECTED
