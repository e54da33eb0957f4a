"""Refused readings: somebody of the same agency asked for an existing part of a case without the right to it.

The refusal undoes its transaction, so it is recorded afterwards. What then happens must not tell whether there is
something behind an id: for every request of a person that is answered "not found" one job of the same shape is
promised, in a transaction of its own that locks nothing; only the job knows and locks the case (decision 0025).
"""

import uuid
from datetime import datetime, timedelta

from engine.domain.audit.reads import Refused
from engine.domain.people import actors
from engine.services.base import promises
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.store.jobs import jobs

KIND = "reads.refused"
KEPT_FOR = timedelta(days=2)


def of_colleagues(refused: list[Refused], actor: actors.Actor) -> list[Refused]:
    """Give what was refused to somebody of the agency whose case it is; of strangers nothing is kept."""
    return [one for one in refused if one.agency in actor.agencies]


def leave_word(tx: Transaction, refused: list[Refused]) -> None:
    """Promise that a refusal is recorded: one job whatever was refused, if anything at all.

    Of several parts that were refused the first is what was asked for.
    """
    first = next(iter(refused), None)
    payload = {
        "actor": tx.actor.id,
        "asked_at": tx.now.isoformat(),
        "case_id": None if first is None else first.case_id,
        "subject": None if first is None else first.subject,
        "via": tx.reads.via,
        "what": None if first is None else first.what,
    }
    promises.promise(tx, kind=KIND, key=f"{KIND}:{uuid.uuid4()}", payload=payload)


def record(
    tx: Transaction,
    *,
    actor: str,
    asked_at: str,
    case_id: str | None,
    subject: str | None,
    via: str,
    what: str | None,
) -> None:
    """Append a refusal to the chain of its case; a job that stands for nothing does nothing."""
    if case_id is None or what is None:
        return
    moment = datetime.fromisoformat(asked_at)
    reads.append_refused(tx, case_id, actor=actor, what=what, subject=subject, via=via, asked_at=moment)


def forget_old(tx: Transaction) -> None:
    """Drop jobs of refusals that were carried out a while ago: a program that guesses would fill their table."""
    jobs.forget_done(tx.session, kind=KIND, before=tx.now - KEPT_FOR)
