"""Scenarios as their files say them."""

from pathlib import Path

import pytest

from engine.scenarios import reading
from engine.scenarios.played import Clock
from tests.support.house import sources
from tests.support.offices.factories import MORNING
from tests.support.playing.small_scenarios import RECEIVING, scenario, step

WORKFLOWS = sources.ROOT / "workflows"


def test_a_scenario_is_read_by_its_name() -> None:
    found = reading.load(WORKFLOWS, "jember_pengaduan_rujukan/07_rujukan_tidak_diterima")

    assert (found.folder, found.procedure, found.agency) == (
        "jember_pengaduan_rujukan",
        "jember_pengaduan_rujukan",
        "uptd_ppa_jember",
    )
    assert [one.task for one in found.steps] == ["terima_pengaduan", "jawab_rujukan_masuk"]
    assert (found.channel, found.after, found.overlay, found.readings) == ("rujukan_masuk", None, None, ())


def test_an_overlay_s_scenario_knows_when_it_begins() -> None:
    found = reading.load(WORKFLOWS, "overlays/kebocoran_data/01_diberitahukan_tepat_waktu")

    assert (found.procedure, found.folder) == ("kebocoran_data", "overlays/kebocoran_data")
    assert found.overlay is not None
    assert found.overlay.message == "kebocoran_data"


def test_all_scenarios_of_a_house_are_read_by_name() -> None:
    found = [one.name for one in reading.read(WORKFLOWS)]

    assert len(found) == len(set(found)) == len(list(WORKFLOWS.glob("**/scenarios/*.toml")))


def test_a_scenario_that_is_not_there_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        reading.load(tmp_path, "uji/01")


def test_a_step_is_named_as_a_reader_finds_it() -> None:
    told = scenario(RECEIVING, step(30, "run_due"))

    assert [one.label for one in told.steps] == ["20 02:10 complete terima", "20 02:30 run_due"]
    assert [one.task for one in told.steps] == ["terima", ""]


def test_a_clock_tells_what_a_scenario_asks_of_it() -> None:
    clock = Clock(milestone="lapor", state="stopped", due_at=MORNING, breached=False, warned=(50,))

    assert clock.told(["milestone", "warned"]) == {"milestone": "lapor", "warned": [50]}
