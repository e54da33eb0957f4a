"""Re-execution, step by step: each input is applied again, and what it leads to is compared with what was recorded.

The program is asked the same questions as then: the recorded input, the recorded moment, the calendar that the event
names. Effects, and the routing data before and after, must be those of the event; so the first event that the program
would answer otherwise today is named, not only that the end differs. Nothing that people wrote is needed for it.
"""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import errors
from engine.bpmn.mended import bounds
from engine.bpmn.running import runner
from engine.domain import vocabulary
from engine.domain.running import facts, inputs
from engine.domain.verification.findings import Finding
from engine.services.base import bundles, canonical
from engine.services.base.transaction import Transaction
from engine.services.running import expected, steps
from engine.services.running.rows_of_facts import Owner
from engine.services.time import calendars

PARTS = ("effects", "before", "after")


@dataclass(slots=True, kw_only=True)
class Reexecuted:
    """What came of executing an instance again.

    ``rows`` are the derived rows as its events say them, None where nothing could be executed; ``state`` is the last
    state, None likewise; ``stopped`` tells that an event could not be executed, so that what follows is unknown.
    """

    rows: expected.Instance | None = None
    state: runner.State | None = None
    stopped: bool = False
    inputs: int = 0
    thrown: list[tuple[Any, facts.MessageThrown]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def execute(
    tx: Transaction, deployed: bundles.Deployed, events: Iterable[Any], *, case_id: str, instance_id: str
) -> Reexecuted:
    """Execute the events of one instance again, in order, up to the first that cannot be.

    ``events`` are rows of the history; ``deployed`` is the version on which the instance runs.
    """
    done = Reexecuted()
    for event in events:
        try:
            data = json.loads(event.data)
            step, before = _step(tx, deployed, done.state, event, data)
            done.rows = done.rows or _begun(deployed, step, case_id=case_id, instance_id=instance_id)
            done.rows.take(event, data, step)
        except errors.UNREADABLE as failure:
            code = failure.code if isinstance(failure, errors.LindungError) else type(failure).__name__
            done.findings.append(_finding(event, "execution_refused", "input", subject=code))
            done.stopped = True
            return done
        if step is not None:
            done.inputs += 1
            done.state = step.state
            done.thrown += ((event, fact) for fact in step.facts if isinstance(fact, facts.MessageThrown))
            done.findings += (_finding(event, "event_differs", part) for part in _differing(data, step, before))
    return done


def _step(
    tx: Transaction, deployed: bundles.Deployed, state: runner.State | None, event: Any, data: Mapping[str, Any]
) -> tuple[runner.Step | None, Mapping[str, Any]]:
    """Apply an input and give the step with the variables before it; None for an event that is no input."""
    if event.type not in inputs.KINDS:
        return None, {}
    before: Mapping[str, Any] = {} if state is None else copy.deepcopy(state.variables)
    given = inputs.from_json(event.type, data["input"])
    known = given.variables if isinstance(given, inputs.Start) else before
    calendar = calendars.of_version(tx, known[vocabulary.AGENCY], data["calendar"])
    moment = runner.Moment(now=event.at, calendar=calendar)
    # A bound that was lowered since then refuses nothing that was accepted.
    return runner.apply(deployed.definition, state, given, moment=moment, bounds=bounds.UNBOUNDED), before


def _begun(
    deployed: bundles.Deployed, step: runner.Step | None, *, case_id: str, instance_id: str
) -> expected.Instance:
    """Begin to work out the rows of an instance; ValueError when its first event is no start."""
    if step is None:
        raise ValueError("no start")
    variables = step.state.variables
    owner = Owner(
        instance_id=instance_id,
        case_id=case_id,
        case_number=str(variables[vocabulary.CASE_NUMBER]),
        agency=str(variables[vocabulary.AGENCY]),
        procedure=deployed.procedure.key,
    )
    return expected.Instance(owner=owner, definition=deployed.definition, procedure=deployed.procedure)


def _differing(data: Mapping[str, Any], step: runner.Step, before: Mapping[str, Any]) -> Iterator[str]:
    """Give the parts of an event's data that the step would not write so today."""
    again = steps.changes(step, before=before)
    for part in PARTS:
        if canonical.text(again.get(part, {})) != canonical.text(data.get(part, {})):
            yield part


def _finding(event: Any, code: str, part: str, *, subject: str | None = None) -> Finding:
    return Finding(
        code=code,
        part=part,
        instance_id=event.instance_id,
        seq=event.seq,
        element=event.element_id,
        subject=subject,
        at=event.at,
        event_type=event.type,
    )
