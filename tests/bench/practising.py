"""What the nightly pass over practice costs: facts of ended processes and figures of full groups; one processor.

Scenarios of a procedure are played by the product on SQLite. Their histories are copied under other ids into other
months, so that there are as many as an office has, in groups of as many as were played. The pass goes by its own jobs.
"""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.conformance import gathering, publishing
from engine.store.conformance import practice as stored
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.conformance import PracticeFact, PracticeFigure
from tasks import draining
from tests.bench.years import BEGUN
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import scenarios
from tests.support.servers import databases

PROCEDURE = "jember_pengaduan_rujukan"
MONTHS = 40
"""How often each history is there, each time in a month of its own."""
YEAR = 2_500_000
"""Events of a year of the whole country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised:
    """What a pass went through, and its processor seconds: of all of it, and of publishing alone.

    ``longest`` is how many seconds one group kept others from writing.
    """

    processes: int
    events: int
    groups: int
    jobs: int
    seconds: float
    publishing: float
    longest: float

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Give what is printed: name, measured, to reach, and what else is to be known."""
        for name, seconds, goal in (
            ("conformance: facts and figures, by their jobs", self.seconds, "<= 60 s a year"),
            ("  facts", self.seconds - self.publishing, ""),
            ("  figures", self.publishing, ""),
        ):
            year = f"{seconds / self.events * YEAR:.0f} s for 2.5 million"
            yield name, f"{seconds:.2f} s", goal, f"{year}, {self.events / seconds:.0f} events a second"
        told = f"{self.processes} processes, {self.events} events, {self.groups} groups, {self.jobs} jobs"
        yield "conformance: longest turn to write of figures", f"{self.longest * 1000:.1f} ms", "", told


def measured(folder: Path, *, cases: int) -> Practised:
    """Play this many cases, copy them, and let a night pass over them."""
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    clock = FixedClock(BEGUN)
    runtime = Runtime.build(factories.settings(folder / "data", database_url=url), clock)
    theatre = scenarios.Theatre(factories.furnish(runtime, clock))
    names = [one for one in scenarios.SCENARIOS if one.startswith(PROCEDURE)]
    for name in islice(cycle(names), cases):
        theatre.perform(name)
    clock.advance(timedelta(days=60))
    draining.run_due(runtime)
    _pass(runtime)  # what a process does once is not measured
    _copy(runtime)
    _forget(runtime)
    jobs, seconds = _pass(runtime)
    processes, events, groups = _counts(runtime)
    with runtime.transaction(CLI) as tx:
        tx.session.execute(delete(PracticeFigure))
        tx.session.execute(update(PracticeFact).values(group_id=stored.WAITS))
    turns = list(_published(runtime))
    runtime.close()
    return Practised(
        processes=processes,
        events=events,
        groups=groups,
        jobs=jobs,
        seconds=seconds,
        publishing=sum(turns),
        longest=max(turns),
    )


def _pass(runtime: Runtime) -> tuple[int, float]:
    """Let a pass go through; gives how many jobs it took, and its seconds."""
    begun = time.process_time()
    with runtime.transaction(CLI) as tx:
        gathering.part(tx, night=str(uuid.uuid4()), number=0)
    drained = draining.run_due(runtime)
    assert drained.failures == 0
    return drained.jobs, time.process_time() - begun


def _published(runtime: Runtime) -> Iterator[float]:
    """Publish all that is full, and give the seconds of each turn to write."""
    line: stored.Line | None = publishing.FIRST
    while line is not None:
        begun = time.process_time()
        with runtime.transaction(CLI) as tx:
            line = publishing.publish(tx, after=line)
        yield time.process_time() - begun


def _copy(runtime: Runtime) -> None:
    """Copy each ended process and its history into other months."""
    ended = select(ProcessInstance.__table__).where(ProcessInstance.ended_at.is_not(None))
    events = select(HistoryEvent.__table__).order_by(HistoryEvent.instance_id, HistoryEvent.seq)
    with runtime.transaction(CLI) as tx:
        rows = [dict(row) for row in tx.session.execute(ended).mappings()]
        told: dict[str, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
        for event in tx.session.execute(events).mappings():
            told.get(event["instance_id"], []).append(dict(event))
        for month in range(1, MONTHS):
            for row in rows:
                at = BEGUN - timedelta(days=31 * month)
                copy = {"id": str(uuid.uuid4()), "ended_at": at, "head_at": at}
                tx.session.execute(insert(ProcessInstance).values({**row, **copy}))
                tx.session.execute(
                    insert(HistoryEvent), [{**one, "instance_id": copy["id"]} for one in told[row["id"]]]
                )


def _forget(runtime: Runtime) -> None:
    with runtime.transaction(CLI) as tx:
        tx.session.execute(delete(PracticeFact))
        tx.session.execute(delete(PracticeFigure))


def _counts(runtime: Runtime) -> tuple[int, int, int]:
    """Give how many facts there are, of how many events, and how many groups."""
    with runtime.transaction(CLI, reads_only=True) as tx:
        facts, events = tx.session.execute(select(func.count(), func.sum(PracticeFact.head_seq))).one()
        return facts, events, stored.last_group(tx.session)
