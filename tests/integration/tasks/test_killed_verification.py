"""A worker that is killed in the middle of a check of the record raises no alarm, and the next one goes on from there.

The child checks one case a part, says so before the commit of each, and waits until it is told to go on. It is killed
some moments after that: before, within or after the commit, or in the next part, whose commit it may not make. So it
never comes to the end, however late the blow falls. People work on cases meanwhile.
"""

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.services.base.transaction import Transaction
from engine.services.incidents import incidents
from engine.services.verification import runs
from engine.store.tables.audit import RegisterEvent
from engine.store.tables.verification import Reexecution, VerificationFinding, VerificationRun
from tasks import draining, verifying
from tests.support.house import sources
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.sealed_office import SealedOffice
from tests.support.servers import processes

CASES, KILLS = 12, 4
LONGEST_PAUSE = 0.08  # seconds; a part takes about that long
CHILD = """
import sys
from datetime import datetime
from engine import clock, settings
from engine.runtime import Runtime
from engine.services.verification import runs
from tasks import draining
runs.AT_ONCE, noted = 1, runs.note
def note(*given, **named):
    noted(*given, **named)
    print("noted", flush=True)
    sys.stdin.readline()
runs.note = note
draining.run_checks(Runtime.build(settings.from_process(), clock.FixedClock(datetime.fromisoformat(sys.argv[1]))))
"""


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with cases, all sealed."""
    furnished = sealed_office.furnished(office)
    furnished.work(CASES)
    furnished.seal(whole=True)
    return furnished


def run_and_kill(sealed: SealedOffice, chance: random.Random) -> int:
    """Let a worker say that it noted a part or two, and kill it soon after; gives how many it said."""
    settings = sealed.office.runtime.settings
    named = {"LINDUNG_DATA_DIR": str(settings.data_dir), "LINDUNG_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", CHILD, sealed.office.clock.now().isoformat()]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=named, cwd=sources.ROOT, start_new_session=True)
    assert process.stdin is not None
    assert process.stdout is not None
    said = []
    for _ in range(chance.randrange(1, 3)):
        said.append(process.stdout.readline())
        process.stdin.write(b"go on\n")
        process.stdin.flush()
    processes.pause(chance.uniform(0, LONGEST_PAUSE))
    processes.kill(process)
    process.stdout.close()
    process.stdin.close()
    return len([one for one in said if one])


@pytest.mark.parametrize("begin", [runs.ask, runs.night])
def test_a_killed_check_raises_no_alarm_and_is_taken_to_its_end(
    sealed: SealedOffice, begin: Callable[[Transaction], Any]
) -> None:
    office, chance = sealed.office, random.Random(20261201)  # noqa: S311 - reproducible, nothing secret
    with office.acting(CLI) as tx:
        begin(tx)
    said = 0
    for _ in range(KILLS):
        said += run_and_kill(sealed, chance)
        office.clock.advance(timedelta(hours=1))
        sealed.work(1)
        sealed.seal(whole=True)

    draining.run_checks(office.runtime)

    assert said >= KILLS
    with office.acting(CLI) as tx:
        (run,) = tx.session.scalars(select(VerificationRun))
        assert (run.stage, run.findings, run.parts > KILLS // 2) == ("done", 0, True)
        assert run.cases >= CASES
        assert tx.session.scalars(select(VerificationFinding)).all() == []
        assert {one.equal for one in tx.session.scalars(select(Reexecution))} == {True}
        assert incidents.search(tx, state="open", cursor=None, limit=5).items == ()
        told = tx.session.scalars(select(RegisterEvent.type).where(RegisterEvent.subject == run.id)).all()
    assert told == ["record.verified"]
    assert verifying.log_findings(office.runtime, [sealed.note()]) == ()
