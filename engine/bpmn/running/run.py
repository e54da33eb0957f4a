"""What one step sees and notes: its moment, the FEEL functions, the SLA book, and the facts in order of happening.

A run belongs to one input of one instance; two threads never share one.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import feel
from engine.bpmn.base.errors import DefinitionInvalidError
from engine.bpmn.mended import patches, scripting
from engine.bpmn.reading.definitions import Definition
from engine.domain import vocabulary
from engine.domain.running import facts
from engine.domain.time import iso8601, sla_book, sla_clocks, sla_rows, working_calendar, working_time

SPLIT = ".BoundaryEventSplit"


def plain(value: Any) -> Any:
    """Give a JSON value as a fresh copy with sorted keys, so that live and reloaded variables iterate alike.

    TypeError or ValueError for what a snapshot could not hold: another type, not a number, half a character.
    """
    return json.loads(json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False).encode())


class Run:
    """The watcher of one step. ``facts`` holds what happened on the way; ``elements`` and ``flows`` the path."""

    def __init__(
        self,
        definition: Definition,
        case: patches.Case,
        book: sla_book.SlaBook,
        *,
        now: datetime,
        calendar: working_calendar.Calendar,
    ) -> None:
        """Begin a step of the case at ``now``."""
        self.definition, self.case, self.book = definition, case, book
        self.now, self.calendar, self.zone = now, calendar, calendar.zone
        self.scripting = definition.scripting
        self.facts: list[facts.Fact] = []
        self.elements: list[str] = []
        self.flows: list[str] = []
        self.clocks_moved = False
        self.is_cancelled = False
        self._stale = True
        self.feel_context = feel.Context(now=now, zone=calendar.zone, functions=scripting.FUNCTIONS)

    def passed(self, task: Any) -> None:
        """Note the element that a token leaves, the flows that it takes, and what the element stands for."""
        element_id = task.task_spec.bpmn_id
        if element_id is None or task.triggered or isinstance(task.task_spec, patches.Armed):
            # The start event inside an event sub-process speaks for what armed it.
            return
        self._follow(task, task.children)
        self._stand_for(element_id)

    def let_loose(self, task: Any, children: list[Any]) -> None:
        """Note that a waiting boundary event sent tokens on: it has happened, and stands for what it says.

        Of an event sub-process, its own start event tells.
        """
        if not isinstance(task.task_spec, patches.Armed):
            self._follow(task, children)
            self._stand_for(task.task_spec.bpmn_id)

    def _stand_for(self, element_id: str) -> None:
        info = self.definition.side_table[element_id]
        # Stop before start: one element may end the first promise and begin the next.
        for milestone in info.sla_stop:
            self.settle()
            self._note_clocks(self.book.stop(milestone, at=self.now))
        for fact in info.sla_start:
            self.book.record(fact, self._happened_at(element_id))
            self._stale = True
        for document in info.documents:
            self.facts.append(facts.DocumentDue(element_id=element_id, document=document))

    def throw_message(self, task: Any, message: str) -> None:
        """Note a message that leaves the instance."""
        thrown = facts.MessageThrown(
            element_id=task.task_spec.bpmn_id, message=message, variables=plain(dict(task.data))
        )
        self.facts.append(thrown)

    def decide(self, task: Any) -> None:
        """Ask the element's decision and put the answer among the variables."""
        element_id = task.task_spec.bpmn_id
        decision = self.definition.side_table[element_id].decision
        if decision is None:
            raise DefinitionInvalidError(element_id=element_id, reason="missing_decision")
        given = dict(task.data)
        value, rules = self._ask(decision, given)
        outputs = plain(feel.to_json(value))
        task.data.update(outputs if isinstance(outputs, dict) else {decision: outputs})
        made = facts.DecisionMade(element_id=element_id, decision=decision, rules=rules, outputs=outputs, given=given)
        self.facts.append(made)
        self._stale = True

    def settle(self) -> None:
        """Bring the SLA clocks in line with the present variables."""
        if not self._stale or self.definition.sla is None:
            return
        # Cleared first: a table that itself asks for a clock's moment must not ask for ever.
        self._stale = False
        value, _ = self._ask(self.definition.sla, self.case.scope)
        rows = sla_rows.rows_from(value)
        self._note_clocks(self.book.settle(rows, now=self.now, calendar=self.calendar))

    def ask_again(self) -> None:
        """Note that what the promised times depend on changed by no step of the diagram."""
        self._stale = True

    def reach(self, timer_id: str) -> None:
        """Note that a moment of an SLA clock has come."""
        self._note_clocks(self.book.reach(timer_id, at=self.now))

    def cancel(self) -> None:
        """Note that a person calls the instance off: no clock is opened any more."""
        self.is_cancelled = True
        self._stale = False

    def close_clocks(self) -> None:
        """Close every running clock: the instance is over."""
        self._note_clocks(self.book.cancel_all(at=self.now))

    def _ask(self, decision: str, variables: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
        scope = {name: feel.from_json(value) for name, value in variables.items()}
        result = self.definition.model_of(decision).evaluate(decision, scope, self.feel_context)
        return result.settled(), tuple(rule for matched in result.matched for rule in matched.rule_ids)

    def _note_clocks(self, changes: list[sla_clocks.SlaChange]) -> None:
        for change in changes:
            self.clocks_moved = True
            clock = change.clock
            noted = facts.SlaChanged(
                clock_id=clock.id, milestone=clock.milestone, change=change.change, clock=clock.to_json()
            )
            self.facts.append(noted)

    def _happened_at(self, element_id: str) -> datetime:
        # A table without a start fact of its own begins to count when the report came in, not when it was typed in.
        received = self.case.scope.get(vocabulary.RECEIVED_AT)
        if element_id in self.definition.start_events and isinstance(received, str):
            return iso8601.moment(received)
        return self.now

    def _follow(self, task: Any, children: list[Any]) -> None:
        element_id = task.task_spec.bpmn_id
        self.elements.append(element_id)
        # Of several flows between two elements, each token took one that no other token of this step took.
        taken: list[str] = []
        for child in children:
            target = child.task_spec.bpmn_id or child.task_spec.name.removesuffix(SPLIT)
            between = self.definition.flow_ids.get((element_id, target), ())
            taken += [flow for flow in between if flow not in taken][:1]
        self.flows += taken

    def due(self, milestone: str) -> datetime | None:
        """Give the due moment of a milestone's clock as the variables stand now."""
        self.settle()
        return self.book.batas(milestone)

    def warning(self, milestone: str, percent: int) -> datetime | None:
        """Give the moment of a warning of a milestone's clock as the variables stand now."""
        self.settle()
        return self.book.peringatan(milestone, percent)

    def working(self, amount: Decimal, unit: str) -> datetime:
        """Give the moment after so much working time from now."""
        # A working day is counted from the next one on, as letters of the administration are: not the day itself.
        count = working_time.add(
            self.calendar, self.now, amount=amount, unit=unit, calendar_kind="kerja", day_count="exclude_first"
        )
        return count.due
