"""A promised time that runs out, on the real complaint procedure: the holder is told, and whoever must step in."""

from datetime import timedelta

import pytest

from engine.domain.people import actors
from engine.services.notifying import notifications
from engine.services.policy import definitions
from engine.services.user_tasks import life_cycle
from tasks import draining
from tests.support.house import sources
from tests.support.offices.factories import Office

WORKFLOWS = sources.ROOT / "workflows"
KEY = "tebing_tinggi_pengaduan"
REPORT = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Ringkasan uji."}


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy the complaint procedure, register a report, and give the officer who holds its first task."""
    office.deploy(definitions.read_folder(WORKFLOWS / KEY, WORKFLOWS))
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer, procedure=KEY, channel="telepon", form=REPORT)
    with office.acting(officer) as tx:
        for task in started.open_user_tasks:
            life_cycle.claim(tx, task.id)
    return officer


def told(office: Office, actor: actors.Actor) -> list[tuple[str, str]]:
    """Give (kind, case number) of what a person was told, newest first, once what is due is done."""
    draining.run_due(office.runtime)
    with office.acting(actor) as tx:
        return [(one.kind, one.case_number) for one in notifications.mine(tx)]


def test_a_clock_warns_its_holder_and_a_breach_reaches_the_supervisor_too(office: Office, siti: actors.Actor) -> None:
    ida = office.user("ida", "penyelia")
    other = office.user("budi", "petugas_pengaduan")
    assert told(office, siti) == []

    for _ in range(96):
        office.clock.advance(timedelta(minutes=15))
        draining.run_due(office.runtime)

    kinds = [kind for kind, _ in told(office, siti)]
    assert kinds.index("late") < kinds.index("soon_late")  # newest first
    assert len({number for _, number in told(office, siti)}) == 1
    assert "escalated" in [kind for kind, _ in told(office, ida)]
    assert not {"late", "soon_late"} & {kind for kind, _ in told(office, other)}
