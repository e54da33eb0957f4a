"""A sealer that is killed at any point leaves a whole log behind, and the next one goes on from there.

The child seals a few leaves a transaction, says so after each commit, and is killed some moments after it said so:
before, within or after the next commit. Moments are drawn from a seed.
"""

import contextlib
import random
import subprocess
import sys

import pytest

from engine.domain.log import merkle, tiles
from engine.services.log import checkpoints
from engine.store.log import log
from engine.store.tables.log import Checkpoint
from tests.support.house import sources
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.sealed_office import SealedOffice
from tests.support.servers import processes

CASES, KILLS = 25, 5
LONGEST_PAUSE = 0.02  # seconds; a batch takes about that long
CHILD = """
from engine import clock, settings
from engine.runtime import Runtime
from engine.services.audit import sealing
sealing.BATCH = 3
runtime, place = Runtime.build(settings.from_process(), clock.SystemClock()), sealing.START
print("ready", flush=True)
while place is not None:
    with runtime.transaction(sealing.SEALER) as tx:
        sealed = sealing.seal(tx, whole=True, after=place)
    place = sealed.next
    print(sealed.size, flush=True)
"""


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with a hundred records, none of which is sealed."""
    furnished = sealed_office.furnished(office)
    furnished.work(CASES)
    return furnished


def child(sealed: SealedOffice) -> subprocess.Popen[bytes]:
    """Start a sealer in a process of its own."""
    settings = sealed.office.runtime.settings
    named = {"LINDUNG_DATA_DIR": str(settings.data_dir), "LINDUNG_DATABASE_URL": settings.database_url}
    command = [sys.executable, "-c", CHILD]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=named, cwd=sources.ROOT, start_new_session=True)


def run_and_kill(sealed: SealedOffice, chance: random.Random) -> int:
    """Let a sealer say some sizes and kill it soon after; gives the last size that it said."""
    process, said = child(sealed), b"0"
    assert process.stdout is not None
    for _ in range(chance.randrange(1, 4)):
        said = process.stdout.readline() or said
    processes.pause(chance.uniform(0, LONGEST_PAUSE))
    processes.kill(process)
    process.stdout.close()
    with contextlib.suppress(ValueError):
        return int(said)
    return 0


def is_whole(sealed: SealedOffice) -> bool:
    """Tell whether leaves, tiles and checkpoints say the same; a log that nobody began is whole."""
    count = len(sealed.leaves())
    with sealed.office.acting(CLI) as tx:
        newest = log.newest(tx.session)
        if newest is None:
            return count == 0
        return count == newest.size and sealed_office.tiles_hold(tx) and sealed_office.root_of(tx) == newest.root


def test_a_killed_sealer_leaves_a_whole_log_and_the_next_goes_on(sealed: SealedOffice) -> None:
    chance, sizes = random.Random(20261130), [0]  # noqa: S311 - reproducible, nothing secret
    for _ in range(KILLS):
        said = run_and_kill(sealed, chance)
        assert is_whole(sealed)
        sizes.append(len(sealed.leaves()))
        assert sizes[-1] >= max(said, sizes[-2])

    left = sealed.seal(whole=True)

    assert 0 < max(sizes) < max(sizes) + left == len(sealed.leaves())
    assert is_whole(sealed)
    assert every_checkpoint_is_extended(sealed)


def every_checkpoint_is_extended(sealed: SealedOffice) -> bool:
    """Tell whether the tree of today begins with that of each checkpoint that was ever signed."""
    with sealed.office.acting(CLI) as tx:
        subtrees = tiles.subtrees(log.reader(tx.session))
        rows = tx.session.query(Checkpoint).all()
        return all(
            checkpoints.opened(tx, row.note).root == row.root == merkle.root_of(row.size, subtrees) for row in rows
        )
