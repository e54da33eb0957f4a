"""The book of SLA clocks: the facts recorded, the clocks opened on them, and what became of each; no chance in it.

The book knows neither diagram nor database: the runner records facts, settles the rows that the SLA table gives for
the present variables, and passes on each change. It is saved with the case, and replaying the same calls gives the
same book. A breach is recorded, never acted upon: care goes on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine.domain.time import sla_clocks, sla_diary, working_calendar
from engine.domain.time.sla_clocks import DUE, Moment, SlaChange, SlaClock
from engine.domain.time.sla_rows import SlaRow


class SlaBook:
    """The clocks of one process instance."""

    def __init__(self) -> None:
        """Begin with no fact and no clock."""
        self._diary = sla_diary.Diary()
        self._clocks: list[SlaClock] = []
        self._calendar: working_calendar.Calendar | None = None  # the last one settled with; not saved

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SlaBook":
        """Rebuild a book from ``to_json``."""
        book = cls()
        book._diary = sla_diary.Diary.from_json(data["diary"])
        book._clocks = [SlaClock.from_json(clock) for clock in data["clocks"]]
        return book

    def to_json(self) -> dict[str, Any]:
        """Give the whole book as JSON values, in a fixed order."""
        return {"diary": self._diary.to_json(), "clocks": [clock.to_json() for clock in self._clocks]}

    @property
    def clocks(self) -> tuple[SlaClock, ...]:
        """Give every clock ever opened, oldest first."""
        return tuple(self._clocks)

    def record(self, fact: str, at: datetime) -> None:
        """Keep that a fact happened; ``settle`` then opens, pauses or resumes what depends on it."""
        self._diary.record(fact, at=_utc(at))

    def settle(self, rows: Iterable[SlaRow], *, now: datetime, calendar: working_calendar.Calendar) -> list[SlaChange]:
        """Bring the clocks in line with the rows that hold now, and give what changed, in order.

        A clock opens when its row's start fact is recorded. Among several rows of a milestone the one that is due
        first wins; two or more rows of a conflict that nobody has decided run side by side, the shorter ones as
        warnings only. A running clock whose row or calendar moved is replaced: the new one keeps the start when the
        start event is the same, else it starts at the newest occurrence of the new row's start event (risk raised).
        A clock whose row no longer matches goes on: only a stop, a cancellation or another row ends a promise. After
        a stop a milestone opens again only when its start fact happens again.
        """
        self._calendar = calendar
        by_milestone: dict[str, list[SlaRow]] = {}
        for row in rows:
            by_milestone.setdefault(row.milestone, []).append(row)
        changes: list[SlaChange] = []
        for milestone, candidates in by_milestone.items():
            changes += self._settle_milestone(milestone, candidates, now=_utc(now), calendar=calendar)
        for milestone in dict.fromkeys(clock.milestone for clock in self._clocks):
            changes += self._settle_pauses(milestone, calendar=calendar)
        return changes

    def stop(self, milestone: str, *, at: datetime) -> list[SlaChange]:
        """Stop the milestone's running clocks; one that ran past its limit unnoticed is breached first.

        When none runs yet, the stop is kept: a clock that opens later on an earlier fact is stopped at this moment.
        """
        running = self._running(milestone)
        if running:
            self._diary.close(milestone)
        else:
            self._diary.stop_early(milestone, at=_utc(at))
        return [change for clock in running for change in self._close(clock, "stopped", at=_utc(at))]

    def cancel_all(self, *, at: datetime) -> list[SlaChange]:
        """Close every running clock because the case was called off or has ended."""
        changes: list[SlaChange] = []
        for clock in [clock for clock in self._clocks if clock.state == "running"]:
            self._diary.close(clock.milestone)
            changes += self._close(clock, "cancelled", at=_utc(at))
        return changes

    def reach(self, timer_id: str, *, at: datetime) -> list[SlaChange]:
        """Note that a moment of a clock has come; nothing changes when it moved, was noted before, or its clock closed.

        At 100 the clock is breached (or, if advisory, warned); at a smaller percentage it is warned.
        """
        found = [moment for moment in self.moments() if moment.timer_id == timer_id and moment.due_at <= _utc(at)]
        if not found:
            return []
        clock = next(clock for clock in self._clocks if clock.id == found[0].clock_id)
        percent = int(timer_id.rpartition(":")[2])
        if percent == DUE and not clock.advisory:
            return [self._change(clock, "breached", breached_at=clock.late_at)]
        return [self._change(clock, "warned", warned=(*clock.warned, percent))]

    def batas(self, milestone: str) -> datetime | None:
        """Give the due moment in UTC of the milestone's newest clock, running or stopped.

        None without such a clock, while it is paused, and for an effort or a service's length, which never escalate.
        """
        clock = self._newest(milestone)
        return clock.due_at if clock else None

    def peringatan(self, milestone: str, percent: int) -> datetime | None:
        """Give the moment in UTC at which this percentage of the milestone's promised time has passed.

        None where ``batas`` is None. The shorter side of an undecided conflict counts as a warning, so the earlier of
        both is given. Settle first: a percentage that the row does not name is counted in that calendar.
        """
        clock = self._newest(milestone)
        if clock is None:
            return None
        advice = [other.due_at for other in self._running(milestone) if other.advisory]
        return min([self._percent_of(clock, percent), *advice])

    def moments(self) -> list[Moment]:
        """Give the moments still to come of every running clock: the timers that must stand."""
        return [
            Moment(timer_id=f"sla:{clock.id}:{percent}", clock_id=clock.id, milestone=clock.milestone, due_at=at)
            for clock in self._clocks
            for percent, at in sla_clocks.open_moments(clock)
        ]

    def _settle_milestone(
        self, milestone: str, rows: list[SlaRow], *, now: datetime, calendar: working_calendar.Calendar
    ) -> list[SlaChange]:
        wanted = self._wanted(rows, calendar=calendar)
        running = self._running(milestone)
        if not wanted:
            return []
        fresh = [clock for clock in wanted if not any(self._same(clock, old, calendar=calendar) for old in running)]
        stale = [old for old in running if not any(self._same(clock, old, calendar=calendar) for clock in wanted)]
        changes = [change for clock in stale for change in self._close(clock, "replaced", at=now)]
        for clock in fresh:
            # Counted from the row again: a running clock's warnings and breach are its own, not its successor's.
            opened = sla_clocks.opened(
                self._next_id(milestone),
                clock.row,
                start=clock.started_at,
                advisory=clock.advisory,
                calendar=calendar,
            )
            self._clocks.append(sla_clocks.with_alarms_of(opened, stale))
            changes.append(SlaChange(clock=self._clocks[-1], change="opened"))
        changes += self._settle_pauses(milestone, calendar=calendar)
        stopped = self._stop_early(milestone)
        # The stop may have ended one round and a fact told after it begun the next.
        again = self._settle_milestone(milestone, rows, now=now, calendar=calendar) if stopped else []
        return changes + stopped + again

    def _wanted(self, rows: list[SlaRow], *, calendar: working_calendar.Calendar) -> list[SlaClock]:
        """Give the clocks that the rows ask for, the decisive one last."""
        clocks = []
        for row in rows:
            start = self._start_of(row)
            if start is not None and row.is_valid_on(start.astimezone(calendar.zone).date()):
                clocks.append(self._counted(row, start=start, calendar=calendar))
        decided = [clock for clock in clocks if clock.row.status != "conflict" or clock.row.chosen_by]
        # A deadline goes before an effort of the same milestone: the effort, being shorter, must not hide it.
        ordered = sorted(decided or clocks, key=lambda clock: (not clock.row.is_deadline, clock.due_at))
        deadlines = [clock for clock in ordered if clock.row.is_deadline]
        if decided or len(deadlines) < 2:
            return ordered[:1]
        return [*(replace(clock, advisory=True) for clock in deadlines[:-1]), deadlines[-1]]

    def _counted(self, row: SlaRow, *, start: datetime, calendar: working_calendar.Calendar) -> SlaClock:
        """Give the row's clock; one that runs already in this calendar is not counted again at every step."""
        for clock in self._running(row.milestone):
            if (clock.row, clock.started_at, clock.calendar_version) == (row, start, calendar.version):
                return replace(clock, advisory=False)
        return sla_clocks.opened(row.milestone, row, start=start, advisory=False, calendar=calendar)

    def _start_of(self, row: SlaRow) -> datetime | None:
        """Give where a clock of this row starts; None when its start fact has not happened (again)."""
        for clock in self._running(row.milestone):
            if clock.row.start_event == row.start_event:
                return clock.started_at
        fresh = self._diary.fresh(row.start_event, milestone=row.milestone)
        past = [clock for clock in self._clocks if clock.milestone == row.milestone]
        # A fact of another kind may have happened under other rows (a lower risk): only its newest time counts.
        newest = bool(past) and past[-1].row.start_event != row.start_event
        return (fresh[-1] if newest else fresh[0]) if fresh else None

    def _same(self, wanted: SlaClock, running: SlaClock, *, calendar: working_calendar.Calendar) -> bool:
        """Tell whether a running clock already is the wanted one; a corrected calendar may have moved it."""
        if (wanted.row, wanted.advisory) != (running.row, running.advisory):
            return False
        if running.calendar_version == calendar.version:
            return True
        moved = sla_clocks.with_pauses(wanted, facts=self._diary.facts, calendar=calendar)
        return (moved.due_at, moved.late_at, moved.warns) == (running.due_at, running.late_at, running.warns)

    def _stop_early(self, milestone: str) -> list[SlaChange]:
        """Stop a clock that opened only now, though what stops it came before: the risk set after the service."""
        running = self._running(milestone)
        newest = running[-1]
        ending = self._diary.take_early_stop(milestone, fact=newest.row.start_event, since=newest.started_at)
        if ending is None:
            return []
        return [change for clock in running for change in self._close(clock, "stopped", at=ending)]

    def _settle_pauses(self, milestone: str, *, calendar: working_calendar.Calendar) -> list[SlaChange]:
        changes, facts = [], self._diary.facts
        for clock in self._running(milestone):
            if any(pausing in facts for pausing, _ in clock.row.pauses):
                counted = sla_clocks.with_pauses(clock, facts=facts, calendar=calendar)
                if (counted.due_at, counted.paused_at) != (clock.due_at, clock.paused_at):
                    changes.append(self._keep(counted, "paused" if counted.paused_at else "resumed"))
        return changes

    def _close(self, clock: SlaClock, state: str, *, at: datetime) -> list[SlaChange]:
        late = clock.row.is_deadline and not clock.advisory and clock.paused_at is None and at > clock.late_at
        changes = []
        if late and clock.breached_at is None:
            changes.append(self._change(clock, "breached", breached_at=clock.late_at))
            clock = changes[0].clock
        return [*changes, self._change(clock, state, state=state, stopped_at=at)]

    def _change(self, clock: SlaClock, change: str, **values: Any) -> SlaChange:
        return self._keep(replace(clock, **values), change)

    def _keep(self, clock: SlaClock, change: str) -> SlaChange:
        self._clocks = [clock if old.id == clock.id else old for old in self._clocks]
        return SlaChange(clock=clock, change=change)

    def _running(self, milestone: str) -> list[SlaClock]:
        return [clock for clock in self._clocks if clock.milestone == milestone and clock.state == "running"]

    def _next_id(self, milestone: str) -> str:
        return f"{milestone}-{1 + sum(1 for clock in self._clocks if clock.milestone == milestone)}"

    def _newest(self, milestone: str) -> SlaClock | None:
        fitting = [
            clock
            for clock in self._clocks
            if clock.milestone == milestone
            and clock.state in {"running", "stopped"}
            and clock.row.is_deadline
            and not clock.advisory
        ]
        return fitting[-1] if fitting and fitting[-1].paused_at is None else None

    def _percent_of(self, clock: SlaClock, percent: int) -> datetime:
        named = dict(clock.warns).get(percent)
        if named is not None or percent == DUE:
            return named or clock.due_at
        if self._calendar is None:
            raise ValueError("settle the book before asking for a percentage that its row does not name")
        asked = replace(clock, row=replace(clock.row, warn=(percent,)))
        counted = sla_clocks.with_pauses(asked, facts=self._diary.facts, calendar=self._calendar)
        return dict(counted.warns).get(percent, clock.due_at)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("an SLA clock needs an aware moment")
    return moment.astimezone(UTC)
