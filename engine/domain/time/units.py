"""The units of a promised time, and the two ways to count: the words that an SLA table may use.

A table repeats the words in its columns, for its editor; ``tests/house`` holds the copies to this list, and the words
for people (``api/web/words``, ``api/cli``) too. How a unit is counted stands in ``working_time``.
"""

from datetime import timedelta

UNITS = {
    "menit": timedelta(minutes=1),
    "jam": timedelta(hours=1),
    "hari": timedelta(days=1),
    "hari_kerja": timedelta(days=1),
    "minggu": timedelta(weeks=1),
}
"""Unit -> its length in the calendar of everybody; of a working day it only bounds how large an amount may be."""

CALENDAR_KINDS = ("kalender", "kerja")
DAY_COUNTS = ("elapsed", "exclude_first", "exclude_first_effective")

OF_WORK = frozenset({"hari_kerja"})
"""Units that only the working calendar has."""


def counts_days(unit: str, calendar_kind: str) -> bool:
    """Tell whether whole working days are counted, rather than a length of time."""
    return unit in OF_WORK or (calendar_kind == "kerja" and unit in {"hari", "minggu"})
