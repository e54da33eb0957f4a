"""One deed of a demonstration: a person of a case acts at a moment, through the services as anybody would."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.domain.forms import forms
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.cases import instances
from engine.services.running import messages
from engine.services.time import readings
from engine.services.user_tasks import user_tasks
from engine.services.user_tasks.results import UserTaskView

SUPERVISOR, CLERK, POLICY = "penyelia", "petugas_pengaduan", "admin_kebijakan"
OUTSIDE = "penyelenggara_ppa_lain"
"""Another provider, in scripts that are played in one agency alone; here it may be one of the others."""

SIGNED: Mapping[str, Any] = {"chosen_by": "Contoh Pejabat", "office": None, "sk": "CONTOH/1"}


REFUSALS = (errors.ConflictError, consent.ConsentMissingError, forms.FormInvalidError)
"""How the services say that things stand otherwise than a script says: too late, not allowed, another form."""


class Outcome(Enum):
    """The result of a deed. ``WAITING``: nobody has anything to do in the case now, but somebody may later."""

    DONE = "done"
    WAITING = "waiting"
    LEFT_OUT = "left_out"


@dataclass
class Case:
    """A case while it is told.

    ``people`` are those who work on it by role; ``instances`` the newest one of each procedure; ``expected`` the
    procedures of which a script tells; ``told`` the names of these scripts; ``ahead`` how often (procedure, task) is
    still to come in them, be it after the end of the demonstration.
    """

    agency: str
    people: Mapping[str, actors.Actor]
    turn: int
    number: str = ""
    instances: dict[str, str] = field(default_factory=dict)
    expected: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    ahead: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One moment of a procedure in a script; ``said`` is one of its steps, or the whole script for its report."""

    procedure: str
    do: str
    said: Mapping[str, Any]

    @property
    def task(self) -> tuple[str, str]:
        """Give (procedure, task) of a deed that completes one, else an empty task."""
        return self.procedure, self.said["task"] if self.do == "complete" else ""


@dataclass
class Hands:
    """Does deeds in the agencies of a demonstration."""

    runtime: Runtime
    agencies: Sequence[str]
    chance: random.Random

    def do(self, case: Case, deed: Deed) -> Outcome:
        """Do what the script says if it can be done now; a refusal of the services leaves everything as it was."""
        try:
            return self._deeds[deed.do](case, deed)
        except REFUSALS:
            return Outcome.LEFT_OUT

    def open_tasks(self, case: Case, procedure: str) -> tuple[bool, tuple[UserTaskView, ...]]:
        """Tell whether a procedure is on its way in a case or may yet begin; give its open tasks in a steady order."""
        if procedure not in case.instances:
            return True, ()
        with self.runtime.transaction(case.people[SUPERVISOR], reads_only=True) as tx:
            found = instances.get(tx, case.instances[procedure])
        tasks = sorted(found.open_user_tasks, key=lambda task: (task.created_at, task.element_id))
        return found.state == "active", tuple(tasks)

    def take_up(self, case: Case, *, share: float) -> None:
        """Let the people of a case take that share of what waits in it."""
        for procedure in case.instances:
            for task in self.open_tasks(case, procedure)[1]:
                if task.assignee is None and self.chance.random() < share:
                    self._claim(case, task)

    @cached_property
    def _deeds(self) -> Mapping[str, Callable[[Case, Deed], Outcome]]:
        return {
            "start": self._start,
            "complete": self._complete,
            "run_due": self._wait,
            "message": self._deliver,
            "cancel": self._cancel,
            "choose": self._choose,
        }

    def _start(self, case: Case, deed: Deed) -> Outcome:
        said = deed.said
        for one in said.get("readings", ()):
            self._sign(case, deed, one)
        with self.runtime.transaction(case.people[CLERK]) as tx:
            begun = instances.start(
                tx,
                process_definition=deed.procedure,
                agency=case.agency,
                channel=said["channel"],
                received_at=said["received_at"],
                variables=said["start"]["variables"],
                form=said["start"]["form"],
            )
        case.number, case.instances[deed.procedure] = begun.case_number, begun.id
        return Outcome.DONE

    def _complete(self, case: Case, deed: Deed) -> Outcome:
        running, tasks = self.open_tasks(case, deed.procedure)
        task = next((one for one in tasks if one.element_id == deed.said["task"]), None)
        if task is None:
            return Outcome.WAITING if running and not tasks else Outcome.LEFT_OUT
        self._claim(case, task)
        with self.runtime.transaction(case.people[task.role]) as tx:
            user_tasks.complete(tx, task.id, form=self._addressed(case, deed.said["form"]))
        return Outcome.DONE

    def _wait(self, _case: Case, _deed: Deed) -> Outcome:
        return Outcome.DONE

    def _deliver(self, case: Case, deed: Deed) -> Outcome:
        role = deed.said["by"]
        # Some roles know only the cases that they work on: who brings news is at work on the case.
        for task in self.open_tasks(case, deed.procedure)[1]:
            if task.role == role:
                self._claim(case, task)
        with self.runtime.transaction(case.people[role]) as tx:
            messages.deliver(tx, name=deed.said["message"], case_number=case.number, variables=deed.said["variables"])
        return Outcome.DONE

    def _cancel(self, case: Case, deed: Deed) -> Outcome:
        with self.runtime.transaction(case.people[deed.said["by"]]) as tx:
            instances.cancel(tx, case.instances[deed.procedure], reason_code=deed.said["reason_code"])
        return Outcome.DONE

    def _choose(self, case: Case, deed: Deed) -> Outcome:
        said = deed.said
        self._sign(case, deed, {key: said[key] for key in ("ambiguity", "reading", "valid_to")} | {"valid_from": None})
        return Outcome.DONE

    def _sign(self, case: Case, deed: Deed, chosen: Mapping[str, Any]) -> None:
        with self.runtime.transaction(case.people[POLICY]) as tx:
            readings.choose(tx, procedure=deed.procedure, agency=case.agency, **chosen, **SIGNED)

    def _claim(self, case: Case, task: UserTaskView) -> None:
        with self.runtime.transaction(case.people[task.role]) as tx:
            user_tasks.claim(tx, task.id)

    def _addressed(self, case: Case, form: Mapping[str, Any]) -> Mapping[str, Any]:
        """Address half of what is referred to another provider to another agency of the installation."""
        if form.get(vocabulary.REFERRAL_TO) != OUTSIDE or self.chance.random() < 0.5:
            return form
        others = [code for code in self.agencies if code != case.agency]
        return {**form, vocabulary.REFERRAL_TO: self.chance.choice(others)}
