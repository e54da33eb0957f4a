"""What is told between agencies lies sealed on both sides: in no job, message, variable, event, answer or log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import FixedClock
from tasks import draining
from tests.support.house import canary
from tests.support.offices import referring
from tests.support.offices.referring import NAME, PAPER, STORY, WIRED, Pair
from tests.support.servers import receiver
from tests.support.web import shared_app
from tests.support.web.web_office import Program

THERE = "CTH-2026-00001"
REASON = "Nyawa terancam oleh Pak Kumbang"


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish a sender, a recipient and a partner that fails at first."""
    with receiver.running(receiver.FAILS, receiver.TAKES) as partner:
        built = referring.runtime(tmp_path, clock, database_url=database_url, webhook=partner.url)
        yield referring.furnish(built, clock)
        built.close()


def work(pair: Pair) -> None:
    """Do everything that is due."""
    draining.run_due(pair.office.runtime)
    draining.run_errands(pair.office.runtime)


def test_names_lie_sealed_and_nowhere_else(pair: Pair, capfd: pytest.CaptureFixture[str]) -> None:
    numbers = [pair.send(rujukan_penerima=to).case_number for to in (referring.RECIPIENT, WIRED, PAPER)]
    pair.send(dasar_darurat="ya", persetujuan="ditolak", alasan_darurat=REASON)
    work(pair)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "diterima"})
    work(pair)
    pair.do(pair.other_officer, THERE, "layani", {"hasil_layanan": "selesai"})
    here = Program(client=shared_app.over(pair.office.runtime).test_client(), token=pair.office.token("siti"))
    outside = next(one["id"] for one in here.get("referrals").json["items"] if one["via"] == "letter")
    here.post(f"referrals/{outside}/answer", {"answer": "ditolak"}, Idempotency_Key="kunci-1")
    referring.withdraw(pair, numbers[1])
    work(pair)

    kept = canary.every_row(pair.office.runtime)
    written = "".join(capfd.readouterr())

    assert len(kept) > 100
    for secret in (NAME, STORY, REASON):
        assert [row for row in kept if secret in row] == []
        assert secret not in written
