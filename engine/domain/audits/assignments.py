"""An assignment of auditors: its letter, its scope in days of each agency, and whom it names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine import errors

INSTITUTIONS = ("inspektorat", "bpk", "ombudsman", "pengawas")
"""Who audits: the Inspektorat, the BPK, the Ombudsman, or the agency's own supervisor."""
MOST_CHARACTERS = 120
OLDEST = date(2000, 1, 1)
"""No letter and no case is older: a year that was typed with two digits would open far too much."""


class AssignmentInvalidError(errors.LindungError):
    """The assignment is not complete: it needs a letter, an institution, agencies, procedures, dates and auditors."""

    code = "assignment_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an assignment holds: cases of ``agencies`` by ``procedures``, opened on the days ``first`` to ``last``.

    Both days count, each by the agency's own calendar. ``members`` are user names.
    """

    letter_number: str
    letter_date: date
    institution: str
    agencies: Collection[str]
    procedures: Collection[str]
    first: date
    last: date
    members: Collection[str]


def checked_letter(wanted: Wanted, *, today: date) -> str:
    """Give the number of the letter as one line; AssignmentInvalidError with the field that does not fit."""
    line = " ".join(wanted.letter_number.split())
    fits = {
        "letter_number": 0 < len(line) <= MOST_CHARACTERS and line.isprintable(),
        "letter_date": OLDEST <= wanted.letter_date <= today,
        "institution": wanted.institution in INSTITUTIONS,
        "agencies": bool(wanted.agencies),
        "procedures": bool(wanted.procedures),
        "first": wanted.first >= OLDEST,
        "last": wanted.first <= wanted.last < date.max,
        "members": bool(wanted.members),
    }
    for field, is_fit in fits.items():
        if not is_fit:
            raise AssignmentInvalidError(field=field)
    return line


def moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give when the first day begins and when the last one is over, by the clocks of a zone."""
    begin, end = (datetime.combine(day, time.min, tzinfo=zone) for day in (first, last + timedelta(days=1)))
    return begin, end
