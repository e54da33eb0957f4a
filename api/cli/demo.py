"""``seed --demo``: an empty installation becomes one in which invented people have worked for a year."""

import random
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta

from api.cli import due
from api.cli.context import ACTOR, Context
from api.cli.report import Report, passwords
from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.scenarios import reading
from engine.scenarios.demo import plan
from engine.scenarios.demo.play import Player
from engine.services.people.results import DemoUser
from engine.services.policy import seed as seeding
from tasks import draining

CASES = 300
SEED = 20261125
FOUNDED = timedelta(days=400)
"""How long before its end a demonstration's agencies and people are set up: before the first report of its year."""


def add_options(command: ArgumentParser) -> None:
    """Add to ``seed`` what a demonstration can be told."""
    command.add_argument(
        "--demo", action="store_true", help="add a year of invented cases; the service must be stopped"
    )
    command.add_argument("--cases", type=_count, default=CASES, help=f"how many reports (default {CASES})")
    command.add_argument("--until", type=due.moment, help="moment with offset at which it ends (now)")
    command.add_argument("--seed", type=int, default=SEED, help="another number tells another year")


def fill(context: Context, options: Namespace) -> Report:
    """Set up agencies, procedures and people, and play a year; refuses as ``seed.require_empty`` does."""
    until = options.until or context.clock.now()
    clock = FixedClock(until - FOUNDED)
    with closing(Runtime.build(context.settings, clock)) as runtime:
        users, staff = _set_up(runtime)
        chance = random.Random(options.seed)  # noqa: S311 - reproducible, nothing secret
        known = reading.read(context.settings.workflows_dir)
        stories = plan.make(known, cases=options.cases, until=until, chance=chance)
        player = Player(runtime, clock, staff=staff, scenarios=known, chance=chance, run_due=lambda: _run_due(runtime))
        played = player.play(stories, until=until, tell=_teller(until))
    line = f"{played.cases} kasus contoh sampai {until:%d-%m-%Y}; {played.done} langkah dikerjakan."
    return Report(data={"played": played, "users": users}, lines=[line, *passwords(users)])


def _set_up(runtime: Runtime) -> tuple[tuple[DemoUser, ...], seeding.Staff]:
    """Check that nothing real is here, then load what an installation begins with and the demonstration's people."""
    with runtime.transaction(ACTOR) as tx:
        seeding.require_empty(tx)
        seeding.install(tx, workflows_dir=runtime.settings.workflows_dir)
        return seeding.demo_users(tx), seeding.demo_staff(tx)


def _run_due(runtime: Runtime) -> None:
    draining.run_due(runtime)


def _teller(until: datetime) -> Callable[[datetime], None]:
    """Give what tells on stderr, once a month of the played year, how far the play is."""
    told: set[str] = set()

    def tell(moment: datetime) -> None:
        month = f"{moment:%m-%Y}"
        if month not in told:
            told.add(month)
            days = max(0, (until - moment).days)
            sys.stderr.write(f"Memutar {month}; masih {days} hari sampai {until:%d-%m-%Y}.\n")
            sys.stderr.flush()

    return tell


def _count(text: str) -> int:
    """Read how many cases are wanted: at least one."""
    count = int(text)
    if count < 1:
        raise ValueError
    return count
