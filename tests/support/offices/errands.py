"""Errands taken by hand, as a worker does that dies before it has run them."""

from engine.services.base.transaction import Transaction
from engine.services.jobs import jobs


def take(tx: Transaction, kind: str) -> jobs.Errand | None:
    """Take the earliest due errand of a kind; None when none is due."""
    job = jobs.claim_errand(tx, kind)
    return None if job is None else jobs.take_errand(tx, job)
