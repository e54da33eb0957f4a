"""Random nestings of gateways, loops and sub-processes run as their structure says, in any order of completion."""

import itertools
import random

import pytest

from tests.support.diagrams import blocks
from tests.support.playing.play import Play, load


class Coins(dict[str, bool]):
    """A choice for every condition that a diagram may ask."""

    def __init__(self, chance: random.Random, size: int) -> None:
        """Toss a coin for each block."""
        super().__init__(
            {f"{kind}{number}": chance.random() < 0.5 for number in range(size) for kind in ("in", "t", "sub")}
        )


@pytest.mark.parametrize("seed", range(60))
def test_the_open_tasks_are_those_that_the_structure_allows(seed: int) -> None:
    chance, numbers = random.Random(seed), itertools.count()  # noqa: S311 - a walk, no secret
    block = blocks.grow(chance, 3, numbers)
    definition, size = load(blocks.drawn(block)), next(numbers)
    coins = Coins(chance, size)
    play = Play(definition, variables=coins, reload=bool(seed % 2))
    block.begin(coins)

    for _ in range(60):
        assert play.open == sorted(block.open())
        if play.here.case.completed:
            break
        task, coins = chance.choice(play.open), Coins(chance, size)
        block.complete(task, coins)
        play.complete(task, **coins)

    assert play.here.case.completed == block.is_done
