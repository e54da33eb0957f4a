"""What cases rest on: versions of procedures, and calendars. Each is known by a digest of its content."""

import json
from collections.abc import Iterator

from engine import errors
from engine.domain.people import agencies
from engine.domain.policy import procedures
from engine.domain.running import inputs
from engine.domain.time import working_calendar
from engine.domain.verification.findings import Finding
from engine.services.base import bundles
from engine.services.base.transaction import Transaction
from engine.services.checks.contents import data_of
from engine.services.checks.whole_cases import CaseRecords, InstanceRecords
from engine.services.running import steps
from engine.store.policy import definitions
from engine.store.tables.people import Agency
from engine.store.tables.policy import Bundle
from engine.store.tables.time import CalendarVersion
from engine.store.verification import whole_cases as stored
from engine.store.verification.whole_cases import Record


def check(tx: Transaction) -> Iterator[Finding]:
    """Give the versions and calendars that are not what was stored under their digest."""
    for row in stored.everything(tx.session, Bundle):
        yield from _version(tx, row)
    for row in stored.everything(tx.session, CalendarVersion):
        if not _is_whole(row):
            subject = f"{row['agency']} {row['version']}"
            yield Finding(code="policy_changed", part="calendar_versions.content", subject=subject)
    for row in stored.everything(tx.session, Agency):
        yield from _agency(row)


def of_case(case: CaseRecords) -> Iterator[Finding]:
    """Give the events of a case that name another version than the one on which their instance is said to run."""
    for one in case.instances:
        yield from _named(case, one)
        yield from _grounds(case, one)
    if case.row["agency"] not in {row["agency"] for row in case.calendars}:
        yield case.finding("policy_missing", "agencies", subject=case.row["agency"])
    known = {(row["agency"], row["version"]) for row in case.calendars}
    missed: set[str] = set()
    for event in case.events:
        version = (
            str(data_of(event)["calendar"]) if event.type in inputs.KINDS and "calendar" in data_of(event) else None
        )
        if version is not None and version not in missed and (case.row["agency"], version) not in known:
            missed.add(version)
            yield case.finding("policy_missing", "calendar_versions", event=event, subject=version)


def deployed(tx: Transaction, instance_id: str) -> bundles.Deployed | None:
    """Give the version on which an instance runs; None when it cannot be read, which other findings say."""
    try:
        return steps.deployed_of(tx, instance_id)
    except errors.UNREADABLE:
        return None


def _agency(row: Record) -> Iterator[Finding]:
    """Compare an agency's columns with its file, of which they are a part."""
    try:
        said = agencies.parse(row["source"].encode())
    except errors.LindungError:
        yield Finding(code="policy_changed", part="agencies.source", agency=row["code"], subject=row["code"])
        return
    for column, value in {"code": said.code, "name": said.name, "zone": said.zone.key}.items():
        if row[column] != value:
            yield Finding(code="policy_changed", part=f"agencies.{column}", agency=row["code"], subject=row["code"])


def _version(tx: Transaction, row: Record) -> Iterator[Finding]:
    subject = f"{row['key']} {row['version']}"
    files = definitions.files(tx.session, row["id"])
    if bundles.digest_of(files) != bytes(row["sha256"]):
        yield Finding(code="policy_changed", part="bundle_files", subject=subject)
        return
    head = procedures.parse(files["procedure.toml"])
    said = {"key": head.key, "name": head.name, "overlay": head.overlay is not None}
    for column, value in said.items():
        if row[column] != value:
            yield Finding(code="policy_changed", part=f"bundles.{column}", subject=subject)


def _named(case: CaseRecords, one: InstanceRecords) -> Iterator[Finding]:
    for event in one.events:
        if one.bundle is None:
            yield case.finding("policy_missing", "bundles", event=event, subject=str(one.row["bundle_id"]))
            return
        if event.version != one.bundle["version"]:
            yield case.finding("row_differs", "process_instances.bundle_id", event=event)
            return


def _grounds(case: CaseRecords, one: InstanceRecords) -> Iterator[Finding]:
    """Compare the case and the version that a start names, since version 2 of it, with those of the instance's row."""
    start = one.events[0] if one.events else None
    said = {} if start is None else data_of(start)
    if said.get("case", one.row["case_id"]) != one.row["case_id"]:
        yield case.finding("row_differs", "process_instances.case_id", event=start, subject=one.id)
    named = said.get("bundle")
    if named is not None and one.bundle is not None:
        there = {
            "key": one.bundle["key"],
            "version": one.bundle["version"],
            "sha256": bytes(one.bundle["sha256"]).hex(),
        }
        if there != named:
            yield case.finding("row_differs", "process_instances.bundle_id", event=start, subject=one.id)


def _is_whole(row: Record) -> bool:
    """Tell whether a calendar is the one of its version: that is the digest of what it says."""
    try:
        content = json.loads(row["content"])
        version = working_calendar.version_of(content)
        return (content["agency"], content["version"], version) == (row["agency"], row["version"], row["version"])
    except (LookupError, TypeError, ValueError):
        return False
