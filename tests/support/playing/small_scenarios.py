"""A small scenario of two tasks and two people, and stages for the runner alone with the small procedures of tests."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.scenarios.pure import stage as stages
from engine.scenarios.pure.stage import Stage
from engine.scenarios.reading import Scenario
from engine.services.base import bundles
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import MORNING

HOUSE = stages.set_up(sources.ROOT / "workflows", [])
KEY = "uji"


def on_stage(*files: Mapping[str, bytes], house: Stage = HOUSE) -> Stage:
    """Put bundles into force in the agencies of a stage."""
    known = [bundles.parse(one, bundle_id=0, version=1) for one in files]
    return replace(house, procedures={one.procedure.key: one for one in known})


def step(minutes: float, do: str, *, opens: str = "", **said: Any) -> dict[str, Any]:
    """Give a step so long after the report; ``opens`` is the one task that is open then."""
    return {"at": moment(minutes), "do": do, "open": [opens] if opens else [], **said}


def moment(minutes: float) -> datetime:
    """Give a moment so long after the report."""
    return MORNING + timedelta(minutes=minutes)


RECEIVING = step(10, "complete", opens="periksa", task="terima", by="petugas_pengaduan", form=procedures.ANSWERS)
REVIEWING = step(20, "complete", task="periksa", by="penyelia", form=procedures.ANSWERS)


def scenario(*steps: Mapping[str, Any], **other: Any) -> Scenario:
    """Give a scenario of ``procedures.two_steps``; ``other`` replaces what it says as a whole."""
    said = {
        "agency": procedures.AGENCY,
        "channel": "datang",
        "received_at": MORNING,
        "start": {"open": ["terima"], "variables": {}, "form": {}},
        "steps": steps,
        "expect": {"sla": []},
    }
    return Scenario(name="uji/01", procedure=KEY, said=said | other)
