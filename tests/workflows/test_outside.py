"""A sixth procedure, written as data alone, from a folder outside the source tree: checked, traced, deployed, played.

Nothing of the product knows it; docs/howto/kebijakan/tambah-prosedur.md tells how such a folder is made.
"""

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from api import cli
from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.scenarios import reading
from engine.scenarios.pure import playing
from engine.scenarios.pure import stage as stages
from engine.services.audit import history
from tests.support.house import sources
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import scenario_reach, scenarios
from tests.support.playing.scenario_reach import Reach
from tests.support.playing.scenarios import Theatre

KEY = "penjangkauan_korban"
SCENARIOS = reading.names(Path(__file__).parent / "outside", [KEY])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the folder where no source lies."""
    home = tmp_path_factory.mktemp("daerah")
    shutil.copytree(Path(__file__).parent / "outside", home, dirs_exist_ok=True)
    assert not home.is_relative_to(sources.ROOT)
    return home


@pytest.fixture(scope="module")
def theatre(home: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """Open an office that takes its procedures from there."""
    folder = tmp_path_factory.mktemp("kantor")
    shutil.copyfile(sqlite_template, folder / "lindung.db")
    clock = FixedClock(factories.MORNING)
    settings = factories.settings(folder / "data", database_url=f"sqlite:///{folder / 'lindung.db'}")
    runtime = Runtime.build(settings, clock)
    yield Theatre(factories.furnish(runtime, clock), home=home)
    runtime.close()


@pytest.fixture(scope="module")
def reach(theatre: Theatre) -> Reach:
    """Play all its scenarios."""
    return scenario_reach.of(theatre, KEY)


def test_it_is_known_to_no_source() -> None:
    told = [source.name for source in sources.python(*sources.PRODUCT) if KEY in source.text]

    assert (told, (scenarios.WORKFLOWS / KEY).exists()) == ([], False)


def test_the_command_line_takes_it_as_it_stands(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("LINDUNG_DATABASE_URL", raising=False)
    folder = str(home / KEY)

    codes = [cli.main(words) for words in (("check", folder), ("trace", folder), ("migrate",), ("seed",))]
    capsys.readouterr()
    stored = cli.main(("deploy", folder, "--json"))

    assert (codes, stored) == ([0, 0, 0, 0], 0)
    assert json.loads(capsys.readouterr().out)["version"] == 1


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_scenarios_go_as_they_say(theatre: Theatre, name: str) -> None:
    played = theatre.play(name)
    result, scenario = played.result, played.scenario
    said = scenario.said["expect"]

    assert result.open == scenario.expected_open
    assert (result.state, result.risk) == (said["state"], said["risiko"])
    assert said["end"] in result.ends
    clocks = zip(result.clocks, scenario.expected_clocks, strict=True)
    assert [clock.told(said) for clock, said in clocks] == list(scenario.expected_clocks)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_runner_alone_plays_them_alike(theatre: Theatre, home: Path, name: str) -> None:
    stage = stages.set_up(scenarios.WORKFLOWS, [home / KEY])
    alone = playing.play(reading.load(home, name), stage, load=partial(reading.load, home))

    assert alone == theatre.play(name).result


@pytest.mark.parametrize("name", SCENARIOS)
def test_its_history_holds_and_leads_to_the_same_state(theatre: Theatre, name: str) -> None:
    played = theatre.play(name)

    with theatre.office.acting(CLI) as tx:
        assert history.verify(tx).ok
        assert history.replay(tx, played.instance.id).equal


def test_its_scenarios_leave_nothing_unwalked(reach: Reach) -> None:
    ends = reach.of_kind("startEvent") | reach.of_kind("endEvent")

    assert sorted(set(reach.deployed.definition.flows) - reach.flows) == []
    assert sorted(ends - reach.elements) == []
    assert sorted(reach.all_rules - reach.rules) == []
    assert sorted(reach.all_promises - reach.kept_promises) == []
