"""How one stretch of a count is said."""

from datetime import UTC, datetime, timedelta

import pytest

from api.cli import due
from engine.domain.time import working_time

START = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("jenis_kasus=kekerasan", ("jenis_kasus", "kekerasan")),
        ("usia=12", ("usia", 12)),
        ('jenis=["a"]', ("jenis", ["a"])),
        ("tahap=", ("tahap", "")),
    ],
)
def test_a_further_value_is_json_or_else_a_text(text: str, read: tuple[str, object]) -> None:
    assert due._variable(text) == read


@pytest.mark.parametrize(
    ("counted", "days", "said"),
    [
        (timedelta(), 3, "3 hari"),
        (timedelta(hours=6), 0, "6 jam"),
        (timedelta(), 0, "tidak dihitung"),
    ],
)
def test_a_stretch_is_said_in_days_or_time(counted: timedelta, days: int, said: str) -> None:
    step = working_time.Step(at_from=START, at_to=START + timedelta(days=1), counted=counted, days=days, reason="")

    assert due._counted(step) == said
