"""Marks unusual readings: gathers what was around them, and asks the rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.domain.accesses import unusual
from engine.services.accesses.accesses import READ
from engine.services.base.transaction import Transaction
from engine.services.time import calendars
from engine.store.accesses import accesses as stored
from engine.store.tables.audit import AccessEvent

Spans = dict[tuple[str, str], list[unusual.Span]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A record of reading with number and agency of its case, and why it is unusual."""

    row: AccessEvent
    number: str
    agency: str
    unusual: tuple[unusual.Unusual, ...]


def marked(tx: Transaction, rows: Sequence[tuple[AccessEvent, str, str]]) -> list[Marked]:
    """Give records of reading with the reasons why they are unusual, in the same order.

    Three questions to the database, however many records. CalendarMissingError for an agency without a calendar.
    """
    people = [row for row, *_ in rows if not row.actor.startswith("system:")]
    case_ids, readers = {row.case_id for row in people}, {row.actor for row in people}
    readings, open_, held = _readings(tx, people), _open(tx, case_ids), _held(tx, case_ids, readers)
    around = {
        agency: unusual.Around(calendar=calendars.current(tx, agency), readings=readings, open=open_, held=held)
        for agency in {agency for *_, agency in rows}
    }
    return [Marked(row, number, agency, unusual.of(_reading(row), around[agency])) for row, number, agency in rows]


def _reading(row: AccessEvent) -> unusual.Reading:
    return unusual.Reading(case_id=row.case_id, at=row.at, actor=row.actor, purpose=row.purpose, refused=row.refused)


def _readings(tx: Transaction, rows: Sequence[AccessEvent]) -> Mapping[str, list[unusual.Reading]]:
    """Give what each of these readers read before each of these records; stretches that overlap are asked for once."""
    stretches: dict[str, list[stored.Stretch]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.at):
        begin, own = row.at - unusual.LOOK_BACK, stretches[row.actor]
        if own and begin <= own[-1].until:
            own[-1] = stored.Stretch(row.actor, own[-1].since, row.at)
        else:
            own.append(stored.Stretch(row.actor, begin, row.at))
    asked = [one for own in stretches.values() for one in own]
    found: dict[str, list[unusual.Reading]] = defaultdict(list)
    for row in stored.around(tx.session, asked, scopes=tx.scopes(READ), user_id=tx.actor.id):
        found[row.actor].append(_reading(row))
    return found


def _open(tx: Transaction, case_ids: set[str]) -> Mapping[str, list[unusual.Span]]:
    found: dict[str, list[unusual.Span]] = defaultdict(list)
    for case_id, began, ended in stored.running(tx.session, case_ids):
        found[case_id].append(unusual.Span(since=began, until=ended))
    return found


def _held(tx: Transaction, case_ids: set[str], readers: set[str]) -> Spans:
    """Give by case and reader from when to when they held tasks that they gave back themselves."""
    taken: dict[tuple[str, str | None], datetime] = {}
    found: Spans = defaultdict(list)
    for case_id, reader, type_, task, at in stored.taken_and_given_back(tx.session, case_ids, readers):
        if type_ == stored.CLAIMED:
            taken[reader, task] = at
        elif (reader, task) in taken:
            found[case_id, reader].append(unusual.Span(since=taken.pop((reader, task)), until=at))
    return found
