"""What a decision was asked: worked out again by re-execution, since the history keeps rules and outcomes only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from engine import dmn, errors, feel
from engine.bpmn.mended import bounds
from engine.bpmn.running import runner
from engine.domain.audit.sight import Sight
from engine.domain.running import facts, inputs
from engine.services.audit import sights
from engine.services.base import access
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.running import steps
from engine.services.time import calendars
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.tables.audit import HistoryEvent


class NotReexecutedError(errors.ConflictError):
    """Re-execution comes to another decision than the history says. Check the history of this case.

    ``ids`` name the event.
    """

    code = "not_reexecuted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a table: its heading, its FEEL text and the answer as a JSON value.

    ``withheld`` tells that the reader may not see the answer, which is then None.
    """

    label: str
    text: str
    value: Any
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAsked:
    """A decision with what it was asked; ``inputs`` is empty for one that is no table."""

    element_id: str
    decision: str
    inputs: tuple[Asked, ...]


def asked(tx: Transaction, instance_id: str, *, seq: int, reason: str | None = None) -> tuple[DecisionAsked, ...]:
    """Give what the decisions of an event were asked, in order; the instance is executed again up to that event.

    With a reason also answers that are withheld without one. The reading is recorded. Raises NotFoundError,
    NotPermittedError, ReasonUnknownError, and NotReexecutedError when the decisions come out otherwise.
    """
    found, subject = access.require_readable(tx, cases.get(tx.session, instance_id), "history.read", asked=instance_id)
    if reason is None:
        reads.note(tx, found.case.id, what="history.read", seen=subject)
    else:
        sights.require_reason(tx, found, reason=reason)
    deployed = steps.deployed(tx, found)
    seen = sights.of(tx, found, deployed, reasoned=reason is not None)
    rows = [row for row in stored.of_instance(tx.session, instance_id) if row.seq <= seq]
    if not rows or rows[-1].seq != seq:
        raise errors.NotFoundError(process_instance=instance_id, seq=seq)
    recorded = json.loads(rows[-1].data).get("effects", {}).get("decisions", [])
    made, zone = _made(tx, found, deployed, rows)
    if [[one.element_id, one.decision, list(one.rules), one.outputs] for one in made] != recorded:
        raise NotReexecutedError(process_instance=instance_id, seq=seq)
    context = feel.Context(now=rows[-1].at, zone=zone)
    return tuple(_told(deployed, one, seen, context) for one in made)


def _made(
    tx: Transaction, found: cases.Found, deployed: Deployed, rows: list[HistoryEvent]
) -> tuple[tuple[facts.DecisionMade, ...], tzinfo]:
    """Execute the inputs of these events again; give the decisions of the last one, and the zone of its calendar."""
    state: runner.State | None = None
    made: tuple[facts.Fact, ...] = ()
    zone: tzinfo = UTC
    for row in rows if rows[-1].type in inputs.KINDS else ():
        if row.type in inputs.KINDS:
            data = json.loads(row.data)
            calendar = calendars.of_version(tx, found.instance.agency, data["calendar"])
            event = inputs.from_json(row.type, data["input"])
            moment = runner.Moment(now=row.at, calendar=calendar)
            step = runner.apply(deployed.definition, state, event, moment=moment, bounds=bounds.UNBOUNDED)
            state, made, zone = step.state, step.facts, calendar.zone
    return tuple(fact for fact in made if isinstance(fact, facts.DecisionMade)), zone


def _told(deployed: Deployed, made: facts.DecisionMade, seen: Sight, context: feel.Context) -> DecisionAsked:
    box = deployed.definition.model_of(made.decision).decisions[made.decision].box
    clauses = box.inputs if isinstance(box, dmn.Table) else ()
    inputs_ = tuple(_answer(one.label, one.expression.text, made.given, seen, context) for one in clauses)
    return DecisionAsked(element_id=made.element_id, decision=made.decision, inputs=inputs_)


def _answer(label: str, text: str, given: Mapping[str, Any], seen: Sight, context: feel.Context) -> Asked:
    """Answer one question from the variables; who may not see one of them does not see what was made of it."""
    expression = feel.compile(text)
    names = expression.names & given.keys()
    withheld = not all(seen.shows(name) for name in names)
    scope = {name: feel.from_json(given[name]) for name in names}
    value = None if withheld else feel.to_json(expression.evaluate(scope, context))
    return Asked(label=label, text=text, value=value, withheld=withheld)
