"""How the record stands: until when it is sealed, who keeps checkpoints, what the last checks found."""

from dataclasses import dataclass
from datetime import datetime

from engine.services.base.transaction import Transaction
from engine.services.log import checking, keeping, sealing
from engine.services.verification import runs, verification
from engine.services.verification.runs import RunView
from engine.store.verification import verification as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the record stands. Moments are aware and in UTC.

    ``is_whole`` tells that the last check that ended found nothing and no instance is known to differ; None before the
    first check. ``size`` records are sealed until ``sealed_at``, None before anything was; ``is_late`` tells that a
    record has waited for its seal for longer than it may. ``equal`` and ``differing`` count instances as each was found
    when it was executed again last. ``checked`` is the last check that ended, ``night`` that of last night.
    """

    is_whole: bool | None
    size: int
    sealed_at: datetime | None
    is_late: bool
    holders: tuple[keeping.Holder, ...]
    checked: RunView | None
    night: RunView | None
    equal: int
    differing: int


def standing(tx: Transaction) -> Standing:
    """Give how the record stands, for who may verify the history; NotPermittedError."""
    tx.require_anywhere(verification.RIGHT)
    log, checked = keeping.status(tx), runs.last_ended(tx)
    waiting_since = sealing.waiting_since(tx)
    differing = stored.count(tx.session, equal=False)
    return Standing(
        is_whole=None if checked is None else checked.count == 0 and differing == 0,
        size=0 if log.newest is None else log.newest.size,
        sealed_at=None if log.newest is None else log.newest.at,
        is_late=waiting_since is not None and tx.now - waiting_since > checking.DELAY,
        holders=log.holders,
        checked=checked,
        night=runs.last_night(tx),
        equal=stored.count(tx.session, equal=True),
        differing=differing,
    )
