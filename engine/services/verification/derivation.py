"""Third check: each event leads to what was recorded, and the stored rows are those that the events lead to."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.bpmn.running import runner
from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.services.checks import versions
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords
from engine.services.running import expected
from engine.services.running.expected import OneOf
from engine.services.verification import messages, practice, reexecution
from engine.services.verification.reexecution import Reexecuted
from engine.store.verification.whole_cases import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """One case, executed again: its instances as the events say them, and what does not agree with it."""

    instances: tuple[tuple[InstanceRecords, Reexecuted], ...]
    findings: tuple[Finding, ...]
    inputs: int


def check(tx: Transaction, case: CaseRecords) -> Derived:
    """Execute all instances of a case again and compare all that is derived from them."""
    done = tuple((one, execute(tx, case, one)) for one in case.instances)
    findings = [replace(found, **_whose(case)) for _, again in done for found in again.findings]
    for one, again in done:
        if not one.events:
            findings.append(case.finding("row_unnamed", "process_instances", subject=one.id))
        elif not again.stopped and again.rows is not None and again.state is not None:
            findings += _instance(tx, case, one, again.rows, again.state)
            findings += practice.check(tx, case, one)
    whole = [(one, again, again.rows) for one, again in done if again.rows is not None and not again.stopped]
    if not done:
        findings.append(case.finding("row_unnamed", "cases"))
    elif len(whole) == len(done):
        findings += _case(case, [rows for _, _, rows in whole])
        for one, again, rows in whole:
            findings += _tables(case, one, rows)
            findings += messages.check(tx, case, one, again)
    return Derived(instances=done, findings=tuple(findings), inputs=sum(again.inputs for _, again in done))


def execute(tx: Transaction, case: CaseRecords, one: InstanceRecords) -> Reexecuted:
    """Execute one instance again; nothing of one whose version cannot be read."""
    deployed = versions.deployed(tx, one.id)
    if deployed is None or not one.events:
        unread = case.finding("execution_refused", "input", event=next(iter(one.events), None), subject=one.id)
        return Reexecuted(stopped=True, findings=[unread] if one.events else [])
    return reexecution.execute(tx, deployed, one.events, case_id=case.row["id"], instance_id=one.id)


def _whose(case: CaseRecords) -> dict[str, Any]:
    return {"case_number": case.row["number"], "agency": case.row["agency"]}


def _instance(
    tx: Transaction, case: CaseRecords, one: InstanceRecords, rows: expected.Instance, state: runner.State
) -> Iterator[Finding]:
    """Compare the instance's own row and its stored state."""
    for column, value in rows.row.items():
        if one.row[column] != value:
            event = _event(one, rows.seqs.get(("process_instances", column)))
            yield case.finding("row_differs", f"process_instances.{column}", event=event, subject=one.id)
    if state.dumps() != unpacked(one.row["snapshot"]):
        yield case.finding("row_differs", "snapshot", event=one.events[-1], subject=one.id)
    yield from _forms(tx, case, one)
    yield from _standstill(case, one, state.stands_at)


def unpacked(snapshot: bytes) -> bytes | None:
    """Give a stored state as it was written; None for bytes that are none."""
    try:
        return zlib.decompress(snapshot)
    except zlib.error:
        return None


def _forms(tx: Transaction, case: CaseRecords, one: InstanceRecords) -> Iterator[Finding]:
    """Compare which form a submission is said to answer with the form of its step."""
    deployed = versions.deployed(tx, one.id)
    table = {} if deployed is None else deployed.definition.side_table
    for row in one.tables["form_submissions"]:
        element = table.get(row["element_id"])
        if element is not None and row["form"] != element.form:
            event = _event(one, row["seq"])
            yield case.finding("row_differs", "form_submissions.form", event=event, subject=row["id"])


def _standstill(case: CaseRecords, one: InstanceRecords, places: tuple[str, ...]) -> Iterator[Finding]:
    """Compare the incident of a case that stands still with where its state says that it stands."""
    at = " ".join(places) or None
    open_now = [row for row in one.tables["incidents"] if row["code"] == STANDS_STILL and row["state"] == "open"]
    told = next((row["element_id"] for row in open_now), None)
    if told != at:
        code = "row_missing" if told is None else "row_unnamed" if at is None else "row_differs"
        yield case.finding(code, "incidents", event=one.events[-1], subject=one.id)


STANDS_STILL = "instance_stands_still"


def _case(case: CaseRecords, instances: list[expected.Instance]) -> Iterator[Finding]:
    """Compare the case's row and its members with what all its instances say together."""
    for column, value in expected.case_of(instances).items():
        if not fits(value, case.row[column]):
            yield case.finding("row_differs", f"cases.{column}", event=_last(case))
    members = {user: (one, seq) for one in instances for user, seq in one.members.items()}
    there = {str(row["user_id"]) for row in case.tables["case_members"]}
    for user in members.keys() - there:
        one, seq = members[user]
        instance = next(found for found in case.instances if found.id == one.owner.instance_id)
        yield case.finding("row_missing", "case_members", event=_event(instance, seq), subject=user)
    for user in sorted(there - members.keys()):
        yield case.finding("row_unnamed", "case_members", subject=user)


def _tables(case: CaseRecords, one: InstanceRecords, rows: expected.Instance) -> Iterator[Finding]:
    """Compare the rows of an instance, table by table."""
    for table, key in expected.KEYS.items():
        there = {str(row[key]): row for row in one.tables[table]}
        wanted = rows.tables[table]
        for name in sorted(there.keys() | wanted.keys()):
            about = _About(case, table, name, _event(one, rows.seqs.get((table, name))))
            yield from _row(about, wanted.get(name), there.get(name))


@dataclass(frozen=True, slots=True)
class _About:
    """A row that findings are about: its table and key, and the event that wrote it last."""

    case: CaseRecords
    table: str
    name: str
    event: Any

    def finding(self, code: str, row: Mapping[str, Any], *, column: str | None = None) -> Finding:
        """Give a finding; it names the element to which the row belongs, not that of the event."""
        part = self.table if column is None else f"{self.table}.{column}"
        found = self.case.finding(code, part, event=self.event, subject=self.name)
        return replace(found, element=row.get("element_id") or row.get("milestone") or found.element)


def _row(about: _About, wanted: Mapping[str, Any] | None, there: Record | None) -> Iterator[Finding]:
    if wanted is None or there is None:
        yield about.finding("row_unnamed" if wanted is None else "row_missing", wanted or there or {})
        return
    for column in differing(wanted, there):
        yield about.finding("row_differs", wanted, column=column)


def differing(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    """Give the columns in which a stored row is not as wanted."""
    return [column for column, value in wanted.items() if not fits(value, there[column])]


def fits(wanted: Any, there: Any) -> bool:
    """Tell whether a stored value is the wanted one, or one of those that are possible."""
    return there in wanted.values if isinstance(wanted, OneOf) else bool(there == wanted)


def _event(one: InstanceRecords, seq: int | None) -> Any:
    return next((event for event in one.events if event.seq == seq), None)


def _last(case: CaseRecords) -> Any:
    """Give the newest event of the case."""
    return max(case.events, key=lambda event: event.at)
