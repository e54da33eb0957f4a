"""SLA clocks as values: what runs, since when, until when, and what became of it; and how a pause moves it.

Moments are aware UTC. A clock is never changed, only replaced by a newer value of itself; the book in ``sla`` keeps
the newest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from engine.domain.time import working_calendar, working_time
from engine.domain.time.sla_rows import SlaRow, promise

DUE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClock:
    """One running or closed clock; moments are aware UTC.

    ``state`` is running, stopped, replaced (shown as "digantikan") or cancelled, and ``stopped_at`` the moment at which
    it left running. ``late_at`` is the due moment plus the row's tolerance, and ``breached_at`` equals it once the
    clock ran past it; None means in time so far. ``paused_at`` is None unless the clock stands still: the due moment
    is then only a lower bound. ``advisory`` marks the shorter side of an undecided conflict: it warns, never breaches.
    """

    id: str
    milestone: str
    row: SlaRow
    started_at: datetime
    due_at: datetime
    late_at: datetime
    warns: tuple[tuple[int, datetime], ...]
    state: str = "running"
    warned: tuple[int, ...] = ()
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    paused_at: datetime | None = None
    advisory: bool = False
    calendar_version: str

    def to_json(self) -> dict[str, Any]:
        """Give the JSON form; ``from_json`` gives an equal clock back."""
        return {
            "id": self.id,
            "milestone": self.milestone,
            "row": self.row.to_json(),
            "started_at": self.started_at.isoformat(),
            "due_at": self.due_at.isoformat(),
            "late_at": self.late_at.isoformat(),
            "warns": [[percent, at.isoformat()] for percent, at in self.warns],
            "state": self.state,
            "warned": list(self.warned),
            "breached_at": _text(self.breached_at),
            "stopped_at": _text(self.stopped_at),
            "paused_at": _text(self.paused_at),
            "advisory": self.advisory,
            "calendar_version": self.calendar_version,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SlaClock":
        """Rebuild a clock from its JSON form."""
        moments = ("started_at", "due_at", "late_at", "breached_at", "stopped_at", "paused_at")
        rebuilt = {name: _moment(data[name]) for name in moments} | {
            "row": SlaRow.from_mapping(data["row"]),
            "warns": tuple((percent, _moment(at)) for percent, at in data["warns"]),
            "warned": tuple(data["warned"]),
        }
        return cls(**{**data, **rebuilt})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaChange:
    """What happened to a clock: opened, warned, breached, paused, resumed, stopped, replaced or cancelled."""

    clock: SlaClock
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment of a running clock that has not been reached: a timer to set. The breach has percentage 100."""

    timer_id: str
    clock_id: str
    milestone: str
    due_at: datetime


Spans = list[tuple[datetime, datetime | None]]


def opened(
    clock_id: str, row: SlaRow, *, start: datetime, advisory: bool, calendar: working_calendar.Calendar
) -> SlaClock:
    """Give a running clock counted from its start, not yet paused by anything."""
    promised = promise(row, start=start, calendar=calendar)
    return SlaClock(
        id=clock_id,
        milestone=row.milestone,
        row=row,
        started_at=start,
        due_at=promised.count.due,
        late_at=promised.late_at,
        warns=promised.warns,
        advisory=advisory,
        calendar_version=calendar.version,
    )


def open_moments(clock: SlaClock) -> list[tuple[int, datetime]]:
    """Give percentage and moment of what a running deadline has still to reach; 100 is the breach.

    A breached clock has nothing to warn of, and a paused one keeps only what lay before the pause.
    """
    if clock.state != "running" or not clock.row.is_deadline or clock.breached_at is not None:
        return []
    final = [(DUE, clock.due_at)] if clock.advisory else [*clock.warns, (DUE, clock.late_at)]
    return [
        (percent, at)
        for percent, at in final
        if percent not in clock.warned and (clock.paused_at is None or at <= clock.paused_at)
    ]


def with_pauses(
    clock: SlaClock, *, facts: Mapping[str, Sequence[datetime]], calendar: working_calendar.Calendar
) -> SlaClock:
    """Give the clock counted anew from its start with every pause that the facts tell of."""
    base = opened(clock.id, clock.row, start=clock.started_at, advisory=clock.advisory, calendar=calendar)
    spans = _spans(clock, facts=facts)
    due, paused_at = _shifted(base.due_at, spans, clock=clock, calendar=calendar)
    late, _ = _shifted(base.late_at, spans, clock=clock, calendar=calendar)
    return replace(
        clock,
        due_at=due,
        late_at=late,
        warns=tuple((percent, _shifted(at, spans, clock=clock, calendar=calendar)[0]) for percent, at in base.warns),
        paused_at=paused_at,
        calendar_version=calendar.version,
    )


def _spans(clock: SlaClock, *, facts: Mapping[str, Sequence[datetime]]) -> Spans:
    """Give the pauses since the clock's start in order, overlapping ones joined; None means not yet resumed."""
    found: Spans = []
    for pausing, resuming in clock.row.pauses:
        for begin in facts.get(pausing, ()):
            # A resumption at the very moment of the pause ends it: standing still for ever would hide a breach.
            end = next((at for at in facts.get(resuming, ()) if at >= begin), None)
            if end is None or end > clock.started_at:
                found.append((max(begin, clock.started_at), end))
    joined: Spans = []
    for begin, end in sorted(found, key=lambda span: span[0]):
        last = joined[-1] if joined else None
        if last is None or (last[1] is not None and last[1] < begin):
            joined.append((begin, end))
        elif last[1] is not None:
            joined[-1] = (last[0], None if end is None else max(last[1], end))
    return joined


def _shifted(
    at: datetime, spans: Spans, *, clock: SlaClock, calendar: working_calendar.Calendar
) -> tuple[datetime, datetime | None]:
    """Move a moment by the pauses that began before it; the second value is the pause that still holds it."""
    for begin, end in spans:
        if begin >= at:
            break
        if end is None:
            return at, begin
        at = working_time.resume(calendar, at, paused_at=begin, resumed_at=end, calendar_kind=clock.row.calendar)
    return at, None


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def with_alarms_of(clock: SlaClock, replaced: Sequence[SlaClock]) -> SlaClock:
    """Give a new clock with the warnings and the breach that one it replaces has told for the very same moments.

    A row may change without moving the promise (a risk that was unknown turns out to be medium): one lateness must
    not be told, nor counted, twice.
    """
    told = {at for old in replaced for percent, at in old.warns if percent in old.warned}
    breached = [old.breached_at for old in replaced if old.breached_at == clock.late_at]
    return replace(
        clock,
        warned=tuple(percent for percent, at in clock.warns if at in told),
        breached_at=breached[0] if breached else None,
    )
