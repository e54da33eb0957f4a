"""What is said to lead to a stop is what a token reaches that walks the diagram laid out flat: no more, no less."""

import random
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.reading import definitions
from engine.domain.time import sla_book, sla_clocks, sla_rows
from engine.services.base import bundles
from engine.services.policy import definitions as deployments
from engine.services.time import pressing as deadlines
from tests.support.diagrams import nests
from tests.support.diagrams.flat import Flat, Path
from tests.support.playing import scenarios
from tests.support.playing.play import CALENDAR, TUESDAY, Play

SEEDS = st.integers(min_value=0, max_value=2**32)


def said(definition: definitions.Definition, path: Path) -> set[str]:
    """Give the milestones that a step in this place is said to lead to."""
    return {one for one in definition.leading if deadlines.leads(definition, path[::-1], one)}


def made(nest: nests.Nest) -> definitions.Definition:
    """Give the definition of a random diagram."""
    return definitions.load(nest.files, process_id="p", bpmn="p.bpmn", sla=None)


@pytest.mark.parametrize("procedure", scenarios.PROCEDURES)
def test_in_every_procedure_each_step_leads_where_a_token_can_walk(procedure: str) -> None:
    files = deployments.read_folder(scenarios.WORKFLOWS / procedure, scenarios.WORKFLOWS)
    deployed = bundles.parse(files, bundle_id=1, version=1)
    flat = Flat(files, deployed.procedure.process)

    for path in flat.of_kind("userTask", "receiveTask", "intermediateCatchEvent"):
        assert said(deployed.definition, path) == flat.stops_from(path), path


@settings(max_examples=80)
@given(seed=SEEDS)
def test_in_any_diagram_each_step_leads_where_a_token_can_walk(seed: int) -> None:
    nest = nests.grown(seed)
    definition, flat = made(nest), Flat(nest.files, "p")

    for path in flat.of_kind("userTask"):
        assert said(definition, path) == flat.stops_from(path), path


def walked(definition: definitions.Definition, nest: nests.Nest, chance: random.Random) -> Iterator[Play]:
    """Complete open tasks at random, with random answers at each gateway."""
    play = Play(definition, variables=_answers(nest, chance))
    for _ in range(25):
        yield play
        if play.tasks:
            play.after(hours=1).finish(chance.choice(sorted(play.tasks)), **_answers(nest, chance))


def _answers(nest: nests.Nest, chance: random.Random) -> Mapping[str, bool]:
    return {name: chance.random() < 0.5 for name in nest.choices}


def running(milestone: str, *, hours: int) -> sla_clocks.SlaClock:
    """Give a clock that runs and is due after so many hours."""
    promised = {"milestone": milestone, "amount": hours, "unit": "jam", "calendar": "kalender", "start_event": "mulai"}
    book = sla_book.SlaBook()
    book.record("mulai", TUESDAY)
    book.settle([sla_rows.SlaRow.from_mapping(promised)], now=TUESDAY, calendar=CALENDAR)
    return book.clocks[0]


@settings(max_examples=25)
@given(seed=SEEDS)
def test_an_open_task_is_due_when_the_earliest_clock_is_that_it_can_stop(seed: int) -> None:
    nest, chance = nests.grown(seed), random.Random(seed)  # noqa: S311 - a walk, no secret
    definition, flat = made(nest), Flat(nest.files, "p")
    clocks = [running(milestone, hours=chance.randint(1, 9)) for milestone in nests.MILESTONES]

    for play in walked(definition, nest, chance):
        for task_id, place in play.here.places.items():
            pressing = [one.due_at for one in clocks if one.milestone in flat.stops_from(place[::-1])]
            found = deadlines.nearest(definition, place, clocks)
            assert play.tasks[task_id] == place[0]
            assert (found and found.due_at) == min(pressing, default=None), place
