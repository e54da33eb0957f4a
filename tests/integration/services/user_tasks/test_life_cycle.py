"""A stateful property: whatever people try in whatever order, a user task only moves along its table of states.

Five people act on the tasks of one case at random, each time through one of two processes, so each also meets what
the other left behind. After every step the service's answer is compared with a
model of four lines, and at the end chain and replay must hold.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from engine import errors
from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.audit import history
from engine.services.inbox import inbox
from engine.services.user_tasks import life_cycle
from tests.support.offices import factories, procedures

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "siti": ("petugas_pengaduan",),
    "budi": ("petugas_pengaduan",),
    "ida": ("penyelia",),
    "dewi": ("pengelola_data",),
    "tono": ("auditor",),
}
PROCESSES = (0, 1)
who = st.sampled_from(sorted(PEOPLE))
which = st.integers(min_value=0, max_value=2)
where = st.sampled_from(PROCESSES)


class UserTaskLifeCycle(RuleBasedStateMachine):
    """Three parallel tasks of the officers' role, and what five people do with them."""

    runtimes: ClassVar[Mapping[int, Runtime]]
    office: ClassVar[factories.Office]
    people: ClassVar[Mapping[str, actors.Actor]]

    @initialize()
    def open_a_case(self) -> None:
        """Start one case in the office that all runs share."""
        self.case = self.office.start(self.people["siti"])
        self.tasks = [task.id for task in self.case.open_user_tasks]
        self.assignee: dict[str, str | None] = dict.fromkeys(self.tasks)
        self.done: set[str] = set()

    @rule(name=who, number=which, process=where)
    def claim(self, name: str, number: int, process: int) -> None:
        """Only an officer takes an open task that nobody else holds."""
        task = self.tasks[number]
        free = self.assignee[task] in {None, name} and task not in self.done
        allowed = "petugas_pengaduan" in PEOPLE[name] and free
        assert self._try(name, process, life_cycle.claim, task) == allowed
        if allowed:
            self.assignee[task] = name

    @rule(name=who, number=which, process=where)
    def release(self, name: str, number: int, process: int) -> None:
        """The assignee or a supervisor gives an open task back."""
        task = self.tasks[number]
        allowed = task not in self.done and (self.assignee[task] == name or "penyelia" in PEOPLE[name])
        assert self._try(name, process, life_cycle.release, task) == allowed
        if allowed:
            self.assignee[task] = None

    @rule(name=who, number=which, process=where)
    def complete(self, name: str, number: int, process: int) -> None:
        """Only the assignee completes, and only once."""
        task = self.tasks[number]
        allowed = task not in self.done and self.assignee[task] == name
        assert self._try(name, process, life_cycle.complete, task, form=procedures.ANSWERS) == allowed
        if allowed:
            self.done.add(task)

    @invariant()
    def the_inbox_agrees(self) -> None:
        """The officers' inbox holds exactly the open tasks, each with its assignee."""
        query = inbox.TaskQuery(case_number=self.case.case_number)
        with self.office.runtime.transaction(self.people["budi"], reads_only=True) as tx:
            found = {item.id: item.assignee for item in inbox.search(tx, query).items}
        ids = {name: person.id for name, person in self.people.items()}
        wanted = {task: ids.get(holder or "") for task, holder in self.assignee.items() if task not in self.done}
        assert found == wanted

    def teardown(self) -> None:
        """The chain holds and the case re-executes to the same state."""
        with self.office.acting(factories.CLI) as tx:
            assert history.verify(tx).ok
            assert history.replay(tx, self.case.id).equal

    def _try(self, name: str, process: int, verb: object, task: str, **given: object) -> bool:
        try:
            with self.runtimes[process].transaction(self.people[name]) as tx:
                verb(tx, task, **given)  # type: ignore[operator] # one of three verbs with the same beginning
        except errors.LindungError:
            return False
        return True


@pytest.fixture(scope="module", autouse=True)
def _staffed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Open the office once: the runs differ in their cases, which know nothing of each other."""
    folder = tmp_path_factory.mktemp("life")
    shutil.copyfile(sqlite_template, folder / "lindung.db")
    url, clock = f"sqlite:///{folder / 'lindung.db'}", FixedClock(factories.MORNING)
    runtimes = {process: Runtime.build(factories.settings(folder, database_url=url), clock) for process in PROCESSES}
    office = factories.furnish(runtimes[0], clock)
    office.deploy(procedures.side_by_side(3))
    UserTaskLifeCycle.runtimes, UserTaskLifeCycle.office = runtimes, office
    UserTaskLifeCycle.people = {name: office.user(name, *roles) for name, roles in PEOPLE.items()}
    yield
    for runtime in runtimes.values():
        runtime.close()


UserTaskLifeCycle.TestCase.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestUserTaskLifeCycle = UserTaskLifeCycle.TestCase
