"""Changes of procedures: begun from the version in force, described, seen by who may draft or decide, given up.

A change touches nothing that runs: it becomes a version only when it is put in force. Who drafts sees no case.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.domain.changes import changes as rules
from engine.domain.changes.changes import DRAFT, WITHDRAWN, Wanted
from engine.domain.people import permissions
from engine.services.base import bundles, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.store.changes import changes as stored
from engine.store.people import people
from engine.store.policy import definitions
from engine.store.tables.changes import Change
from engine.store.tables.policy import Bundle

MAY_DRAFT = "definition.draft"
DECIDES = "definition.approve"


class ChangeClosedError(errors.ConflictError):
    """The change was given up, so it cannot be edited any more. Begin a new one."""

    code = "change_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change; ``base_version`` is the version that it began from, ``newest_version`` what is newest now.

    ``digest`` is that of its files as hexadecimal; ``may_draft`` tells whether the reader may edit it now.
    """

    id: str
    procedure: str
    name: str
    title: str
    reason: str
    decree: str
    clauses: tuple[str, ...]
    state: str
    base_version: int
    newest_version: int
    created_by: str
    created_at: datetime
    revision: int
    digest: str
    may_draft: bool


def begin(tx: Transaction, wanted: Wanted) -> ChangeView:
    """Begin a change of a procedure from the version that was deployed last, in force or not yet.

    NotPermittedError unless the actor may draft in an agency that runs it, NotFoundError for an unknown one,
    ChangeInvalidError.
    """
    tx.require_anywhere(MAY_DRAFT)
    said = rules.checked(wanted)
    base = definitions.newest(tx.session, said.procedure)
    if base is None or not _may(tx, MAY_DRAFT, base):
        raise errors.NotFoundError(process_definition=said.procedure)
    row = Change(
        id=str(uuid.uuid4()),
        procedure=said.procedure,
        title=said.title,
        reason=said.reason,
        decree=said.decree,
        clauses=json.dumps(list(said.clauses)),
        state=DRAFT,
        base_bundle_id=base.id,
        created_by=tx.actor.id,
        created_at=tx.now,
        revision=0,
        digest=bytes(base.sha256),
    )
    tx.session.add(row)
    tx.session.flush()
    data = {"procedure": row.procedure, "version": base.version, "title": row.title, "decree": row.decree}
    data |= {"clauses": row.clauses, "reason": canonical.digest(row.reason.encode()).hex(), "digest": row.digest.hex()}
    registers.append(tx, registers.POLICY, "change.begun", subject=row.id, data=data)
    return _view(tx, row)


def get(tx: Transaction, change_id: str) -> ChangeView:
    """Give a change; NotFoundError when there is none, or the actor may neither draft nor decide there."""
    return _view(tx, seen(tx, stored.get(tx.session, change_id), change_id))


def search(tx: Transaction) -> tuple[ChangeView, ...]:
    """Give the changes that the actor may see, the newest first."""
    found = stored.search(tx.session)
    bases = {number: definitions.bundle(tx.session, number) for number in {row.base_bundle_id for row in found}}
    seen_from = {number for number, base in bases.items() if _sees(tx, base)}
    return tuple(_view(tx, row) for row in found if row.base_bundle_id in seen_from)


def withdraw(tx: Transaction, change_id: str) -> None:
    """Give a change up; its revisions stay. Doing it again does nothing. NotFoundError, NotPermittedError."""
    row = seen(tx, stored.lock(tx.session, change_id), change_id)
    _require_draft(tx, row)
    if row.state != WITHDRAWN:
        row.state = WITHDRAWN
        registers.append(tx, registers.POLICY, "change.withdrawn", subject=row.id, data={"revision": row.revision})


def locked(tx: Transaction, change_id: str) -> Change:
    """Give a change that the actor may edit now, with its row lock; raises what ``open_for_drafting`` raises."""
    return open_for_drafting(tx, stored.lock(tx.session, change_id), change_id)


def open_for_drafting(tx: Transaction, row: Change | None, change_id: str) -> Change:
    """Give the row when the actor may edit the change now; NotFoundError, NotPermittedError, ChangeClosedError."""
    found = seen(tx, row, change_id)
    _require_draft(tx, found)
    if found.state == WITHDRAWN:
        raise ChangeClosedError(change=found.id)
    return found


def seen(tx: Transaction, row: Change | None, change_id: str) -> Change:
    """Give the row when the actor may see it; else NotFoundError."""
    if row is None or not _sees(tx, definitions.bundle(tx.session, row.base_bundle_id)):
        raise errors.NotFoundError(change=change_id)
    return row


def _require_draft(tx: Transaction, row: Change) -> None:
    if not _may(tx, MAY_DRAFT, definitions.bundle(tx.session, row.base_bundle_id)):
        raise errors.NotPermittedError(permission=MAY_DRAFT)


def _sees(tx: Transaction, base: Bundle) -> bool:
    return any(_may(tx, permission, base) for permission in (MAY_DRAFT, DECIDES))


def _may(tx: Transaction, permission: str, base: Bundle) -> bool:
    """Tell whether the actor has a permission in one of the agencies that the version runs in."""
    head = tx.installation.procedures.get(tx.session, base.id, version=base.version).procedure
    agencies = bundles.agencies_of(tx.session, head)
    return any(tx.allows(permission, permissions.Subject(agency=agency)) for agency in agencies)


def _view(tx: Transaction, row: Change) -> ChangeView:
    base, newest = definitions.bundle(tx.session, row.base_bundle_id), definitions.newest(tx.session, row.procedure)
    by = people.by_ids(tx.session, {row.created_by}).get(row.created_by)
    return ChangeView(
        id=row.id,
        procedure=row.procedure,
        name=base.name,
        title=row.title,
        reason=row.reason,
        decree=row.decree,
        clauses=tuple(json.loads(row.clauses)),
        state=row.state,
        base_version=base.version,
        newest_version=base.version if newest is None else newest.version,
        created_by=row.created_by if by is None else by.display_name,
        created_at=row.created_at,
        revision=row.revision,
        digest=bytes(row.digest).hex(),
        may_draft=row.state != WITHDRAWN and _may(tx, MAY_DRAFT, base),
    )
