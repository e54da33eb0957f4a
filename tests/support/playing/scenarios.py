"""Plays the scenarios of procedures in an office of tests, each once."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from engine.domain.people import actors
from engine.domain.policy import procedures as heads
from engine.scenarios import reading, through_services
from engine.scenarios.hands import Hands
from engine.scenarios.reading import Scenario
from engine.scenarios.through_services import Performance
from engine.services.incidents import incidents
from engine.services.policy import definitions
from engine.services.user_tasks.results import InstanceView
from tasks import draining
from tests.support.house import sources
from tests.support.offices import hosts
from tests.support.offices.factories import CLI, Office
from tests.support.playing import pressing

WORKFLOWS = sources.ROOT / "workflows"
PROCEDURES = tuple(folder.relative_to(WORKFLOWS).as_posix() for folder in definitions.folders(WORKFLOWS))
SCENARIOS = reading.names(WORKFLOWS, PROCEDURES)
load = partial(reading.load, WORKFLOWS)


@dataclass
class Theatre:
    """An office in which procedures of a folder are put into force on first use, and scenarios are played once each."""

    office: Office
    home: Path = WORKFLOWS
    _people: dict[tuple[str, str], actors.Actor] = field(default_factory=dict)
    _played: dict[str, Performance] = field(default_factory=dict)
    _deployed: set[str] = field(default_factory=set)
    _due: dict[str, list[tuple[str, pressing.Due]]] = field(default_factory=dict)
    _stopped: dict[str, list[tuple[str, str, str | None]]] = field(default_factory=dict)

    def play(self, name: str) -> Performance:
        """Give a scenario that was played to its end; ScenarioStuckError at a step that nobody could take."""
        if name not in self._played:
            self._played[name] = self.perform(name)
        return self._played[name]

    def perform(self, name: str) -> Performance:
        """Play a scenario to its end, though it may have been played before."""
        return through_services.play(
            self._load(name),
            hands=self.hands,
            clock=self.office.clock,
            person=self.person,
            load=self._load,
            host=hosts.KEY,
            watch=partial(self._watch, name),
        )

    def due(self, name: str) -> list[tuple[str, pressing.Due]]:
        """Give by step when each open task of a played case said that it was due, and when it was."""
        self.play(name)
        return self._due[name]

    def stopped(self, name: str) -> list[tuple[str, str, str | None]]:
        """Give by step the incidents that were open while a scenario was played, by code and element."""
        self.play(name)
        return self._stopped[name]

    def _watch(self, name: str, step: str, now: InstanceView) -> None:
        with self.office.acting(CLI) as tx:
            self._due.setdefault(name, []).extend((step, one) for one in pressing.of_case(tx, now.case_number))
            found = incidents.search(tx, state="open", cursor=None, limit=10).items
        self._stopped.setdefault(name, []).extend((step, one.code, one.element_id) for one in found)

    @property
    def hands(self) -> Hands:
        """Give the hands of this office's people."""
        return Hands(runtime=self.office.runtime, run_due=self.run_due)

    def run_due(self) -> None:
        """Do everything that is due; AssertionError when some of it fails."""
        assert draining.run_due(self.office.runtime).failures == 0

    def put_into_force(self, procedure: str) -> None:
        """Deploy a procedure of the workflows folder, unless this office has it; a host too, unless reports open it."""
        if procedure in self._deployed:
            return
        if not self.head_of(procedure).by_report:
            self.office.deploy_long_ago(hosts.files())
        self.office.deploy_long_ago(definitions.read_folder(self.home / procedure, WORKFLOWS))
        self._deployed.add(procedure)

    def head_of(self, procedure: str) -> heads.Procedure:
        """Give what a procedure's folder says about itself."""
        return heads.parse((self.home / procedure / "procedure.toml").read_bytes())

    def person(self, role: str, agency: str) -> actors.Actor:
        """Give the one person of the agency who holds the role."""
        if (role, agency) not in self._people:
            self._people[role, agency] = self.office.user(f"{role}_{agency}", role, agency=agency)
        return self._people[role, agency]

    def _load(self, name: str) -> Scenario:
        scenario = reading.load(self.home, name)
        self.put_into_force(scenario.folder)
        return scenario
