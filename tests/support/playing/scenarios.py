"""Plays the scenarios of procedures through the services: who does what when, and what is open after each step.

The format is explained in workflows/README.md. A role is one invented person; at each step the clock stands at the
moment that the scenario gives.
"""

import functools
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from engine.domain.people import actors
from engine.domain.policy import procedures as heads
from engine.services.audit import history
from engine.services.audit.results import HistoryEventView
from engine.services.cases import instances
from engine.services.policy import definitions
from engine.services.running import incidents, messages
from engine.services.time import readings, sla_clocks
from engine.services.time.results import SlaClockView
from engine.services.user_tasks import user_tasks
from engine.services.user_tasks.results import InstanceView
from tasks import draining
from tests.support.house import sources
from tests.support.offices import hosts
from tests.support.offices.factories import CLI, Office
from tests.support.playing import pressing

WORKFLOWS = sources.ROOT / "workflows"
PROCEDURES = tuple(folder.relative_to(WORKFLOWS).as_posix() for folder in definitions.folders(WORKFLOWS))


def names_in(home: Path, procedures: Iterable[str]) -> tuple[str, ...]:
    """Give the names of all scenarios of some procedures of a workflows folder."""
    found = ((name, home / name / "scenarios") for name in procedures)
    return tuple(sorted(f"{name}/{path.stem}" for name, folder in found for path in folder.glob("*.toml")))


SCENARIOS = names_in(WORKFLOWS, PROCEDURES)
# Sees every task and every clock of the agency.
SUPERVISOR = "penyelia"
# Who writes down which reading of an unclear clause an official chose.
POLICY = "admin_kebijakan"
SIGNED: Mapping[str, Any] = {"chosen_by": "Pejabat Contoh", "office": None, "sk": "CONTOH/1/2026"}
OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario file; ``name`` is its procedure and its file, without folder and ending."""

    name: str
    said: Mapping[str, Any]

    @property
    def procedure(self) -> str:
        """Give the folder of the procedure or overlay that it tells of."""
        return self.name.rpartition("/")[0]

    @property
    def expected_open(self) -> list[tuple[str, list[str]]]:
        """Give (step, open elements) for the start and every step."""
        start = ("mulai", sorted(self.said["start"]["open"]))
        return [start, *((label(step), sorted(step["open"])) for step in self.said["steps"])]

    @property
    def expected_clocks(self) -> list[dict[str, Any]]:
        """Give what is said of each clock, moments in UTC."""
        return [_in_utc(clock) for clock in self.said["expect"]["sla"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scenario after its last step: what was open after each, and the case as it stands.

    ``instances`` are those of the scenario's procedure on the case, in their order; ``instance`` is the last of them.
    ``due`` gives by step when each open task of the case said it was due, and when it was. ``stopped`` gives by step
    the incidents that were open, by code and element.
    """

    scenario: Scenario
    open: list[tuple[str, list[str]]]
    instance: InstanceView
    events: tuple[HistoryEventView, ...]
    clocks: tuple[SlaClockView, ...]
    instances: tuple[str, ...]
    due: tuple[tuple[str, list[pressing.Due]], ...]
    stopped: tuple[tuple[str, str, str | None], ...]

    def effects(self, name: str) -> list[Any]:
        """Give the effects of one kind in the order of the history."""
        return [effect for event in self.events for effect in event.data.get("effects", {}).get(name, [])]

    @property
    def clocks_by_milestone(self) -> tuple[SlaClockView, ...]:
        """Give the clocks: milestones in the order in which they first opened, each one's clocks in their order."""
        opened = [clock_id for clock_id, change, _ in self.effects("sla") if change == OPENED]
        milestones = [clock_id.rpartition("-")[0] for clock_id in opened]
        found = sorted(self.clocks, key=lambda one: opened.index(one.id))
        found = sorted(found, key=lambda one: self.instances.index(one.process_instance))
        return tuple(sorted(found, key=lambda one: milestones.index(one.milestone)))


