"""A scenario by the runner alone: what came of it, and steps that nobody could take."""

from typing import Any

import pytest

from engine.scenarios.pure import playing
from engine.scenarios.reading import Scenario, ScenarioStuckError
from tests.support.offices import procedures
from tests.support.playing import small_scenarios
from tests.support.playing.small_scenarios import RECEIVING, REVIEWING, scenario, step

STAGE = small_scenarios.on_stage(procedures.two_steps())


def _none(name: str) -> Scenario:
    raise AssertionError(name)


def test_open_tasks_are_told_after_each_step() -> None:
    told = scenario(RECEIVING, REVIEWING)

    came = playing.play(told, STAGE, load=_none)

    assert came.open == told.expected_open
    assert (came.state, came.ends, came.risk, came.variables["risiko"]) == (
        "completed",
        ("selesai",),
        "sedang",
        "sedang",
    )
    assert "nomor_kasus" not in came.variables


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [({"task": "periksa"}, "task_not_open"), ({"by": "penyelia"}, "task_of_another_role")],
)
def test_a_step_that_nobody_can_take_says_why(wrong: dict[str, Any], reason: str) -> None:
    told = scenario({**RECEIVING, **wrong})

    with pytest.raises(ScenarioStuckError) as stuck:
        playing.play(told, STAGE, load=_none)

    assert stuck.value.ids == {"step": told.steps[0].label, "reason": reason}


def test_a_case_may_be_called_off_or_wait() -> None:
    waiting = scenario(step(60, "run_due", opens="terima"))
    off = scenario(step(60, "cancel", by="penyelia", reason_code="laporan_ganda"))

    states = [playing.play(one, STAGE, load=_none).state for one in (waiting, off)]

    assert states == ["running", "cancelled"]


def test_nothing_can_be_told_of_a_procedure_that_does_not_go_on() -> None:
    stage = small_scenarios.on_stage(procedures.two_steps())
    on = Scenario(name="lain/01", procedure="lain", said={**scenario().said, "after": "uji/01"})

    with pytest.raises(ScenarioStuckError):
        playing.play(on, stage, load=lambda _name: scenario(RECEIVING))
