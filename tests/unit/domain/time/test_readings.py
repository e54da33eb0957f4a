"""Which reading of an ambiguity holds, and from when to when."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.domain.policy import clauses
from engine.domain.time import readings

DAY = date(2026, 12, 1)
DOCUMENT = clauses.parse(
    b"""
id: uji
title: Pasal uji
agency: contoh
clauses:
  - {id: U-1, text_id: Paling lama sepekan.}
  - {id: U-2, text_id: Atau sehari.}
ambiguities:
  - id: A-1
    issue: Sepekan atau sehari?
    clauses: [U-1, U-2, U-9]
    chosen_by: Pejabat Lama
    readings:
      - {id: sehari, text_id: Sehari., in_force: true}
      - {id: sepekan, text_id: Sepekan.}
  - {id: A-2, issue: Siapa?}
"""
)


def choice(reading: str, *, agency: str | None = None, **given: date | None) -> readings.Choice:
    """Give a choice that holds since 1 December."""
    return readings.Choice(
        id="1",
        procedure="uji",
        agency=agency,
        ambiguity="A-1",
        reading=reading,
        chosen_by="Pejabat Contoh",
        office="Kepala",
        sk="1/2026",
        valid_from=given.get("since") or DAY,
        valid_to=given.get("until"),
        entered_by="u",
        entered_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def standing(*choices: readings.Choice, day: date = DAY) -> readings.Standing:
    """Give the ambiguity as it stands in the agency ``jember``."""
    return readings.standings([DOCUMENT], choices, agency="jember", day=day)["A-1"]


def held(*choices: readings.Choice, day: date = DAY) -> str | None:
    """Give the id of the reading in force."""
    found = standing(*choices, day=day).reading
    return found.id if found else None


def test_without_a_choice_the_file_s_reading_runs() -> None:
    found = standing()

    assert (held(), found.choice, found.is_signed) == ("sehari", None, True)
    assert found.verbatim == "Paling lama sepekan. … Atau sehari."


def test_the_newest_choice_goes_before_older_ones() -> None:
    assert held(choice("sepekan"), choice("sehari")) == "sehari"
    assert held(choice("sehari"), choice("sepekan")) == "sepekan"


def test_the_agency_s_own_choice_goes_before_one_for_all() -> None:
    assert held(choice("sepekan", agency="jember"), choice("sehari")) == "sepekan"
    assert held(choice("sepekan", agency="banyuwangi")) == "sehari"


@pytest.mark.parametrize(("day", "reading"), [(30, "sehari"), (1, "sepekan"), (3, "sepekan"), (4, "sehari")])
def test_a_choice_holds_from_its_first_to_its_last_day(day: int, reading: str) -> None:
    asked = date(2026, 11 if day == 30 else 12, day)

    assert held(choice("sepekan", until=date(2026, 12, 3)), day=asked) == reading


def test_a_choice_that_the_version_does_not_know_changes_nothing() -> None:
    assert (held(choice("sebulan")), standing(choice("sebulan")).choice) == ("sehari", None)


def test_days_begin_and_end_in_the_agency_s_zone() -> None:
    edges = dict(choice("sepekan", until=DAY).edges(ZoneInfo("Asia/Jayapura")))

    assert edges == {"begins": datetime(2026, 11, 30, 15, tzinfo=UTC), "ends": datetime(2026, 12, 1, 15, tzinfo=UTC)}
    assert [edge for edge, _ in choice("sepekan").edges(UTC)] == ["begins"]


def test_the_variable_leaves_out_what_has_no_reading() -> None:
    assert readings.in_force(readings.standings([DOCUMENT], [], agency="jember", day=DAY)) == {"A-1": "sehari"}
    assert not readings.standings([DOCUMENT], [], agency="jember", day=DAY)["A-2"].is_signed