@dataclass
class Theatre:
    """An office in which procedures of a folder are put into force on first use, and scenarios are played once each."""

    office: Office
    home: Path = WORKFLOWS
    _people: dict[tuple[str, str], actors.Actor] = field(default_factory=dict)
    _played: dict[str, Played] = field(default_factory=dict)
    _deployed: set[str] = field(default_factory=set)

    def play(self, name: str) -> Played:
        """Give a scenario that was played to its end; AssertionError at a step that nobody could take."""
        if name not in self._played:
            scenario = load(name, self.home)
            self.put_into_force(scenario.procedure)
            self._played[name] = _Run(self, scenario).to_the_end()
        return self._played[name]

    def put_into_force(self, procedure: str) -> None:
        """Deploy a procedure of the workflows folder, unless this office has it; for an overlay also a host."""
        if procedure in self._deployed:
            return
        if self.head_of(procedure).overlay is not None:
            self.office.deploy(hosts.files())
        self.office.deploy(definitions.read_folder(self.home / procedure, WORKFLOWS))
        self._deployed.add(procedure)

    def head_of(self, procedure: str) -> heads.Procedure:
        """Give what a procedure's folder says about itself."""
        return heads.parse((self.home / procedure / "procedure.toml").read_bytes())

    def person(self, role: str, agency: str) -> actors.Actor:
        """Give the one person of the agency who holds the role."""
        if (role, agency) not in self._people:
            self._people[role, agency] = self.office.user(f"{role}_{agency}", role, agency=agency)
        return self._people[role, agency]


