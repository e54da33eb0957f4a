"""The history: read, verified, re-executed.

``verify`` runs all checks of the record; ``replay`` re-executes an instance from its events alone and compares the
result with the stored state byte for byte. Both still work after a case's key is destroyed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine import errors
from engine.bpmn.drawing import picture
from engine.domain.audit import sight
from engine.domain.people import permissions
from engine.services.audit import diagram_marks, sights
from engine.services.base import access, canonical, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.checks import whole_cases
from engine.services.running import steps
from engine.services.time import sla_clocks
from engine.services.verification import derivation, verification
from engine.services.verification.results import HistoryEventView, ReplayResult, VerifyResult
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.audit import HistoryEvent

REPLAY = "history.replay"


class NothingToReplayError(errors.LindungError):
    """The history of this instance holds no start, so it cannot be re-executed."""

    code = "nothing_to_replay"


def events(
    tx: Transaction, instance_id: str, *, at: datetime | None = None, cursor: str | None = None, limit: int = 100
) -> Page[HistoryEventView]:
    """Give an instance's events in order, up to a moment, and record that they were read.

    For who may read the history of its case; values that the actor may not see are None.
    """
    found = _read(tx, instance_id)
    place = cursors.decode(cursor, parts=1)
    after = cursors.decode_number(place[0]) if place else 0
    return _page(tx, found, stored.of_instance(tx.session, instance_id, until=at, after=after, limit=limit + 1), limit)


def newest(tx: Transaction, instance_id: str) -> tuple[HistoryEventView, ...]:
    """Give all of an instance's events, newest first, and record that they were read."""
    found = _read(tx, instance_id)
    rows = stored.of_instance(tx.session, instance_id)
    return tuple(reversed(_page(tx, found, rows, len(rows) or 1).items))


def _page(tx: Transaction, found: cases.Found, rows: list[HistoryEvent], limit: int) -> Page[HistoryEventView]:
    names = {user.id: user.display_name for user in people.by_ids(tx.session, _people(rows[:limit])).values()}
    deployed = steps.deployed(tx, found)
    table, seen = deployed.definition.side_table, sights.of(tx, found, deployed)
    shown = tuple(_view(row, names, table, seen) for row in rows[:limit])
    return Page(items=shown, next=cursors.encode(str(rows[limit - 1].seq)) if len(rows) > limit else None)


def verify(tx: Transaction) -> VerifyResult:
    """Check the whole record within this one transaction, and name all that is not as it was recorded.

    For an installation of few cases; ``verification`` does the same in parts.
    """
    return verification.whole(tx)


def named(tx: Transaction, name: str) -> tuple[str, ...]:
    """Give the ids of the instances of a case by its number, oldest first; of another name that one.

    NotFoundError for neither.
    """
    case = cases.by_number(tx.session, name)
    found = [_known(tx, name)] if case is None else cases.of_case(tx.session, case.id)
    return tuple(one.instance.id for one in found)


def replay(tx: Transaction, name: str) -> ReplayResult:
    """Re-execute an instance from its events alone; compare each event, and the last state byte for byte.

    ``name`` is the instance's id, with or without dashes. NotPermittedError for who may re-execute no case at all,
    NotFoundError for a case outside what they may, NothingToReplayError without a single event.
    """
    tx.require_anywhere(REPLAY)
    found, seen = _replayable(tx, name)
    reads.note(tx, found.case.id, what=REPLAY, seen=seen, subject=found.instance.id)
    [case] = whole_cases.read(tx, [found.case.id])
    [one] = [each for each in case.instances if each.id == found.instance.id]
    if not one.events:
        raise NothingToReplayError(process_instance=one.id)
    done = derivation.execute(tx, case, one)
    again = None if done.state is None or done.stopped else done.state.dumps()
    kept = derivation.unpacked(found.instance.snapshot)
    said = [replace(each, case_number=found.case.number, agency=found.case.agency) for each in done.findings]
    return ReplayResult(
        instance_id=one.id,
        case_number=found.case.number,
        equal=again is not None and again == kept,
        events=len(one.events),
        stored_digest=None if kept is None else canonical.digest(kept).hex(),
        replayed_digest=None if again is None else canonical.digest(again).hex(),
        findings=tuple(verification.views(tx, said)),
    )


def replay_case(tx: Transaction, number: str) -> tuple[ReplayResult, ...]:
    """Re-execute all instances of a case by its number, oldest first; raises as ``replay`` does."""
    tx.require_anywhere(REPLAY)
    return tuple(replay(tx, one) for one in named(tx, number))


def diagram(tx: Transaction, instance_id: str, *, at: datetime | None = None) -> str:
    """Give the instance's diagram as SVG with what was done, what is current and what of it is late, now or then."""
    found = _read(tx, instance_id)
    deployed = steps.deployed(tx, found)
    shown = diagram_marks.after(
        stored.of_instance(tx.session, instance_id, until=at),
        at=at or tx.now,
        definition=deployed.definition,
        clocks=sla_clocks.of_instance(tx, found),
    )
    return picture.svg(deployed.diagram(), marks=shown, title=f"{deployed.procedure.name} {found.case.number}")


def _known(tx: Transaction, name: str) -> cases.Found:
    found = cases.get(tx.session, verification.instance_id(name))
    if found is None:
        raise errors.NotFoundError(process_instance=name)
    return found


def _replayable(tx: Transaction, name: str) -> tuple[cases.Found, permissions.Subject]:
    """Give an instance for replay: to who may re-execute its case, and to the operator, who is shown nothing of it."""
    found = cases.get(tx.session, verification.instance_id(name))
    if not tx.actor.is_system:
        return access.require_readable(tx, found, REPLAY, asked=name)
    if found is None:
        raise errors.NotFoundError(process_instance=name)
    return found, access.subject_of(tx, found.case)


def _read(tx: Transaction, instance_id: str) -> cases.Found:
    """Give the instance after noting that its history was read: reading a case is an event too."""
    found, seen = access.require_readable(tx, cases.get(tx.session, instance_id), "history.read", asked=instance_id)
    reads.note(tx, found.case.id, what="history.read", seen=seen, subject=instance_id)
    return found


def _people(rows: Iterable[HistoryEvent]) -> set[str]:
    return {row.actor for row in rows if not row.actor.startswith("system:")}


def _view(row: HistoryEvent, names: Mapping[str, str], table: Mapping[str, Any], seen: sight.Sight) -> HistoryEventView:
    element = table.get(row.element_id) if row.element_id is not None else None
    return HistoryEventView(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        actor_name=names.get(row.actor),
        role=row.role,
        type=row.type,
        element_id=row.element_id,
        element_name=element.name if element is not None else None,
        task_id=row.task_id,
        data=sight.veiled(json.loads(row.data), seen),
        version=row.version,
        previous_hash=bytes(row.prev_hash).hex(),
        hash=bytes(row.hash).hex(),
    )
