"""Jobs: promises in the database, kept one by one.

A job's effect and its end are one transaction. An errand leads out of the house, so it takes two with the errand
between them: it is taken for a while, run, and settled. Whoever dies in between lets it be taken again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine import errors
from engine.services import (
    completions,
    due_moments,
    incidents,
    mail_texts,
    mailing,
    messages,
    news,
    notifications,
    posting,
    receiving,
    renewal,
)
from engine.services.transaction import Transaction
from engine.store import jobs
from engine.store.tables import Job

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)  # doubled at each attempt: the eighth comes ten minutes after the first
# Another house's server may be down for a night's hours: the tenth attempt comes four hours after the first.
MOST_ERRANDS = 10
FIRST_PAUSE = timedelta(seconds=30)
TAKEN_FOR = timedelta(minutes=2)  # longer than any errand may last (tasks.outgoing)


class JobKindUnknownError(errors.LindungError):
    """The installed version does not know this kind of job. Install the newer version again."""

    code = "job_kind_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is to be brought out of the house, and the job that promised it."""

    job_id: str
    content: posting.Request | mail_texts.Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How errands of a kind are written, and how it is noted what became of an attempt.

    ``write`` gives None for what is not to be sent any more. ``hopeless`` are the codes after which nobody tries again.
    """

    write: Callable[..., posting.Request | mail_texts.Envelope | mail_texts.Later | None]
    arrived: Callable[..., None]
    failed: Callable[..., None] | None = None
    hopeless: frozenset[str] = frozenset()


KINDS: Mapping[str, Callable[..., Any]] = {
    "due_moments.refresh": due_moments.refresh,
    "due_moments.spread": due_moments.spread,
    "mail.digest": mailing.digest,
    "message.deliver": messages.forward,
    "notifications.spread": notifications.spread,
    "readings.renew": renewal.renew,
    "readings.spread": renewal.spread,
    "referral.deliver": receiving.deliver,
    "user_task.complete": completions.carry_out,
}
MAIL, POST = "mail.send", "referral.post"
WAYS: Mapping[str, Way] = {
    MAIL: Way(
        write=mail_texts.write,
        arrived=mailing.arrived,
        failed=mailing.failed,
        hopeless=frozenset({mailing.REFUSED}),
    ),
    POST: Way(write=posting.request, arrived=posting.arrived),
}
GIVEN_UP: Mapping[str, Callable[..., Mapping[str, Any] | None]] = {
    MAIL: mailing.gave_up,
    POST: posting.gave_up,
    "referral.deliver": posting.gave_up,
}
"""What to note when a job is given up: gives what the incident says, None when there is to be none."""


def claim(tx: Transaction) -> Job | None:
    """Take the earliest due job under a lock that ends with the transaction; None when none is due."""
    return jobs.claim(tx.session, now=tx.now, kinds=WAYS.keys(), wanted=False)


def carry_out(tx: Transaction, job: Job) -> None:
    """Do what the job promises and mark it done; JobKindUnknownError for a kind of another version."""
    action = KINDS.get(job.kind)
    if action is None:
        raise JobKindUnknownError(job=job.id, kind=job.kind)
    action(tx, **json.loads(job.payload))
    job.attempts += 1
    _done(tx, job)


def failed(tx: Transaction, job_id: str, *, code: str) -> None:
    """Note a failed attempt: later again, and after the last one an incident that a person sees."""
    job = jobs.get(tx.session, job_id)
    if job is None or job.state != "due":
        return
    job.attempts, job.last_error = job.attempts + 1, code
    job.run_at = tx.now + FIRST_WAIT * 2 ** (job.attempts - 1)
    if job.attempts >= MAX_ATTEMPTS:
        _give_up(tx, job, code=code)


def take_errand(tx: Transaction, kind: str) -> Errand | None:
    """Take the earliest due errand of a kind for a while, counting the attempt; None when none is due.

    Errands that need not be run any more are done; one whose every attempt ended with its process is given up.
    """
    while True:
        job = jobs.claim(tx.session, now=tx.now, kinds={kind}, wanted=True)
        if job is None:
            return None
        if job.attempts >= MOST_ERRANDS:
            _give_up(tx, job, code="unexpected")
            continue
        job.attempts, job.run_at = job.attempts + 1, tx.now + TAKEN_FOR
        try:
            content = WAYS[kind].write(tx, **json.loads(job.payload))
        except errors.LindungError as refusal:  # one that cannot be written keeps no other waiting
            _postpone(tx, job, code=refusal.code)
            continue
        if isinstance(content, mail_texts.Later):
            job.attempts, job.run_at = job.attempts - 1, content.at
        elif content is not None:
            return Errand(job_id=job.id, content=content)
        else:
            _done(tx, job)


def settle_errand(tx: Transaction, job_id: str, *, code: str | None) -> None:
    """Note how an errand ended: ``code`` None means well, else why not; then later again, at last an incident."""
    job = jobs.get(tx.session, job_id)
    if job is None or job.state != "due":
        return  # taken by two, one of them slow: the other has settled it
    way, named = WAYS[job.kind], json.loads(job.payload)
    if code is None:
        way.arrived(tx, **named)
        _done(tx, job)
        return
    if way.failed is not None:
        way.failed(tx, code=code, **named)
    _postpone(tx, job, code=code)


def _postpone(tx: Transaction, job: Job, *, code: str) -> None:
    job.last_error, job.run_at = code, tx.now + FIRST_PAUSE * 2 ** (job.attempts - 1)
    if job.attempts >= MOST_ERRANDS or code in WAYS[job.kind].hopeless:
        _give_up(tx, job, code=code)


def _done(tx: Transaction, job: Job) -> None:
    job.state, job.done_at, job.last_error = "done", tx.now, None


def _give_up(tx: Transaction, job: Job, *, code: str) -> None:
    """Mark the job failed and open an incident, for the agency concerned where one is, whose people are told."""
    job.state = "failed"
    note = GIVEN_UP.get(job.kind)
    if note is None:
        incidents.open_for(tx, code=code, job_id=job.id)
        return
    incident = note(tx, **json.loads(job.payload))
    if incident is not None:
        row = incidents.open_for(tx, job_id=job.id, **incident)
        key = f"incident:{row.id}:{row.attempts}"
        told = news.of_incident(row.code)
        news.promise(tx, told, agency=row.agency or "", case_number=row.case_number or "", key=key)