class _Run:
    """One scenario while it is played."""

    def __init__(self, theatre: Theatre, scenario: Scenario) -> None:
        self._theatre, self._office, self._scenario = theatre, theatre.office, scenario
        self._supervisor = self._person(SUPERVISOR)
        self._open: list[tuple[str, list[str]]] = []
        self._ids: list[str] = []
        self._due: list[tuple[str, list[pressing.Due]]] = []
        self._stopped: list[tuple[str, str, str | None]] = []

    def to_the_end(self) -> Played:
        """Start the case, take every step and look at what came of it."""
        said = self._scenario.said
        self._ids = [self._continued(said["after"]) if "after" in said else self._reported()]
        self._look("mulai")
        for step in said["steps"]:
            self._office.clock.moment = step["at"]
            self._deeds[step["do"]](step)
            self._follow()
            self._look(label(step))
        return self._result()

    def _reported(self) -> str:
        """Register the report that opens the case, and give its instance."""
        said = self._scenario.said
        self._office.clock.moment = said["received_at"]
        self._sign(said.get("readings", []))
        return self._begin(said)

    def _continued(self, before: str) -> str:
        """Play another procedure's scenario anew, let its messages arrive, and give the instance that goes on."""
        earlier = load(before)
        self._theatre.put_into_force(earlier.procedure)
        number = _Run(self._theatre, earlier).to_the_end().instance.case_number
        self._run_due({"at": self._office.clock.now(), "do": "run_due"})
        (instance_id,) = self._active(number)
        return instance_id

    def _follow(self) -> None:
        """Go on with the instance that began on the same case when the one before was over, such as a case reopened."""
        now = self._now()
        if now.state != "active":
            self._ids += self._active(now.case_number)

    def _active(self, number: str) -> list[str]:
        """Give the active instances of the scenario's procedure on a case."""
        with self._office.acting(self._supervisor) as tx:
            found = instances.search(tx, state="active", case_number=number, cursor=None, limit=10).items
        return [one.id for one in found if one.process_definition == self._scenario.procedure]

    def _begin(self, said: Mapping[str, Any]) -> str:
        """Register the report; an overlay begins on a case of a procedure that does nothing else. Give the instance."""
        clerk, head = self._person("petugas_pengaduan"), self._theatre.head_of(self._scenario.procedure)
        given = {"agency": said["agency"], "received_at": said["received_at"], "variables": said["start"]["variables"]}
        if head.overlay is None:
            given |= {"channel": said["channel"], "form": said["start"]["form"]}
            return self._office.start(clerk, procedure=head.key, **given).id
        host = self._office.start(clerk, procedure=hosts.KEY, **given)
        with self._office.acting(self._supervisor) as tx:
            if head.overlay.message is not None:
                messages.deliver(tx, name=head.overlay.message, case_number=host.case_number, variables={})
            found = instances.search(tx, state=None, case_number=host.case_number, cursor=None, limit=10).items
        return next(one.id for one in found if one.process_definition == head.key)

    @functools.cached_property
    def _deeds(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        return {
            "complete": self._complete,
            "run_due": self._run_due,
            "message": self._deliver,
            "cancel": self._cancel,
            "choose": self._choose,
        }

    def _sign(self, chosen: Sequence[Mapping[str, Any]]) -> None:
        """Choose the readings that hold on the days of this story; those of other stories lie on other days."""
        procedure, agency = self._scenario.procedure, self._scenario.said["agency"]
        for one in chosen:
            with self._office.acting(self._person(POLICY)) as tx:
                readings.choose(tx, procedure=procedure, agency=agency, **one, **SIGNED)

    def _complete(self, step: Mapping[str, Any]) -> None:
        waiting = [task for task in self._now().open_user_tasks if task.element_id == step["task"]]
        assert waiting, f"{label(step)}: no such task is open"
        assert waiting[0].role == step["by"], f"{label(step)}: the task is for {waiting[0].role}"
        self._office.complete(self._person(step["by"]), waiting[0].id, form=step["form"])

    def _run_due(self, step: Mapping[str, Any]) -> None:
        assert draining.run_due(self._office.runtime).failures == 0, label(step)

    def _deliver(self, step: Mapping[str, Any]) -> None:
        seen = self._now()
        with self._office.acting(self._person(step["by"])) as tx:
            # Who brings news of a case is at work on it: some roles know only the cases that were entrusted to them.
            for task in [task for task in seen.open_user_tasks if task.role == step["by"]]:
                user_tasks.claim(tx, task.id)
            messages.deliver(tx, name=step["message"], case_number=seen.case_number, variables=step["variables"])

    def _cancel(self, step: Mapping[str, Any]) -> None:
        with self._office.acting(self._person(step["by"])) as tx:
            instances.cancel(tx, self._ids[-1], reason_code=step["reason_code"])

    def _choose(self, step: Mapping[str, Any]) -> None:
        chosen = {"ambiguity": step["ambiguity"], "reading": step["reading"]}
        self._sign([{**chosen, "valid_from": step["at"].date(), "valid_to": step["valid_to"]}])
        self._run_due(step)

    def _person(self, role: str) -> actors.Actor:
        return self._theatre.person(role, self._scenario.said["agency"])

    def _now(self) -> InstanceView:
        with self._office.acting(self._supervisor) as tx:
            return instances.get(tx, self._ids[-1])

    def _look(self, step: str) -> None:
        now = self._now()
        self._open.append((step, sorted(task.element_id for task in now.open_user_tasks)))
        with self._office.acting(CLI) as tx:
            self._due.append((step, pressing.of_case(tx, now.case_number)))
            stopped = incidents.search(tx, state="open", cursor=None, limit=10).items
        self._stopped += [(step, one.code, one.element_id) for one in stopped]

    def _result(self) -> Played:
        instance = self._now()
        with self._office.acting(self._supervisor) as tx:
            events = [event for one in self._ids for event in history.events(tx, one, limit=1000).items]
            found = sla_clocks.search(tx, case_number=instance.case_number, limit=100).items
        clocks = tuple(clock for clock in found if clock.process_instance in self._ids)
        return Played(
            scenario=self._scenario,
            open=self._open,
            instance=instance,
            events=tuple(events),
            clocks=clocks,
            instances=tuple(self._ids),
            due=tuple(self._due),
            stopped=tuple(self._stopped),
        )


def load(name: str, home: Path = WORKFLOWS) -> Scenario:
    """Read a scenario by its name."""
    procedure, _, file = name.rpartition("/")
    path = home / procedure / "scenarios" / f"{file}.toml"
    return Scenario(name=name, said=tomllib.loads(path.read_text(encoding="utf-8")))


def label(step: Mapping[str, Any]) -> str:
    """Name a step as a reader of the scenario finds it."""
    what = next((str(step[key]) for key in ("task", "message", "reading") if key in step), "")
    return f"{step['at']:%d %H:%M} {step['do']} {what}".strip()


def seen_of(clock: SlaClockView, keys: Sequence[str]) -> dict[str, Any]:
    """Give of a clock what a scenario chose to say of it."""
    told: dict[str, Any] = {
        "milestone": clock.milestone,
        "state": clock.state,
        "breached": clock.breached_at is not None,
        "due_at": clock.due_at,
        "warned": sorted(clock.warned),
    }
    return {key: told[key] for key in keys}


def _in_utc(clock: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.astimezone(UTC) if key == "due_at" else value for key, value in clock.items()}
