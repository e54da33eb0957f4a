"""A demonstration's play where things go otherwise than its scenarios say."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine.scenarios.demo.plan import Story
from engine.scenarios.demo.play import PATIENCE, Played, Player
from engine.scenarios.reading import Scenario
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, MORNING, Office
from tests.support.playing.small_scenarios import RECEIVING, scenario, step

ROLES = ("petugas_pengaduan", "penyelia", "pendamping")
WAITED_FOR = step(30, "complete", task="tidak_pernah", by="penyelia", form={})
TOO_LATE = {**RECEIVING, "at": MORNING + timedelta(minutes=15)}
UNFIT = {**RECEIVING, "form": {}}


def play(office: Office, *scenarios: Scenario) -> Played:
    """Play one story, long enough for everybody to lose patience."""
    office.deploy(procedures.two_steps())
    player = Player(
        office.runtime,
        office.clock,
        staff={(AGENCY, role): (office.user(role, role),) for role in ROLES},
        scenarios=scenarios,
        chance=random.Random(1),  # noqa: S311 - reproducible, nothing secret
        run_due=lambda: _run_due(office),
    )
    steps = sum(len(one.steps) for one in scenarios)
    story = Story(scenarios=scenarios, later=timedelta(), turn=0, steps=steps)
    return player.play([story], until=MORNING + timedelta(days=PATIENCE + 2), tell=lambda _moment: None)


def _run_due(office: Office) -> None:
    assert draining.run_due(office.runtime).failures == 0


def test_what_never_comes_is_waited_for_and_then_left_out(office: Office) -> None:
    never = Scenario(name="lain/01", procedure="lain", said=scenario(WAITED_FOR).said)

    assert play(office, scenario(RECEIVING), never) == Played(cases=1, done=2, left_out=1)


@pytest.mark.parametrize("steps", [(RECEIVING, TOO_LATE), (UNFIT,)], ids=["done_before", "unfit"])
def test_what_the_services_refuse_is_left_out(office: Office, steps: tuple[Mapping[str, Any], ...]) -> None:
    came = play(office, scenario(*steps))

    assert (came.cases, came.left_out > 0) == (1, True)
