"""What cases rest on: versions of procedures, and calendars. Each is known by a digest of its content."""

import hashlib
import json
from collections.abc import Iterator

from engine import errors
from engine.domain.audit.findings import Finding
from engine.domain.policy import procedures
from engine.services.audit.checks.records import CaseRecords, InstanceRecords
from engine.services.base import bundles
from engine.services.base.transaction import Transaction
from engine.services.policy.definitions import digest_of
from engine.services.running import steps
from engine.store.audit import records as stored
from engine.store.audit.records import Record
from engine.store.policy import definitions
from engine.store.tables.policy import Bundle
from engine.store.tables.time import CalendarVersion

VERSION_DIGITS = 16
# What a version whose files somebody changed can fail with when it is read.
UNREADABLE = (errors.LindungError, AttributeError, LookupError, TypeError, ValueError)


def check(tx: Transaction) -> Iterator[Finding]:
    """Give the versions and calendars that are not what was stored under their digest."""
    for row in stored.everything(tx.session, Bundle):
        yield from _version(tx, row)
    for row in stored.everything(tx.session, CalendarVersion):
        if not _is_whole(row):
            subject = f"{row['agency']} {row['version']}"
            yield Finding(code="policy_changed", part="calendar_versions.content", subject=subject)


def of_case(case: CaseRecords) -> Iterator[Finding]:
    """Give the events of a case that name another version than the one on which their instance is said to run."""
    for one in case.instances:
        yield from _named(case, one)


def deployed(tx: Transaction, instance_id: str) -> bundles.Deployed | None:
    """Give the version on which an instance runs; None when it cannot be read, which other findings say."""
    try:
        return steps.deployed_of(tx, instance_id)
    except UNREADABLE:
        return None


def _version(tx: Transaction, row: Record) -> Iterator[Finding]:
    subject = f"{row['key']} {row['version']}"
    files = definitions.files(tx.session, row["id"])
    if digest_of(files) != bytes(row["sha256"]):
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


def _is_whole(row: Record) -> bool:
    """Tell whether a calendar is the one of its version: that is the digest of what it says."""
    try:
        unversioned = {**json.loads(row["content"]), "version": ""}
    except (TypeError, ValueError):
        return False
    digest = hashlib.sha256(json.dumps(unversioned, sort_keys=True).encode()).hexdigest()
    return digest.startswith(str(row["version"])) and len(str(row["version"])) == VERSION_DIGITS
