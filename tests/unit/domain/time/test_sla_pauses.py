"""A clock stands still between its pause fact and the resuming fact."""

from datetime import datetime, timedelta

from engine.domain.time import sla_book, sla_rows
from tests.unit.domain.time.builders import at, calendar, row

START = at("2026-11-16 08:00")
MILESTONE = "layanan_pertama"
WAITS = row(amount=24, pause_events=["menunggu:dijawab"])


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def opened(waits: sla_rows.SlaRow = WAITS) -> sla_book.SlaBook:
    book = sla_book.SlaBook()
    book.record("laporan_diterima", START)
    book.settle([waits], now=START, calendar=calendar())
    return book


def after(book: sla_book.SlaBook, fact: str, hour: float, *, waits: sla_rows.SlaRow = WAITS) -> list[str]:
    """Record the fact, settle, and give the names of the changes."""
    book.record(fact, hours(hour))
    return [change.change for change in book.settle([waits], now=hours(hour), calendar=calendar())]


def test_a_paused_clock_has_no_due_moment_and_cannot_breach() -> None:
    book = opened()
    assert after(book, "menunggu", 6) == ["paused"]
    assert (book.batas(MILESTONE), book.peringatan(MILESTONE, 80), book.moments()) == (None, None, [])
    assert [change.change for change in book.stop(MILESTONE, at=hours(99))] == ["stopped"]


def test_a_resumed_clock_gets_back_the_time_that_it_stood_still() -> None:
    book = opened()
    after(book, "menunggu", 6)
    assert after(book, "dijawab", 16) == ["resumed"]
    assert (book.batas(MILESTONE), book.peringatan(MILESTONE, 80)) == (hours(34), hours(29.2))
    assert book.peringatan(MILESTONE, 10) == hours(2.4)


def test_a_warning_from_before_the_pause_is_still_given() -> None:
    book = opened()
    after(book, "menunggu", 13)
    assert [change.change for change in book.reach(f"sla:{MILESTONE}-1:50", at=hours(14))] == ["warned"]


def test_a_working_clock_gets_back_working_time_only() -> None:
    waits = row(amount=16, calendar="kerja", pause_events=["menunggu:dijawab"])
    book = opened(waits)
    after(book, "menunggu", 4, waits=waits)
    after(book, "dijawab", 28, waits=waits)
    assert book.batas(MILESTONE) == at("2026-11-18 16:00")


def test_a_pause_and_its_end_in_one_step_only_move_the_clock() -> None:
    book = opened()
    book.record("menunggu", hours(2))
    assert after(book, "dijawab", 3) == ["resumed"]
    assert book.batas(MILESTONE) == hours(25)


def test_a_pause_that_ends_the_moment_it_begins_changes_nothing() -> None:
    book = opened()
    book.record("menunggu", hours(2))
    assert after(book, "dijawab", 2) == []


def test_a_pause_after_the_due_moment_cannot_undo_lateness() -> None:
    book = opened()
    assert after(book, "menunggu", 30) == []
    assert book.batas(MILESTONE) == hours(24)


def test_a_pause_over_before_the_start_does_not_count() -> None:
    book = sla_book.SlaBook()
    book.record("menunggu", hours(-5))
    book.record("dijawab", hours(-3))
    assert after(book, "laporan_diterima", 0) == ["opened"]
    assert book.batas(MILESTONE) == hours(24)


def test_a_pause_that_began_before_the_start_holds_from_the_start() -> None:
    book = sla_book.SlaBook()
    book.record("menunggu", hours(-5))
    assert after(book, "laporan_diterima", 0) == ["opened", "paused"]
    assert after(book, "dijawab", 3) == ["resumed"]
    assert book.batas(MILESTONE) == hours(27)


def test_a_pause_counts_before_an_early_stop_is_called_late() -> None:
    book = sla_book.SlaBook()
    for fact, hour in (("laporan_diterima", 0), ("menunggu", 5), ("dijawab", 25)):
        book.record(fact, hours(hour))
    book.stop(MILESTONE, at=hours(30))
    changes = book.settle([WAITS], now=hours(31), calendar=calendar())
    assert [change.change for change in changes] == ["opened", "resumed", "stopped"]


def test_a_clock_whose_row_no_longer_matches_still_pauses() -> None:
    book = opened()
    book.record("menunggu", hours(2))
    assert [change.change for change in book.settle([], now=hours(2), calendar=calendar())] == ["paused"]


def test_overlapping_pauses_count_once() -> None:
    waits = row(amount=24, pause_events=["menunggu:dijawab", "rawat_inap:pulang"])
    book = opened(waits)
    book.record("menunggu", hours(2))
    book.record("rawat_inap", hours(4))
    book.record("dijawab", hours(6))
    after(book, "pulang", 9, waits=waits)
    assert book.batas(MILESTONE) == hours(31)


def test_an_open_pause_inside_another_holds_the_clock() -> None:
    waits = row(amount=24, pause_events=["menunggu:dijawab", "rawat_inap:pulang"])
    book = opened(waits)
    book.record("rawat_inap", hours(2))
    book.record("menunggu", hours(3))
    assert after(book, "dijawab", 5, waits=waits) == ["paused"]
    assert book.batas(MILESTONE) is None


def test_two_pauses_add_up() -> None:
    book = opened()
    for fact, hour in (("menunggu", 2), ("dijawab", 4), ("menunggu", 10), ("dijawab", 13)):
        after(book, fact, hour)
    assert book.batas(MILESTONE) == hours(29)


def test_a_corrected_calendar_leaves_a_paused_clock_paused() -> None:
    book = opened()
    after(book, "menunggu", 2)
    assert book.settle([WAITS], now=hours(3), calendar=calendar(version="v2")) == []
    assert book.clocks[0].paused_at == hours(2)
