"""A demonstration's plan: the procedures' scenarios on other days, of other invented people, each told once."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.scenarios import reading
from engine.scenarios.demo import plan
from engine.scenarios.demo.plan import Story
from engine.scenarios.reading import Scenario
from tests.support.house import sources

UNTIL = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
SAID = {
    "channel": "wa",
    "received_at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    "start": {"form": {"nama": "Contoh Melati", "kata": "Contoh Nomor 1"}},
    "steps": [
        {
            "at": datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
            "do": "complete",
            "form": {
                "kejadian": "2026-11-19",
                "jam": "2026-11-20T16:00+07:00",
                "lahir": "1990-09-05",
                "usia": 36,
                "kontak": ["0812 0000 0001", "0000004509900001"],
            },
        },
        {"at": datetime(2026, 11, 22, 8, 0, tzinfo=UTC), "do": "choose", "valid_to": date(2026, 11, 30)},
    ],
}
SCENARIO = Scenario(name="uji/01", procedure="uji", said=SAID)


@pytest.fixture(scope="module")
def known() -> tuple[Scenario, ...]:
    """Read the scenarios of the house."""
    return reading.read(sources.ROOT / "workflows")


def _plan(known: tuple[Scenario, ...], *, cases: int, seed: int) -> tuple[Story, ...]:
    return plan.make(known, cases=cases, until=UNTIL, chance=random.Random(seed))  # noqa: S311 - reproducible


def test_what_happens_moves_and_who_somebody_is_stays() -> None:
    said = SCENARIO.retold(later=timedelta(days=-7), turn=2).said
    form = said["steps"][0]["form"]

    assert said["received_at"] == datetime(2026, 11, 13, 8, 0, tzinfo=UTC)
    assert (form["kejadian"], form["jam"]) == ("2026-11-12", "2026-11-13T16:00+07:00")
    assert (form["lahir"], form["usia"]) == ("1990-09-05", 36)
    assert said["steps"][1]["valid_to"] == date(2026, 11, 23)


def test_another_telling_is_of_other_invented_people() -> None:
    said = SCENARIO.retold(later=timedelta(), turn=1).said

    assert said["start"]["form"] == {"nama": "Contoh Cempaka", "kata": "Contoh Nomor 1"}
    assert said["steps"][0]["form"]["kontak"] == ["0812 0000 0001", "0000004509900001"]
    assert SCENARIO.retold(later=timedelta(), turn=7).said["steps"][0]["form"]["kontak"] == [
        "0812 0000 0007",
        "0000004509900007",
    ]


def test_the_same_seed_plans_the_same_year(known: tuple[Scenario, ...]) -> None:
    one, two = (_plan(known, cases=200, seed=5) for _ in range(2))

    assert one == two
    assert one != _plan(known, cases=200, seed=6)


def test_every_story_is_told_and_a_chosen_reading_once(known: tuple[Scenario, ...]) -> None:
    stories = _plan(known, cases=300, seed=5)
    told = [scenario.name for story in stories for scenario in story.scenarios]
    reports = {scenario.name for scenario in known if scenario.channel is not None or scenario.after is not None}

    assert reports <= set(told)
    assert [one.name for one in known if one.chooses_readings and told.count(one.name) != 1] == []


def test_all_begins_within_the_year_and_past_stories_on_their_own_weekday(known: tuple[Scenario, ...]) -> None:
    stories = _plan(known, cases=300, seed=5)

    assert all(UNTIL - timedelta(days=500) <= story.begins <= UNTIL for story in stories)
    whole = [one for one in stories if one.steps == sum(len(scenario.steps) for scenario in one.scenarios)]
    assert len(whole) > 150
    assert sum(one.later % timedelta(days=7) == timedelta() for one in whole) > 150
