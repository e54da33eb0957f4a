"""Hands of people on cases: each step of a scenario as the person of a role does it, through the services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.domain.people import actors
from engine.runtime import Runtime
from engine.scenarios.reading import Scenario, Step
from engine.services.cases import instances
from engine.services.messages import messages
from engine.services.time import readings
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView, UserTaskView

SUPERVISOR, CLERK, POLICY = "penyelia", "petugas_pengaduan", "admin_kebijakan"
"""Who sees every task and clock of an agency; who registers reports; who enters readings that an official chose."""

SIGNED: Mapping[str, Any] = {"chosen_by": "Contoh Pejabat", "office": None, "sk": "CONTOH/1"}


MOST = 100
"""How many instances a case has at the most."""


@dataclass
class OnCase:
    """A case while people work on it.

    ``people`` gives who holds a role in its agency; ``instances`` the newest instance of each procedure by its key;
    ``readers`` are the roles that see all of it together, the first of them its history and clocks alone.
    """

    agency: str
    people: Callable[[str], actors.Actor]
    number: str = ""
    instances: dict[str, str] = field(default_factory=dict)
    readers: tuple[str, ...] = (SUPERVISOR,)

    @property
    def reader(self) -> actors.Actor:
        """Give who reads its history."""
        return self.people(self.readers[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Does what scenarios say, each deed in transactions of its own; refusals of the services pass through.

    ``run_due`` does everything that is due by now, or nothing where time passes by itself.
    """

    runtime: Runtime
    run_due: Callable[[], None]

    def look(self, case: OnCase, procedure: str) -> InstanceView:
        """Give the newest instance of a procedure on the case, with its open tasks."""
        shown = [self._shown(case.people(role), case.instances[procedure]) for role in case.readers]
        return replace(shown[0], open_user_tasks=tuple(task for one in shown for task in one.open_user_tasks))

    def _shown(self, reader: actors.Actor, instance_id: str) -> InstanceView:
        with self.runtime.transaction(reader, reads_only=True) as tx:
            return instances.get(tx, instance_id)

    def find_active(self, case: OnCase, procedure: str) -> None:
        """Turn to the active instance of a procedure on the case, if there is one."""
        with self.runtime.transaction(case.reader, reads_only=True) as tx:
            found = instances.search(tx, state="active", case_number=case.number, cursor=None, limit=MOST).items
        for one in found:
            if one.process_definition == procedure:
                case.instances[procedure] = one.id

    def report(self, case: OnCase, scenario: Scenario) -> None:
        """Choose the readings that hold when the scenario begins, and register its report."""
        for chosen in scenario.readings:
            self._sign(case, scenario.procedure, chosen)
        start = scenario.said["start"]
        self.register(
            case,
            scenario.procedure,
            channel=scenario.channel,
            received_at=scenario.begins,
            variables=start["variables"],
            form=start["form"],
        )

    def register(self, case: OnCase, procedure: str, **given: Any) -> None:
        """Register a report of a case; ``given`` is what ``instances.start`` takes beside procedure and agency."""
        with self.runtime.transaction(case.people(CLERK)) as tx:
            begun = instances.start(tx, process_definition=procedure, agency=case.agency, **given)
        case.number, case.instances[procedure] = begun.case_number, begun.id

    def complete(self, case: OnCase, task: UserTaskView, form: Mapping[str, Any]) -> None:
        """Claim and complete an open task as the person of its role."""
        self.claim(case, task)
        with self.runtime.transaction(case.people(task.role)) as tx:
            life_cycle.complete(tx, task.id, form=form)

    def claim(self, case: OnCase, task: UserTaskView) -> None:
        """Claim an open task as the person of its role."""
        with self.runtime.transaction(case.people(task.role)) as tx:
            life_cycle.claim(tx, task.id)

    def take(self, case: OnCase, procedure: str, step: Step) -> None:
        """Take a step; ScenarioStuckError when its task is not open, or is another role's."""
        deeds: Mapping[str, Callable[[OnCase, str, Step], None]] = {
            "complete": self._complete,
            "run_due": self._wait,
            "message": self._bring,
            "choose": self._choose,
            "cancel": self._call_off,
        }
        deeds[step.do](case, procedure, step)

    def _complete(self, case: OnCase, procedure: str, step: Step) -> None:
        tasks = self.look(case, procedure).open_user_tasks
        task = next((one for one in tasks if one.element_id == step.task), None)
        if task is None:
            raise step.stuck("task_not_open")
        if task.role != step.said["by"]:
            raise step.stuck("task_of_another_role")
        self.complete(case, task, step.said["form"])

    def _wait(self, _case: OnCase, _procedure: str, _step: Step) -> None:
        self.run_due()

    def _bring(self, case: OnCase, procedure: str, step: Step) -> None:
        said = step.said
        # Who brings news of a case is at work on it: some roles know only the cases that were entrusted to them.
        tasks = self.look(case, procedure).open_user_tasks if procedure in case.instances else ()
        for task in tasks:
            if task.role == said["by"]:
                self.claim(case, task)
        with self.runtime.transaction(case.people(said["by"])) as tx:
            messages.deliver(tx, name=said["message"], case_number=case.number, variables=said["variables"])

    def _choose(self, case: OnCase, procedure: str, step: Step) -> None:
        chosen = {key: step.said[key] for key in ("ambiguity", "reading", "valid_to")}
        self._sign(case, procedure, {**chosen, "valid_from": None})
        self.run_due()

    def _call_off(self, case: OnCase, procedure: str, step: Step) -> None:
        with self.runtime.transaction(case.people(step.said["by"])) as tx:
            instances.cancel(tx, case.instances[procedure], reason_code=step.said["reason_code"])

    def _sign(self, case: OnCase, procedure: str, chosen: Mapping[str, Any]) -> None:
        with self.runtime.transaction(case.people(POLICY)) as tx:
            readings.choose(tx, procedure=procedure, agency=case.agency, **chosen, **SIGNED)
