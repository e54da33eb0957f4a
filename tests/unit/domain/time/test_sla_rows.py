"""Rows of the SLA table: read strictly, shown honestly, counted with their warnings."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.domain.time import sla_rows
from tests.unit.domain.time.builders import at, calendar, raw, row

START = at("2026-11-20 15:00")


def test_a_row_that_says_little_gets_safe_values() -> None:
    found = sla_rows.SlaRow.from_mapping(
        {"milestone": "asesmen", "amount": 1, "unit": "hari", "calendar": "kalender", "start_event": "mulai"}
    )
    assert (found.day_count, found.warn, found.meaning, found.status) == (
        "elapsed",
        (50, 80),
        "deadline",
        "needs_policy",
    )
    assert (found.approximate, found.tolerance_minutes, found.valid_from, found.stop_event) == (False, 0, None, None)


def test_a_row_reads_what_the_decision_table_answers() -> None:
    found = row(
        amount=Decimal("6.0"),
        warn=[Decimal(80), 50, 0],
        approximate=True,
        valid_from="2026-01-01",
        valid_to=date(2026, 12, 31),
        pause_events="menunggu_jawaban:jawaban_diterima",
        reading="sejak laporan diterima",
        chosen_by="",
    )
    assert (found.amount, found.warn, found.pauses) == (6, (50, 80), (("menunggu_jawaban", "jawaban_diterima"),))
    assert (found.valid_from, found.valid_to, found.chosen_by) == (date(2026, 1, 1), date(2026, 12, 31), None)


@pytest.mark.parametrize("amount", [6, "0.5", 0, Decimal("1.25")])
def test_json_gives_the_same_row_back(amount: Any) -> None:
    found = row(amount=amount, valid_from="2026-01-01", pause_events=["a:b"], tolerance_minutes=30)
    assert sla_rows.SlaRow.from_mapping(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"milestone": " "}, "milestone"),
        ({"start_event": None}, "start_event"),
        ({"amount": None}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": "enam"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 100_001}, "amount"),
        ({"amount": "1.5", "unit": "hari_kerja", "calendar": "kerja"}, "amount"),
        ({"amount": "1.5", "unit": "hari", "calendar": "kerja"}, "amount"),
        ({"unit": "bulan"}, "unit"),
        ({"unit": "hari_kerja"}, "calendar"),
        ({"calendar": "kerja(TTG)"}, "calendar"),
        ({"day_count": "lewati"}, "day_count"),
        ({"meaning": "target"}, "meaning"),
        ({"status": "benar"}, "status"),
        ({"warn": [100]}, "warn"),
        ({"warn": [12.5]}, "warn"),
        ({"approximate": "ya"}, "approximate"),
        ({"clause": 7}, "clause"),
        ({"pause_events": ["menunggu"]}, "pause_events"),
        ({"pause_events": [":b"]}, "pause_events"),
        ({"pause_events": [7]}, "pause_events"),
        ({"valid_from": "1 Januari"}, "valid_from"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "valid_to"),
        ({"tolerance_minutes": -5}, "tolerance_minutes"),
        ({"kolom_lain": 1}, "kolom_lain"),
    ],
)
def test_a_row_that_contradicts_itself_names_its_column(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(sla_rows.SlaRowInvalidError) as refusal:
        row(**changes)
    assert refusal.value.ids["field"] == field


def test_the_result_of_the_table_may_be_nothing_one_or_many() -> None:
    assert sla_rows.rows_from(None) == ()
    assert sla_rows.rows_from(raw()) == (row(),)
    assert sla_rows.rows_from([raw(), raw(amount=6)]) == (row(), row(amount=6))


def test_validity_includes_both_of_its_days() -> None:
    found = row(valid_from="2026-01-01", valid_to="2026-12-31")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [found.is_valid_on(day) for day in days] == [False, True, True, False]


def test_a_promise_has_due_moment_warnings_and_the_moment_from_which_it_is_late() -> None:
    found = sla_rows.promise(row(amount=10, tolerance_minutes=30), start=START, calendar=calendar())
    assert found.count.due == at("2026-11-21 01:00")
    assert found.warns == ((50, at("2026-11-20 20:00")), (80, at("2026-11-20 23:00")))
    assert found.late_at == at("2026-11-21 01:30")


def test_the_tolerance_of_a_working_promise_is_working_time() -> None:
    found = sla_rows.promise(row(amount=1, calendar="kerja", tolerance_minutes=60), start=START, calendar=calendar())
    assert (found.count.due, found.late_at) == (at("2026-11-20 16:00"), at("2026-11-23 09:00"))


def test_a_promise_that_is_due_at_once_has_no_warning() -> None:
    assert sla_rows.promise(row(amount=0), start=START, calendar=calendar()).warns == ()
