"""Checks the chains of the registers: accounts, rules, keys, exports, audits."""

from datetime import datetime
from itertools import groupby

from engine.services.audit.results import Broken
from engine.services.base import registers
from engine.services.base.transaction import Transaction
from engine.store.audit import registers as stored
from engine.store.tables.audit import RegisterEvent

Head = tuple[int, bytes, datetime | None]


def first_broken(tx: Transaction) -> Broken | None:
    """Give the first event of a register that does not hold, under the register's name; None when all hold."""
    heads, broken = stored.heads(tx.session), None
    for name, chained in groupby(stored.everything(tx.session), key=lambda event: event.register):
        rows = list(chained)
        broken = broken or _first_of(name, rows, heads.pop(name, None))
    missing = [] if broken else sorted(name for name, (seq, _, _) in heads.items() if seq)
    return Broken(instance_id=missing[0], seq=1, reason="register_missing") if missing else broken


def _first_of(name: str, rows: list[RegisterEvent], head: Head | None) -> Broken | None:
    previous = registers.GENESIS
    for expected, row in enumerate(rows, start=1):
        sound = row.seq == expected and bytes(row.prev_hash) == previous
        if not sound or bytes(row.hash) != registers.hash_of(row):
            return Broken(instance_id=name, seq=expected, reason="register")
        previous = bytes(row.hash)
    if head != (rows[-1].seq, previous, rows[-1].at):
        return Broken(instance_id=name, seq=rows[-1].seq + 1, reason="register_missing")
    return None
