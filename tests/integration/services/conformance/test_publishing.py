"""Full groups of facts are published once, one group at a time."""

import json
from datetime import timedelta
from typing import Any

from engine.services.conformance import gathering, publishing
from engine.store.conformance import practice as stored
from engine.store.tables.conformance import PracticeFigure
from tasks import draining
from tests.support.offices import practised
from tests.support.offices.factories import CLI, Office

APRIL = practised.MARCH + timedelta(days=31)


def figures(office: Office) -> list[PracticeFigure]:
    with office.acting(CLI) as tx:
        return stored.published(tx.session)


def told(row: PracticeFigure) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(row.figures)
    return content


def test_a_group_is_published_once_when_it_is_full(office: Office) -> None:
    practised.facts(office, [["way|ya"]] * 14 + [["way|tidak"]] * 14)
    assert practised.published(office) == 0
    practised.facts(office, [["way|ya"]] * 6, ended_at=APRIL)
    assert [practised.published(office), practised.published(office)] == [1, 0]

    [row] = figures(office)
    assert (row.id, row.procedure, row.first, row.last) == (1, "uji", "2026-03", "2026-04")
    assert told(row) == {
        "size": 34,
        "counts": {"step|terima": 34, "clock|layanan|opened": 34, "way|ya": 20, "way|tidak": 14},
        "hours": {"terima": [1.0, 1.0, 2.0, 2.0]},
    }


def test_a_night_publishes_group_by_group_each_in_a_part_of_its_own(office: Office) -> None:
    for version in (1, 2):
        practised.facts(office, [["way|ya"]] * 40, version=version)
        practised.facts(office, [["way|ya"]] * 50, ended_at=APRIL, version=version)
        practised.facts(office, [["way|ya"]] * 29, ended_at=APRIL + timedelta(days=30), version=version)
    with office.acting(CLI) as tx:
        gathering.part(tx, night="2026-11-20", number=0)
    assert [(one.version, one.first) for one in figures(office)] == [(1, "2026-03")]

    drained = draining.run_due(office.runtime)

    assert (drained.jobs, drained.failures) == (4, 0)
    assert [(one.version, one.first) for one in sorted(figures(office), key=lambda one: one.id)] == [
        (1, "2026-03"),
        (1, "2026-04"),
        (2, "2026-03"),
        (2, "2026-04"),
    ]
    assert len(practised.waiting(office)) == 58


def test_a_line_of_which_nothing_can_be_told_keeps_no_other_waiting(office: Office) -> None:
    practised.facts(office, [[f"way|{n % 8}"] for n in range(32)])
    practised.facts(office, [["way|ya"]] * 30, version=2)
    assert practised.published(office) == 1
    assert [one.version for one in figures(office)] == [2]


def test_months_are_put_together_over_the_end_of_a_year(office: Office) -> None:
    december = practised.MARCH.replace(year=2025, month=12, day=31)
    practised.facts(office, [[]] * 15, ended_at=december)
    practised.facts(office, [[]] * 15, ended_at=december + timedelta(days=1))
    assert practised.published(office) == 1
    assert [(one.first, one.last) for one in figures(office)] == [("2025-12", "2026-01")]


def test_a_month_that_goes_on_is_not_published(office: Office) -> None:
    practised.facts(office, [["way|ya"]] * 40, ended_at=office.clock.now() - timedelta(days=1))
    assert practised.published(office) == 0


def test_a_group_of_which_nothing_can_be_told_waits_for_more(office: Office) -> None:
    practised.facts(office, [[f"way|{n % 8}"] for n in range(32)])
    assert practised.published(office) == 0
    practised.facts(office, [[f"way|{n % 8}"] for n in range(16)], ended_at=APRIL)
    assert practised.published(office) == 1
    assert told(figures(office)[0])["size"] == 48


def test_no_figure_below_five_stands_in_the_database(office: Office) -> None:
    practised.facts(office, [["way|ya", "late|terima"]] * 3 + [["way|tidak"]] * 30)
    practised.published(office)
    [row] = figures(office)
    assert "way|ya" not in row.figures
    assert told(row)["counts"]["way|tidak"] == -1


def test_pairs_count_where_the_same_two_people_did_it_again(office: Office) -> None:
    alone = [[f"pair|periksa|{n:016x}"] for n in range(20)]
    practised.facts(office, [["pair|periksa|sama"]] * 12 + alone)
    practised.published(office)
    [row] = figures(office)
    assert told(row)["counts"]["pair|periksa"] == 12
    assert "sama" not in row.figures


def test_hours_are_told_of_steps_whose_count_is(office: Office) -> None:
    practised.facts(office, [[]] * 30)
    practised.published(office)
    assert told(figures(office)[0])["hours"] == {"terima": [1.0, 1.0, 2.0, 2.0]}
    assert publishing._deciles([0.1, 0.2, 0.4, 2.345, 123.4]) == (0.5, None)
