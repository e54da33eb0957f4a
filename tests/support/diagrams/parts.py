"""Tries out the shared parts: each is called by a tiny procedure of its own, and played through the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.domain.people import actors
from engine.scenarios import filling, through_services
from engine.services.audit import history
from engine.services.base import bundles
from engine.services.cases import instances
from engine.services.messages import messages
from engine.services.policy import definitions
from engine.services.user_tasks.results import InstanceView
from engine.services.verification.results import HistoryEventView
from tasks import draining
from tests.support.offices import procedures as small
from tests.support.offices.factories import Office
from tests.support.playing import scenario_reach, scenarios

PARTS = tuple(sorted(path.stem for path in (scenarios.WORKFLOWS / "shared").glob("*.bpmn")))
# What needs more than one call: rescue looks at the answers of triage, and a second triage at the first.
CALLED: Mapping[str, Sequence[str]] = {"darurat": ("triase", "darurat"), "triase_ulang": ("triase", "triase")}
CHANNELS = ("datang", "rujukan_masuk", "pelimpahan_masuk", "koordinasi_masuk")
ROLES = ("pendamping", "penyelia", "pengelola_data")
# Letters say who is concerned: a procedure that sends them has asked that before.
LETTERS: Mapping[str, Sequence[str]] = {"": ("terima_pengaduan",), "rujuk": ("terima_pengaduan", "identifikasi_kasus")}
FORMS = scenarios.WORKFLOWS / "shared" / "forms"
# Each procedure has its own table of authority.
AUTHORITY = scenarios.WORKFLOWS / "tebing_tinggi_pengaduan" / "kewenangan.dmn"


def files(part: str, folder: Path) -> dict[str, bytes]:
    """Give the bundle of a procedure that calls the part from the companion's lane, as it is read from a folder."""
    calls = CALLED.get(part, (part,))
    names = [f"panggil_{number}" for number in range(len(calls))]
    steps = "".join(
        f'<callActivity id="{name}" name="{called}" calledElement="{called}" lindung:basis="P"/>'
        for name, called in zip(names, calls, strict=True)
    )
    ways = ["mulai", *names, "selesai"]
    content = small.start() + steps + small.end() + small.flows(*ways)
    bundle = small.bundle(
        content, lanes={"pendamping": ways}, key=f"uji_{part}", channels=dict.fromkeys(CHANNELS, "mulai")
    )
    del bundle["forms/isian.form"]  # its answers would be the procedure's own, and not a test's to send along
    forms = {f"forms/{name}.form": (FORMS / f"{name}.form").read_bytes() for name in LETTERS.get(part, LETTERS[""])}
    written = small.write(bundle | forms | {"kewenangan.dmn": AUTHORITY.read_bytes()}, folder=folder)
    return definitions.read_folder(written, scenarios.WORKFLOWS)


@dataclass
class Bench:
    """An office in which each part is put into force on first use; ``tried`` holds every case that was begun."""

    office: Office
    folder: Path
    tried: dict[str, list["Case"]] = field(default_factory=dict)
    _people: dict[str, actors.Actor] = field(default_factory=dict)
    _deployed: dict[str, bundles.Deployed] = field(default_factory=dict)

    def begin(self, part: str, *, channel: str = "datang", **variables: Any) -> "Case":
        """Start a case of a part; ``variables`` are what the procedure would hold by then."""
        self._people = self._people or {role: self.office.user(f"{role}_uji", role) for role in ROLES}
        if part not in self._deployed:
            bundle = files(part, self.folder / part)
            self.office.deploy(bundle)
            self._deployed[part] = bundles.parse(bundle, bundle_id=0, version=0)
        clerk = self._people["penyelia"]
        started = self.office.start(clerk, procedure=f"uji_{part}", channel=channel, variables=variables)
        case = Case(office=self.office, people=self._people, deployed=self._deployed[part], id=started.id)
        self.tried.setdefault(part, []).append(case)
        return case


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of one part while it is tried out."""

    office: Office
    people: Mapping[str, actors.Actor]
    deployed: bundles.Deployed
    id: str

    @property
    def open(self) -> list[str]:
        """Give the element ids of the open tasks, sorted."""
        return sorted(task.element_id for task in self._now().open_user_tasks)

    @property
    def roles(self) -> dict[str, str]:
        """Give the role of each open task by its element."""
        return {task.element_id: task.role for task in self._now().open_user_tasks}

    @property
    def ended(self) -> bool:
        """Tell whether the part, and the procedure that called it, are over."""
        return self._now().state == "completed"

    def complete(self, element: str, **given: Any) -> "Case":
        """Complete the open task of an element; what is not given and must be answered gets the first fit answer."""
        task = next(task for task in self._now().open_user_tasks if task.element_id == element)
        answers = filling.filled(self.deployed.form(task.form or ""), given)
        self.office.complete(self.people[task.role], task.id, form=answers)
        return self

    def wait(self, **duration: float) -> "Case":
        """Let time pass and fire what came due."""
        self.office.clock.advance(timedelta(**duration))
        assert draining.run_due(self.office.runtime).failures == 0
        return self

    def deliver(self, message: str, **variables: Any) -> "Case":
        """Deliver a message to the case."""
        number = self._now().case_number
        with self.office.acting(self.people["penyelia"]) as tx:
            messages.deliver(tx, name=message, case_number=number, variables=variables)
        return self

    @property
    def events(self) -> tuple[HistoryEventView, ...]:
        """Give the history so far."""
        with self.office.acting(self.people["penyelia"]) as tx:
            return history.events(tx, self.id, limit=1000).items

    @property
    def variables(self) -> dict[str, Any]:
        """Give the process variables."""
        *_, (_, last) = scenario_reach.variables_over_time(self.events)
        return last

    def effects(self, name: str) -> list[Any]:
        """Give the effects of one kind in the order of the history."""
        return through_services.effects(self.events, name)

    def _now(self) -> InstanceView:
        with self.office.acting(self.people["penyelia"]) as tx:
            return instances.get(tx, self.id)
