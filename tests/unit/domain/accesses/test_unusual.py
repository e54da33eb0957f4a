"""Unusual readings: each reason at its border, none for machines, and none for who reads by their work."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from engine.domain.accesses import unusual
from engine.domain.accesses.unusual import Around, Reading, Span, Unusual
from tests.unit.domain.time.builders import WITA, at, calendar

NOON = "2026-11-20 12:00"  # a Friday
MINUTE = timedelta(minutes=1)


def reading(when: str = NOON, **changes: Any) -> Reading:
    """Give a reading on duty of the case ``k`` by ``rina``, at a local moment."""
    values: dict[str, Any] = {"case_id": "k", "actor": "rina", "purpose": "duty", "refused": False}
    return Reading(at=at(when), **(values | changes))


def reasons(one: Reading, **around: Any) -> list[str]:
    """Give the reasons why a reading is unusual."""
    return [why.reason for why in unusual.of(one, Around(calendar=calendar(), **around))]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-20 22:00", ["night"]),
        ("2026-11-20 21:59", ["outside_hours"]),
        ("2026-11-21 04:59", ["night"]),
        ("2026-11-21 05:00", ["outside_hours"]),
        ("2026-11-20 06:59", ["outside_hours"]),
        ("2026-11-20 07:00", []),
        ("2026-11-20 16:59", []),
        ("2026-11-20 17:00", ["outside_hours"]),
        ("2026-11-22 10:00", ["outside_hours"]),
        ("2026-03-19 10:00", ["outside_hours"]),
    ],
)
def test_night_and_what_lies_outside_the_office_hours_of_the_day_are_unusual(when: str, expected: list[str]) -> None:
    assert reasons(reading(when)) == expected


def test_hours_are_those_of_the_agencys_zone() -> None:
    early = reading("2026-11-20 06:30")

    assert reasons(early) == ["outside_hours"]
    assert unusual.of(early, Around(calendar=calendar(zone=WITA))) == ()


def cases_read(count: int, *, minutes_before: int, refused: bool = False) -> Sequence[Reading]:
    """Give readings of so many cases, all of them so long before noon."""
    moment = at(NOON) - minutes_before * MINUTE
    return [
        Reading(case_id=f"k{number}", at=moment, actor="rina", purpose="duty", refused=refused)
        for number in range(count)
    ]


@pytest.mark.parametrize(("others", "minutes", "expected"), [(19, 59, 20), (18, 59, None), (30, 60, None)])
def test_twenty_cases_within_an_hour_are_many(others: int, minutes: int, expected: int | None) -> None:
    this = reading()
    found = unusual.of(
        this,
        Around(calendar=calendar(), readings={"rina": [this, this, *cases_read(others, minutes_before=minutes)]}),
    )

    assert [why.count for why in found] == ([] if expected is None else [expected])


def test_what_was_refused_is_not_read_and_what_others_read_counts_not() -> None:
    this, many = reading(), cases_read(40, minutes_before=5)

    assert reasons(this, readings={"rina": [this, *cases_read(40, minutes_before=5, refused=True)]}) == []
    assert reasons(this, readings={"siti": many}) == []
    assert reasons(reading(refused=True), readings={"rina": many}) == []


@pytest.mark.parametrize(
    ("held_from", "held_until", "expected"),
    [
        ("2026-11-20 11:50", "2026-11-20 12:20", 30),
        ("2026-11-20 12:00", "2026-11-20 12:00", 0),
        ("2026-11-20 11:50", "2026-11-20 12:21", None),
        ("2026-11-20 12:01", "2026-11-20 12:05", None),
        ("2026-11-20 11:00", "2026-11-20 11:59", None),
        ("2026-11-20 11:50", None, None),
    ],
)
def test_a_reading_under_a_task_that_was_taken_and_given_back_is_unusual(
    held_from: str, held_until: str | None, expected: int | None
) -> None:
    span = Span(since=at(held_from), until=None if held_until is None else at(held_until))
    found = unusual.of(reading(), Around(calendar=calendar(), held={("k", "rina"): [span]}))

    assert [(why.reason, why.count) for why in found] == (
        [] if expected is None else [("claimed_and_released", expected)]
    )


def test_less_than_a_minute_is_said_as_one() -> None:
    span = Span(since=at(NOON), until=at(NOON) + timedelta(seconds=20))

    (why,) = unusual.of(reading(), Around(calendar=calendar(), held={("k", "rina"): [span]}))

    assert why.count == 1


ENDED = Span(since=at("2026-10-01 09:00"), until=at("2026-11-01 09:00"))
ENDED_LATER = Span(since=at("2026-10-02 09:00"), until=at("2026-11-03 09:00"))


def test_a_reading_after_all_procedures_of_the_case_ended_is_unusual_and_says_since_when() -> None:
    found = unusual.of(reading(), Around(calendar=calendar(), open={"k": [ENDED_LATER, ENDED]}))

    assert found == (Unusual(reason="after_closed", since=ENDED_LATER.until),)


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [ENDED, Span(since=at("2026-11-10 09:00"), until=None)],
        [ENDED, Span(since=at("2026-11-10 09:00"), until=at("2026-11-21 09:00"))],
        [Span(since=at("2026-11-21 09:00"), until=None)],
    ],
)
def test_a_case_in_which_something_runs_is_not_closed(spans: list[Span]) -> None:
    assert reasons(reading(), open={"k": spans}) == []


def test_a_case_that_begins_anew_later_was_closed_all_the_same() -> None:
    assert reasons(reading(), open={"k": [ENDED, Span(since=at("2026-11-21 09:00"), until=None)]}) == ["after_closed"]


@pytest.mark.parametrize("purpose", ["audit", "client_request"])
def test_closed_cases_are_the_work_of_who_audits_or_answers_the_client(purpose: str) -> None:
    assert reasons(reading(purpose=purpose), open={"k": [ENDED]}) == []


@pytest.mark.parametrize(("refusals", "hours", "expected"), [(2, 23, ["refused_often"]), (1, 23, []), (9, 24, [])])
def test_three_refusals_within_a_day_are_several(refusals: int, hours: int, expected: list[str]) -> None:
    this = reading(refused=True)
    before = cases_read(refusals, minutes_before=hours * 60, refused=True)

    assert reasons(this, readings={"rina": [this, *before]}) == expected
    assert reasons(reading(), readings={"rina": [this, *before]}) == []


@pytest.mark.parametrize("actor", ["system:cli", "system:public"])
def test_no_machine_and_no_reporter_reads_at_an_unusual_hour(actor: str) -> None:
    assert reasons(reading("2026-11-20 23:00", actor=actor)) == []


def test_several_reasons_stand_in_their_order() -> None:
    this = reading("2026-11-20 23:00", refused=True)

    found = reasons(this, readings={"rina": [this, this, this]}, open={"k": [ENDED]})

    assert found == ["night", "after_closed", "refused_often"]
    assert set(found) < set(unusual.REASONS)
