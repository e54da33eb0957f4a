"""Every scenario of every procedure, played through the services; together they leave no way of a diagram unwalked."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.scenarios.played import Played
from engine.scenarios.pure import playing
from engine.scenarios.pure import stage as stages
from engine.scenarios.pure.stage import Stage
from engine.services.audit import history
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import scenario_reach, scenarios
from tests.support.playing.scenario_reach import Reach
from tests.support.playing.scenarios import Theatre

ON_POSTGRES = [
    "tebing_tinggi_pengaduan/05_darurat_terlambat",
    "tebing_tinggi_pengaduan/06_risiko_naik_saat_menunggu",
]


@pytest.fixture(scope="module")
def theatres(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Theatre]]:
    """Open one office for each procedure: deploying and parsing a real one costs more than playing a case."""
    with ExitStack() as opened:

        @cache
        def of(procedure: str) -> Theatre:
            folder = tmp_path_factory.mktemp("theatre")
            shutil.copyfile(sqlite_template, folder / "lindung.db")
            clock = FixedClock(factories.MORNING)
            settings = factories.settings(folder / "data", database_url=f"sqlite:///{folder / 'lindung.db'}")
            runtime = Runtime.build(settings, clock)
            opened.callback(runtime.close)
            return Theatre(factories.furnish(runtime, clock))

        yield of


@pytest.fixture
def theatre(theatres: Callable[[str], Theatre], request: pytest.FixtureRequest) -> Theatre:
    """Give the office of the test's procedure, alone in its house: a recipient that lived there would answer itself."""
    told = request.node.callspec.params
    return theatres(told["procedure"] if "procedure" in told else told["name"].rpartition("/")[0])


@pytest.fixture
def postgres_theatre(postgres_url: str, tmp_path: Path) -> Iterator[Theatre]:
    """Open an office on a real PostgreSQL."""
    clock = FixedClock(factories.MORNING)
    runtime = Runtime.build(factories.settings(tmp_path, database_url=postgres_url), clock)
    yield Theatre(factories.furnish(runtime, clock))
    runtime.close()


@pytest.fixture
def reach(theatre: Theatre, procedure: str) -> Reach:
    """Play all scenarios of a procedure."""
    return scenario_reach.of(theatre, procedure)


@cache
def stage_of(*folders: str) -> Stage:
    """Put procedures into force for the runner alone."""
    return stages.set_up(scenarios.WORKFLOWS, [scenarios.WORKFLOWS / folder for folder in folders])


def played_alone(name: str) -> Played:
    """Play a scenario by the runner alone, with the procedures that it tells of."""
    scenario = scenarios.load(name)
    before = [scenarios.load(scenario.after).folder] if scenario.after is not None else []
    return playing.play(scenario, stage_of(scenario.folder, *before), load=scenarios.load)


every_scenario = pytest.mark.parametrize("name", scenarios.SCENARIOS)
every_procedure = pytest.mark.parametrize("procedure", scenarios.PROCEDURES)


@every_scenario
def test_after_each_step_the_scenario_s_tasks_are_open(theatre: Theatre, name: str) -> None:
    played = theatre.play(name)

    assert played.result.open == played.scenario.expected_open


@every_scenario
def test_after_each_step_nothing_is_stopped_and_no_case_stands_still(theatre: Theatre, name: str) -> None:
    assert theatre.stopped(name) == []


@every_scenario
def test_the_case_ends_as_the_scenario_says(theatre: Theatre, name: str) -> None:
    played = theatre.play(name)
    result, expected = played.result, played.scenario.said["expect"]

    assert (result.state, result.risk) == (expected["state"], expected.get("risiko"))
    assert expected.get("end") in (result.ends or [None])  # a case that was called off reaches no end


@every_scenario
def test_the_clocks_ran_as_the_scenario_says(theatre: Theatre, name: str) -> None:
    played = theatre.play(name)
    clocks, expected = played.result.clocks, played.scenario.expected_clocks

    assert [clock.milestone for clock in clocks] == [said["milestone"] for said in expected]
    assert [clock.told(said) for clock, said in zip(clocks, expected, strict=True)] == list(expected)


@every_scenario
def test_the_runner_alone_plays_it_alike(theatre: Theatre, name: str) -> None:
    assert played_alone(name) == theatre.play(name).result


@every_scenario
def test_after_each_step_a_task_is_due_when_the_earliest_clock_is_that_it_leads_to(theatre: Theatre, name: str) -> None:
    assert [(step, one) for step, one in theatre.due(name) if one.told != one.expected] == []


@every_scenario
def test_the_history_holds_and_leads_to_the_same_state(theatre: Theatre, name: str) -> None:
    played = theatre.play(name)

    with theatre.office.acting(CLI) as tx:
        assert history.verify(tx).ok
        assert history.replay(tx, played.instance.id).equal


@pytest.mark.postgres
def test_scenarios_end_alike_on_postgres(postgres_theatre: Theatre) -> None:
    for name in ON_POSTGRES:
        test_after_each_step_the_scenario_s_tasks_are_open(postgres_theatre, name)
        test_the_case_ends_as_the_scenario_says(postgres_theatre, name)
        test_the_clocks_ran_as_the_scenario_says(postgres_theatre, name)
        test_after_each_step_a_task_is_due_when_the_earliest_clock_is_that_it_leads_to(postgres_theatre, name)
        test_the_history_holds_and_leads_to_the_same_state(postgres_theatre, name)


@every_procedure
def test_every_sequence_flow_is_walked(reach: Reach) -> None:
    assert sorted(reach.of_kind("sequenceFlow") - reach.flows) == []


@every_procedure
def test_every_start_and_end_is_reached(reach: Reach) -> None:
    ends = reach.of_kind("startEvent") | reach.of_kind("endEvent")

    assert sorted(ends - reach.elements) == []


@every_procedure
def test_every_channel_is_used(reach: Reach) -> None:
    used = {played.instance.channel for played in reach.played}

    assert sorted(set(reach.deployed.procedure.channels) - used) == []


@every_procedure
def test_every_rule_of_every_table_decides_once(reach: Reach) -> None:
    assert sorted(reach.all_rules - reach.rules) == []


@every_procedure
def test_every_promise_warns_and_is_broken_once(reach: Reach) -> None:
    assert sorted(reach.all_promises - reach.kept_promises) == []
