"""Moments, spans and lateness in plain Indonesian."""

from datetime import UTC, datetime, timedelta

import pytest

from api.web.words import moments

NOON = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)  # 12.00 WIB


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Jakarta", "Selasa, 17 Maret 2026 pukul 12.00 WIB"),
        ("Asia/Makassar", "Selasa, 17 Maret 2026 pukul 13.00 WITA"),
        ("Asia/Jayapura", "Selasa, 17 Maret 2026 pukul 14.00 WIT"),
        ("UTC", "Selasa, 17 Maret 2026 pukul 05.00 UTC"),
    ],
)
def test_a_moment_is_said_in_the_agencys_zone(zone: str, said: str) -> None:
    assert moments.moment(NOON, zone) == said


def test_a_table_says_a_moment_briefly() -> None:
    assert moments.brief(NOON, "Asia/Jakarta") == "17 Mar 2026 12.00 WIB"
    assert moments.brief(None, "Asia/Jakarta") == moments.moment(None, "Asia/Jakarta") == "–"


def test_a_typed_moment_is_read_in_the_agencys_zone() -> None:
    typed = moments.field_value(NOON, "Asia/Makassar")

    assert typed == "2026-03-17T13:00"
    assert moments.from_field(typed, "Asia/Makassar") == NOON


@pytest.mark.parametrize("typed", ["", "kemarin", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_unusable_moment_is_none(typed: str) -> None:
    assert moments.from_field(typed, "Asia/Jakarta") is None


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=30), "kurang dari 1 menit"),
        (timedelta(minutes=5), "5 menit"),
        (timedelta(hours=16, minutes=57), "16 jam 57 menit"),
        (timedelta(days=2, hours=3, minutes=4), "2 hari 3 jam"),
        (-timedelta(hours=1), "1 jam"),
    ],
)
def test_a_span_is_said_by_its_two_largest_units(length: timedelta, said: str) -> None:
    assert moments.span(length) == said


@pytest.mark.parametrize(
    ("due_at", "state", "said"),
    [
        (None, "none", "Tanpa batas waktu"),
        (NOON - timedelta(hours=2), "breached", "Terlambat 2 jam"),
        (NOON + timedelta(hours=2), "warning", "Segera, sisa 2 jam"),
        (NOON + timedelta(days=1), "on_time", "Sisa 1 hari"),
    ],
)
def test_lateness_is_said_in_words(due_at: datetime | None, state: str, said: str) -> None:
    assert moments.due(due_at, state, NOON) == said
