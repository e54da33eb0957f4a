"""The three promises of TTG-PM-WKT on the real SLA table: what a case of each risk gets, and how it is told."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine import dmn
from engine.domain.time import sla_book, sla_rows
from tests.unit.domain.time.builders import at, calendar

FOLDER = Path(__file__).resolve().parents[4] / "workflows" / "tebing_tinggi_pengaduan"
TABLE = dmn.read((FOLDER / "sla.dmn").read_bytes())
RECEIVED = at("2026-11-20 15:00")


def rows(**variables: object) -> tuple[sla_rows.SlaRow, ...]:
    scope = {"risiko": None, "saluran": "datang", "jenis_kasus": [], "bahaya_sekarang": "tidak"} | variables
    return sla_rows.rows_from(TABLE.evaluate("sla", scope, None).value)


def first_service(**variables: object) -> sla_rows.SlaRow:
    found = [row for row in rows(**variables) if row.milestone == "layanan_pertama"]
    assert len(found) == 1
    return found[0]


def due_after(row: sla_rows.SlaRow) -> timedelta:
    return sla_rows.promise(row, start=RECEIVED, calendar=calendar()).count.due - RECEIVED


@pytest.mark.parametrize(
    ("risk", "clause", "hours", "fact"),
    [
        ("tinggi", "TTG-PM-WKT-01", Decimal("0.5"), "risiko_ditetapkan"),
        ("sedang", "TTG-PM-WKT-02", 6, "laporan_diterima"),
        ("rendah", "TTG-PM-WKT-03", 72, "laporan_diterima"),
    ],
)
def test_each_risk_has_the_time_of_its_clause(risk: str, clause: str, hours: int | Decimal, fact: str) -> None:
    row = first_service(risiko=risk)
    assert due_after(row) == timedelta(hours=float(hours))
    assert clause in row.clause.split()
    assert row.start_event == fact


def test_about_six_hours_is_told_as_about_and_breached_at_six() -> None:
    row = first_service(risiko="sedang")
    assert row.approximate
    assert sla_rows.promise(row, start=RECEIVED, calendar=calendar()).late_at == RECEIVED + timedelta(hours=6)


def test_an_unknown_risk_never_gets_the_time_of_a_low_one() -> None:
    for row in rows(risiko=None):
        if row.milestone == "layanan_pertama":
            assert due_after(row) < timedelta(hours=72)


@pytest.mark.parametrize("channel", ["surat", "surel", "pihak_lain", "rujukan_masuk"])
def test_a_channel_without_a_stated_time_says_that_it_is_undecided(channel: str) -> None:
    row = first_service(risiko="sedang", saluran=channel)
    assert (row.status, row.chosen_by) == ("needs_policy", None)


def test_raising_the_risk_after_ten_hours_makes_the_service_due_at_once() -> None:
    book, raised = sla_book.SlaBook(), RECEIVED + timedelta(hours=10)
    book.record("laporan_diterima", RECEIVED)
    book.settle(rows(risiko="rendah"), now=RECEIVED, calendar=calendar())
    assert book.batas("layanan_pertama") == RECEIVED + timedelta(hours=72)
    book.record("risiko_ditetapkan", raised)
    book.settle(rows(risiko="tinggi"), now=raised, calendar=calendar())
    assert book.batas("layanan_pertama") == raised + timedelta(minutes=30)


def escalations(risk: str, *, until: datetime) -> list[str]:
    """Give what the timers of a case that nobody serves tell, in order, up to a moment."""
    book, told = sla_book.SlaBook(), []
    book.record("laporan_diterima", RECEIVED)
    book.record("risiko_ditetapkan", RECEIVED)
    book.settle([first_service(risiko=risk)], now=RECEIVED, calendar=calendar())
    for moment in sorted(book.moments(), key=lambda moment: moment.due_at):
        told += [change.change for change in book.reach(moment.timer_id, at=until)]
    return told


@pytest.mark.parametrize(("risk", "hours"), [("tinggi", 1), ("sedang", 6), ("rendah", 72)])
def test_a_case_that_nobody_serves_is_warned_of_and_then_breached(risk: str, hours: int) -> None:
    told = escalations(risk, until=RECEIVED + timedelta(hours=hours))
    assert told[-1] == "breached"
    assert set(told[:-1]) == {"warned"}
