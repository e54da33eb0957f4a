"""Incidents: technical stops that a person must see and may try again. They hold codes and ids, never content."""

import uuid
from collections.abc import Collection

from engine import errors
from engine.domain.people import permissions
from engine.domain.verification.findings import Finding
from engine.services.base import cursors
from engine.services.base.bundles import BundleChangedError
from engine.services.base.promises import promise
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.incidents.results import IncidentView
from engine.services.running import steps
from engine.store import visibility
from engine.store.cases import cases
from engine.store.incidents import incidents
from engine.store.jobs import jobs
from engine.store.tables.incidents import Incident

LOOK = "standstill.look"
"""The kind of job that looks at an instance again which stood still."""
VERIFY = "verification.look"
"""The kind of job that checks an instance again which was not as recorded."""


class InstanceStandsStillError(errors.LindungError):
    """The case stands still: no task is open, and no time or message moves it on. Ask the policy staff to mend the
    procedure; then the case can be moved to the new version, or called off.

    It is the code of an incident and is never raised.
    """

    code = "instance_stands_still"


class HistoryDiffersError(errors.LindungError):
    """The case, executed again, leads to something else than what is stored. Tell the auditor; nothing may be repaired
    in silence.

    It is the code of an incident and is never raised.
    """

    code = "history_differs"


def open_for(
    tx: Transaction,
    *,
    code: str,
    instance_id: str | None = None,
    element_id: str | None = None,
    timer_id: str | None = None,
    job_id: str | None = None,
    agency: str | None = None,
) -> Incident:
    """Note a technical stop, of an instance or else of an agency, and give its incident.

    The same stop again, while nobody has resolved it, counts up instead of piling up.
    """
    found = cases.get(tx.session, instance_id) if instance_id is not None else None
    cause = {
        "instance_id": found.instance.id if found else None,  # a start that failed left no instance behind
        "element_id": element_id,
        "timer_id": timer_id,
        "job_id": job_id,
        "code": code,
    }
    known = incidents.open_incident(tx.session, cause)
    if known is not None:
        known.attempts += 1
        return known
    row = Incident(
        id=str(uuid.uuid4()),
        case_number=found.case.number if found else None,
        agency=found.case.agency if found else agency,
        state="open",
        attempts=1,
        created_at=tx.now,
        **cause,
    )
    tx.session.add(row)
    return row


def note_difference(tx: Transaction, instance_id: str | None, found: Finding | None) -> None:
    """Note the first thing that is not as recorded, of an instance or of none; None: all is as recorded again."""
    cause = {"instance_id": instance_id, "code": HistoryDiffersError.code}
    known = incidents.open_incident(tx.session, cause)
    if found is None:
        if known is not None:
            resolve(tx, known)
        return
    row = known or open_for(
        tx,
        code=HistoryDiffersError.code,
        instance_id=instance_id,
        element_id=found.element,
        agency=found.agency,
    )
    row.seq, row.part, row.element_id = found.seq, found.part, found.element


def is_open_for_job(tx: Transaction, job_id: str) -> bool:
    """Tell whether somebody is told already that this job does not go on."""
    return bool(incidents.open_incidents_of_job(tx.session, job_id))


def resolve_of_job(tx: Transaction, job_id: str) -> None:
    """Note that a job went well after all."""
    for row in incidents.open_incidents_of_job(tx.session, job_id):
        resolve(tx, row)


def resolve(tx: Transaction, row: Incident) -> None:
    """Note that what stopped goes on, or need not any more."""
    row.state, row.resolved_at = "resolved", tx.now


def stands_still(tx: Transaction, instance_ids: Collection[str]) -> bool:
    """Tell whether any of some instances, of a case that the actor reads, stands still."""
    code = InstanceStandsStillError.code
    return any(row.code == code for row in incidents.open_of_instances(tx.session, instance_ids))


def search(tx: Transaction, *, state: str | None, cursor: str | None, limit: int) -> Page[IncidentView]:
    """Give the incidents that the actor may see, newest first."""
    tx.require_anywhere("incident.read")
    scopes, mending = tx.scopes("incident.read"), tx.scopes("incident.retry")
    condition = visibility.of_incidents(scopes, mending=mending, everything=tx.actor.is_system, state=state)
    rows = incidents.incidents(tx.session, condition, after=cursors.decode_id(cursor), limit=limit + 1)
    more = len(rows) > limit
    reads.note_list(tx, "incident.list", (row.id for row in rows[:limit] if row.case_number is not None), about=state)
    return Page(
        items=tuple(view(tx, row) for row in rows[:limit]), next=cursors.encode(rows[limit - 1].id) if more else None
    )


def retry(tx: Transaction, incident_id: str) -> IncidentView:
    """Let the stopped step be tried again: its timer or job is due at once. A person's own step they simply repeat.

    A case that stands still, or is not as it was recorded, is looked at again in the background; its incident stays
    open until the case goes on, or is as it was recorded again.

    Raises NotFoundError, NotPermittedError, ConflictError for one that is resolved already.
    """
    row = incidents.incident(tx.session, incident_id)
    if row is None or not _may(tx, "incident.read", row):
        raise errors.NotFoundError(incident=incident_id)
    if not _may(tx, "incident.retry", row):
        raise errors.NotPermittedError(permission="incident.retry")
    if row.state != "open":
        raise errors.ConflictError(incident=incident_id, state=row.state)
    kind = LOOKS.get(row.code) if row.instance_id is not None else None
    if kind is not None:
        row.attempts += 1
        promise(tx, kind=kind, key=f"{kind}:{row.id}:{row.attempts}", payload={"instance_id": row.instance_id})
        return view(tx, row)
    resolve(tx, row)
    job = jobs.get(tx.session, row.job_id) if row.job_id is not None else None
    if job is not None and job.state != "done":  # what was done meanwhile is not done twice
        job.state, job.run_at, job.attempts = "due", tx.now, 0
    tx.wake = True
    return view(tx, row)


LOOKS = {InstanceStandsStillError.code: LOOK, HistoryDiffersError.code: VERIFY}
"""Code of an incident -> the kind of job that looks at its instance again."""


def view(tx: Transaction, row: Incident) -> IncidentView:
    """Give an incident as callers see it."""
    return IncidentView(
        id=row.id,
        process_instance=row.instance_id,
        case_number=row.case_number,
        element_id=row.element_id,
        element_names=_names(tx, row),
        code=row.code,
        seq=row.seq,
        part=row.part,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
    )


def _names(tx: Transaction, row: Incident) -> tuple[str, ...]:
    """Give the names of the elements that an incident names, as the diagram of its instance says them.

    A procedure that was changed is named itself, in an incident of no case; in those of its cases nothing of it is.
    """
    if row.element_id is None:
        return ()
    if row.instance_id is None:
        return (row.element_id,) if row.code == BundleChangedError.code else ()
    try:
        table = steps.deployed_of(tx, row.instance_id).definition.side_table
    except BundleChangedError:
        return ()
    return tuple(table[one].name or one for one in row.element_id.split() if one in table)


def _may(tx: Transaction, permission: str, row: Incident) -> bool:
    """Tell whether the actor may; an incident of no case is everybody's who may look at incidents at all."""
    if row.agency is not None or tx.actor.is_system:
        return tx.allows(permission, permissions.Subject(agency=row.agency or ""))
    return bool(tx.scopes(permission))
