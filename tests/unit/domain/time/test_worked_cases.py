"""The eight worked cases of the procedures' outlines (section 0.4), 2026 SKB holidays, zone WIB."""

from datetime import datetime

import pytest

from engine.domain.time import sla_book, sla_rows, working_time
from tests.unit.domain.time.builders import WIB, WIT, at, calendar, row


def due(start: datetime, *, amount: int, unit: str, calendar_kind: str, **options: str) -> datetime:
    count = working_time.add(
        calendar(),
        start,
        amount=amount,
        unit=unit,
        calendar_kind=calendar_kind,
        day_count=options.get("day_count", "elapsed"),
    )
    return count.due


def test_case_1_six_hours_run_through_friday_evening_or_wait_for_monday() -> None:
    received = at("2026-11-20 15:00")
    assert due(received, amount=6, unit="jam", calendar_kind="kalender") == at("2026-11-20 21:00")
    assert due(received, amount=6, unit="jam", calendar_kind="kerja") == at("2026-11-23 13:00")


def test_case_2_a_day_of_hours_ends_on_saturday_or_takes_24_office_hours() -> None:
    accepted = at("2026-11-20 15:00")
    assert due(accepted, amount=24, unit="jam", calendar_kind="kalender") == at("2026-11-21 15:00")
    assert due(accepted, amount=24, unit="jam", calendar_kind="kerja") == at("2026-11-25 15:00")


@pytest.mark.parametrize(("leave_works", "expected"), [(False, "2026-03-31 16:00"), (True, "2026-03-25 16:00")])
def test_case_3_five_working_days_over_idul_fitri_follow_the_leave_switch(*, leave_works: bool, expected: str) -> None:
    counted = working_time.add(
        calendar(cuti_bersama_is_working=leave_works),
        at("2026-03-17 10:00"),
        amount=5,
        unit="hari_kerja",
        calendar_kind="kerja",
        day_count="exclude_first",
    )
    assert counted.due == at(expected)


def test_case_4_high_risk_outreach_is_due_after_24_hours_whatever_the_holiday() -> None:
    assert due(at("2026-03-17 10:00"), amount=24, unit="jam", calendar_kind="kalender") == at("2026-03-18 10:00")


@pytest.mark.parametrize(
    ("day_count", "expected"),
    [
        ("elapsed", "2026-05-18 16:00"),
        ("exclude_first", "2026-05-18 16:00"),
        ("exclude_first_effective", "2026-05-19 16:00"),
    ],
)
def test_case_5_one_working_day_from_a_holiday_has_three_readings(day_count: str, expected: str) -> None:
    received = at("2026-05-14 09:00")
    assert due(received, amount=1, unit="hari_kerja", calendar_kind="kerja", day_count=day_count) == at(expected)


def conflict(**changes: object) -> sla_rows.SlaRow:
    values = {"milestone": "rujukan", "start_event": "rekomendasi_disetujui", "status": "conflict", "warn": []}
    return row(**(values | changes))


def test_case_6_an_undecided_conflict_runs_two_timers_and_says_so() -> None:
    book, approved = sla_book.SlaBook(), at("2026-11-20 10:00")
    rows = [conflict(amount=14, unit="hari"), conflict(amount=48)]
    book.record("rekomendasi_disetujui", approved)
    book.settle(rows, now=approved, calendar=calendar())
    assert [moment.due_at for moment in book.moments()] == [at("2026-11-22 10:00"), at("2026-12-04 10:00")]
    assert [change.change for change in book.reach("sla:rujukan-1:100", at=at("2026-11-22 10:00"))] == ["warned"]
    assert [change.change for change in book.reach("sla:rujukan-2:100", at=at("2026-12-04 10:00"))] == ["breached"]
    assert {(clock.row.status, clock.row.chosen_by) for clock in book.clocks} == {("conflict", None)}


def test_case_6_ends_when_a_reading_is_chosen() -> None:
    book, approved = sla_book.SlaBook(), at("2026-11-20 10:00")
    book.record("rekomendasi_disetujui", approved)
    book.settle([conflict(amount=14, unit="hari"), conflict(amount=48)], now=approved, calendar=calendar())
    chosen = conflict(amount=48, chosen_by="kepala.dinas")
    changes = book.settle([conflict(amount=14, unit="hari"), chosen], now=approved, calendar=calendar())
    assert [(change.clock.id, change.change) for change in changes] == [
        ("rujukan-1", "replaced"),
        ("rujukan-2", "replaced"),
        ("rujukan-3", "opened"),
    ]
    assert book.batas("rujukan") == at("2026-11-22 10:00")


def test_case_7_a_raised_risk_replaces_the_clock_and_keeps_both_in_the_history() -> None:
    book, received, raised = sla_book.SlaBook(), at("2026-11-20 08:00"), at("2026-11-20 18:00")
    book.record("laporan_diterima", received)
    book.record("risiko_ditetapkan", at("2026-11-20 08:30"))
    book.settle([row(amount=72)], now=received, calendar=calendar())
    book.record("risiko_ditetapkan", raised)
    changes = book.settle([row(amount=0, start_event="risiko_ditetapkan")], now=raised, calendar=calendar())
    assert [(change.change, change.clock.id) for change in changes] == [
        ("replaced", "layanan_pertama-1"),
        ("opened", "layanan_pertama-2"),
    ]
    assert [(clock.state, clock.started_at) for clock in book.clocks] == [("replaced", received), ("running", raised)]
    assert book.batas("layanan_pertama") == raised


def test_case_8_hours_are_the_same_in_every_zone_but_working_days_follow_the_receiving_agency() -> None:
    stamped = at("2026-11-20 15:30", zone=WIB)
    papua = calendar(zone=WIT)
    hours = working_time.add(papua, stamped, amount=24, unit="jam", calendar_kind="kalender")
    days = working_time.add(papua, stamped, amount=1, unit="hari_kerja", calendar_kind="kerja")
    assert hours.due == at("2026-11-21 15:30", zone=WIB)
    assert days.due == at("2026-11-23 16:00", zone=WIT)  # 17.30 in Papua: Friday is over there
