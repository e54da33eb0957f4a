"""The time line of a case: all that happened in all its instances, as one document (``engine.domain.audit``)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import dmn, errors
from engine.domain.audit import occurrences
from engine.domain.audit import timeline as shaping
from engine.domain.audit.occurrences import Label, Occurrence, Promise, Run, Table
from engine.domain.forms.form_fields import Field
from engine.domain.policy.clauses import Ambiguity
from engine.domain.time.sla_clocks import SlaClock
from engine.domain.vocabulary import BY_KEY
from engine.services.audit import sights
from engine.services.base import access, canonical
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.running import steps
from engine.services.time import calendars, sla_clocks
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.audit import HistoryEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The document of a case, and its validator: the hash of its newest event, of several instances one over all."""

    etag: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is withheld of a case without a reason, by the event's place in the time line.

    ``values`` are (place, name, value), ``decisions`` (place, decision, rules as number and note, outcome). ``labels``
    say what each value is called, and its codes in words, by instance and name.
    """

    etag: str
    values: tuple[tuple[int, str, Any], ...]
    decisions: tuple[tuple[int, str, list[tuple[int, str | None]] | None, Any], ...]
    labels: tuple[Mapping[str, Any], ...]


def require(tx: Transaction, number: str) -> str:
    """Give the number of a case whose history the actor may read, without reading it; else NotFoundError."""
    [found, *_] = _instances(tx, number)
    access.require_readable(tx, found, "history.read", asked=found.instance.id)
    return found.case.number


def of_instance(tx: Transaction, instance_id: str) -> Timeline:
    """Give the time line of the case to which an instance belongs; the reading is recorded.

    NotFoundError for an instance that does not exist or whose history the actor may not read.
    """
    found = cases.get(tx.session, instance_id)
    if found is None:
        raise errors.NotFoundError(process_instance=instance_id)
    return _of(tx, cases.of_case(tx.session, found.case.id))


def of_case(tx: Transaction, number: str) -> Timeline:
    """Give the time line of a case by its number; the reading is recorded. Raises NotFoundError."""
    return _of(tx, _instances(tx, number))


def for_outside(tx: Transaction, number: str, *, reasoned: bool) -> Mapping[str, Any]:
    """Give the document of a case as somebody outside is shown it, with the values for which there is a reason or none.

    The reading is recorded; that of the values is the caller's to record. Raises NotFoundError.
    """
    return _of(tx, _instances(tx, number), reasoned=reasoned, outside=True).document


def values(tx: Transaction, number: str, *, reason: str) -> Values:
    """Give the values of a case's history that its time line withholds, for a reason.

    This is a reading of its own, recorded with the reason. Raises NotFoundError, NotPermittedError, ReasonUnknownError.
    """
    instances = _instances(tx, number)
    sights.require_reason(tx, instances[0], reason=reason)
    runs = [_run(tx, one, reasoned=True) for one in instances]
    found = _occurrences(tx, instances)
    return Values(
        etag=_etag(runs),
        values=tuple(each for place, one in enumerate(found) for each in _held(place, one, runs[one.run])),
        decisions=tuple(each for place, one in enumerate(found) for each in _decided(place, one, runs[one.run])),
        labels=tuple(
            {name: [label.text, dict(label.codes)] for name, label in one.labels.items() if one.sight.shows(name)}
            for one in runs
        ),
    )


def _held(place: int, one: Occurrence, run: Run) -> Iterator[tuple[int, str, Any]]:
    after = one.data.get("after", {})
    yield from ((place, name, after[name]) for name in sorted(after) if run.sight.shows(name))


def _decided(
    place: int, one: Occurrence, run: Run
) -> Iterator[tuple[int, str, list[tuple[int, str | None]] | None, Any]]:
    for _, decision, rules, said in one.data.get("effects", {}).get("decisions", ()):
        shown = run.sight.rules(decision, rules)
        known = run.tables[decision].rules
        told = None if shown is None else [known[rule] for rule in shown if rule in known]
        yield place, decision, told, run.sight.outcome(decision, said)


def _instances(tx: Transaction, number: str) -> list[cases.Found]:
    case = cases.by_number(tx.session, number)
    found = [] if case is None else cases.of_case(tx.session, case.id)
    if not found:
        raise errors.NotFoundError(case_number=number)
    return found


def _of(
    tx: Transaction, instances: Sequence[cases.Found], *, reasoned: bool = False, outside: bool = False
) -> Timeline:
    case = instances[0].case
    _, seen = access.require_readable(tx, instances[0], "history.read", asked=instances[0].instance.id)
    reads.note(tx, case.id, what="history.read", seen=seen)
    runs = [_run(tx, one, reasoned=reasoned, outside=outside) for one in instances]
    document = shaping.document(
        case=case.number,
        agency=case.agency,
        zone=calendars.current(tx, case.agency).zone.key,
        runs=runs,
        found=_occurrences(tx, instances),
    )
    # Who sees more is given another document of the same events.
    return Timeline(etag=_etag(runs) + ("-isi" if runs[0].sight.whole else ""), document=document)


def _etag(runs: Sequence[Run]) -> str:
    heads = [run.head[1] for run in runs]
    return heads[0] if len(heads) == 1 else canonical.digest("".join(heads).encode()).hex()


def _occurrences(tx: Transaction, instances: Sequence[cases.Found]) -> list[Occurrence]:
    rows = [
        (number, row) for number, one in enumerate(instances) for row in stored.of_instance(tx.session, one.instance.id)
    ]
    told = [(number, row, json.loads(row.data)) for number, row in rows]
    known = {each for _, row, data in told for each in (row.actor, _whom(row, data)) if each is not None}
    people_of = people.by_ids(tx.session, {each for each in known if ":" not in each})
    names = {user.id: user.display_name for user in people_of.values()}
    return occurrences.in_order(
        Occurrence(
            run=number,
            seq=row.seq,
            at=row.at,
            actor=names.get(row.actor, row.actor),
            role=row.role,
            type=row.type,
            element=row.element_id,
            task=row.task_id,
            data=data,
            whom=names.get(_whom(row, data) or ""),
        )
        for number, row, data in told
    )


def _whom(row: HistoryEvent, data: Mapping[str, Any]) -> str | None:
    """Give the id of the person to whom a task is handed, or of the absent one in whose stead it is claimed."""
    name = {"user_task.delegated": "assignee", "user_task.claimed": "assignee_before"}.get(row.type)
    whom: str | None = data.get(name) if name is not None else None
    return whom


def _run(tx: Transaction, found: cases.Found, *, reasoned: bool = False, outside: bool = False) -> Run:
    deployed = steps.deployed(tx, found)
    definition = deployed.definition
    clocks = {name: _promise(one) for name, one in sla_clocks.of_instance(tx, found).items()}
    return Run(
        id=found.instance.id,
        key=found.bundle.key,
        name=deployed.procedure.name,
        version=found.bundle.version,
        sha256=bytes(found.bundle.sha256).hex(),
        is_overlay=found.bundle.overlay,
        picture=deployed.main_picture,
        elements=definition.side_table,
        drawn=deployed.drawn,
        flows=definition.flows,
        callers=definition.callers,
        leading=definition.leading,
        sight=sights.of(tx, found, deployed, reasoned=reasoned, outside=outside),
        head=(found.instance.head_seq, bytes(found.instance.head_hash).hex()),
        clocks=clocks,
        tables=dict(_tables(definition.models)),
        labels=dict(_labels(deployed)),
        readings=dict(_readings(deployed, clocks)),
    )


def _promise(clock: SlaClock) -> Promise:
    row = clock.row
    return Promise(
        milestone=clock.milestone,
        clause=row.clause,
        reading=row.reading or None,
        amount=row.amount,
        unit=row.unit,
        calendar=row.calendar,
        start_fact=row.start_event,
        started_at=clock.started_at,
        is_deadline=row.is_deadline,
    )


def _tables(models: Mapping[str, dmn.Model]) -> Iterator[tuple[str, Table]]:
    for decision_id, model in models.items():
        decision = model.decisions[decision_id]
        rules = decision.box.rules if isinstance(decision.box, dmn.Table) else ()
        yield decision_id, Table(name=decision.name, rules={rule.id: (rule.number, rule.note) for rule in rules})


def _labels(deployed: Deployed) -> Iterator[tuple[str, Label]]:
    """Give what each variable is called: by the program's own list, or better by the form that asks for it."""
    yield from ((name, Label(text=one.meaning_id)) for name, one in BY_KEY.items())
    for form in deployed.all_forms:
        for field in form.fields:
            yield from _labels_in(field)


def _labels_in(field: Field) -> Iterator[tuple[str, Label]]:
    for name in field.routing_names():
        yield name, Label(text=field.label, codes={str(option.value): option.label for option in field.options})
    if field.key is None:
        for inner in field.fields:
            yield from _labels_in(inner)


def _readings(deployed: Deployed, clocks: Mapping[str, Promise]) -> Iterator[tuple[str, Any]]:
    """Give the ambiguities on which the case's clocks or its decisions rest, with the words of each reading."""
    used = {clock.reading for clock in clocks.values()}
    decided = {each for one in deployed.definition.side_table.values() if one.decision for each in one.clause}
    for document in deployed.documents:
        for ambiguity in document.ambiguities.values():
            if ambiguity.id in used or decided & set(ambiguity.clauses):
                yield ambiguity.id, _told(ambiguity)


def _told(ambiguity: Ambiguity) -> dict[str, Any]:
    readings = {reading.id: reading.text for reading in ambiguity.readings}
    return {"issue": ambiguity.issue, "clauses": list(ambiguity.clauses), "readings": readings}
