"""Keeps the log of all records: seals what is new, ends the day, asks witnesses. Several may do so at once.

It may be killed at any point: what it has not done is done when the next one comes by, five minutes later.
"""

import structlog

from engine.domain.log.keepers import Witness
from engine.runtime import Runtime
from engine.services.log import keeping, sealing, witnesses
from tasks import outgoing

MOST_QUESTIONS = 2
"""Times that a witness is asked in a row: once, and once more from the size that it says it has."""
log = structlog.get_logger()


def keep(runtime: Runtime) -> None:
    """Do all that is due: seal, end the day where one has ended, ask the witnesses."""
    seal(runtime)
    end_day(runtime)
    ask_witnesses(runtime)


def seal(runtime: Runtime, *, whole: bool = False) -> int:
    """Seal what has no leaf yet, batch by batch, and give how many leaves that made; ``whole`` looks at all chains."""
    leaves, place = 0, sealing.START
    while True:
        with runtime.transaction(sealing.SEALER) as tx:
            sealed = sealing.seal(tx, whole=whole, after=place)
        leaves += sealed.leaves
        if sealed.next is None:
            return leaves
        place = sealed.next


def end_day(runtime: Runtime) -> bool:
    """Seal all chains and send the day's checkpoint to its keepers, once a day; tell whether that was now."""
    with runtime.transaction(sealing.SEALER, reads_only=True) as tx:
        day = keeping.due_day(tx)
    if day is None:
        return False
    seal(runtime, whole=True)
    with runtime.transaction(sealing.SEALER) as tx:
        return keeping.close_day(tx, day)


def ask_witnesses(runtime: Runtime) -> int:
    """Ask each witness for its signature below the newest checkpoint, and give how many gave it."""
    return sum(_ask(runtime, witness) for witness in runtime.installation.keepers.witnesses)


def _ask(runtime: Runtime, witness: Witness) -> bool:
    """Ask a witness, and tell whether it signed. No transaction is open while it makes us wait."""
    for _ in range(MOST_QUESTIONS):
        with runtime.transaction(sealing.SEALER, reads_only=True) as tx:
            body = witnesses.asking(tx, witness)
        if body is None:
            return False
        status, text = outgoing.exchange(f"{witness.url}{witnesses.PATH}", body)
        with runtime.transaction(sealing.SEALER) as tx:
            again = witnesses.answered(tx, witness, body, status=status, text=text)
        if not again:
            log.info("witness_asked", status=status)
            return status == witnesses.SIGNED
    return False
