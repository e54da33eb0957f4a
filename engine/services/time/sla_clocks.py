"""SLA clocks: as they stand, and how a due moment comes about."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from engine import errors, feel
from engine.domain import vocabulary
from engine.domain.people import permissions
from engine.domain.time import readings as rules
from engine.domain.time import sla_book, sla_rows, working_calendar
from engine.domain.time import sla_clocks as sla_domain
from engine.services.base import access, cursors, in_force
from engine.services.base.bundles import Deployed
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.time import calendars, pressing, readings
from engine.services.time.results import DueExplanation, SlaClockView
from engine.store import visibility
from engine.store.cases import cases
from engine.store.tables.time import SlaClock
from engine.store.time import sla_clocks


class MilestoneUnknownError(errors.LindungError):
    """The procedure's SLA table has no row for that milestone under these conditions."""

    code = "milestone_unknown"


def search(
    tx: Transaction,
    *,
    case_number: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SlaClockView]:
    """Give the clocks of cases that the actor may see."""
    parts = cursors.decode(cursor, parts=2)
    condition = visibility.of_clocks(tx.scopes("sla.read"), user_id=tx.actor.id, case_number=case_number, state=state)
    after = (cursors.checked_id(parts[0]), parts[1]) if parts else None
    rows = sla_clocks.clocks(tx.session, condition, after=after, limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    if case_number is None:
        reads.note_list(tx, "sla.list", (f"{row.instance_id} {row.clock_id}" for row in rows[:limit]), about=state)
    for case_id in {row.case_id for row in rows[:limit] if case_number is not None}:
        reads.note(tx, case_id, what="sla.read", seen=access.subject_of(tx, cases.by_id(tx.session, case_id)))
    return Page(
        items=tuple(view(row, now=tx.now) for row in rows[:limit]),
        next=cursors.encode(last.instance_id, last.clock_id) if last else None,
    )


def of_instance(tx: Transaction, found: cases.Found) -> dict[str, sla_domain.SlaClock]:
    """Give every clock that the instance ever had, by id, as it stands."""
    rows = sla_clocks.clocks_of_case(tx.session, found.case.id)
    return {
        row.clock_id: sla_domain.SlaClock.from_json(json.loads(row.data))
        for row in rows
        if row.instance_id == found.instance.id
    }


def view(row: SlaClock, *, now: datetime) -> SlaClockView:
    """Give a clock as callers see it at a moment."""
    clock = sla_domain.SlaClock.from_json(json.loads(row.data))
    warn_at = min((at for _, at in clock.warns), default=None)
    due_at = clock.due_at if pressing.presses(clock) else None
    shown = pressing.sla_state(warn_at=warn_at, due_at=due_at, now=now)
    return SlaClockView(
        id=clock.id,
        process_instance=row.instance_id,
        case_number=row.case_number,
        milestone=clock.milestone,
        clause=clock.row.clause,
        reading=clock.row.reading or None,
        status=clock.row.status,
        meaning=clock.row.meaning,
        state=clock.state,
        sla_state="breached" if clock.breached_at is not None else shown,
        started_at=clock.started_at,
        due_at=clock.due_at,
        warned=clock.warned,
        breached_at=clock.breached_at,
        stopped_at=clock.stopped_at,
        calendar=clock.calendar_version,
        amount=clock.row.amount,
        unit=clock.row.unit,
        calendar_kind=clock.row.calendar,
        start_fact=clock.row.start_event,
        paused_at=clock.paused_at,
    )


def explain(
    tx: Transaction,
    *,
    procedure: str,
    milestone: str,
    start: datetime,
    risk: str | None = None,
    channel: str | None = None,
    agency: str | None = None,
    variables: Mapping[str, Any] | None = None,
) -> DueExplanation:
    """Say when a promise falls due and why: the row in force, every step of the count, the calendar's version.

    ``start`` is aware, and the version of the procedure is the one in force then. ``risk`` None means not yet assessed;
    ``channel`` or ``agency`` None the procedure's first. ``variables`` are further process variables as JSON values,
    such as ``jenis_kasus``. Raises NotFoundError, NotPermittedError, ChannelUnknownError, MilestoneUnknownError.
    """
    deployed, office = _run_by(tx, procedure, agency, at=start)
    tx.require("definition.read", permissions.Subject(agency=office))
    way = channel or next(iter(deployed.procedure.channels), "")
    if way:
        deployed.channel(way)
    calendar = calendars.current(tx, office)
    chosen = readings.in_force(tx, deployed, agency=office, at=start)
    given = feel.from_json(
        {**(variables or {}), vocabulary.RISK: risk, vocabulary.CHANNEL: way, vocabulary.READINGS: chosen}
    )
    rows = _rows(deployed, given, now=start, zone=calendar.zone)
    row = _decisive([row for row in rows if row.milestone == milestone], start=start, calendar=calendar)
    if row is None:
        raise MilestoneUnknownError(procedure=procedure, milestone=milestone)
    promise = sla_rows.promise(row, start=start, calendar=calendar)
    quoted = deployed.clause(row.clause)
    return DueExplanation(
        procedure=procedure,
        version=deployed.version,
        milestone=milestone,
        channel=way,
        clause=row.clause,
        clause_text=quoted[1].text if quoted is not None else None,
        reading=row.reading or None,
        reading_text=_words(readings.standings(tx, deployed, agency=office, at=start).get(row.reading)),
        status=row.status,
        approximate=row.approximate,
        tolerance_minutes=row.tolerance_minutes,
        calendar=calendar.version,
        calendar_kind=row.calendar,
        start=start,
        due=promise.count.due,
        warnings=promise.warns,
        steps=promise.count.steps,
        zone=calendar.zone.key,
    )


def _words(found: rules.Standing | None) -> str | None:
    """Give the words of the reading that runs; None for a row that rests on no ambiguity."""
    return found.reading.text if found is not None and found.reading is not None else None


def _run_by(tx: Transaction, key: str, agency: str | None, *, at: datetime) -> tuple[Deployed, str]:
    """Give the version in force at a moment in the agency meant, by default the first that runs the procedure.

    For a moment before any version was in force it is the present one: what it would promise is still asked for.
    """
    offices = in_force.offices(tx, key, at=at) or in_force.offices(tx, key, at=tx.now)
    office = agency or next(iter(offices), "")
    if office not in offices:
        raise errors.NotFoundError(process_definition=key, agency=office)
    return offices[office][1], office


def _decisive(
    rows: Iterable[sla_rows.SlaRow], *, start: datetime, calendar: working_calendar.Calendar
) -> sla_rows.SlaRow | None:
    """Give the row that a case would be held to, settled as a case settles it; None when none is in force."""
    candidates = list(rows)
    book = sla_book.SlaBook()
    for fact in {row.start_event for row in candidates}:
        book.record(fact, start)
    book.settle(candidates, now=start, calendar=calendar)
    return book.clocks[-1].row if book.clocks else None


def _rows(
    deployed: Deployed, variables: Mapping[str, Any], *, now: datetime, zone: tzinfo
) -> tuple[sla_rows.SlaRow, ...]:
    table = deployed.procedure.sla
    if table is None:
        return ()
    context = feel.Context(now=now, zone=zone, functions={})
    return sla_rows.rows_from(deployed.definition.model_of(table).evaluate(table, variables, context).settled())
