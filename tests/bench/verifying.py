"""What checking the record costs: whole cases of a procedure, their records alone, and executed again; one processor.

The cases are played by the product on SQLite, letters and clocks included; nobody works on them while they are checked.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.verification import verification
from tests.bench.years import BEGUN
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import scenarios
from tests.support.servers import databases

SCENARIO = "tebing_tinggi_pengelolaan_kasus/07_rujukan_langsung_risiko_tinggi"
MILLION = 1_000_000
INCREMENT = 20
"""One case in so many was touched since the last night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check went through, and its processor seconds."""

    cases: int
    events: int
    inputs: int
    seconds: float

    @property
    def seconds_a_million(self) -> float:
        """Give what a million events would take."""
        return self.seconds / self.events * MILLION

    @property
    def ms_an_input(self) -> float:
        """Give what an input executed again takes; of a check that executed some."""
        return self.seconds / self.inputs * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """The records alone, everything executed again, and both of what was touched since the last night."""

    records: Checked
    executed: Checked
    increment: Checked


def measured(folder: Path, *, cases: int) -> Verifying:
    """Play this many cases and check them."""
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    clock = FixedClock(BEGUN)
    runtime = Runtime.build(factories.settings(folder / "data", database_url=url), clock)
    theatre = scenarios.Theatre(factories.furnish(runtime, clock))
    for _ in range(cases):
        theatre.perform(SCENARIO)
    _checked(runtime, deep=True)  # what a process does once is not measured
    records, executed = _checked(runtime, deep=False), _checked(runtime, deep=True)
    with runtime.transaction(CLI, reads_only=True) as tx:
        touched = sorted(verification.since(tx, BEGUN))[::INCREMENT]
    increment = _checked(runtime, deep=True, among=touched)
    runtime.close()
    return Verifying(records=records, executed=executed, increment=increment)


def _checked(runtime: Runtime, *, deep: bool, among: Sequence[str] | None = None) -> Checked:
    done, after, begun = [], None, time.process_time()
    while True:
        with runtime.transaction(CLI, reads_only=True) as tx:
            done.append(verification.part(tx, after=after, among=among, deep=deep))
        assert done[-1].findings == ()
        after = done[-1].after
        if after is None:
            break
    return Checked(
        cases=sum(one.cases for one in done),
        events=sum(one.events for one in done),
        inputs=sum(one.inputs for one in done),
        seconds=time.process_time() - begun,
    )
