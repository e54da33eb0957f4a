"""What an assignment needs, and which moments its days are."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.audits import assignments
from engine.domain.audits.assignments import AssignmentInvalidError, Wanted

TODAY = date(2026, 11, 20)
COMPLETE: dict[str, Any] = {
    "letter_number": " 700/12/ITDA/2026 ",
    "letter_date": TODAY,
    "institution": "inspektorat",
    "agencies": ("uptd_ttg",),
    "procedures": ("pengaduan",),
    "first": date(2026, 1, 1),
    "last": date(2026, 1, 1),
    "members": ("budi",),
}


def test_the_number_of_the_letter_is_one_line() -> None:
    assert assignments.checked_letter(Wanted(**COMPLETE), today=TODAY) == "700/12/ITDA/2026"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("letter_number", "  "),
        ("letter_number", "7" * 121),
        ("letter_number", "700\u202e12"),
        ("letter_date", TODAY + timedelta(days=1)),
        ("institution", "kpk"),
        ("agencies", ()),
        ("procedures", ()),
        ("first", date(26, 1, 1)),
        ("letter_date", date(26, 1, 1)),
        ("last", date(2025, 12, 31)),
        ("last", date.max),
        ("members", ()),
    ],
)
def test_what_does_not_fit_is_named(field: str, value: object) -> None:
    with pytest.raises(AssignmentInvalidError) as refused:
        assignments.checked_letter(Wanted(**(COMPLETE | {field: value})), today=TODAY)

    assert refused.value.ids == {"field": field}


@given(first=st.dates(date(2000, 1, 1), date(2100, 1, 1)), days=st.integers(0, 400), hour=st.integers(0, 23))
def test_a_moment_lies_within_exactly_when_its_local_day_does(first: date, days: int, hour: int) -> None:
    zone = ZoneInfo("Asia/Jayapura")
    begin, end = assignments.moments(first, first + timedelta(days=days), zone)

    for day in (first - timedelta(days=1), first, first + timedelta(days=days), first + timedelta(days=days + 1)):
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
        assert (begin <= moment < end) == (first <= day <= first + timedelta(days=days))
