"""An agency's five years in minutes: cases that nobody works on, with every timer fired as its moment comes.

Each case is registered and worked on as one scenario of its procedure begins, then left to its clocks: all warnings,
breaches and escalations come. The clock is moved by hand; everything else is the product on a durable SQLite.
"""

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.scenarios.hands import OnCase
from engine.scenarios.reading import Scenario
from tasks import draining
from tests.support.offices import factories
from tests.support.playing import scenarios
from tests.support.servers import databases

PROCEDURES: Mapping[str, str] = {
    "tebing_tinggi_pengaduan": "03_risiko_rendah_lewat_telepon",
    "tebing_tinggi_pengelolaan_kasus": "07_rujukan_langsung_risiko_tinggi",
    "jember_pengaduan_rujukan": "11_tanggapan_terlambat",
    "banyuwangi_p2tp2a": "03_semua_terlambat",
    "kemenpppa_penjangkauan": "02_risiko_sedang_lewat_media_cetak",
}
BEGUN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)  # Monday, an hour after opening
SPAN = timedelta(days=5 * 365)
AFTER = timedelta(days=60)  # long after the last promise of the last case
WORKED_ON = 2  # steps before everybody goes away
PAGE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """What five years took: timers fired, seconds, and resident memory in MB after a tenth and at the end."""

    timers: int
    seconds: float
    early: float
    late: float


def pass_by(folder: Path, procedure: str, *, cases: int) -> Years:
    """Let five years pass in an office with this many cases of one procedure."""
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    clock = FixedClock(BEGUN)
    runtime = Runtime.build(factories.settings(folder / "data", database_url=url), clock)
    theatre = scenarios.Theatre(factories.furnish(runtime, clock))
    theatre.put_into_force(procedure)
    scenario = scenarios.load(f"{procedure}/{PROCEDURES[procedure]}")
    memory: list[float] = []
    begun, timers = time.perf_counter(), 0
    for number in range(cases):
        timers += _drain(runtime, clock, BEGUN + SPAN * number / cases)
        _register(theatre, scenario)
        memory.append(resident())
    timers += _drain(runtime, clock, BEGUN + SPAN + AFTER)
    seconds = time.perf_counter() - begun
    runtime.close()
    return Years(timers=timers, seconds=seconds, early=memory[cases // 10], late=resident())


def resident() -> float:
    """Give this process's resident memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1_000_000


def _drain(runtime: Runtime, clock: FixedClock, until: datetime) -> int:
    """Go on from one due moment to the next as a worker that never sleeps would; give how many timers fired."""
    fired = 0
    for moment in itertools.chain(_days(clock.now(), until), (until,)):
        clock.moment = moment
        done = draining.run_due(runtime)
        assert done.failures == 0
        fired += done.timers
    return fired


def _days(since: datetime, until: datetime) -> Iterator[datetime]:
    """Give the moments at which the worker looks between two cases: every eight hours."""
    moment = since + timedelta(hours=8)
    while moment < until:
        yield moment
        moment += timedelta(hours=8)


def _register(theatre: scenarios.Theatre, scenario: Scenario) -> None:
    case = OnCase(agency=scenario.agency, people=lambda role: theatre.person(role, scenario.agency))
    given = {"channel": scenario.channel, "form": scenario.said["start"]["form"], "variables": {}}
    theatre.hands.register(case, scenario.procedure, received_at=theatre.office.clock.now(), **given)
    steps = itertools.takewhile(lambda step: step.task, scenario.steps)
    for step in itertools.islice(steps, WORKED_ON):
        theatre.hands.take(case, scenario.procedure, step)
