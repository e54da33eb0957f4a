"""How often the public may do something: from one address, and all together, so that nobody drowns an agency.

An address is kept as a keyed digest only, and for an hour at most.
"""

from dataclasses import dataclass
from datetime import timedelta

from engine import errors
from engine.services.base.transaction import Transaction
from engine.store.public import public
from engine.store.tables.public import PublicCount

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How often something may be done within ``WINDOW``: by one subject, and by everybody together."""

    name: str
    each: int
    together: int


# Whole districts share one address behind their provider, and nobody in danger should meet a limit.
REPORTS = Limit(name="reports", each=30, together=300)
CODES = Limit(name="codes", each=30, together=3000)
MESSAGES = Limit(name="messages", each=30, together=3000)


class PublicDelayedError(errors.LindungError):
    """Too much was sent from this network. Please wait. If you need help now, call by phone.

    The next is taken after ``retry_after_seconds``.
    """

    code = "public_delayed"

    def __init__(self, *, retry_after_seconds: int) -> None:
        """Keep how long to wait, in whole seconds."""
        super().__init__(retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


def admit(tx: Transaction, limit: Limit, *, subject: str) -> None:
    """Count one more, or refuse with PublicDelayedError; the subject's own limit is looked at first."""
    for row, most in _rows(tx, limit, subject):
        if tx.now - row.began_at >= WINDOW:
            row.count, row.began_at = 0, tx.now
        if row.count >= most:
            left = row.began_at + WINDOW - tx.now
            raise PublicDelayedError(retry_after_seconds=int(left.total_seconds()) + 1)
        row.count += 1


def forgive(tx: Transaction, limit: Limit, *, subject: str) -> None:
    """Take one count back: what was counted beforehand turned out right."""
    for row, _ in _rows(tx, limit, subject):
        row.count = max(0, row.count - 1)


def _rows(tx: Transaction, limit: Limit, subject: str) -> list[tuple[PublicCount, int]]:
    blind = tx.installation.vault.blind
    subjects = [blind(f"public:{limit.name}:{subject}"), blind(f"public:{limit.name}")]
    return list(zip(public.counts(tx.session, subjects, now=tx.now), (limit.each, limit.together), strict=True))
