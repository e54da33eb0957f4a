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
from typing import Any

import structlog

from engine import errors
from engine.bpmn.errors import ProcessFailedError
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.base import idempotency
from engine.services.cases import files
from engine.services.jobs import jobs
from engine.services.notifying import notifications
from engine.services.people import auth
from engine.services.public import public_reports
from engine.services.running import incidents, timers
from engine.services.user_tasks import drafts
from engine.store.base.database import StoreUnavailableError
from tasks import mail, outgoing

BATCH = 100
TIMERS = actors.system("timers")
JOBS = actors.system("jobs")
UNEXPECTED = "unexpected"
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
    return _run_errands(runtime, jobs.MAIL, partial(mail.send, server=runtime.settings.mail))


def _run_errands(runtime: Runtime, kind: str, send: Callable[[Any], str | None]) -> Drained:
    """Run errands of a kind.

    Each takes two transactions with the request between them: no row is held while another house makes us wait.
    """
    done = failed = 0
    while True:
        with runtime.transaction(JOBS) as tx:
            errand = jobs.take_errand(tx, kind)
        if errand is None:
            return Drained(timers=0, jobs=done, failures=failed)
        code = send(errand.content)
        with runtime.transaction(JOBS) as tx:
            jobs.settle_errand(tx, errand.job_id, code=code)
        done, failed = done + (code is None), failed + (code is not None)


def tidy(runtime: Runtime) -> None:
    """Drop what nobody will ask for again."""
    with runtime.transaction(JOBS) as tx:
        idempotency.forget_old(tx)
        auth.forget_old(tx)
        drafts.forget_old(tx)
        files.forget_old(tx)
        notifications.forget_old(tx)
        public_reports.forget_old(tx)


def _drain_timers(runtime: Runtime, hands: ThreadPoolExecutor) -> tuple[int, int]:
    fired = failed = 0
    away: set[str] = set()
    while True:
        with runtime.transaction(TIMERS, reads_only=True) as tx:
            due = [one for one in timers.due_instances(tx, limit=BATCH) if one not in away]
        if not due:
            return fired, failed
        for instance_id in due:
            count, failure = _attempt(hands, _fire, runtime, instance_id)
            fired += count
            if failure is not None:
                failed += 1
                # A row that the store would not give up is left for the next round; others need not wait for it.
                away.update({instance_id} if isinstance(failure, StoreUnavailableError) else ())
                _report(runtime, failure, instance_id=instance_id)


def _drain_jobs(runtime: Runtime, hands: ThreadPoolExecutor) -> tuple[int, int]:
    done = failed = 0
    while True:
        claimed: list[str] = []
        count, failure = _attempt(hands, _carry_out, runtime, claimed)
        if not claimed:
            if failure is not None:
                raise failure  # not even claiming works: the caller's loop waits and tries again
            return done, failed
        done += count
        if failure is not None:
            failed += 1
            with runtime.transaction(JOBS) as tx:
                jobs.failed(tx, claimed[0], code=_code(failure))


def _fire(runtime: Runtime, instance_id: str) -> int:
    with runtime.transaction(TIMERS) as tx:
        return timers.fire_due(tx, instance_id)


def _carry_out(runtime: Runtime, claimed: list[str]) -> int:
    """Do one due job; its id is noted in ``claimed`` first, so that a failure can be counted against it."""
    with runtime.transaction(JOBS) as tx:
        job = jobs.claim(tx)
        if job is None:
            return 0
        claimed.append(job.id)
        jobs.carry_out(tx, job)
        return 1


def _attempt(
    hands: ThreadPoolExecutor, action: Callable[[Runtime, Any], int], runtime: Runtime, subject: Any
) -> tuple[int, BaseException | None]:
    """Give the action's result, or 0 and why it failed: a failure here is a value to be reported, whatever its kind."""
    future = hands.submit(action, runtime, subject)
    failure = future.exception()
    return (future.result(), None) if failure is None else (0, failure)


def _report(runtime: Runtime, failure: BaseException, *, instance_id: str) -> None:
    """Make a failure an incident that holds the instance's timers: one that nothing holds would be due for ever.

    A failed process was made one where it happened, with its timer; a store that is away is no fault of the case.
    """
    log.error("timer_failed", process_instance=instance_id, code=_code(failure), kind=type(failure).__name__)
    if isinstance(failure, ProcessFailedError | StoreUnavailableError):
        return
    with runtime.transaction(TIMERS) as tx:
        incidents.open_for(tx, code=UNEXPECTED, instance_id=instance_id)


def _code(failure: BaseException) -> str:
    return failure.code if isinstance(failure, errors.LindungError) else UNEXPECTED
