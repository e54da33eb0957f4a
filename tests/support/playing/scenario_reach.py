"""What the scenarios of one procedure reach together, and what there is to be reached.

Shared parts and shared tables are tried out by themselves, so of them nothing is asked here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engine import dmn, feel
from engine.bpmn.base import xml
from engine.domain.time import sla_rows
from engine.scenarios import reading, through_services
from engine.scenarios.through_services import Performance
from engine.services.base import bundles
from engine.services.policy import definitions
from engine.services.verification.results import HistoryEventView
from tests.support.playing import scenarios

BREACH = 100
Rule = tuple[str, str]
Promise = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One procedure as it stands in the workflows folder, and its scenarios after they were played."""

    deployed: bundles.Deployed
    played: tuple[Performance, ...]

    @property
    def elements(self) -> set[str]:
        """Give the elements that a token went through."""
        return {element for played in self.played for element in _passed(played, 0)}

    @property
    def flows(self) -> set[str]:
        """Give the sequence flows that a token went along."""
        return {flow for played in self.played for flow in _passed(played, 1)}

    def of_kind(self, kind: str) -> set[str]:
        """Give the ids of all elements of a BPMN kind in the procedure's own diagrams."""
        return {one.get("id", "") for root in self._diagrams() for one in root.iter(xml.bpmn(kind))}

    def _diagrams(self) -> Iterator[xml.Element]:
        return (xml.parse(data) for path, data in self._own() if path.endswith(".bpmn"))

    def _own(self) -> Iterator[tuple[str, bytes]]:
        return ((path, data) for path, data in self.deployed.files.items() if not path.startswith("shared/"))

    @property
    def rules(self) -> set[Rule]:
        """Give (decision, rule) for every rule that made an answer, in the diagram or for the promised times."""
        asked = {
            (decision, rule)
            for played in self.played
            for _, decision, rules, _ in played.effects("decisions")
            for rule in rules
        }
        return asked | {(match.decision_id, rule) for result in self._promises() for match, rule in _matches(result)}

    @property
    def all_rules(self) -> set[Rule]:
        """Give (decision, rule) for every rule of the procedure's own tables that are asked somewhere."""
        definition = self.deployed.definition
        used = {one.decision for one in definition.side_table.values()} | {definition.sla}
        own = {path.rpartition(".")[0] for path, _ in self._own() if path.endswith(".dmn")}
        return {rule for name in used & own if name for rule in _rules_of(definition.model_of(name), name)}

    @property
    def kept_promises(self) -> set[Promise]:
        """Give (milestone, percent) for every warning that was noted, and (milestone, 100) for a breach."""
        clocks = [clock for played in self.played for clock in played.clocks]
        warned = {(clock.milestone, percent) for clock in clocks for percent in clock.warned}
        return warned | {(clock.milestone, BREACH) for clock in clocks if clock.breached_at is not None}

    @property
    def all_promises(self) -> set[Promise]:
        """Give (milestone, percent) for every warning and breach of the rows that held in some scenario."""
        rows = [row for result in self._promises() for row in sla_rows.rows_from(result.settled())]
        return {(row.milestone, percent) for row in rows if row.is_deadline for percent in (*row.warn, BREACH)}

    def _promises(self) -> Iterator[dmn.Result]:
        """Ask the table of promised times as it was asked after each event."""
        table = self.deployed.definition.sla
        if table is None:
            return
        model = self.deployed.definition.model_of(table)
        for played in self.played:
            for at, variables in variables_over_time(played.events):
                context = feel.Context(now=at, zone=at.tzinfo, functions={})
                yield model.evaluate(table, feel.from_json(variables), context)


def of(theatre: scenarios.Theatre, procedure: str) -> Reach:
    """Play every scenario of a procedure that was not played yet."""
    files = definitions.read_folder(theatre.home / procedure, scenarios.WORKFLOWS)
    names = reading.names(theatre.home, [procedure])
    return Reach(
        deployed=bundles.parse(files, bundle_id=0, version=0), played=tuple(theatre.play(name) for name in names)
    )


def variables_over_time(events: Iterable[HistoryEventView]) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Give the moment and the process variables after each event that changed some."""
    variables: dict[str, Any] = {}
    for event in events:
        known, variables = variables, through_services.after(variables, event)
        if known != variables:
            yield event.at, variables


def _passed(played: Performance, place: int) -> Iterator[str]:
    steps = [event.data.get("effects", {}).get("passed") for event in played.events]
    return (one for step in steps if step for one in step[place])


def _matches(result: dmn.Result) -> Iterator[tuple[dmn.MatchedRule, str]]:
    return ((match, rule) for match in result.matched for rule in match.rule_ids)


def _rules_of(model: dmn.Model, decision: str) -> Iterator[Rule]:
    box = model.decisions[decision].box
    assert isinstance(box, dmn.Table)
    return ((decision, rule.id) for rule in box.rules)
