"""What the program itself tells a letter of its case: who read it, and to whom it was sent.

The rows hold roles, days, codes and the names of institutions. They hold no person's name, no id, and nothing of what
was told; the letter's template has the words for the codes.
"""

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from engine.domain.accesses import folded
from engine.domain.letters import indonesian, letters
from engine.services.base.transaction import Transaction
from engine.store.audit import history
from engine.store.referrals import referrals
from engine.store.tables.cases import Case

Label = Callable[[str | None], str | None]
SAMPLES = {
    letters.READINGS: {
        "hari": "2 Januari 2026", "pukul": "10.04", "peran": "Petugas", "bagian": ["case.read", "lainnya"],
        "keperluan": "duty", "kali": 2, "ditolak": False, "mesin": False,
    },
    letters.RECIPIENTS: {
        "pada": "Jumat, 2 Januari 2026 pukul 10.04 WIB", "kepada": "Contoh lembaga", "cara": "rujukan",
        "dasar": "contoh", "data": ["nama korban"],
    },
}  # fmt: skip
"""A row of each record, such as a case has."""


def values(tx: Transaction, letter: letters.Letter, case: Case, *, zone: str, label: Label) -> dict[str, Any]:
    """Give the records that the letter names, as it prints them; ``label`` gives a role as people call it."""
    told = {
        letters.READINGS: lambda: _readings(tx, case, zone=zone, label=label),
        letters.RECIPIENTS: lambda: _recipients(tx, case, zone=zone),
    }
    return {name: told[name]() for name in letter.records}


def _readings(tx: Transaction, case: Case, *, zone: str, label: Label) -> list[dict[str, Any]]:
    rows = history.accesses_of(tx.session, case.id, before=None, limit=case.access_seq)
    found = folded.folded(
        folded.Told(
            at=row.at.astimezone(ZoneInfo(zone)),
            actor=row.actor,
            role=row.role,
            part=row.what,
            purpose=row.purpose,
            refused=row.refused,
        )
        for row in rows
    )
    return [
        {
            "hari": _between(indonesian.day(one.first.date()), indonesian.day(one.last.date())),
            "pukul": _between(f"{one.first:%H.%M}", f"{one.last:%H.%M}"),
            "peran": label(one.role),
            "bagian": list(one.parts),
            "keperluan": one.purpose,
            "kali": one.count,
            "ditolak": one.refused,
            "mesin": one.machine,
        }
        for one in found
    ]


def _recipients(tx: Transaction, case: Case, *, zone: str) -> list[dict[str, Any]]:
    """Give what left the case, the oldest first; what came to it was told by others."""
    sent = [row for row in referrals.of_case(tx.session, case.id) if row.from_case_id == case.id]
    return [
        {
            "pada": indonesian.moment(row.sent_at, zone),
            "kepada": row.recipient_name,
            "cara": row.mode,
            "dasar": row.basis,
            "data": [str(name).replace("_", " ") for name in json.loads(row.fields)],
        }
        for row in reversed(sent)
    ]


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
