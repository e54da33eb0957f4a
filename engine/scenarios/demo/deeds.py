"""One deed of a demonstration: what a scenario says of a moment is done if it can be done then."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.domain.forms import forms
from engine.scenarios.hands import Hands, OnCase
from engine.scenarios.reading import Scenario, Step
from engine.services.user_tasks.results import UserTaskView

OUTSIDE = "penyelenggara_ppa_lain"
"""Another provider, in scenarios that are played in one agency alone; here it may be one of the others."""

REFUSALS = (errors.ConflictError, consent.ConsentMissingError, forms.FormInvalidError)
"""How the services say that things stand otherwise than a scenario says: too late, not allowed, another form."""


class Outcome(Enum):
    """What became of a deed: ``WAITING`` says that nobody has anything to do in the case, but somebody may later."""

    DONE = "done"
    WAITING = "waiting"
    LEFT_OUT = "left_out"


@dataclass
class Case(OnCase):
    """A case while it is told.

    ``expected`` are the procedures of which a scenario tells; ``told`` the names of these scenarios; ``ahead`` how
    often (procedure, task) is still to come in them, be it after the end of the demonstration.
    """

    turn: int = 0
    expected: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    ahead: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a scenario says of one moment of a procedure: ``said`` is one of its steps, or the whole for its report."""

    procedure: str
    said: Scenario | Step

    @property
    def task(self) -> tuple[str, str]:
        """Give (procedure, task) of a deed that completes one, else an empty task."""
        return self.procedure, self.said.task if isinstance(self.said, Step) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Does deeds in the agencies of a demonstration."""

    hands: Hands
    agencies: Sequence[str]
    chance: random.Random

    def do(self, case: Case, deed: Deed) -> Outcome:
        """Do what the scenario says if it can be done now; a refusal of the services leaves everything as it was."""
        try:
            return self._do(case, deed)
        except REFUSALS:
            return Outcome.LEFT_OUT

    def open_tasks(self, case: Case, procedure: str) -> tuple[bool, tuple[UserTaskView, ...]]:
        """Tell whether a procedure is on its way in a case or may yet begin; give its open tasks in a steady order."""
        if procedure not in case.instances:
            return True, ()
        found = self.hands.look(case, procedure)
        tasks = sorted(found.open_user_tasks, key=lambda task: (task.created_at, task.element_id))
        return found.state == "active", tuple(tasks)

    def take_up(self, case: Case, *, share: float) -> None:
        """Let the people of a case take that share of what waits in it."""
        for procedure in case.instances:
            for task in self.open_tasks(case, procedure)[1]:
                if task.assignee is None and self.chance.random() < share:
                    self.hands.claim(case, task)

    def _do(self, case: Case, deed: Deed) -> Outcome:
        if isinstance(deed.said, Scenario):
            self.hands.report(case, deed.said)
        elif deed.said.task:
            return self._complete(case, deed.procedure, deed.said)
        else:
            self.hands.take(case, deed.procedure, deed.said)
        return Outcome.DONE

    def _complete(self, case: Case, procedure: str, step: Step) -> Outcome:
        running, tasks = self.open_tasks(case, procedure)
        task = next((one for one in tasks if one.element_id == step.task), None)
        if task is None:
            return Outcome.WAITING if running and not tasks else Outcome.LEFT_OUT
        self.hands.complete(case, task, self._addressed(case, step.said["form"]))
        return Outcome.DONE

    def _addressed(self, case: Case, form: Mapping[str, Any]) -> Mapping[str, Any]:
        """Address half of what is referred to another provider to another agency of the installation."""
        if form.get(vocabulary.REFERRAL_TO) != OUTSIDE or self.chance.random() < 0.5:
            return form
        others = [code for code in self.agencies if code != case.agency]
        return {**form, vocabulary.REFERRAL_TO: self.chance.choice(others)}
