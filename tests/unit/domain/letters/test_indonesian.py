"""Days, moments and register numbers as Indonesians write them."""

from datetime import UTC, date, datetime

import pytest

from engine.domain.letters import indonesian


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Jakarta", "Jumat, 1 Januari 2027 pukul 00.30 WIB"),
        ("Asia/Makassar", "Jumat, 1 Januari 2027 pukul 01.30 WITA"),
        ("Asia/Jayapura", "Jumat, 1 Januari 2027 pukul 02.30 WIT"),
        ("UTC", "Kamis, 31 Desember 2026 pukul 17.30 UTC"),
    ],
)
def test_a_moment_is_said_in_its_zone(zone: str, said: str) -> None:
    assert indonesian.moment(datetime(2026, 12, 31, 17, 30, tzinfo=UTC), zone) == said


@pytest.mark.parametrize(
    ("count", "on", "written"),
    [
        (1, date(2026, 1, 9), "001/TTP/TTG/I/2026"),
        (27, date(2026, 4, 30), "027/TTP/TTG/IV/2026"),
        (1234, date(2027, 12, 1), "1234/TTP/TTG/XII/2027"),
    ],
)
def test_a_register_number_has_a_roman_month(count: int, on: date, written: str) -> None:
    assert indonesian.letter_number(count, series="TTP", agency="TTG", on=on) == written
