"""Keeps the log of all records: seals what is new. It may be killed at any point and run by several at once."""

from engine.runtime import Runtime
from engine.services.audit import sealing


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
