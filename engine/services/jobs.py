"""Jobs: promises in the database, kept one by one, each effect in the transaction that marks it done."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from engine import errors
from engine.services import completions, incidents, messages, renewal
from engine.services.transaction import Transaction
from engine.store import jobs
from engine.store.tables import Job

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)  # doubled at each attempt: the eighth comes ten minutes after the first


class JobKindUnknownError(errors.LindungError):
    """A job row names a kind that this version does not know."""

    code = "job_kind_unknown"
    sentence_id = "Pekerjaan latar ini tidak dikenal oleh versi yang terpasang."
    sentence_en = "The installed version does not know this kind of job."


KINDS: Mapping[str, Callable[..., Any]] = {
    "message.deliver": messages.forward,
    "readings.renew": renewal.renew,
    "readings.spread": renewal.spread,
    "user_task.complete": completions.carry_out,
}


def claim(tx: Transaction) -> Job | None:
    """Take the earliest due job under a lock that ends with the transaction; None when none is due."""
    return jobs.claim(tx.session, now=tx.now)


def carry_out(tx: Transaction, job: Job) -> None:
    """Do what the job promises and mark it done; JobKindUnknownError for a kind of another version."""
    action = KINDS.get(job.kind)
    if action is None:
        raise JobKindUnknownError(job=job.id, kind=job.kind)
    action(tx, **json.loads(job.payload))
    job.state, job.done_at, job.attempts, job.last_error = "done", tx.now, job.attempts + 1, None


def failed(tx: Transaction, job_id: str, *, code: str) -> None:
    """Note a failed attempt: later again, and after the last one an incident that a person sees."""
    job = jobs.get(tx.session, job_id)
    if job is None or job.state != "due":
        return
    job.attempts, job.last_error = job.attempts + 1, code
    job.run_at = tx.now + FIRST_WAIT * 2 ** (job.attempts - 1)
    if job.attempts >= MAX_ATTEMPTS:
        job.state = "failed"
        incidents.open_for(tx, code=code, job_id=job.id)
