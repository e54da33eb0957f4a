"""Jobs: promises in the database, kept one by one.

A job takes two transactions: in the first it is taken and the attempt counted, in the second stand its effect and its
end. So a job that kills its process is counted too. An errand leads out of the house: it is taken for a while, run, and
settled. Whoever dies in between lets it be taken again.

Whatever fails here, of whatever kind, is counted against its job by ``tasks.draining``, in a transaction of its own:
the job waits, and after its last attempt becomes an incident. So no job keeps those behind it waiting.
"""

import contextlib
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.domain.notifying import kinds
from engine.services.accesses import refused_reads
from engine.services.base.transaction import Transaction
from engine.services.conformance import gathering
from engine.services.incidents import incidents, standstill
from engine.services.log import keeping
from engine.services.messages import messages
from engine.services.notifying import mail_queue, mail_texts, notifications, tidings
from engine.services.referrals import receiving, webhook
from engine.services.running import due_moments, following_readings, outbox
from engine.services.user_tasks import completions
from engine.services.verification import runs
from engine.store.jobs import jobs
from engine.store.tables.jobs import Job

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)  # doubled at each attempt: the eighth comes ten minutes after the first
# Another house's server may be down for a night's hours: the tenth attempt comes four hours after the first.
MOST_ERRANDS = 10
FIRST_PAUSE = timedelta(seconds=30)
TAKEN_FOR = timedelta(minutes=2)  # longer than any errand may last (tasks.outgoing)


class JobKindUnknownError(errors.LindungError):
    """The installed version does not know this kind of job. Install the newer version again."""

    code = "job_kind_unknown"


