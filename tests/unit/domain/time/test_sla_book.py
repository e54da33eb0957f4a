"""The book of SLA clocks: opening, warning, breaching, stopping, replacing."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.domain.time import sla_book, sla_clocks, sla_rows
from engine.domain.time.working_calendar import Holiday
from tests.unit.domain.time.builders import at, calendar, row

START = at("2026-11-20 15:00")
MILESTONE = "layanan_pertama"


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def opened(*rows: sla_rows.SlaRow) -> sla_book.SlaBook:
    """Give a book whose report came in at START and whose rows are settled."""
    book = sla_book.SlaBook()
    book.record("laporan_diterima", START)
    book.settle(rows or (row(),), now=START, calendar=calendar())
    return book


def said(changes: list[sla_clocks.SlaChange]) -> list[tuple[str, str]]:
    return [(change.clock.id, change.change) for change in changes]


def test_a_clock_waits_for_its_start_fact() -> None:
    book = sla_book.SlaBook()
    assert book.settle([row()], now=START, calendar=calendar()) == []
    book.record("laporan_diterima", START)
    assert said(book.settle([row()], now=hours(1), calendar=calendar())) == [(f"{MILESTONE}-1", "opened")]
    assert book.clocks[0].started_at == START


def test_settling_again_changes_nothing() -> None:
    book = opened()
    assert book.settle([row()], now=hours(5), calendar=calendar()) == []


def test_a_second_start_fact_does_not_give_a_running_clock_more_time() -> None:
    book = opened()
    book.record("laporan_diterima", hours(5))
    assert book.settle([row()], now=hours(5), calendar=calendar()) == []


def test_a_fact_recorded_twice_at_one_moment_is_one_fact() -> None:
    book = sla_book.SlaBook()
    book.record("laporan_diterima", START)
    book.record("laporan_diterima", START.astimezone(UTC))
    assert book.to_json()["diary"]["facts"] == {"laporan_diterima": [["2026-11-20T08:00:00+00:00", 1]]}


def test_the_row_that_is_due_first_wins() -> None:
    assert opened(row(amount=72), row(amount=6), row(amount=24)).batas(MILESTONE) == hours(6)


def test_a_shorter_effort_does_not_hide_a_deadline() -> None:
    assert opened(row(amount=1, meaning="effort"), row(amount=24)).batas(MILESTONE) == hours(24)


def test_a_row_out_of_force_on_the_day_of_the_start_opens_nothing() -> None:
    book = opened(row(valid_from="2026-11-21"))
    assert book.clocks == ()
    assert opened(row(valid_to="2026-11-20")).batas(MILESTONE) == hours(72)


def test_warnings_and_the_breach_are_moments_to_come() -> None:
    assert [(moment.timer_id, moment.due_at) for moment in opened().moments()] == [
        (f"sla:{MILESTONE}-1:50", hours(36)),
        (f"sla:{MILESTONE}-1:80", hours(57.6)),
        (f"sla:{MILESTONE}-1:100", hours(72)),
    ]


def test_a_warning_is_given_once() -> None:
    book, timer = opened(), f"sla:{MILESTONE}-1:50"
    changes = book.reach(timer, at=hours(36))
    assert said(changes) == [(f"{MILESTONE}-1", "warned")]
    assert changes[0].clock.warned == (50,)
    assert book.reach(timer, at=hours(37)) == []


def test_a_breach_is_recorded_as_of_the_limit_however_late_the_timer_came() -> None:
    book = opened()
    changes = book.reach(f"sla:{MILESTONE}-1:100", at=hours(90))
    assert said(changes) == [(f"{MILESTONE}-1", "breached")]
    assert (changes[0].clock.breached_at, changes[0].clock.state) == (hours(72), "running")


def test_a_breached_clock_has_nothing_left_to_warn_of() -> None:
    book = opened()
    book.reach(f"sla:{MILESTONE}-1:100", at=hours(90))
    assert book.moments() == []
    assert book.reach(f"sla:{MILESTONE}-1:80", at=hours(91)) == []


def test_a_timer_that_comes_too_early_or_is_unknown_changes_nothing() -> None:
    book = opened()
    assert book.reach(f"sla:{MILESTONE}-1:100", at=hours(71)) == []
    assert book.reach("sla:lain-1:100", at=hours(99)) == []


def test_tolerance_moves_the_breach_but_not_the_due_moment() -> None:
    book = opened(row(amount=0, tolerance_minutes=30))
    assert book.batas(MILESTONE) == START
    assert [moment.due_at for moment in book.moments()] == [hours(0.5)]


def test_a_stop_in_time_is_no_breach() -> None:
    book = opened()
    changes = book.stop(MILESTONE, at=hours(72))
    assert said(changes) == [(f"{MILESTONE}-1", "stopped")]
    assert (changes[0].clock.breached_at, changes[0].clock.stopped_at) == (None, hours(72))
    assert book.moments() == []


def test_a_stop_after_the_limit_shows_the_breach_that_no_timer_told_of() -> None:
    changes = opened().stop(MILESTONE, at=hours(73))
    assert said(changes) == [(f"{MILESTONE}-1", "breached"), (f"{MILESTONE}-1", "stopped")]
    assert changes[-1].clock.breached_at == hours(72)


def test_a_breach_is_told_once() -> None:
    book = opened()
    book.reach(f"sla:{MILESTONE}-1:100", at=hours(72))
    assert said(book.stop(MILESTONE, at=hours(80))) == [(f"{MILESTONE}-1", "stopped")]


@pytest.mark.parametrize("meaning", ["effort", "service_duration"])
def test_an_effort_is_measured_and_never_escalates(meaning: str) -> None:
    book = opened(row(amount=1, meaning=meaning))
    assert (book.moments(), book.batas(MILESTONE), book.peringatan(MILESTONE, 80)) == ([], None, None)
    changes = book.stop(MILESTONE, at=hours(5))
    assert said(changes) == [(f"{MILESTONE}-1", "stopped")]
    assert changes[0].clock.breached_at is None


def test_a_stopped_milestone_stays_stopped_until_its_start_happens_again() -> None:
    book = opened()
    book.stop(MILESTONE, at=hours(5))
    assert book.settle([row()], now=hours(6), calendar=calendar()) == []
    book.record("laporan_diterima", hours(7))
    assert said(book.settle([row()], now=hours(7), calendar=calendar())) == [(f"{MILESTONE}-2", "opened")]
    assert book.batas(MILESTONE) == hours(79)


def test_a_step_that_ends_one_round_and_begins_the_next_opens_the_next() -> None:
    book = opened()
    book.stop(MILESTONE, at=hours(5))
    book.record("laporan_diterima", hours(5))
    assert said(book.settle([row()], now=hours(5), calendar=calendar())) == [(f"{MILESTONE}-2", "opened")]


def test_a_risk_raised_after_the_service_starts_a_clock_at_the_raising() -> None:
    book = opened()
    book.stop(MILESTONE, at=hours(2))
    book.record("risiko_ditetapkan", hours(3))
    book.stop(MILESTONE, at=hours(4))
    book.record("risiko_ditetapkan", hours(6))
    changes = book.settle([row(amount=0, start_event="risiko_ditetapkan")], now=hours(6), calendar=calendar())
    assert said(changes) == [(f"{MILESTONE}-2", "opened")]
    assert changes[0].clock.started_at == hours(6)


def test_service_given_before_the_risk_was_set_still_counts() -> None:
    book = sla_book.SlaBook()
    book.record("laporan_diterima", START)
    book.stop(MILESTONE, at=hours(2))
    changes = book.settle([row()], now=hours(3), calendar=calendar())
    assert said(changes) == [(f"{MILESTONE}-1", "opened"), (f"{MILESTONE}-1", "stopped")]
    assert book.clocks[0].stopped_at == hours(2)


def test_service_given_too_late_before_the_risk_was_set_is_a_breach() -> None:
    book = sla_book.SlaBook()
    book.record("laporan_diterima", START)
    book.stop(MILESTONE, at=hours(80))
    changes = book.settle([row()], now=hours(81), calendar=calendar())
    assert [change.change for change in changes] == ["opened", "breached", "stopped"]


def test_rounds_told_of_before_the_risk_was_set_are_all_kept() -> None:
    book = sla_book.SlaBook()
    for hour in (0, 10, 20):
        book.record("laporan_diterima", hours(hour))
        if hour < 20:
            book.stop(MILESTONE, at=hours(hour + 1))
    changes = book.settle([row()], now=hours(21), calendar=calendar())
    assert [change.change for change in changes] == ["opened", "stopped", "opened", "stopped", "opened"]
    assert [clock.started_at for clock in book.clocks] == [hours(0), hours(10), hours(20)]
    assert [clock.stopped_at for clock in book.clocks] == [hours(1), hours(11), None]


def test_a_stop_told_before_a_start_of_the_same_moment_does_not_stop_it() -> None:
    book = sla_book.SlaBook()
    book.stop(MILESTONE, at=START)
    book.record("laporan_diterima", START)
    assert said(book.settle([row()], now=START, calendar=calendar())) == [(f"{MILESTONE}-1", "opened")]


def test_a_start_told_before_the_stop_of_the_same_moment_begins_no_new_round() -> None:
    book = opened()
    book.record("laporan_diterima", hours(5))
    book.stop(MILESTONE, at=hours(5))
    assert book.settle([row()], now=hours(5), calendar=calendar()) == []


def test_an_old_stop_does_not_stop_a_later_start() -> None:
    book = sla_book.SlaBook()
    book.stop(MILESTONE, at=hours(-1))
    book.record("laporan_diterima", START)
    assert said(book.settle([row()], now=START, calendar=calendar())) == [(f"{MILESTONE}-1", "opened")]


def test_a_changed_row_of_the_same_start_event_gives_no_fresh_start() -> None:
    book = opened()
    book.record("laporan_diterima", hours(10))
    changes = book.settle([row(amount=6)], now=hours(10), calendar=calendar())
    assert said(changes) == [(f"{MILESTONE}-1", "replaced"), (f"{MILESTONE}-2", "opened")]
    assert book.clocks[1].due_at == hours(6)


def test_a_row_whose_start_has_not_happened_leaves_the_running_clock() -> None:
    book = opened()
    assert book.settle([row(amount=0, start_event="risiko_ditetapkan")], now=hours(1), calendar=calendar()) == []
    assert book.batas(MILESTONE) == hours(72)


def test_a_clock_whose_row_no_longer_matches_goes_on() -> None:
    book = opened()
    assert book.settle([], now=hours(1), calendar=calendar()) == []
    assert len(book.moments()) == 3


def test_a_replaced_clock_that_was_already_late_is_breached_first() -> None:
    book = opened()
    changes = book.settle([row(amount=100)], now=hours(80), calendar=calendar())
    assert [change.change for change in changes] == ["breached", "replaced", "opened"]


def test_a_corrected_holiday_moves_a_running_clock() -> None:
    five_days = row(amount=5, unit="hari_kerja", calendar="kerja")
    book = opened(five_days)
    corrected = calendar(
        version="v2", holidays={date(2026, 11, 23): Holiday(name="Pilkada", kind="libur_daerah", source="SK")}
    )
    changes = book.settle([five_days], now=hours(1), calendar=corrected)
    assert [change.change for change in changes] == ["replaced", "opened"]
    assert book.batas(MILESTONE) == at("2026-11-27 16:00")
    assert book.clocks[1].calendar_version == "v2"


def test_a_correction_that_moves_nothing_changes_nothing() -> None:
    book = opened()
    assert book.settle([row()], now=hours(1), calendar=calendar(version="v2")) == []


def test_cancelling_closes_every_running_clock() -> None:
    book = opened(row(), row(milestone="lapor_polisi"))
    assert said(book.cancel_all(at=hours(1))) == [(f"{MILESTONE}-1", "cancelled"), ("lapor_polisi-1", "cancelled")]
    assert (book.moments(), book.batas(MILESTONE)) == ([], None)
    assert book.cancel_all(at=hours(2)) == []


def test_the_due_moment_of_a_stopped_clock_stays_known() -> None:
    book = opened()
    book.stop(MILESTONE, at=hours(5))
    assert book.batas(MILESTONE) == hours(72)
    assert book.batas("lain") is None


@pytest.mark.parametrize(("percent", "expected"), [(50, 36), (90, 64.8), (100, 72)])
def test_a_warning_may_be_asked_for_at_any_percentage(percent: int, expected: float) -> None:
    assert opened().peringatan(MILESTONE, percent) == hours(expected)


def test_what_is_due_at_once_warns_at_once() -> None:
    assert opened(row(amount=0)).peringatan(MILESTONE, 80) == START


def test_a_percentage_that_the_row_does_not_name_needs_a_settled_book() -> None:
    book = sla_book.SlaBook.from_json(opened().to_json())
    assert book.peringatan(MILESTONE, 50) == hours(36)
    with pytest.raises(ValueError, match="settle"):
        book.peringatan(MILESTONE, 90)


def test_the_shorter_side_of_a_conflict_is_the_first_warning() -> None:
    book = opened(row(amount=48, status="conflict"), row(amount=14, unit="hari", status="conflict"))
    assert (book.peringatan(MILESTONE, 80), book.batas(MILESTONE)) == (hours(48), hours(14 * 24))


def test_a_warned_side_of_a_conflict_that_is_left_alone_can_still_breach() -> None:
    short = row(amount=48, status="conflict")
    book = opened(short, row(amount=14, unit="hari", status="conflict"))
    book.reach(f"sla:{MILESTONE}-1:100", at=hours(48))
    changes = book.settle([short], now=hours(49), calendar=calendar())
    assert [change.change for change in changes] == ["replaced", "replaced", "opened"]
    assert said(book.reach(f"sla:{MILESTONE}-3:100", at=hours(49))) == [(f"{MILESTONE}-3", "breached")]


def test_a_lone_conflict_row_is_an_ordinary_deadline() -> None:
    book = opened(row(status="conflict"))
    assert said(book.reach(f"sla:{MILESTONE}-1:100", at=hours(72))) == [(f"{MILESTONE}-1", "breached")]


def test_json_gives_an_equal_book_back() -> None:
    book = opened(row(pause_events=["a:b"]), row(milestone="rencana", start_event="kasus_diterima"))
    book.reach(f"sla:{MILESTONE}-1:50", at=hours(40))
    book.stop("rencana", at=hours(1))
    book.record("a", hours(41))
    book.settle([row(pause_events=["a:b"])], now=hours(41), calendar=calendar())
    text = json.dumps(book.to_json())
    again = sla_book.SlaBook.from_json(json.loads(text))
    assert json.dumps(again.to_json()) == text
    assert (again.clocks, again.moments()) == (book.clocks, book.moments())


def test_the_same_calls_give_the_same_book() -> None:
    def played() -> dict[str, Any]:
        book = opened(row(amount=6), row(amount=72))
        book.record("risiko_ditetapkan", hours(2))
        book.settle([row(amount=0, start_event="risiko_ditetapkan")], now=hours(2), calendar=calendar())
        book.cancel_all(at=hours(3))
        return book.to_json()

    assert played() == played()


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        sla_book.SlaBook().record("laporan_diterima", datetime(2026, 11, 20))  # noqa: DTZ001 - what is tested


def test_a_lateness_that_was_told_is_not_told_again_when_only_the_clause_changes() -> None:
    book = opened(row(amount=6, warn=[50]))
    for moment in book.moments():
        book.reach(moment.timer_id, at=hours(7))

    book.settle([row(amount=6, warn=[50], clause="TTG-PM-WKT-02")], now=hours(8), calendar=calendar())

    assert (book.clocks[-1].warned, book.clocks[-1].breached_at) == ((50,), hours(6))
    assert book.moments() == []


def test_a_tighter_promise_tells_its_own_lateness() -> None:
    book = opened(row(amount=72, warn=[50]))
    book.reach(f"sla:{MILESTONE}-1:50", at=hours(40))

    book.settle([row(amount=48, warn=[50])], now=hours(41), calendar=calendar())

    assert [moment.due_at for moment in book.moments()] == [hours(24), hours(48)]
