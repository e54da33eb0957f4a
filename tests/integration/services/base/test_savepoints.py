"""Trying and undoing: a part of a transaction that was undone leaves nothing, in the store or for after the commit."""

from datetime import timedelta

import pytest

from engine.domain.audit.reads import Access
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.people import users
from engine.services.running import timers
from engine.services.user_tasks import completions, life_cycle
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office
from tests.support.offices.procedures import bundle, end, flows, start, task


def with_timers_in_a_row() -> dict[str, bytes]:
    """Withdraw the first task after 45 seconds for one that has a timer of its own; a second task lies beside."""
    content = start() + '<parallelGateway id="pisah" name="Bersamaan" lindung:basis="P"/>'
    content += task("lain", "Lain") + end("selesai_lain") + task("terima", "Terima laporan") + end()
    content += timer("lewat", at="terima", after="PT45S") + task("tegur", "Tindak lanjuti") + end("selesai_tegur")
    content += timer("lama", at="tegur", after="PT10M") + task("lapor", "Laporkan") + end("selesai_lapor")
    content += flows("mulai", "pisah", "terima", "selesai") + flows("pisah", "lain", "selesai_lain")
    content += flows("lewat", "tegur", "selesai_tegur") + flows("lama", "lapor", "selesai_lapor")
    officer = ["mulai", "pisah", "lain", "selesai_lain", "terima", "lewat", "selesai"]
    late = ["tegur", "selesai_tegur", "lama", "lapor", "selesai_lapor"]
    return bundle(content, lanes={"petugas_pengaduan": officer, "penyelia": late})


def timer(element_id: str, *, at: str, after: str) -> str:
    return (
        f'<boundaryEvent id="{element_id}" name="Terlambat" attachedToRef="{at}" lindung:basis="P">'
        f"<timerEventDefinition><timeDuration>{after}</timeDuration></timerEventDefinition></boundaryEvent>"
    )


def a_reading(reader: actors.Actor) -> Access:
    return Access(case_id="kasus", actor=reader.id, what="case.read", subject=None, role=None, purpose=None)


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Give an officer who is also a supervisor."""
    return office.user("siti", "petugas_pengaduan", "penyelia")


def test_a_step_that_was_undone_is_used_by_nobody(office: Office, siti: actors.Actor) -> None:
    office.deploy(with_timers_in_a_row())
    started = office.start(siti)
    tasks = {one.element_id: one.id for one in started.open_user_tasks}
    with office.acting(siti) as tx:
        life_cycle.claim(tx, tasks["terima"])
    with office.acting(siti) as tx:
        completions.hand_in(tx, tasks["terima"], form=procedures.ANSWERS)
    office.clock.advance(timedelta(minutes=1))
    # A worker that is late with the timer looks at the completion first: the timer fires in it, and it is refused.
    with office.acting(draining.JOBS) as tx:
        assert not completions.carry_out(tx, task_id=tasks["terima"], user_id=siti.id, revision=1)
    office.clock.advance(timedelta(seconds=7))
    other = Runtime.build(office.runtime.settings, office.clock)
    with other.transaction(draining.TIMERS) as tx:
        assert timers.fire_due(tx, started.id) == 1
    other.close()

    office.complete(siti, tasks["lain"])

    with office.acting(CLI) as tx:
        assert history.replay(tx, started.id).equal


def test_a_part_that_is_kept_leaves_its_bell_and_its_readings(office: Office, siti: actors.Actor) -> None:
    with office.acting(CLI) as tx:
        with tx.savepoint(actor=siti) as part:
            part.wake = True
            part.reads.accesses.append(a_reading(siti))
        kept = (tx.wake, list(tx.reads.accesses), part.actor, tx.actor)
        tx.reads.accesses.clear()

    assert kept == (True, [a_reading(siti)], siti, CLI)


def test_a_part_that_is_not_to_be_kept_leaves_nothing(office: Office, siti: actors.Actor) -> None:
    with office.acting(CLI) as tx:
        with tx.savepoint(keep=False) as part:
            users.create(part, username="budi", display_name="Budi")
            part.wake = True
            part.reads.accesses.append(a_reading(siti))

        assert (tx.wake, tx.reads.accesses) == (False, [])
        assert [user.username for user in users.search(tx)] == ["siti"]


def test_a_part_that_fails_leaves_nothing_and_the_rest_goes_on(office: Office, siti: actors.Actor) -> None:
    def fail(part: Transaction) -> None:
        users.create(part, username="budi", display_name="Budi")
        part.wake = True
        users.create(part, username="siti", display_name="Siti")

    with office.acting(CLI) as tx:
        with pytest.raises(users.UsernameTakenError), tx.savepoint() as part:
            fail(part)
        users.create(tx, username="tono", display_name="Tono")

        assert not tx.wake
        assert [user.username for user in users.search(tx)] == ["siti", "tono"]
