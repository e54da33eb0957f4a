"""What people are told of, and when mail about it is welcome. Indonesia's zones know no summer time."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.domain.time.working_calendar import ONE_DAY, Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of notification. ``mailable``: a person may want it by mail at once; ``urgent``: they do unless they say
    otherwise. ``personal``: for the person alone, not for who stands in for them. ``waiting``: of a task that waits, so
    that the word is over once somebody has done it.
    """

    urgent: bool = False
    mailable: bool = True
    personal: bool = False
    waiting: bool = False


KINDS: Mapping[str, Kind] = {
    "escalated": Kind(urgent=True, waiting=True),
    "high_risk": Kind(urgent=True, waiting=True),
    "late": Kind(urgent=True, waiting=True),
    "soon_late": Kind(waiting=True),
    "delegated": Kind(waiting=True),
    "mentioned": Kind(personal=True),  # a substitute may not read what is written there
    "completion_refused": Kind(personal=True),
    "letter_to_sign": Kind(),
    "letter_returned": Kind(),
    "reporter_wrote": Kind(),
    "referral_undelivered": Kind(),
    "instance_stands_still": Kind(),
    "mail_undelivered": Kind(mailable=False),  # a mail about mail that does not arrive would not arrive
}
MAILABLE = tuple(name for name, kind in KINDS.items() if kind.mailable)
WAITING = frozenset(name for name, kind in KINDS.items() if kind.waiting)
URGENT = tuple(name for name, kind in KINDS.items() if kind.urgent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a person wants no mail: from ``quiet_from`` to ``quiet_until`` by the agency's clocks, over midnight when
    the one is later than the other and never when they are equal; and on closed days when ``working_days_only``.
    """

    quiet_from: time
    quiet_until: time
    working_days_only: bool


def welcome(hours: Hours, now: datetime, calendar: Calendar) -> datetime:
    """Give the first moment from now on, in UTC, at which mail is welcome; now itself when it is."""
    local = now.astimezone(calendar.zone)
    days = _days(local.date(), calendar, working_only=hours.working_days_only)
    windows = (window for day in days for window in _windows(hours, day, calendar))
    return next(max(begin, local) for begin, end in windows if end > local).astimezone(UTC)


def next_digest(hour: int, now: datetime, calendar: Calendar, *, working_days_only: bool) -> datetime:
    """Give the next moment after now, in UTC, at which it is that hour of a day on which mail is welcome."""
    local = now.astimezone(calendar.zone)
    moments = (
        datetime.combine(day, time(hour), calendar.zone)
        for day in _days(local.date(), calendar, working_only=working_days_only)
    )
    return next(at for at in moments if at > local).astimezone(UTC)


def _days(first: date, calendar: Calendar, *, working_only: bool) -> Iterator[date]:
    """Go through the days on which mail is welcome; holidays are finite, so there is always another."""
    days = (first + timedelta(days=count) for count in itertools.count())
    return (day for day in days if not working_only or calendar.is_working_day(day))


def _windows(hours: Hours, day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Give the stretches of a day that are not quiet, in order."""
    midnight = datetime.combine(day, time.min, calendar.zone)
    quiet, awake = (timedelta(hours=at.hour, minutes=at.minute) for at in (hours.quiet_from, hours.quiet_until))
    if quiet == awake:
        stretches = [(timedelta(), ONE_DAY)]
    elif quiet > awake:  # over midnight
        stretches = [(awake, quiet)]
    else:
        stretches = [(timedelta(), quiet), (awake, ONE_DAY)]
    return ((midnight + begin, midnight + end) for begin, end in stretches)
