"""The answers to the i-th form of a case: about 300 bytes of JSON that differ from case to case.

The same for every engine that is compared: text that neither repeats nor compresses away.
"""

import random
from typing import Any

_WORDS = (
    "korban anak ibu petugas layanan rujukan polsek visum rumah aman pendampingan psikolog hukum sekolah laporan saksi "
    "pelaku keluarga asesmen kebutuhan medis sosial rencana kunjungan wali desa kecamatan kabupaten dinas konseling "
    "mediasi"
)


def answer(position: int, *, case: int) -> dict[str, Any]:
    """Give the answers for the task at this position of the case with this number."""
    chance = random.Random(case * 1000 + position)  # noqa: S311 - reproducible, nothing secret
    words = _WORDS.split()
    return {
        "note": " ".join(chance.choice(words) for _ in range(20)),
        "ref": f"{chance.getrandbits(128):032x}",
        "risk": chance.randint(0, 4),
        "services": ["medis", "hukum", "psikososial"],
        "date": f"2026-03-{position % 28 + 1:02d}",
        "done": True,
    }
