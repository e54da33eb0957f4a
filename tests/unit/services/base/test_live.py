"""Live instances: what was committed is found again; anything else is as if it had never been kept."""

import pytest

from engine.bpmn import runner
from engine.services.base.live import Instances
from tests.support.diagrams.bpmn_text import chain, document, end, start, users
from tests.support.playing.play import Play, load


@pytest.fixture(scope="module")
def state() -> runner.State:
    """Give the state of some instance."""
    return Play(load(document(start(), users("a"), end(), chain("s", "a", "e")))).here


def test_a_state_is_found_by_its_revision_and_taken_once(state: runner.State) -> None:
    kept = Instances(capacity=2)
    kept.put("kasus-1", revision=3, state=state)

    assert kept.take("kasus-1", revision=3) is state
    assert kept.take("kasus-1", revision=3) is None


def test_a_state_of_another_revision_is_forgotten(state: runner.State) -> None:
    kept = Instances(capacity=2)
    kept.put("kasus-1", revision=3, state=state)

    assert kept.take("kasus-1", revision=4) is None
    assert kept.take("kasus-1", revision=3) is None


def test_the_one_that_waited_longest_makes_room(state: runner.State) -> None:
    kept = Instances(capacity=2)
    for name in ("kasus-1", "kasus-2", "kasus-1", "kasus-3"):
        kept.put(name, revision=1, state=state)

    assert kept.take("kasus-2", revision=1) is None
    assert kept.take("kasus-1", revision=1) is state
    assert kept.take("kasus-3", revision=1) is state


def test_no_capacity_keeps_nothing(state: runner.State) -> None:
    kept = Instances(capacity=0)
    kept.put("kasus-1", revision=1, state=state)

    assert kept.take("kasus-1", revision=1) is None
