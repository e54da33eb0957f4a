"""From agency to agency: sent, answered, and each side's token goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.services import history
from tasks import draining
from tests.support import referring
from tests.support.factories import CLI
from tests.support.referring import Pair


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish a sender and a recipient."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    yield referring.furnish(built, clock)
    built.close()


def run_due(pair: Pair) -> None:
    """Do what is due; nothing may fail."""
    assert draining.run_due(pair.office.runtime).failures == 0


def sound(pair: Pair, *numbers: str) -> bool:
    """Tell whether every chain holds and the cases, executed again, are the same bytes."""
    people = {"TTG": pair.supervisor, "CTH": pair.other_supervisor}
    shown = [one.id for number in numbers for one in pair.case(people[number[:3]], number).instances]
    with pair.office.acting(CLI) as tx:
        return history.verify(tx).ok and all(history.replay(tx, instance_id).equal for instance_id in shown)


def test_a_referral_opens_a_case_is_accepted_and_comes_back(pair: Pair) -> None:
    number = pair.send().case_number
    run_due(pair)
    there = pair.only(pair.other_supervisor)
    assert there.case_number == "CTH-2026-00001"

    pair.do(pair.other_officer, "CTH-2026-00001", "jawab", {"jawaban_asal": "diterima"})
    run_due(pair)
    assert pair.only().state == "accepted"
    pair.do(pair.other_officer, "CTH-2026-00001", "layani", {"hasil_layanan": "selesai"})
    run_due(pair)

    assert (pair.only().state, pair.only().feedback) == ("done", "selesai")
    assert pair.case(pair.supervisor, number).state == "closed"
    assert sound(pair, number, "CTH-2026-00001")
