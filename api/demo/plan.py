"""Which stories a demonstration tells, and when each begins; the same seed and moment give the same plan."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.demo.scripts import Script

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
    """Scripts that tell of one case, one after the other, so much later; ``steps`` is how many of theirs are taken."""

    scripts: tuple[Script, ...]
    later: timedelta
    turn: int
    steps: int

    @property
    def begins(self) -> datetime:
        """Give the moment of its report."""
        return self.scripts[0].begins + self.later


def make(known: Sequence[Script], *, cases: int, until: datetime, chance: random.Random) -> tuple[Story, ...]:
    """Plan so many cases in the year before ``until``: every story once before any is told again."""
    tellable = _tellable(known)
    stories: list[Story] = []
    while len(stories) < cases:
        again = [chain for chain in tellable if not stories or not any(one.chooses_readings for one in chain)]
        chance.shuffle(again)
        stories += [_story(chain, len(stories) + turn, until, chance) for turn, chain in enumerate(again)]
    return tuple(sorted(stories[:cases], key=lambda story: (story.begins, story.turn)))


def _tellable(known: Sequence[Script]) -> list[tuple[Script, ...]]:
    """Give what begins with a report: scripts with a channel, alone or with one that goes on after them."""
    by_name = {script.name: script for script in known}
    followed = {script.after for script in known}
    alone = [(script,) for script in known if script.channel is not None and script.name not in followed]
    return alone + [(by_name[script.after], script) for script in known if script.after is not None]


def _story(scripts: tuple[Script, ...], turn: int, until: datetime, chance: random.Random) -> Story:
    moments = [step["at"] for script in scripts for step in script.said["steps"]]
    if any(script.chooses_readings for script in scripts) or chance.random() > UNFINISHED:
        latest = (until - scripts[0].begins).days
        days = latest - (latest % 7) - 7 * chance.randrange(DAYS // 7)
        return Story(scripts=scripts, later=timedelta(days=days), turn=turn, steps=len(moments))
    steps = chance.randrange(len(moments))
    age = chance.choices(list(AGE), weights=list(AGE.values()))[0]
    last = moments[steps - 1] if steps else scripts[0].begins
    later = timedelta(days=(until - last).days - age)
    if not age:
        later = until - last - timedelta(minutes=chance.randrange(1, JUST_NOW))
    return Story(scripts=scripts, later=later, turn=turn, steps=steps)
