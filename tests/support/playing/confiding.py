"""Scenarios in which every text that a person may type holds one sentence, so that it can be looked for everywhere."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.bpmn.reading import definitions as bpmn
from engine.domain.forms import forms
from engine.domain.forms.form_fields import TEXTS, Field
from engine.domain.forms.forms import Form
from engine.domain.policy import procedures as heads
from engine.scenarios.hands import CLERK, Hands, OnCase
from engine.scenarios.reading import Scenario, Step
from engine.services.cases import instances, reports
from engine.services.policy import definitions
from engine.services.public import public_reports, reporter_thread
from engine.services.running import steps
from engine.services.user_tasks.results import InstanceView, UserTaskView
from tests.support.offices.factories import CLI
from tests.support.playing.scenarios import Theatre

SENTENCE = "Zubaidah Kenariwati bersembunyi di Gang Burung Kenari"
REPORT = 4
"""How many steps a report and a look at its case cost."""
NUMBERS = frozenset({"email", "phone"})


Telling = tuple[str, str, str, str]
"""A form by name and digest, and a letter that may repeat what it asks, by name and digest; no letter is two times "".

Procedures share forms and letters: what is the same in two of them is told in one.
"""
Place = tuple[str, str]
"""A form and the path of a text in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingHands(Hands):
    """Hands that write the sentence into each text of each form; ``written`` keeps where."""

    written: set[Place] = field(default_factory=set)
    looks: dict[str, InstanceView] = field(default_factory=dict)

    def register(self, case: OnCase, procedure: str, **given: Any) -> None:
        """Register a report with its sheet, unless another system sends data along, which a sheet cannot."""
        channel, variables = given["channel"], given["variables"]
        with self.runtime.transaction(case.people(CLERK)) as tx:
            asked = instances.start_form_of(tx, process_definition=procedure, agency=case.agency, channel=channel)
            form = given["form"] if asked is None else self._tell(asked, given["form"])
            if variables:
                begun = instances.start(tx, process_definition=procedure, agency=case.agency, **{**given, "form": form})
            else:
                told = self._tell(reports.sheet(tx), SHEET)
                begun = reports.register(
                    tx,
                    process_definition=procedure,
                    agency=case.agency,
                    channel=channel,
                    received_at=given["received_at"],
                    form=form,
                    told=told,
                ).instances[0]
        case.number, case.instances[procedure] = begun.case_number, begun.id

    def look(self, case: OnCase, procedure: str) -> InstanceView:
        """Give the newest instance of a procedure on the case; nothing changes it but the next deed."""
        name = case.instances[procedure]
        if name not in self.looks:
            self.looks[name] = Hands.look(self, case, procedure)
        return self.looks[name]

    def take(self, case: OnCase, procedure: str, step: Step) -> None:
        """Take a step; what was seen before is out of date."""
        Hands.take(self, case, procedure, step)
        self.looks.clear()

    def complete(self, case: OnCase, task: UserTaskView, form: Mapping[str, Any]) -> None:
        """Complete a task with the sentence in all that its form lets people type."""
        with self.runtime.transaction(CLI, reads_only=True) as tx:
            deployed = steps.deployed_of(tx, task.process_instance)
            form_id = deployed.definition.side_table[task.element_id].form
            asked = None if form_id is None else deployed.form(form_id)
        Hands.complete(self, case, task, form if asked is None else self._tell(asked, form))

    def report_in_public(self) -> None:
        """Report to each agency that takes reports of the public, and write to it once more."""
        with self.runtime.transaction(public_reports.REPORTER) as tx:
            offered = public_reports.offers(tx)
        for number, one in enumerate(offered):
            with self.runtime.transaction(public_reports.REPORTER) as tx:
                told = self._tell(public_reports.asked(tx, one), PUBLIC)
                code = public_reports.receive(
                    tx, one, answers=told, secret=bytes([number]) * 32, address=f"192.0.2.{number}"
                )
            with self.runtime.transaction(public_reports.REPORTER) as tx:
                secret = public_reports.enter(tx, code, address=f"192.0.2.{number}")
                reporter_thread.write(tx, public_reports.visited(tx, secret), text=SENTENCE)

    def _tell(self, form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
        self.written.update((form.id, path) for path in paths(form.fields))
        return _told(form.fields, answers)


SHEET: Mapping[str, Any] = {"aman": "ya", "hubungi": "pelapor", "korban": [{}]}
PUBLIC: Mapping[str, Any] = {"bahaya_sekarang": "tidak", "melapor_sebagai": "tetangga"}


@dataclass(kw_only=True)
class TellingTheatre(Theatre):
    """A theatre whose people write the sentence wherever they can."""

    written: set[Place] = field(default_factory=set)

    @property
    def hands(self) -> TellingHands:
        """Give hands that tell."""
        return TellingHands(runtime=self.office.runtime, run_due=self.run_due, written=self.written)

    def _watch(self, name: str, step: str, now: InstanceView) -> None:
        """Look at nothing: what is asked here is only where the sentence comes to lie."""


def tellings(home: Path, procedure: str) -> dict[str, frozenset[Telling]]:
    """Give what each element of a procedure lets people tell: its form's texts, and the letters that may repeat them.

    An element whose form has no text that people write freely is left out.
    """
    files = definitions.read_folder(home / procedure, home)
    head = heads.parse(files["procedure.toml"])
    table = bpmn.load(files, process_id=head.process, bpmn=head.bpmn, sla=head.sla).side_table
    found = {}
    for one in table.values():
        asked = next((data for path, data in files.items() if path.endswith(f"/{one.form}.form")), None)
        if asked is not None and paths(forms.parse(asked).fields):
            letters = [(name, _digest(files, f"/{name}.")) for name in one.documents] or [("", "")]
            form = str(one.form), hashlib.sha256(asked).hexdigest()
            found[one.id] = frozenset((*form, *letter) for letter in letters)
    return found


def _digest(files: Mapping[str, bytes], part: str) -> str:
    """Give one digest of all files whose path has this part."""
    return hashlib.sha256(b"".join(files[path] for path in sorted(files) if part in path)).hexdigest()


def chosen(home: Path, scenarios: Sequence[Scenario]) -> tuple[list[Scenario], set[Telling]]:
    """Give few short scenarios that together tell all that any of them tells, and what of the house none of them tells.

    Each time the one is taken that adds most for its steps. Those that choose a reading come last, since it holds for
    what is played after it.
    """
    told = {folder: tellings(home, folder) for folder in dict.fromkeys(one.folder for one in scenarios)}
    offered = {one.name: _offered(one, told[one.folder]) for one in scenarios}
    every = {telling for found in told.values() for of_task in found.values() for telling in of_task}
    found: list[Scenario] = []
    covered: set[Telling] = set()
    while True:
        best = max(scenarios, key=lambda one: (len(offered[one.name] - covered) / (len(one.steps) + REPORT), one.name))
        if not offered[best.name] - covered:
            return sorted(found, key=lambda one: one.chooses_readings), every - covered
        found.append(best)
        covered |= offered[best.name]


def _offered(scenario: Scenario, told: Mapping[str, frozenset[Telling]]) -> set[Telling]:
    tasks = {str(step.task) for step in scenario.steps if step.do == "complete"}
    return set[Telling]().union(*(told.get(task, frozenset()) for task in tasks))


def paths(fields: Sequence[Field], above: str = "") -> list[str]:
    """Give the path of each text that people write freely: no code, number or address of a fixed form."""
    found = []
    for one in fields:
        if one.fields:
            found += paths(one.fields, f"{above}{one.key}." if one.key is not None else above)
        elif _is_story(one):
            found.append(f"{above}{one.key}")
    return found


def _is_story(one: Field) -> bool:
    return one.type in TEXTS and one.is_input and not one.routing and one.pattern is None and one.format not in NUMBERS


def _told(fields: Sequence[Field], answers: Any) -> dict[str, Any]:
    told = dict(answers) if isinstance(answers, Mapping) else {}
    for one in fields:
        if one.type == "group" and one.key is None:
            told = _told(one.fields, told)
        elif one.type == "dynamiclist":
            told[str(one.key)] = [_told(one.fields, row) for row in told.get(str(one.key)) or ()]
        elif one.fields:
            told[str(one.key)] = _told(one.fields, told.get(str(one.key)))
        elif _is_story(one):
            told[str(one.key)] = SENTENCE[: one.max_length]
    return {key: value for key, value in told.items() if value not in ([], {})}
