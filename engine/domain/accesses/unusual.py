"""Which readings of cases are unusual, and why. A mark is a reason to ask, never a verdict.

What counts as unusual stands in decision 0032: who reads at night, outside office hours, many cases in a short time,
a case whose task they took and gave back, one that was closed, or what they were refused several times.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from engine.domain.audit import purposes
from engine.domain.time.working_calendar import Calendar

NIGHT, OUTSIDE_HOURS, MANY_CASES = "night", "outside_hours", "many_cases"
CLAIMED_AND_RELEASED, AFTER_CLOSED, REFUSED_OFTEN = "claimed_and_released", "after_closed", "refused_often"
REASONS = (NIGHT, OUTSIDE_HOURS, MANY_CASES, CLAIMED_AND_RELEASED, AFTER_CLOSED, REFUSED_OFTEN)

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(5)
"""Night in the zone of the agency; it includes its begin and not its end."""
EARLY_OR_LATE = timedelta(hours=1)
"""So long before and after the office hours of a day nobody is outside of them."""
MANY, MANY_WITHIN = 20, timedelta(hours=1)
"""So many different cases within so long are many."""
HELD_AT_MOST = timedelta(minutes=30)
"""A task that its taker gave back within so long was taken and given back."""
OFTEN, OFTEN_WITHIN = 3, timedelta(hours=24)
"""So many refusals within so long are several."""
LOOK_BACK = max(MANY_WITHIN, OFTEN_WITHIN)
"""So far before a reading the other readings of its reader count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a case, or one that was refused; ``at`` is aware, ``purpose`` None for what was not recorded."""

    case_id: str
    at: datetime
    actor: str
    purpose: str | None
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when something was so; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known around the readings of one agency.

    ``readings`` are each reader's own, as far back as LOOK_BACK, in any order. ``open`` says when procedures of a case
    ran, ``held`` by (case, reader) when the reader held a task that they gave back.
    """

    calendar: Calendar
    readings: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    open: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    held: Mapping[tuple[str, str], Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """Why a reading is unusual: one of REASONS.

    ``count`` is the number of cases, of minutes or of refusals that the reason speaks of; ``since`` the aware moment
    at which the case was closed. None where the reason has no such value.
    """

    reason: str
    count: int | None = None
    since: datetime | None = None


def of(reading: Reading, around: Around) -> tuple[Unusual, ...]:
    """Give every reason why a reading is unusual, in the order of REASONS; none for what no person read."""
    if reading.actor.startswith("system:"):
        return ()
    found = (rule(reading, around) for rule in _RULES)
    return tuple(one for one in found if one is not None)


def _at_an_unusual_hour(reading: Reading, around: Around) -> Unusual | None:
    local = reading.at.astimezone(around.calendar.zone)
    if local.time() >= NIGHT_BEGINS or local.time() < NIGHT_ENDS:
        return Unusual(reason=NIGHT)
    windows = around.calendar.windows(local.date())
    if any(begin - EARLY_OR_LATE <= reading.at < end + EARLY_OR_LATE for begin, end in windows):
        return None
    return Unusual(reason=OUTSIDE_HOURS)


def _many_cases(reading: Reading, around: Around) -> Unusual | None:
    lately = _lately(reading, around, within=MANY_WITHIN)
    count = len({one.case_id for one in lately if not one.refused})
    return Unusual(reason=MANY_CASES, count=count) if count >= MANY and not reading.refused else None


def _claimed_and_released(reading: Reading, around: Around) -> Unusual | None:
    for span in around.held.get((reading.case_id, reading.actor), ()):
        if span.until is not None and span.since <= reading.at <= span.until <= span.since + HELD_AT_MOST:
            minutes = -((span.since - span.until) // timedelta(minutes=1))  # rounded up: under a minute is one
            return Unusual(reason=CLAIMED_AND_RELEASED, count=minutes)
    return None


def _after_closed(reading: Reading, around: Around) -> Unusual | None:
    """Nothing ran any more. Who reads to audit, or because the client asks, reads closed cases by their work."""
    if reading.purpose in {purposes.AUDIT, purposes.CLIENT_REQUEST}:
        return None
    begun = [span for span in around.open.get(reading.case_id, ()) if span.since <= reading.at]
    ends = [span.until for span in begun if span.until is not None and span.until < reading.at]
    if not begun or len(ends) < len(begun):
        return None
    return Unusual(reason=AFTER_CLOSED, since=max(ends))


def _refused_often(reading: Reading, around: Around) -> Unusual | None:
    lately = _lately(reading, around, within=OFTEN_WITHIN)
    count = sum(one.refused for one in lately)
    return Unusual(reason=REFUSED_OFTEN, count=count) if reading.refused and count >= OFTEN else None


def _lately(reading: Reading, around: Around, *, within: timedelta) -> Iterable[Reading]:
    own = around.readings.get(reading.actor, ())
    return [one for one in own if reading.at - within < one.at <= reading.at]


_RULES: tuple[Callable[[Reading, Around], Unusual | None], ...] = (
    _at_an_unusual_hour,
    _many_cases,
    _claimed_and_released,
    _after_closed,
    _refused_often,
)
