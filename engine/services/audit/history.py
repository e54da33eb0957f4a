"""The history: read, verified, re-executed.

``verify`` recomputes every hash; ``replay`` re-executes an instance from its events alone and compares the result with
the stored state byte for byte. Neither needs what people wrote, so both still work after a case's key is destroyed.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from engine import errors
from engine.bpmn.drawing import picture
from engine.bpmn.mended import bounds
from engine.bpmn.running import runner
from engine.domain.audit import sight
from engine.domain.running import inputs
from engine.services.audit import diagram_marks, registered, sights
from engine.services.audit.results import Broken, HistoryEventView, ReplayResult, VerifyResult
from engine.services.base import access, canonical, chain, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.running import steps
from engine.services.time import calendars, sla_clocks
from engine.store.audit import history as stored
from engine.store.cases import cases
from engine.store.content import submissions
from engine.store.people import people
from engine.store.referrals import referrals
from engine.store.tables.audit import AccessEvent, HistoryEvent


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
    """Check every chain of the installation; the first event that does not hold is named, with its reason."""
    tx.require_anywhere("history.verify")
    count, broken = 0, None
    heads = stored.heads(tx.session)
    known = len(heads)
    for instance_id, chained in groupby(stored.everything(tx.session), key=lambda event: event.instance_id):
        rows = list(chained)
        count += len(rows)
        broken = broken or _first_broken(instance_id, rows, heads.pop(instance_id, None))
        broken = broken or _first_swapped(tx, instance_id, rows)
    if broken is None and heads:
        broken = Broken(instance_id=min(heads), seq=1, reason="missing")
    broken = broken or _broken_accesses(tx) or registered.first_broken(tx)
    return VerifyResult(ok=broken is None, instances=known, events=count, broken=broken)


def replay(tx: Transaction, instance_id: str) -> ReplayResult:
    """Re-execute an instance from its events alone and compare with the stored state, byte for byte."""
    tx.require_anywhere("history.verify")
    found = _known(tx, instance_id) if tx.actor.is_system else _readable(tx, instance_id)
    rows = stored.of_instance(tx.session, instance_id)
    state = _executed(tx, found, rows)
    again, kept = state.dumps(), zlib.decompress(found.instance.snapshot)
    return ReplayResult(
        instance_id=instance_id,
        equal=again == kept,
        events=len(rows),
        stored_digest=canonical.digest(kept).hex(),
        replayed_digest=canonical.digest(again).hex(),
    )


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


def _executed(tx: Transaction, found: cases.Found, rows: list[HistoryEvent]) -> runner.State:
    state: runner.State | None = None
    definition = steps.deployed(tx, found).definition
    for row in rows:
        if row.type not in inputs.KINDS:
            continue
        data = json.loads(row.data)
        calendar = calendars.of_version(tx, found.instance.agency, data["calendar"])
        event = inputs.from_json(row.type, data["input"])
        moment = runner.Moment(now=row.at, calendar=calendar)
        # A bound that was lowered since then refuses nothing that was accepted.
        state = runner.apply(definition, state, event, moment=moment, bounds=bounds.UNBOUNDED).state
    if state is None:
        raise NothingToReplayError(process_instance=found.instance.id)
    return state


def _first_broken(instance_id: str, rows: list[HistoryEvent], head: tuple[int, bytes] | None) -> Broken | None:
    previous = chain.GENESIS
    for expected, row in enumerate(rows, start=1):
        if row.seq != expected:
            return Broken(instance_id=instance_id, seq=expected, reason="missing")
        if bytes(row.prev_hash) != previous:
            return Broken(instance_id=instance_id, seq=row.seq, reason="previous_hash")
        if bytes(row.hash) != chain.hash_of(row):
            return Broken(instance_id=instance_id, seq=row.seq, reason="hash")
        previous = bytes(row.hash)
    if head is None:
        return Broken(instance_id=instance_id, seq=rows[-1].seq, reason="instance_missing")
    if head != (rows[-1].seq, previous):
        return Broken(instance_id=instance_id, seq=min(rows[-1].seq, head[0]) + 1, reason="missing")
    return None


def _first_swapped(tx: Transaction, instance_id: str, rows: list[HistoryEvent]) -> Broken | None:
    """Name the first event whose form submission, or package, is still stored but is not the one that it saw."""
    texts = submissions.submission_texts(tx.session, instance_id) | referrals.packages(tx.session, instance_id)
    for row in rows:
        for submission_id, digest in json.loads(row.data).get("digests", {}).items():
            if submission_id in texts and canonical.digest(texts[submission_id]).hex() != digest:
                return Broken(instance_id=instance_id, seq=row.seq, reason="submission")
    return None


def _broken_accesses(tx: Transaction) -> Broken | None:
    heads = stored.access_heads(tx.session)
    for case_id, chained in groupby(stored.accesses(tx.session), key=lambda event: event.case_id):
        rows = list(chained)
        broken = _first_broken_access(case_id, rows, heads.pop(case_id, None))
        if broken is not None:
            return broken
    missing = sorted(case_id for case_id, (seq, _) in heads.items() if seq)
    return Broken(instance_id=missing[0], seq=1, reason="reading_missing") if missing else None


def _first_broken_access(case_id: str, rows: list[AccessEvent], head: tuple[int, bytes] | None) -> Broken | None:
    previous = chain.GENESIS
    for expected, row in enumerate(rows, start=1):
        sound = row.seq == expected and bytes(row.prev_hash) == previous
        if not sound or bytes(row.hash) != chain.hash_of_access(row):
            return Broken(instance_id=case_id, seq=expected, reason="reading")
        previous = bytes(row.hash)
    if head != (rows[-1].seq, previous):
        return Broken(instance_id=case_id, seq=rows[-1].seq + 1, reason="reading_missing")
    return None


def _known(tx: Transaction, instance_id: str) -> cases.Found:
    found = cases.get(tx.session, instance_id)
    if found is None:
        raise errors.NotFoundError(process_instance=instance_id)
    return found


def _read(tx: Transaction, instance_id: str) -> cases.Found:
    """Give the instance after recording that its history was read: reading a case is an event too."""
    found = _readable(tx, instance_id)
    chain.note_access(tx, found.case, what="history.read")
    return found


def _readable(tx: Transaction, instance_id: str) -> cases.Found:
    found = _known(tx, instance_id)
    access.require_readable(tx, found, "history.read")
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
