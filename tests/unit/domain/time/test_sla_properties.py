"""What holds of every book of SLA clocks, whatever happens in whatever order: hypothesis plays the case."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.domain.time import sla_book, sla_rows
from engine.domain.time.sla_clocks import SlaClock
from tests.unit.domain.time.builders import at, calendar, row

FACTS = ("laporan_diterima", "risiko_ditetapkan", "menunggu", "dijawab")
ROWS = (
    row(amount=72),
    row(amount=6, approximate=True, tolerance_minutes=30),
    row(amount=0, start_event="risiko_ditetapkan"),
    row(amount=2, unit="hari_kerja", calendar="kerja", pause_events=["menunggu:dijawab"]),
    row(amount=10, calendar="kerja", start_event="risiko_ditetapkan", pause_events=["menunggu:dijawab"]),
    row(amount=14, unit="hari", status="conflict"),
    row(amount=48, status="conflict"),
    row(amount=3, meaning="effort"),
    row(milestone="lapor_polisi"),
)
CALENDARS = (calendar(), calendar(version="v2", holidays={}))
MILESTONES = ("layanan_pertama", "lapor_polisi")


class Case(RuleBasedStateMachine):
    """Plays a case: facts happen, rows change, timers fire, steps complete, time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.book = sla_book.SlaBook()
        self.now = at("2026-03-16 09:00")
        self.breached: dict[str, Any] = {}

    @rule(minutes=st.integers(1, 5_000))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(fact=st.sampled_from(FACTS))
    def a_fact_happens(self, fact: str) -> None:
        self.book.record(fact, self.now)

    @rule(rows=st.lists(st.sampled_from(ROWS), max_size=4), office=st.sampled_from(CALENDARS))
    def rows_are_settled(self, rows: list[sla_rows.SlaRow], office: Any) -> None:
        self.book.settle(rows, now=self.now, calendar=office)
        assert self.book.settle(rows, now=self.now, calendar=office) == []

    @rule()
    def due_timers_fire(self) -> None:
        due = [moment for moment in self.book.moments() if moment.due_at <= self.now]
        for moment in due:
            self.book.reach(moment.timer_id, at=self.now)
        assert all(moment.due_at > self.now for moment in self.book.moments())

    @rule(milestone=st.sampled_from(MILESTONES))
    def a_step_stops_a_milestone(self, milestone: str) -> None:
        self.book.stop(milestone, at=self.now)
        assert not [clock for clock in running(self.book) if clock.milestone == milestone]

    @rule()
    def the_case_is_cancelled(self) -> None:
        self.book.cancel_all(at=self.now)
        assert self.book.moments() == []

    @invariant()
    def a_milestone_has_at_most_one_clock_that_can_breach(self) -> None:
        decisive = Counter(clock.milestone for clock in running(self.book) if not clock.advisory)
        assert all(times == 1 for times in decisive.values())

    @invariant()
    def a_breach_is_never_taken_back_or_moved(self) -> None:
        now = {clock.id: clock.breached_at for clock in self.book.clocks if clock.breached_at}
        assert self.breached.items() <= now.items()
        self.breached = now

    @invariant()
    def no_clock_left_running_late_without_a_breach(self) -> None:
        for clock in self.book.clocks:
            closed_late = clock.stopped_at is not None and clock.stopped_at > clock.late_at
            if closed_late and clock.row.is_deadline and not clock.advisory and clock.paused_at is None:
                assert clock.breached_at is not None

    @invariant()
    def moments_lie_in_order(self) -> None:
        for clock in self.book.clocks:
            moments = [moment for _, moment in clock.warns]
            assert moments == sorted(moments)
            assert clock.started_at <= clock.due_at <= clock.late_at

    @invariant()
    def the_saved_book_is_the_book(self) -> None:
        text = json.dumps(self.book.to_json())
        again = sla_book.SlaBook.from_json(json.loads(text))
        assert (json.dumps(again.to_json()), again.clocks) == (text, self.book.clocks)


def running(book: sla_book.SlaBook) -> list[SlaClock]:
    return [clock for clock in book.clocks if clock.state == "running"]


Case.TestCase.settings = settings(max_examples=40, stateful_step_count=20)
TestCase = Case.TestCase
