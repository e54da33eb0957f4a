"""What the command line writes, and where."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.cli import report
from engine import errors


@dataclass(frozen=True)
class Thing:
    """A value with parts of many kinds."""

    at: datetime
    parts: tuple[Any, ...]


def test_people_read_lines_and_programs_json(capsys: pytest.CaptureFixture[str]) -> None:
    said = report.Report(data={"a": 1}, lines=("satu", "dua"))

    assert report.show(said, as_json=False) == report.show(said, as_json=True) == 0
    assert capsys.readouterr().out == 'satu\ndua\n{"a": 1}\n'


def test_a_failure_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    code = report.show(report.Report(data=None, lines=("gagal",), failed=True), as_json=False)

    written = capsys.readouterr()
    assert (code, written.out, written.err) == (1, "", "gagal\n")


def test_nothing_to_say_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(report.Report(data=None, lines=()), as_json=False)

    assert capsys.readouterr().out == ""


def test_a_refusal_is_said_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    code = report.refused(errors.NotFoundError(case_number="TTG-1"), as_json=False)

    lines = capsys.readouterr().err.splitlines()
    assert code == 1
    assert lines == [
        errors.NotFoundError.sentence_id,
        errors.NotFoundError.sentence_en,
        "[not_found] case_number TTG-1",
    ]


def test_a_refusal_is_a_problem_document_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    report.refused(errors.ConflictError(), as_json=True)

    assert json.loads(capsys.readouterr().err)["code"] == "conflict"


def test_values_become_plain_json() -> None:
    thing = Thing(at=datetime(2026, 1, 1, tzinfo=UTC), parts=({"a": None}, [True, 1.5], timedelta(hours=6)))

    assert report.plain(thing) == {
        "at": "2026-01-01T00:00:00+00:00",
        "parts": [{"a": None}, [True, 1.5], "PT6H"],
    }


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(), "P0D"),
        (timedelta(days=3), "P3D"),
        (timedelta(days=1, minutes=30), "P1DT30M"),
        (timedelta(hours=1, seconds=5), "PT1H5S"),
    ],
)
def test_a_length_of_time_is_written_as_iso_8601(length: timedelta, written: str) -> None:
    assert report.duration(length) == written


def test_moments_of_any_zone_are_given_in_utc() -> None:
    assert report.plain(datetime.fromisoformat("2026-03-17T10:00+07:00")) == "2026-03-17T03:00:00+00:00"