class JobPayloadUnfitError(errors.LindungError):
    """The installed version cannot read what this background job holds."""

    code = "job_payload_unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """An errand between two transactions, and the job that promised it; ``content`` None: there is nothing to do.

    It leads out of the house, or reads so much that nobody may wait for it.
    """

    job_id: str
    content: webhook.Request | mail_texts.Envelope | runs.Portion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandKind:
    """How errands of a kind are written, and how the result of an attempt is noted.

    ``write`` gives None for what is not to be sent any more. ``hopeless`` are the codes after which nobody tries again.
    """

    write: Callable[..., webhook.Request | mail_texts.Envelope | mail_texts.Later | runs.Portion | None]
    arrived: Callable[..., None]
    failed: Callable[..., None] | None = None
    hopeless: frozenset[str] = frozenset()


KINDS: Mapping[str, Callable[..., Any]] = {
    gathering.NIGHT: gathering.night,
    gathering.PART: gathering.part,
    "due_moments.refresh": due_moments.refresh,
    "due_moments.spread": due_moments.spread,
    "mail.digest": mail_queue.digest,
    "message.deliver": messages.forward,
    "notifications.spread": notifications.spread,
    "readings.renew": following_readings.renew,
    "readings.spread": following_readings.spread,
    "referral.deliver": receiving.deliver,
    incidents.LOOK: standstill.look,
    refused_reads.KIND: refused_reads.record,
    incidents.VERIFY: runs.look_again,
    runs.NIGHT: runs.night,
    "standstill.spread": standstill.spread,
    "user_task.complete": completions.carry_out,
}
MAIL, POST, LOG_MAIL, CHECK = "mail.send", "referral.post", keeping.ERRAND, runs.PART
ERRANDS: Mapping[str, ErrandKind] = {
    MAIL: ErrandKind(
        write=mail_texts.write,
        arrived=mail_queue.arrived,
        failed=mail_queue.failed,
        hopeless=frozenset({mail_queue.REFUSED}),
    ),
    POST: ErrandKind(write=webhook.request, arrived=webhook.arrived),
    LOG_MAIL: ErrandKind(
        write=keeping.write,
        arrived=keeping.arrived,
        failed=keeping.failed,
        hopeless=frozenset({mail_queue.REFUSED}),
    ),
    CHECK: ErrandKind(write=runs.take, arrived=runs.go_on),
}
STUMBLED: Mapping[str, Callable[..., None]] = {"message.deliver": outbox.stumbled}
"""What to note at each attempt that fails, so that what is behind it need not wait."""
GIVEN_UP: Mapping[str, Callable[..., Mapping[str, Any] | None]] = {
    LOG_MAIL: keeping.gave_up,
    MAIL: mail_queue.gave_up,
    POST: webhook.gave_up,
    "referral.deliver": webhook.gave_up,
    "user_task.complete": completions.gave_up,
}
"""What to note when a job is given up: gives what the incident says, None when there is to be none."""


def claim(tx: Transaction) -> Job | None:
    """Take the earliest due job under a lock that ends with the transaction; None when none is due."""
    return jobs.claim(tx.session, now=tx.now, kinds=ERRANDS.keys(), wanted=False)


def take(tx: Transaction, job: Job) -> None:
    """Count an attempt at a claimed job before it is made; until its next moment it belongs to whoever took it.

    A job whose every attempt ended with its process is given up instead.
    """
    if job.attempts >= MAX_ATTEMPTS:
        _stumble(tx, job)
        _give_up(tx, job, code="unexpected")
        return
    job.attempts += 1
    job.run_at = _later(tx, job)


def carry_out(tx: Transaction, job_id: str) -> bool:
    """Do what a taken job promises and mark it done; an incident of an earlier attempt is over with that.

    False when there is nothing to do any more: it was given up, or another who took it later was faster. Raises
    JobKindUnknownError or JobPayloadUnfitError for a job of another version, and whatever the action does.
    """
    job = jobs.get(tx.session, job_id)
    if job is None or job.state != "due":
        return False
    action = KINDS.get(job.kind)
    if action is None:
        raise JobKindUnknownError(job=job.id, kind=job.kind)
    tx.job = job.id
    action(tx, **_named(job, action))
    if job.attempts > 1:
        incidents.resolve_of_job(tx, job.id)
    _done(tx, job)
    return True


def failed(tx: Transaction, job_id: str, *, code: str, counted: bool = False) -> None:
    """Note a failed attempt: later again, and after the last one an incident that a person sees.

    ``counted`` tells that the attempt was counted when it began.
    """
    job = jobs.get(tx.session, job_id)
    if job is None or job.state != "due":
        return
    job.attempts += not counted
    _stumble(tx, job)
    if job.kind in ERRANDS:
        _postpone(tx, job, code=code)
        return
    job.last_error, job.run_at = code, _later(tx, job)
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(tx, job, code=code)


def abandon(tx: Transaction, job_id: str, *, code: str, counted: bool = False) -> None:
    """Give up a job that even ``failed`` fails for: an incident that names the job is all that can be said of it.

    ``counted`` tells that the attempt was counted when it began.
    """
    job = jobs.get(tx.session, job_id)
    if job is not None and job.state == "due":
        job.state, job.attempts, job.last_error = "failed", job.attempts + (not counted), code
        incidents.open_for(tx, code=code, job_id=job.id)


def claim_errand(tx: Transaction, kind: str) -> Job | None:
    """Take the earliest due errand of a kind under a lock that ends with the transaction; None when none is due."""
    return jobs.claim(tx.session, now=tx.now, kinds={kind}, wanted=True)


def take_errand(tx: Transaction, job: Job) -> Errand:
    """Take a claimed errand for a while, counting the attempt; raises whatever writing it does.

    One that need not be run any more is done; one whose every attempt ended with its process is given up.
    """
    if job.attempts >= MOST_ERRANDS:
        _give_up(tx, job, code="unexpected")
        return Errand(job_id=job.id, content=None)
    job.attempts, job.run_at = job.attempts + 1, tx.now + TAKEN_FOR
    write = ERRANDS[job.kind].write
    content = write(tx, **_named(job, write))
    if isinstance(content, mail_texts.Later):
        job.attempts, job.run_at = job.attempts - 1, content.at
        return Errand(job_id=job.id, content=None)
    if content is None:
        _done(tx, job)
    return Errand(job_id=job.id, content=content)


def settle_errand(tx: Transaction, job_id: str, *, code: str | None) -> None:
    """Note how an errand ended: ``code`` None means well, else why not; then later again, at last an incident."""
    job = jobs.get(tx.session, job_id)
    if job is None or job.state != "due":
        return  # taken by two, one of them slow: the other has settled it
    kind = ERRANDS[job.kind]
    if code is None:
        kind.arrived(tx, **_named(job, kind.arrived))
        _done(tx, job)
        return
    if kind.failed is not None:
        kind.failed(tx, code=code, **_named(job, kind.failed, code=code))
    _postpone(tx, job, code=code)


def _named(job: Job, action: Callable[..., Any], **beside: Any) -> dict[str, Any]:
    """Give what a job holds as the arguments that its action takes; JobPayloadUnfitError when they are others."""
    try:
        named = json.loads(job.payload)
        inspect.signature(action).bind(None, **named, **beside)
    except (TypeError, ValueError, RecursionError) as cause:
        raise JobPayloadUnfitError(job=job.id, kind=job.kind) from cause
    return dict(named)


def _later(tx: Transaction, job: Job) -> datetime:
    wait: timedelta = FIRST_WAIT * 2 ** (job.attempts - 1)
    return tx.now + wait


def _stumble(tx: Transaction, job: Job) -> None:
    stumbled = STUMBLED.get(job.kind)
    if stumbled is not None:
        with contextlib.suppress(JobPayloadUnfitError):
            stumbled(tx, **_named(job, stumbled))


def _postpone(tx: Transaction, job: Job, *, code: str) -> None:
    job.last_error, job.run_at = code, tx.now + FIRST_PAUSE * 2 ** (job.attempts - 1)
    if job.attempts >= MOST_ERRANDS or code in ERRANDS[job.kind].hopeless:
        _give_up(tx, job, code=code)


def _done(tx: Transaction, job: Job) -> None:
    job.state, job.done_at, job.last_error = "done", tx.now, None


def _give_up(tx: Transaction, job: Job, *, code: str) -> None:
    """Mark the job failed and open an incident, for the agency concerned where one is, whose people are told."""
    job.state = "failed"
    note = GIVEN_UP.get(job.kind)
    told = {"code": code} if note is None else note(tx, **_named(job, note))
    if told is None or incidents.is_open_for_job(tx, job.id):
        return  # nobody need know, or its failed process has told them already
    row = incidents.open_for(tx, job_id=job.id, **told)
    if row.code in kinds.KINDS:
        key = f"incident:{row.id}:{row.attempts}"
        tidings.promise(
            tx, tidings.of_incident(row.code), agency=row.agency or "", case_number=row.case_number or "", key=key
        )
