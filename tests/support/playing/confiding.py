"""Scenarios in which every text that a person may type holds one sentence, so that it can be looked for everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.domain.forms.form_fields import TEXTS, Field
from engine.scenarios.hands import Hands, OnCase
from engine.scenarios.reading import Scenario
from engine.services.running import steps
from engine.services.user_tasks.results import UserTaskView
from tests.support.offices.factories import CLI
from tests.support.playing.scenarios import Theatre

SENTENCE = "Zubaidah Kenariwati bersembunyi di Gang Burung Kenari"
NUMBERS = frozenset({"email", "phone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingHands(Hands):
    """Hands that write the sentence into each text of each form; ``written`` keeps where, by form and path."""

    written: set[tuple[str, str]] = field(default_factory=set)

    def complete(self, case: OnCase, task: UserTaskView, form: Mapping[str, Any]) -> None:
        """Complete a task with the sentence in all that its form lets people type."""
        with self.runtime.transaction(CLI, reads_only=True) as tx:
            deployed = steps.deployed_of(tx, task.process_instance)
            form_id = deployed.definition.side_table[task.element_id].form
            asked = deployed.form(form_id).fields if form_id is not None else ()
        told = _told(asked, form)
        self.written.update((form_id or "", path) for path in paths(asked))
        Hands.complete(self, case, task, told)


@dataclass(kw_only=True)
class TellingTheatre(Theatre):
    """A theatre whose people write the sentence wherever they can."""

    written: set[tuple[str, str]] = field(default_factory=set)

    @property
    def hands(self) -> Hands:
        """Give hands that tell."""
        return TellingHands(runtime=self.office.runtime, run_due=self.run_due, written=self.written)


def chosen(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Give scenarios that together take every task that any of them takes.

    Those of most tasks come first, and last those that choose a reading, which holds for what is played after it.
    """
    offered = {one.name: {step.task for step in one.steps if step.do == "complete"} for one in scenarios}
    by_name = {one.name: one for one in scenarios}
    found, covered = [], set[Any]()
    for name in sorted(by_name, key=lambda name: (by_name[name].chooses_readings, -len(offered[name]), name)):
        if offered[name] - covered:
            found.append(by_name[name])
            covered |= offered[name]
    return found


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
