"""The versions of an agency's working calendar: which one counts now, and which one counted then."""

import json

from engine import errors
from engine.domain.time import working_calendar
from engine.services.base.transaction import Transaction
from engine.store.policy import definitions
from engine.store.tables.time import CalendarVersion


class CalendarMissingError(errors.LindungError):
    """The agency's working calendar is not loaded. Ask the system administrator.

    ``lindung seed`` loads it.
    """

    code = "calendar_missing"


class CalendarChangedError(errors.LindungError):
    """The stored working calendar is not the one that was loaded. Restore it from a backup; until then nothing can be
    counted with it.

    ``agency`` and ``calendar`` name it.
    """

    code = "calendar_changed"


def current(tx: Transaction, agency: str, *, version: str | None = None) -> working_calendar.Calendar:
    """Give the calendar that new steps of the agency are counted with; ``version`` when the newest is known already."""
    version = version or definitions.newest_calendar(tx.session, agency)
    if version is None:
        raise CalendarMissingError(agency=agency)
    return of_version(tx, agency, version)


def of_version(tx: Transaction, agency: str, version: str) -> working_calendar.Calendar:
    """Give the calendar version that an event names, for replay."""
    known = tx.installation.calendars.get((agency, version))
    if known is None:
        row = definitions.calendar(tx.session, agency, version)
        if row is None:
            raise CalendarMissingError(agency=agency, calendar=version)
        known = _read(row)
        tx.installation.calendars[agency, version] = known
    return known


def _read(row: CalendarVersion) -> working_calendar.Calendar:
    """Give the calendar of a row; CalendarChangedError when its version is not the digest of its content."""
    try:
        content = json.loads(row.content)
        sound = working_calendar.version_of(content) == content["version"] == row.version
        sound = sound and content["agency"] == row.agency
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise CalendarChangedError(agency=row.agency, calendar=row.version)
    return working_calendar.Calendar.from_json(content)
