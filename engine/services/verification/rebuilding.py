"""Rebuilding: the derived rows of a case are made again from its events, where they are lost or not as they should be.

Events, accesses and what people wrote are never touched. What was made anew is an event itself, so nothing is mended
in silence; and nothing is made from events that are not whole, or that the program would not answer so today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import errors
from engine.bpmn.running import runner
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.checks import chains, whole_cases
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords
from engine.services.incidents import incidents, standstill
from engine.services.running import expected, steps
from engine.services.running.expected import OneOf
from engine.services.running.rows_of_facts import Row
from engine.services.verification import derivation, practice, verification
from engine.services.verification.derivation import Derived
from engine.store.base import compact
from engine.store.base.declarations import Base
from engine.store.cases import cases
from engine.store.incidents import incidents as stored_incidents
from engine.store.tables.cases import Case, CaseMember, ProcessInstance
from engine.store.tables.messages import AwaitedMessage
from engine.store.tables.running import Timer
from engine.store.tables.time import SlaClock
from engine.store.tables.user_tasks import Draft, UserTask
from engine.store.verification import whole_cases as stored

TABLES: Mapping[str, type[Base]] = {
    "user_tasks": UserTask,
    "sla_clocks": SlaClock,
    "timers": Timer,
    "awaited_messages": AwaitedMessage,
}
MENDED = frozenset({steps.SnapshotUnreadableError.code, "history_differs"})
"""Codes of incidents that are over when a case was made anew."""


class RecordNotWholeError(errors.ConflictError):
    """The events of this case are not as they were recorded, so nothing can be made again from them.

    ``seq`` and ``finding`` name the first of them.
    """

    code = "record_not_whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What was made anew in one instance: how many rows of each table; ``snapshot`` is its stored state."""

    process_instance: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildResult:
    """A case after it was made anew; ``instances`` are those in which anything was not as its events say."""

    case_number: str
    instances: tuple[Rebuilt, ...]


def rebuild(tx: Transaction, name: str) -> RebuildResult:
    """Make again what is derived from the events of a case, by its number or the id of one of its instances.

    For the installation's operator. Raises NotFoundError, NotPermittedError, RecordNotWholeError.
    """
    tx.require_anywhere("history.rebuild")
    case_id = verification.case_id(tx, name)
    cases.lock_whole(tx.session, case_id)
    [case] = whole_cases.read(tx, [case_id])
    derived = derivation.check(tx, case)
    whole = _require_whole(case, derived)
    done = {one.id: dict(_rows(tx, one, rows, state)) for one, rows, state in whole}
    done[case.instances[0].id] |= _case(tx, case, [rows for _, rows, _ in whole])
    tx.session.expire_all()
    for instance_id, made in done.items():
        _note(tx, instance_id, made)
    changed = tuple(Rebuilt(process_instance=one, rows=made) for one, made in done.items() if made)
    return RebuildResult(case_number=cases.by_id(tx.session, case_id).number, instances=changed)


def _require_whole(
    case: CaseRecords, derived: Derived
) -> list[tuple[InstanceRecords, expected.Instance, runner.State]]:
    """Give each instance with its rows and state; refuses changed events, and those that lead elsewhere today."""
    broken = [found for found in chains.check(case) if found.part == "history"]
    refused = [found for _, again in derived.instances for found in again.findings]
    for found in [*broken, *refused]:
        raise RecordNotWholeError(process_instance=found.instance_id, seq=found.seq, finding=found.code)
    done = [(one, again.rows, again.state) for one, again in derived.instances]
    for one, rows, _ in done:
        if rows is None:
            raise RecordNotWholeError(process_instance=one.id, seq=1, finding="record_missing")
    return [(one, rows, state) for one, rows, state in done if rows is not None and state is not None]


def _rows(
    tx: Transaction, one: InstanceRecords, rows: expected.Instance, state: runner.State
) -> Iterator[tuple[str, int]]:
    """Write what is not as it should be in one instance; gives (table, how many rows)."""
    made = state.dumps()
    wanted = rows.row
    differing = {name: wanted[name] for name in derivation.differing(wanted, one.row)}
    if derivation.unpacked(one.row["snapshot"]) != made:
        differing["snapshot"] = compact.deflated(made, level=steps.COMPRESSION)
        yield "snapshot", 1
    if differing.keys() - {"snapshot"}:
        yield "process_instances", 1
    if differing:
        stored.update(tx.session, ProcessInstance, {"id": one.id}, differing)
    for table, kind in TABLES.items():
        count = sum(_table(tx, one, kind, rows.tables[table], key=expected.KEYS[table]))
        if count:
            yield table, count
    if practice.mend(tx, one):
        yield practice.TABLE, 1


def _table(
    tx: Transaction, one: InstanceRecords, kind: type[Base], wanted: Mapping[str, Row], *, key: str
) -> Iterator[int]:
    """Make the rows of one table those that are wanted; gives 1 for each that was not."""
    there = {str(row[key]): row for row in one.tables[kind.__tablename__]}
    for name in there.keys() - wanted.keys():
        if kind is UserTask:
            stored.delete(tx.session, Draft, {"task_id": name})
        stored.delete(tx.session, kind, {"instance_id": one.id, key: name})
        yield 1
    for name, row in wanted.items():
        if name not in there:
            stored.insert(tx.session, kind, {column: _first(value) for column, value in row.items()})
            yield 1
            continue
        differing = {column: _first(row[column]) for column in derivation.differing(row, there[name])}
        if differing:
            stored.update(tx.session, kind, {"instance_id": one.id, key: name}, differing)
            yield 1


def _case(tx: Transaction, case: CaseRecords, instances: list[expected.Instance]) -> dict[str, int]:
    """Write what is not as it should be in the case's row and among its members."""
    case_id, done = case.row["id"], {}
    wanted = expected.case_of(instances)
    differing = {name: _first(wanted[name]) for name in derivation.differing(wanted, case.row)}
    if differing:
        stored.update(tx.session, Case, {"id": case_id}, differing)
        done["cases"] = 1
    members = {user for one in instances for user in one.members}
    there = {str(row["user_id"]) for row in case.tables["case_members"]}
    for user in members - there:
        stored.insert(tx.session, CaseMember, {"case_id": case_id, "user_id": user})
    for user in there - members:
        stored.delete(tx.session, CaseMember, {"case_id": case_id, "user_id": user})
    if members != there:
        done["case_members"] = len(members ^ there)
    return done


def _first(value: object) -> object:
    return value.values[0] if isinstance(value, OneOf) else value


def _note(tx: Transaction, instance_id: str, made: Mapping[str, int]) -> None:
    """Record what was made anew, and end the incidents that are over with it."""
    found = cases.known_instance(tx.session, instance_id)
    if made:
        data = {"rows": dict(made)}
        chain.append(tx, found.instance, type_="instance.rebuilt", version=found.bundle.version, data=data)
        tx.wake = True
    standstill.look(tx, instance_id=instance_id)
    for row in stored_incidents.open_of_instances(tx.session, [instance_id]):
        if row.code in MENDED:
            incidents.resolve(tx, row)
