"""What a scenario costs by the runner alone, and through the services: ``python -m tests.bench.scenarios``.

Processor time, which other work on the machine moves less. Each is played twice and the second time counts: a procedure
is parsed, and a scenario read, once.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.scenarios.pure import playing
from engine.scenarios.pure import stage as stages
from engine.scenarios.pure.stage import Stage
from tests.support.offices import factories
from tests.support.playing import scenarios
from tests.support.playing.scenarios import Theatre
from tests.support.servers import databases

TENTH = 9  # of the ten parts that ``quantiles`` cuts at nine places


def main() -> None:
    """Tell median, ninth tenth and most of all scenarios in milliseconds, and what reading a procedure takes."""
    _tell("runner alone", [_second(_alone, name) for name in scenarios.SCENARIOS])
    with tempfile.TemporaryDirectory(prefix="scenarios") as home:
        _tell("through the services, SQLite", _through_services(Path(home)))
    _tell("reading and parsing a procedure", [_milliseconds(stage_of.__wrapped__, one) for one in scenarios.PROCEDURES])


def _tell(row: str, taken: list[float]) -> None:
    figures = (statistics.median(taken), statistics.quantiles(taken, n=10, method="inclusive")[TENTH - 1], max(taken))
    sys.stdout.write(f"{row}: {len(taken)}, " + " / ".join(f"{one:.1f}" for one in figures) + " ms\n")


load = cache(scenarios.load)


@cache
def stage_of(*folders: str) -> Stage:
    """Put procedures into force for the runner alone."""
    stage = stages.set_up(scenarios.WORKFLOWS, [scenarios.WORKFLOWS / folder for folder in folders])
    for one in stage.procedures.values():
        assert one.definition.side_table
    return stage


def _alone(name: str) -> None:
    scenario = load(name)
    before = [load(scenario.after).folder] if scenario.after is not None else []
    playing.play(scenario, stage_of(scenario.folder, *before), load=load)


def _through_services(home: Path) -> list[float]:
    taken = []
    for procedure in scenarios.PROCEDURES:
        folder = home / procedure.replace("/", "_")
        folder.mkdir()
        url = f"sqlite:///{folder / 'lindung.db'}"
        databases.migrate(url)
        clock = FixedClock(factories.MORNING)
        runtime = Runtime.build(factories.settings(folder / "data", database_url=url), clock)
        theatre = Theatre(factories.furnish(runtime, clock))
        taken += [_second(theatre.perform, one) for one in _names(procedure)]
        runtime.close()
    return taken


def _names(procedure: str) -> list[str]:
    return [name for name in scenarios.SCENARIOS if name.rpartition("/")[0] == procedure]


def _second(play: Callable[[str], object], name: str) -> float:
    play(name)
    return _milliseconds(play, name)


def _milliseconds(work: Callable[[str], object], name: str) -> float:
    begun = time.process_time()
    work(name)
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    main()
