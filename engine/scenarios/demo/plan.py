"""Which stories a demonstration tells, and when each begins; the same seed and moment give the same plan."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.scenarios.reading import Scenario

DAYS = 364
"""Stories of the past begin within so many days, moved by whole weeks: a Friday afternoon stays one."""

UNFINISHED = 0.35
"""The share of stories that stop on the way, where people are at work today."""

AGE = {0: 0.4, 1: 0.17, 2: 0.12, 3: 0.1, 5: 0.1, 9: 0.07, 20: 0.04}
"""How many days ago an unfinished story's last step was taken, and how likely that is; 0 is within the last hours."""

JUST_NOW = 240
"""Within so many minutes before its end lies what a demonstration tells of today: promises that still run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Scenarios that tell of one case, one after the other, so much later; ``steps`` of theirs are taken."""

    scenarios: tuple[Scenario, ...]
    later: timedelta
    turn: int
    steps: int

    @property
    def begins(self) -> datetime:
        """Give the moment of its report."""
        return self.scenarios[0].begins + self.later


def make(known: Sequence[Scenario], *, cases: int, until: datetime, chance: random.Random) -> tuple[Story, ...]:
    """Plan so many cases in the year before ``until``: every story once before any is told again."""
    tellable = _tellable(known)
    stories: list[Story] = []
    while len(stories) < cases:
        again = [chain for chain in tellable if not stories or not any(one.chooses_readings for one in chain)]
        chance.shuffle(again)
        stories += [_story(chain, len(stories) + turn, until, chance) for turn, chain in enumerate(again)]
    return tuple(sorted(stories[:cases], key=lambda story: (story.begins, story.turn)))


def _tellable(known: Sequence[Scenario]) -> list[tuple[Scenario, ...]]:
    """Give what begins with a report: scenarios with a channel, alone or with one that goes on after them."""
    by_name = {scenario.name: scenario for scenario in known}
    followed = {scenario.after for scenario in known}
    alone = [(scenario,) for scenario in known if scenario.channel is not None and scenario.name not in followed]
    return alone + [(by_name[scenario.after], scenario) for scenario in known if scenario.after is not None]


def _story(scenarios: tuple[Scenario, ...], turn: int, until: datetime, chance: random.Random) -> Story:
    moments = [step.at for scenario in scenarios for step in scenario.steps]
    if any(scenario.chooses_readings for scenario in scenarios) or chance.random() > UNFINISHED:
        latest = (until - scenarios[0].begins).days
        days = latest - (latest % 7) - 7 * chance.randrange(DAYS // 7)
        return Story(scenarios=scenarios, later=timedelta(days=days), turn=turn, steps=len(moments))
    steps = chance.randrange(len(moments))
    age = chance.choices(list(AGE), weights=list(AGE.values()))[0]
    last = moments[steps - 1] if steps else scenarios[0].begins
    later = timedelta(days=(until - last).days - age)
    if not age:
        later = until - last - timedelta(minutes=chance.randrange(1, JUST_NOW))
    return Story(scenarios=scenarios, later=later, turn=turn, steps=steps)
