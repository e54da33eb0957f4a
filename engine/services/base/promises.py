"""Promises of background work: a row in the transaction that wants it; the bell that a worker hears may be lost."""

import uuid
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.store.jobs import jobs
from engine.store.tables.jobs import Job

FIRST = ""
"""Stands before every id: where a job that goes through all rows begins."""


def promise(
    tx: Transaction, *, kind: str, key: str, payload: Mapping[str, Any], run_at: datetime | None = None
) -> None:
    """Write a job row, due now or at ``run_at``; the bell rings after the commit, and a lost bell loses nothing."""
    tx.session.add(
        Job(
            id=str(uuid.uuid4()),
            kind=kind,
            dedup_key=key,
            payload=canonical.text(payload),
            run_at=run_at or tx.now,
            state="due",
            attempts=0,
        )
    )
    tx.wake = True


def promise_once(tx: Transaction, *, kind: str, key: str) -> bool:
    """Promise a job that goes through all rows, unless one of this key was ever promised; tell whether it was now."""
    if jobs.by_key(tx.session, key) is not None:
        return False
    promise(tx, kind=kind, key=key, payload={"after": FIRST})
    return True


def promise_nightly(tx: Transaction, *, kind: str, at: time) -> bool:
    """Promise a job for the next time that it is ``at`` in UTC, once a day; tell whether it was promised now."""
    today = datetime.combine(tx.now.date(), at, tzinfo=tx.now.tzinfo)
    due = today if today > tx.now else today + timedelta(days=1)
    key = f"{kind}:{due.date().isoformat()}"
    if jobs.by_key(tx.session, key) is not None:
        return False
    promise(tx, kind=kind, key=key, payload={}, run_at=due)
    return True
