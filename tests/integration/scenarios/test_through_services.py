"""A small scenario through the services, on both databases: as the runner alone plays it, or why it is stuck."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.domain.people import actors
from engine.scenarios import through_services
from engine.scenarios.hands import Hands
from engine.scenarios.pure import playing
from engine.scenarios.reading import Scenario, ScenarioStuckError
from engine.scenarios.through_services import Performance
from tasks import draining
from tests.support.offices import overlaid, procedures, referring
from tests.support.offices.factories import Office
from tests.support.offices.referring import AGREED
from tests.support.playing.small_scenarios import RECEIVING, REVIEWING, on_stage, scenario, step

HIGH = {**RECEIVING, "form": overlaid.HIGH}
OFF = step(30, "cancel", by="penyelia", reason_code="laporan_ganda")
REFERRAL = {**AGREED, "rujukan_penerima": "polres_jember", "bahaya_sekarang": "tidak"}
SENDING = step(10, "complete", task="siapkan", by="petugas_pengaduan", form=REFERRAL)
REFUSED = step(
    20,
    "message",
    opens="siapkan",
    message="jawaban_rujukan",
    by="petugas_pengaduan",
    variables={"rujukan_jawaban": "ditolak"},
)
SILENT = step(49 * 60, "run_due", opens="tagih")
WITHDRAWN = step(20, "message", message="persetujuan_ditarik", by="petugas_pengaduan", variables={})


def none(name: str) -> Scenario:
    """Stand for scenarios that are not there."""
    raise AssertionError(name)


def play(office: Office, told: Scenario) -> Performance:
    """Play a scenario in an office, each role being one person."""
    people: dict[str, actors.Actor] = {}

    def person(role: str, agency: str) -> actors.Actor:
        people[role] = people.get(role) or office.user(role, role, agency=agency)
        return people[role]

    hands = Hands(runtime=office.runtime, run_due=lambda: _run_due(office))
    return through_services.play(told, hands=hands, clock=office.clock, person=person, load=none)


def _run_due(office: Office) -> None:
    assert draining.run_due(office.runtime).failures == 0


@pytest.mark.parametrize(
    ("files", "steps"),
    [
        ([procedures.two_steps()], (RECEIVING, REVIEWING)),
        ([procedures.two_steps()], (RECEIVING, OFF)),
        ([procedures.two_steps(), overlaid.by_data()], (HIGH, REVIEWING)),
        ([procedures.with_timer()], (step(9 * 60, "run_due"), RECEIVING)),
    ],
    ids=["to_the_end", "called_off", "with_an_overlay", "late"],
)
def test_both_ways_lead_to_the_same(
    office: Office, files: list[Mapping[str, bytes]], steps: tuple[dict[str, Any], ...]
) -> None:
    for one in files:
        office.deploy(one)
    told = scenario(*steps)

    assert playing.play(told, on_stage(*files), load=none) == play(office, told).result


@pytest.mark.parametrize("steps", [(SENDING, REFUSED), (SENDING, SILENT), (SENDING, WITHDRAWN, SILENT)])
def test_referrals_go_alike_both_ways(office: Office, steps: tuple[dict[str, Any], ...]) -> None:
    office.deploy(referring.sending())
    told = Scenario(name="pengirim/01", procedure="pengirim", said=scenario(*steps).said)

    assert playing.play(told, on_stage(referring.sending()), load=none) == play(office, told).result


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [({"task": "periksa"}, "task_not_open"), ({"by": "penyelia"}, "task_of_another_role")],
)
def test_a_step_that_nobody_can_take_says_why(office: Office, wrong: dict[str, Any], reason: str) -> None:
    office.deploy(procedures.two_steps())
    told = scenario({**RECEIVING, **wrong})

    with pytest.raises(ScenarioStuckError) as stuck:
        play(office, told)

    assert stuck.value.ids == {"step": told.steps[0].label, "reason": reason}
