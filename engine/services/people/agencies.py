"""Agencies and their calendars: loaded from their files, looked up by whoever works there."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import errors
from engine.domain.people import agencies as files
from engine.domain.people import permissions
from engine.domain.time import working_calendar
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.people.results import AgencyView
from engine.store.base import rows
from engine.store.policy import definitions
from engine.store.tables.people import Agency
from engine.store.tables.time import CalendarVersion


class CalendarWithdrawnError(errors.ConflictError):
    """The calendar was in force before and was replaced. Add a new source to put it into force again."""

    code = "calendar_withdrawn"


def load(tx: Transaction, *, folder: Path) -> tuple[str, ...]:
    """Load every agency file and calendar of a workflows folder; give the codes whose facts or calendar changed.

    A changed calendar becomes a new version: events keep naming the one that they were counted with.
    """
    tx.require_anywhere("definition.deploy")
    national = files.national([path.read_bytes() for path in sorted((folder / "calendars").glob("*.toml"))])
    changed = []
    for path in sorted((folder / "agencies").glob("*.toml")):
        source = path.read_bytes()
        profile = files.parse(source)
        known = _put(tx, profile, source.decode())
        if _put_calendar(tx, files.calendar(profile, national)) or not known:
            changed.append(profile.code)
    return tuple(changed)


def search(tx: Transaction) -> tuple[AgencyView, ...]:
    """Give the agencies that the actor may see, by code."""
    seen = [row for row in definitions.agencies(tx.session) if _may_read(tx, row.code)]
    return tuple(_view(tx, row) for row in seen)


def get(tx: Transaction, code: str) -> AgencyView:
    """Give one agency; NotFoundError when it does not exist or the actor does not work there."""
    row = definitions.agency(tx.session, code)
    if row is None or not _may_read(tx, code):
        raise errors.NotFoundError(agency=code)
    return _view(tx, row)


def profile(tx: Transaction, code: str) -> files.Agency:
    """Give what an agency's file says, for services that act in it; NotFoundError when it was never loaded."""
    row = definitions.agency(tx.session, code)
    if row is None:
        raise errors.NotFoundError(agency=code)
    return files.parse(row.source.encode())


def _may_read(tx: Transaction, code: str) -> bool:
    return tx.allows("agency.read", permissions.Subject(agency=code))


def _put(tx: Transaction, profile: files.Agency, source: str) -> bool:
    """Store the agency's file and tell whether it was known in the same words before."""
    facts = {"name": profile.name, "zone": profile.zone.key, "source": source}
    same = False
    if not rows.put_new(tx.session, Agency, code=profile.code, **facts):
        row = tx.session.get_one(Agency, profile.code)
        same = row.source == source
        row.name, row.zone, row.source = profile.name, profile.zone.key, source
    if not same:
        data = {"name": profile.name, "zone": profile.zone.key, "sha256": canonical.digest(source.encode()).hex()}
        registers.append(tx, registers.POLICY, "agency.loaded", subject=profile.code, data=data)
    return same


def _put_calendar(tx: Transaction, calendar: working_calendar.Calendar) -> bool:
    newest = definitions.newest_calendar(tx.session, calendar.agency)
    if newest == calendar.version:
        return False
    if definitions.calendar(tx.session, calendar.agency, calendar.version) is not None:
        raise CalendarWithdrawnError(agency=calendar.agency, calendar=calendar.version)
    content = canonical.text(calendar.to_json())
    key = {"agency": calendar.agency, "version": calendar.version}
    is_new = rows.put_new(tx.session, CalendarVersion, **key, content=content, created_at=tx.now)
    if is_new:
        data = {"version": calendar.version}
        registers.append(tx, registers.POLICY, "calendar.loaded", subject=calendar.agency, data=data)
    return is_new


def _view(tx: Transaction, row: Agency) -> AgencyView:
    calendar = definitions.newest_calendar(tx.session, row.code)
    return AgencyView(
        code=row.code,
        name=row.name,
        zone=row.zone,
        calendar=calendar or "",
        data=_facts(row.source),
    )


@lru_cache(maxsize=64)
def _facts(source: str) -> Mapping[str, Any]:
    """Read an agency's file once: every page names the agencies of its reader."""
    facts: Mapping[str, Any] = json.loads(json.dumps(tomllib.loads(source), default=_day))
    return facts


def _day(value: date | datetime) -> str:
    return value.isoformat()
